"""settings.yml -> the choices a study may change, each with its default, meaning and where the default comes from.

`alternatives` are the other values worth trying, one at a time, to see what hangs on the choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse.document import load_document
from warehouse.errors import ModelError


@dataclass(frozen=True)
class Setting:
    name: str
    value: object
    about: str
    reference: str
    alternatives: tuple[object, ...] = ()


def load_settings(path: Path, file: str = "sql/settings.yml") -> Mapping[str, Setting]:
    """The settings by name, with their defaults. Raises ModelError for an entry that does not say what it is."""
    settings: dict[str, Setting] = {}
    for name, node in load_document(path, file, ModelError).mapping().items():
        needed = ("value", "about", "reference")
        keys = node.fields((*needed, "alternatives"), needed)
        others = tuple(each.plain() for each in keys["alternatives"].items()) if "alternatives" in keys else ()
        settings[name] = Setting(name, keys["value"].plain(), keys["about"].text(), keys["reference"].text(), others)
    return settings
