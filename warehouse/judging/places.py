"""From a place in rendered SQL back to its file: lines are the same, columns only where no template comes before."""

import re

from warehouse.errors import Place
from warehouse.models.model import Model


def place_in_file(model: Model, line: int, column: int | None, word: str | None) -> Place:
    """The place in a model's file of what stands at a line and column (both from 1) of its rendered SQL."""
    path, written, rendered = model.path, _line(model.text, line), _line(model.sql, line)
    if written == rendered and column is not None:
        return Place(path, line, character=column)
    if word is None:
        return Place(path, line)
    places = _places(written, word)
    before = [at for at in _places(rendered, word) if column is not None and at < column]
    which = len(before) if column is not None else 0
    return Place(path, line, character=places[which] if which < len(places) else None)


def may_be_at(sql: str, line: int, column: int | None, word: str | None, *, is_missing: bool) -> bool:
    """Whether a place of which the database tells can be one of a model's SQL.

    Of a text that a function is given as a query, such as `query('...')`, it tells the place within that text. What
    `is_missing` is named there, by itself or after its table.
    """
    head = re.match(r"\s*/\*.*?\*/", sql, flags=re.DOTALL)
    if line <= (head.group().count("\n") if head is not None else 0):
        return False
    marked = _line(sql, line)[column - 1 if column is not None else 0 :]
    if not is_missing:
        return marked.strip() != "" and not _READS_TEXT.search(sql)
    before = r'^(?:[\w"]+\s*\.\s*)*"?' if column is not None else r"(?<!\w)"
    return re.search(rf"{before}{re.escape(word or '')}(?!\w)", marked, re.IGNORECASE) is not None


_READS_TEXT = re.compile(r"\bquery(_table)?\s*\(", re.IGNORECASE)


def _line(text: str, line: int) -> str:
    lines = text.splitlines()
    return lines[line - 1] if 0 < line <= len(lines) else ""


def _places(line: str, word: str) -> list[int]:
    return [found.start() + 1 for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", line, re.IGNORECASE)]
