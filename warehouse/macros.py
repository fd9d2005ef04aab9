"""Macro files -> the Jinja macros that turn an expression into SQL, rendered where no template can do harm.

Reading a file needs only macros, which know registries but no models; models are rendered by templates.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from warehouse.errors import ModelError, Place

Macro = Callable[..., str]


class MacroError(Exception):
    """A text could not be rendered. Whoever knows which file it came from turns this into a user's error."""


@dataclass(frozen=True)
class Macros:
    """The macros by name, and a way to render a text that uses them."""

    by_name: Mapping[str, Macro]
    environment: ImmutableSandboxedEnvironment

    def call(self, name: str, *arguments: object) -> str:
        return self.by_name[name](*arguments).strip()

    def render(self, text: str) -> str:
        try:
            return self.environment.from_string(text).render()
        except (jinja2.TemplateError, TypeError) as error:
            raise MacroError(str(error)) from None


def load_macros(texts: Mapping[str, str]) -> Macros:
    """The macros of several files, given as path and text. They are one template, so one may use another's."""
    return compiled(tuple(texts.items()))


@lru_cache(maxsize=2)
def compiled(texts: tuple[tuple[str, str], ...]) -> Macros:
    environment = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined)
    environment.globals = {"ref": registry}
    for path, text in texts:
        check_syntax(environment, path, text)
    module = environment.from_string("\n".join(text for _, text in texts)).module
    by_name = {name: cast(Macro, macro) for name, macro in vars(module).items() if not name.startswith("_")}
    environment.globals.update(by_name)
    return Macros(by_name, environment)


def registry(name: str) -> str:
    """What `ref` yields here: when files are read, only registries stand."""
    return f"seeds.{name}"


def check_syntax(environment: ImmutableSandboxedEnvironment, path: str, text: str) -> None:
    try:
        environment.parse(text)
    except jinja2.TemplateSyntaxError as error:
        raise ModelError(f"this is not Jinja: {error.message}", Place(path, line=error.lineno)) from None
