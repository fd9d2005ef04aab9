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


def _line(text: str, line: int) -> str:
    lines = text.splitlines()
    return lines[line - 1] if 0 < line <= len(lines) else ""


def _places(line: str, word: str) -> list[int]:
    return [found.start() + 1 for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", line, re.IGNORECASE)]
