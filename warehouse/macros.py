"""sql/macros/*.sql -> the Jinja macros that turn an expression into SQL, rendered where no template can do harm."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2
from jinja2.exceptions import SecurityError
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
        return self.by_name[name](*arguments)

    def render(self, text: str) -> str:
        try:
            return self.environment.from_string(text).render()
        except (jinja2.TemplateError, SecurityError, TypeError) as error:
            raise MacroError(str(error)) from None


def load_macros(folder: Path) -> Macros:
    """Every macro of a folder."""
    files = sorted(folder.glob("*.sql"))
    return build_macros({file.name: file.read_text(encoding="utf-8") for file in files})


def build_macros(files: Mapping[str, str], names: Mapping[str, object] | None = None) -> Macros:
    """The macros of several files, by path, which may also use `names`.

    The files are one template, so a macro may use one of another file. What a macro yields is put on one line, so that
    SQL keeps the line numbers of the file that calls it.
    """
    environment = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    environment.globals = dict(names or {})
    for path, text in files.items():
        check_syntax(environment, path, text)
    module = environment.from_string("\n".join(files.values())).module
    by_name = {name: on_one_line(macro) for name, macro in vars(module).items() if not name.startswith("_")}
    environment.globals.update(by_name)
    return Macros(by_name, environment)


def on_one_line(macro: Callable[..., object]) -> Macro:
    def call(*arguments: object, **named: object) -> str:
        return " ".join(str(macro(*arguments, **named)).split("\n")).strip()

    return call


def check_syntax(environment: ImmutableSandboxedEnvironment, path: str, text: str) -> None:
    try:
        environment.parse(text)
    except jinja2.TemplateSyntaxError as error:
        raise ModelError(f"this is not Jinja: {error.message}", Place(path, line=error.lineno)) from None
