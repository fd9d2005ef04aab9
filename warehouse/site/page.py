"""Templates -> pages. Every value is escaped, and a name that a template does not know is an error."""

import json
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **values: object) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(plain=plain, data=data)
    return environment.get_template(template).render(**values).rstrip() + "\n"


def plain(value: object) -> str:
    """A value as a person reads it."""
    if value is None:
        return "missing"
    if isinstance(value, float):
        return f"{value:.6g}"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def data(value: object) -> Markup:
    """JSON for a script of the page; no text in it can end the script."""
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))
