"""value_maps.yml -> maps of words that a study may use by name, such as the words of a response criterion."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from warehouse.document import load_document
from warehouse.errors import ContractError

FILE = Path(__file__).resolve().parents[2] / "sql" / "value_maps.yml"


@cache
def shipped_maps() -> Mapping[str, Mapping[str, str]]:
    """By name: word, lower case -> value of the contract."""
    maps: dict[str, Mapping[str, str]] = {}
    for name, node in load_document(FILE, "sql/value_maps.yml", ContractError).mapping().items():
        fields = node.fields(("about", "words"), required=("about", "words"))
        words: dict[str, str] = {}
        for value, listed in fields["words"].mapping().items():
            for item in listed.items():
                if item.text().lower() in words:
                    raise item.error(f"'{item.text()}' means two things in '{name}'")
                words[item.text().lower()] = value
        maps[name] = words
    return maps
