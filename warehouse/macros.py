"""Macro files -> the Jinja macros that turn an expression into SQL, rendered where no template can do harm.

Reading a file needs only macros, which know registries but no models; models are rendered by templates.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import TypeVar

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range
from jinja2.utils import Namespace

from warehouse.errors import ModelError, Place

Macro = Callable[..., str]
Read = TypeVar("Read")


class MacroError(Exception):
    """A text could not be rendered. Whoever knows which file it came from turns this into a user's error."""


@dataclass(frozen=True)
class Macros:
    """The macros by name, and a way to render a text that uses them."""

    by_name: Mapping[str, Macro]
    environment: ImmutableSandboxedEnvironment

    def call(self, name: str, *arguments: object) -> str:
        return self.by_name[name](*arguments)

    def render(self, text: str) -> str:
        try:
            return self.environment.from_string(text).render()
        except (jinja2.TemplateError, TypeError) as error:
            raise MacroError(str(error)) from None


def load_macros(texts: Mapping[str, str], names: Mapping[str, object] | None = None) -> Macros:
    """The macros of several files, given as path and text, and the `names` that they and what calls them may use.

    The files are one template, so a macro may use one of another file. What a macro yields is put on one line, so that
    SQL keeps the line numbers of the file that calls it.
    """
    return compiled(tuple(texts.items())) if names is None else compile_macros(texts, names)


@lru_cache(maxsize=2)
def compiled(texts: tuple[tuple[str, str], ...]) -> Macros:
    """The macros for reading files. Every source asks for the same ones, and compiling takes longer than using them."""
    return compile_macros(dict(texts), {"ref": registry})


def compile_macros(texts: Mapping[str, str], names: Mapping[str, object]) -> Macros:
    environment = sandbox()
    environment.globals = {"namespace": Namespace, "range": safe_range} | dict(names)
    code = code_of(tuple(texts.items()))
    module = environment.template_class.from_code(environment, code, environment.make_globals(None)).module
    by_name = {name: on_one_line(macro) for name, macro in vars(module).items() if not name.startswith("_")}
    environment.globals.update(by_name)
    return Macros(by_name, environment)


def sandbox() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)


@lru_cache(maxsize=4)
def code_of(texts: tuple[tuple[str, str], ...]) -> CodeType:
    """The macros as code, which files and models bind to names of their own: compiling is what takes long."""
    environment = sandbox()
    files = [parsed(environment, path, text) for path, text in texts]
    hold_names({path: file for (path, _), file in zip(texts, files, strict=True)})
    try:
        return environment.compile(jinja2.nodes.Template([node for file in files for node in file.body], lineno=1))
    except jinja2.TemplateSyntaxError:
        for path, text in texts:
            held(environment.compile, path, text)
        raise


def hold_names(files: Mapping[str, jinja2.nodes.Template]) -> None:
    """Raises ModelError where two macros have one name: the later would replace the other for whoever calls it."""
    found: dict[str, str] = {}
    for path, file in files.items():
        for macro in file.find_all(jinja2.nodes.Macro):
            if macro.name in found:
                what = f"there are two macros called '{macro.name}', the other in {found[macro.name]}"
                raise ModelError(what, Place(path, macro.lineno), "give one of them another name")
            found[macro.name] = path


def on_one_line(macro: Callable[..., object]) -> Macro:
    def call(*arguments: object, **named: object) -> str:
        return " ".join(str(macro(*arguments, **named)).split("\n")).strip()

    return call


def registry(name: str) -> str:
    """What `ref` yields here: when files are read, only registries stand."""
    return f"seeds.{name}"


def parsed(environment: ImmutableSandboxedEnvironment, path: str, text: str) -> jinja2.nodes.Template:
    return held(environment.parse, path, text)


def held(reads: Callable[[str], Read], path: str, text: str) -> Read:
    """What Jinja makes of a macro file. Raises ModelError at its line that is wrong."""
    try:
        return reads(text)
    except jinja2.TemplateSyntaxError as error:
        raise ModelError(f"this is not Jinja: {error.message}", Place(path, line=error.lineno)) from None
