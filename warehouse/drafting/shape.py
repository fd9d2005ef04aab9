"""Rows of text -> the table in them: which rows are its header, where it ends, and what study.yml must say of that."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.drafting.grid import Sheet
from warehouse.files.column_names import column_names
from warehouse.files.text_table import Record

# A preamble is longer than this in no export that we know.
DEEPEST_HEADER = 60
NUMBER = re.compile(r"\s*[<>]?\s*[-+]?\d+([.,]\d+)*([eE][-+]?\d+)?\s*%?\s*|\d{4}-\d\d-\d\d.*")
# What stands for a result and is no name of a column.
RESULT_WORD = re.compile(r"[<>≤≥].*|n\.?d\.?|n\.?a\.?|n/a|b?lloq|blq|bql|oor.*|-+", re.IGNORECASE)
# What stands before a note under a table, and before each line of a preamble that a program wrote.
NOTE = re.compile(r"([*†‡§¶]|(?:notes?|abbreviations?|footnotes?|legend|key|source)\b).*", re.IGNORECASE)
# Rows that a program or a spreadsheet adds below those of the samples, in English, German and French.
SUMMARY = re.compile(
    r"(?:geo(?:metric)?[ .]?|grand )?mean|average|avg|median|range|iqr|q[13]|quartiles?|n|count|(?:sub)?total|sum"
    r"|s\.?d\.?|s\.?e\.?m?\.?|st\.? ?dev\.?|std\.?(?: ?dev(?:iation)?\.?)?|standard (?:deviation|error).*"
    r"|%? ?cv ?%?|var(?:iance)?|min(?:imum)?|max(?:imum)?"
    r"|mittel(?:wert)?|durchschnitt|arithm\. mittel|standardabweichung|spannweite|summe|gesamt(?:summe)?|anzahl"
    r"|moyenne|médiane|écart[ -]type|somme|effectif|étendue",
    re.IGNORECASE,
)
COMMENT = re.compile(r"[#!].+")
UNIT_ROW = re.compile(
    r"[\[(]?(?:[a-zA-Zµμ%^*0-9]{1,8}/[a-zA-Zµμ0-9^*]{1,6}|%|mm|cm|kg|years?|days?|d|h|date|n/?a|)[\])]?"
)


@dataclass(frozen=True)
class Shape:
    """A table: its column names, its rows, and the options that make a reader see it so."""

    header: tuple[str, ...]
    body: list[Record]
    options: dict[str, object]
    left_out: int = 0
    preamble: str = ""
    # The name of each column without the group above it; nothing where that is no name of its own.
    lower: tuple[str, ...] = ()


def find_table(sheet: Sheet) -> Shape | None:
    """The table of a sheet; None where there is none."""
    if sheet.header is not None:
        return Shape(sheet.header, sheet.rows, dict(sheet.options))
    at = header_place(sheet.rows)
    if at is None:
        return None
    first, last = header_span(sheet.rows, at)
    numbers = [sheet.rows[place][0] for place in range(first, last + 1)]
    body, end = ended(sheet.rows[last + 1 :], width_of(sheet.rows[at]), sheet.rows[last][0], is_whole=sheet.is_whole)
    width = max([width_of(sheet.rows[place]) for place in range(first, last + 1)] + [len(cells) for _, cells in body])
    while width > width_of(sheet.rows[at]) and not any(
        len(cells) >= width and cells[width - 1].strip() for _, cells in body
    ):
        width -= 1
    merged = [(numbers.index(row), left, right) for row, left, right in sheet.merged if row in numbers]
    header = column_names([sheet.rows[place][1] for place in range(first, last + 1)], width, merged)
    options = dict(sheet.options)
    if numbers != [1]:
        options["header_row"] = numbers if len(numbers) > 1 else numbers[0]
    is_text = sheet.name is None
    if is_text and any(len(cells) < width for _, cells in body):
        options["ragged"] = "fill"
    filled = [(number, [*cells, *[""] * (width - len(cells))][:width]) for number, cells in body]
    preamble = " ".join(cell.strip() for _, cells in sheet.rows[:first] for cell in cells)
    lower = own_names(sheet.rows[at][1], width) if first < at else ()
    return Shape(header, filled, options | end, len(sheet.rows) - last - 1 - len(body), preamble, lower)


def own_names(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """What stands in the lower row of a header, where no other column has the same there."""
    names = [*(cell.strip() for cell in cells), *[""] * width][:width]
    return tuple(name if names.count(name) == 1 else "" for name in names)


def filled(record: Record) -> int:
    return sum(1 for cell in record[1] if cell.strip())


def width_of(record: Record) -> int:
    return max((place for place, cell in enumerate(record[1], 1) if cell.strip()), default=0)


def header_place(rows: Sequence[Record]) -> int | None:
    """The row that names the columns: as wide as the table, of different words, with rows unlike it below."""
    widths = Counter(filled(row) for row in rows[:2000])
    if not widths:
        return None
    usual = max(widths, key=lambda width: widths[width] * width)
    if exported := luminex_block(rows):
        return exported
    for place in range(comments(rows), min(len(rows), DEEPEST_HEADER)):
        row = rows[place]
        cells = [cell.strip() for cell in row[1] if cell.strip()]
        words = [cell for cell in cells if not NUMBER.fullmatch(cell) and not RESULT_WORD.fullmatch(cell)]
        groups = groups_above(rows, place) or [""] * len(row[1])
        pairs = {(group, cell.strip()) for group, cell in zip(groups, row[1], strict=True) if cell.strip()}
        is_wide = len(cells) >= max(2, 0.7 * usual) or (usual == 1 and len(cells) == 1)
        if is_wide and len(words) >= 0.6 * len(cells) and len(pairs) >= 0.5 * len(cells) and place + 1 < len(rows):
            return place + 1 if is_row_of_groups(rows, place) else place
    return None


def is_row_of_groups(rows: Sequence[Record], place: int) -> bool:
    """Whether the names stand in the row below: words alone, more of them, and none where this row has its first."""
    below = [cell.strip() for cell in rows[place + 1][1]]
    if place + 2 >= len(rows) or not groups_above(rows, place + 1) or not rows[place][1][0].strip() or below[0]:
        return False
    return not any(NUMBER.fullmatch(cell) or RESULT_WORD.fullmatch(cell) for cell in below if cell)


def comments(rows: Sequence[Record]) -> int:
    """How many lines at the top are remarks of a program, where there are several and a table follows."""
    first = [cells[0].strip() if cells else "" for _, cells in rows[:DEEPEST_HEADER]]
    n = next((place for place, text in enumerate(first) if not COMMENT.fullmatch(text)), 0)
    return n if n > 1 else 0


def groups_above(rows: Sequence[Record], place: int) -> list[str]:
    """The group that each cell stands under, where the row above is one of groups; else nothing."""
    if not place or rows[place][0] != rows[place - 1][0] + 1:
        return []
    above = [*(cell.strip() for cell in rows[place - 1][1]), *[""] * len(rows[place][1])][: len(rows[place][1])]
    if not 2 <= len([cell for cell in above if cell]) < filled(rows[place]) or any(map(NUMBER.fullmatch, above)):
        return []
    return [next((cell for cell in reversed(above[: n + 1]) if cell), "") for n in range(len(above))]


def luminex_block(rows: Sequence[Record]) -> int | None:
    """An export of xPONENT holds many tables, each under a line that says what it holds: the results are wanted."""
    for place, (_, cells) in enumerate(rows[:-2]):
        texts = [cell.strip().lower() for cell in cells if cell.strip()]
        if texts[:1] == ["datatype:"] and texts[1:2] in (["result"], ["avg result"], ["concentration"]):
            return place + 1
    return None


def header_span(rows: Sequence[Record], at: int) -> tuple[int, int]:
    """The first and last row of the header: a row of groups may stand above the names, a row of units below."""
    first = last = at
    if at > 0 and rows[at][0] == rows[at - 1][0] + 1:
        above = [cell.strip() for cell in rows[at - 1][1]]
        groups = [cell for cell in above if cell]
        is_apart = not above[0] or not rows[at][1][0].strip()
        if is_apart and 2 <= len(groups) < filled(rows[at]) and not any(map(NUMBER.fullmatch, groups)):
            first = at - 1
    if at + 2 < len(rows):
        below = [cell.strip() for cell in rows[at + 1][1]]
        some = [cell for cell in below if cell]
        has_units = any("/" in cell or cell.strip("()[]") in ("%", "mm", "cm", "kg", "years", "days") for cell in some)
        if some and has_units and all(UNIT_ROW.fullmatch(cell) for cell in some) and not NUMBER.fullmatch(some[0]):
            last = at + 1
    # Names that repeat under a row of groups are only told apart by it.
    return first, last


def ended(rows: Sequence[Record], width: int, header: int, *, is_whole: bool) -> tuple[list[Record], dict[str, object]]:
    """The rows of the table, and how its end is told: footnotes fill one cell, and another table is another shape."""
    before = header
    for place, (number, cells) in enumerate(rows):
        is_apart = number > before + 1
        if is_apart and place and not looks_like(cells, rows[:place]):
            return list(rows[:place]), {"stop_at": "^$"} if gapless(rows[:place], header) else {"last_row": before}
        before = number
    body = list(rows)
    while is_whole and width > 2 and len(body) > 2 and is_note(body[-1], width):
        body.pop()
    if len(body) < len(rows):
        return body, end_of(body, rows[len(body)][1][0].strip())
    return body, {}


def end_of(body: Sequence[Record], note: str) -> dict[str, object]:
    """What tells the rows below a table: how the first of them begins, if no row of the table does, so that rows which
    are added later are read; else the number of the last row."""
    match = NOTE.fullmatch(note)
    start = rf"^{re.escape(match[1])}" if match else rf"^{re.escape(note)}$"
    is_known = match or SUMMARY.fullmatch(note.rstrip(": "))
    if is_known and not any(re.search(start, cells[0].strip()) for _, cells in body):
        return {"stop_at": start}
    return {"last_row": body[-1][0]}


def is_note(record: Record, width: int) -> bool:
    """A note stands in the first cell and is no number; one that holds the delimiter runs on into a few more cells."""
    text = record[1][0].strip() if record[1] else ""
    if not text or NUMBER.fullmatch(text):
        return False
    if SUMMARY.fullmatch(text.rstrip(": ")):
        return True
    return filled(record) <= 1 or (NOTE.fullmatch(text) is not None and filled(record) < width / 2)


def looks_like(cells: Sequence[str], above: Sequence[Record]) -> bool:
    """Whether a row after a blank one goes on with the table."""
    usual = sorted(filled(row) for row in above)[len(above) // 2]
    return sum(1 for cell in cells if cell.strip()) >= 0.5 * usual and any(
        NUMBER.fullmatch(cell) for cell in cells if cell.strip()
    )


def gapless(rows: Sequence[Record], header: int) -> bool:
    return all(
        later == earlier + 1
        for earlier, later in zip([header, *(n for n, _ in rows)], (n for n, _ in rows), strict=False)
    )
