"""sql/macros/*.sql -> the Jinja macros that turn an expression into SQL, rendered where no template can do harm."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

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
        return self.by_name[name](*arguments).strip()

    def render(self, text: str) -> str:
        try:
            return self.environment.from_string(text).render()
        except (jinja2.TemplateError, SecurityError, TypeError) as error:
            raise MacroError(str(error)) from None


def load_macros(folder: Path) -> Macros:
    """Every macro of a folder. They are one template, so a macro may use one of another file."""
    environment = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    files = sorted(folder.glob("*.sql"))
    for file in files:
        check_syntax(environment, file)
    module = environment.from_string("\n".join(file.read_text(encoding="utf-8") for file in files)).module
    by_name = {name: cast(Macro, macro) for name, macro in vars(module).items() if not name.startswith("_")}
    environment.globals.update(by_name)
    return Macros(by_name, environment)


def check_syntax(environment: ImmutableSandboxedEnvironment, file: Path) -> None:
    try:
        environment.parse(file.read_text(encoding="utf-8"))
    except jinja2.TemplateSyntaxError as error:
        raise ModelError(f"this is not Jinja: {error.message}", Place(f"{file.name}", line=error.lineno)) from None
