"""settings.yml -> the choices a study may change, each with its default, meaning and where the default comes from."""

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


def load_settings(path: Path, file: str = "sql/settings.yml") -> Mapping[str, Setting]:
    """The settings by name, with their defaults. Raises ModelError for an entry that does not say what it is."""
    settings: dict[str, Setting] = {}
    for name, node in load_document(path, file, ModelError).mapping().items():
        keys = node.fields(("value", "about", "reference"), ("value", "about", "reference"))
        settings[name] = Setting(name, keys["value"].plain(), keys["about"].text(), keys["reference"].text())
    return settings
