"""How careful a study is with small numbers: `disclosure:` in study.yml, checked."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.errors import StudyError, nearest

if TYPE_CHECKING:
    from warehouse.document import Node

STUDY_FILE = "study.yml"
KEY = "disclosure"
KEYS = ("smallest_count", "round_to", "digits")
SMALLEST_COUNT, DIGITS = 5, 2
LEAST, MOST, MOST_DIGITS = 3, 1000, 4
_KEY_OF_STUDY = re.compile(r"^[\"']?([\w-]+)[\"']?[ \t]*:", re.MULTILINE)


@dataclass(frozen=True)
class Disclosure:
    """Counts below `smallest_count` are hidden, others rounded down to multiples of `round_to`."""

    smallest_count: int = SMALLEST_COUNT
    round_to: int = SMALLEST_COUNT
    digits: int = DIGITS


def build_disclosure(node: "Node") -> Disclosure:
    """Raises StudyError at the line that is wrong."""
    fields = node.fields(KEYS)
    smallest = _between(fields["smallest_count"], LEAST, MOST) if "smallest_count" in fields else SMALLEST_COUNT
    round_to = _between(fields["round_to"], LEAST, smallest) if "round_to" in fields else smallest
    if smallest % round_to:
        # Otherwise the lowest multiple that is shown would stand for fewer counts than the others, or for one alone.
        raise node.error("'round_to' must divide 'smallest_count'", f"round_to: {smallest}")
    return Disclosure(smallest, round_to, _between(fields["digits"], 1, MOST_DIGITS) if "digits" in fields else DIGITS)


def disclosure_of(folder: Path) -> Disclosure | None:
    """What the study of a folder says, or nothing. Raises StudyError where it is said and not understood.

    A build tells of a key that is unknown. Who asks does not build, and would be shown rows for a slip of the pen.
    """
    path = folder / STUDY_FILE
    if not path.exists() or not _may_say(path.read_text(encoding="utf-8", errors="replace")):
        return None
    from warehouse.document import load_document  # most studies have none, and a question need not wait for YAML

    document = load_document(path, STUDY_FILE, StudyError).mapping()
    if KEY in document:
        return build_disclosure(document[KEY])
    for name, node in document.items():
        if nearest(name, (KEY,)):
            raise node.error(f"unknown key '{name}': is disclosure control meant?", f"{KEY}: ...")
        if node.is_mapping and KEY in node.mapping():
            raise node.mapping()[KEY].error(f"'{KEY}' is no key of '{name}'", f"write '{KEY}:' beside '{name}:'")
    return None


def _may_say(text: str) -> bool:
    """Whether YAML must be read to know: most studies say nothing that is like it."""
    return KEY in text.lower() or any(nearest(name, (KEY,)) for name in _KEY_OF_STUDY.findall(text))


def _between(node: "Node", least: int, most: int) -> int:
    value = node.integer()
    if not least <= value <= most:
        raise node.error(f"{value} is not from {least} to {most}", f"{node.name.rpartition('.')[2]}: {least}")
    return value
