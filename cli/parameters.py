"""Text from the command line to values a query is given. They are bound by the database, never pasted into SQL."""

import json
import re
import shlex
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from warehouse.errors import UsageError

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INTEGER = re.compile(r"[+-]?(0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"[+-]?\d{1,18}\.\d{1,18}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None}


def parameters_of(pairs: Iterable[str]) -> dict[str, object]:
    """`name=value` pairs as values by name. Raises UsageError for one without a name or given twice."""
    found: dict[str, object] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or not _NAME.fullmatch(name):
            raise UsageError("--set takes a name and a value", hint="--set grade=3, for $grade in the query")
        if name in found:
            raise UsageError(f"--set gives {name} twice")
        found[name] = value_of(name, text)
    return found


def words_of(line: str) -> list[str]:
    """What a person typed on one line as words, `feature='two words'` being one. Raises UsageError."""
    try:
        return shlex.split(line)
    except ValueError as error:
        raise UsageError("A quotation mark is open in the values", hint="name=value name='two words'") from error


def value_of(name: str, text: str) -> object:
    """A number, a date, true, false or null where the text is one; a list in JSON; what is in quotes, or the text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    if _DATE.fullmatch(text):
        return _date(name, text)
    if text.startswith("["):
        return _list(name, text)
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == "'" else text


def _date(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--set {name}: there is no such day", hint="a date is written 2020-01-31") from error


def _list(name: str, text: str) -> list[object]:
    try:
        found = json.loads(text)
    except ValueError as error:
        hint = f'--set \'{name}=["CR", "PR"]\''
        raise UsageError(f"--set {name}: this is not a list", hint=hint) from error
    return list(found)
