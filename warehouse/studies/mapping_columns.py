"""The `columns` of a mapping in study.yml -> ColumnMapping for each, or the mistake and its line."""

import re
from collections.abc import Mapping

from warehouse.contract import Column, Source
from warehouse.document import Node
from warehouse.errors import suggest
from warehouse.studies.data_file import pattern
from warehouse.studies.mapping import ColumnMapping, DayFrom, Replacement
from warehouse.studies.value_maps import shipped_maps

COLUMN_KEYS = (
    "column", "values", "otherwise", "optional", "constant", "replace", "date_format", "partial",
    "days_from", "multiply", "fraction",
)  # fmt: skip
NUMBERS = ("number", "integer", "percent", "result")
DAYS = ("number", "integer")

# Two-digit years are left out: which century they mean is for the study to say, by `replace`.
DIRECTIVES = re.compile(r"%(.?)")
KNOWN_DIRECTIVES = "dmYbBjHIMSpyaA%f"
PARTIAL = ("first", "middle", "last")
EXCEL = "excel"


def build_column(name: str, node: Node, source: Source) -> ColumnMapping:
    if name not in source.columns:
        raise node.error(f"source '{source.name}' has no column '{name}'", suggest(name, source.columns))
    if not node.is_mapping:
        return ColumnMapping(name, node.text(), None, {}, node.place)
    fields = node.fields(COLUMN_KEYS)
    if ("column" in fields) == ("constant" in fields):
        raise node.error(f"'{name}' needs either a column or a constant", f"{name}: {{column: ...}}")
    if "constant" in fields:
        return build_constant(name, node, fields)
    column = source.columns[name]
    refuse_misfits(fields, column)
    return ColumnMapping(
        name=name,
        column=fields["column"].text(),
        constant=None,
        values=own_values(fields["values"], column) if "values" in fields else {},
        maps=map_names(fields["values"]) if "values" in fields else (),
        words=named_words(fields["values"], column) if "values" in fields else {},
        place=node.place,
        replace=build_replacements(fields["replace"]) if "replace" in fields else (),
        date_formats=build_date_formats(fields),
        partial=fields["partial"].one_of(PARTIAL) if "partial" in fields else None,
        days_from=build_days_from(fields["days_from"]) if "days_from" in fields else None,
        multiply=build_factor(fields["multiply"]) if "multiply" in fields else None,
        fraction="fraction" in fields and fields["fraction"].boolean(),
        otherwise=build_otherwise(fields, column) if "otherwise" in fields else None,
        optional="optional" in fields and fields["optional"].boolean(),
        is_identifier=column.type == "id",
    )


def build_constant(name: str, node: Node, fields: Mapping[str, Node]) -> ColumnMapping:
    if "values" in fields:
        raise fields["values"].error(f"'{name}' is a constant, so it has no values to map", "write the constant itself")
    for key in fields:
        if key != "constant":
            raise fields[key].error(f"'{name}' is a constant, so '{key}' means nothing", "write the constant itself")
    return ColumnMapping(name, None, fields["constant"].text(), {}, node.place)


def build_values(node: Node, column: Column) -> Mapping[str, str | None]:
    values = {text: None if item.content is None else item.text() for text, item in node.mapping().items()}
    allowed = {value.lower() for value in column.values}
    for text, value in values.items():
        if column.values and value is not None and value.lower() not in allowed:
            what = f"'{value}' is not a value of '{column.name}'"
            raise node.mapping()[text].error(what, suggest(value, column.values))
    return values


def value_parts(node: Node) -> tuple[Node, ...]:
    """`values` is a map, the name of a shipped one, or a list of both."""
    return node.items() if node.is_list else (node,)


def own_values(node: Node, column: Column) -> Mapping[str, str | None]:
    values: dict[str, str | None] = {}
    for part in value_parts(node):
        values |= build_values(part, column) if part.is_mapping or part.content is None else {}
    return values


def map_names(node: Node) -> tuple[str, ...]:
    return tuple(part.text() for part in value_parts(node) if not part.is_mapping and part.content is not None)


def named_words(node: Node, column: Column) -> Mapping[str, str]:
    """The words of the shipped maps that are named. Of two maps that know a word, the first counts."""
    words: dict[str, str] = {}
    for part in value_parts(node):
        if part.is_mapping or part.content is None:
            continue
        found = shipped_maps().get(part.text())
        if found is None:
            raise part.error(f"no map of values is called '{part.text()}'", suggest(part.text(), shipped_maps()))
        strange = sorted(set(found.values()) - set(column.values))
        if column.values and strange:
            what = f"'{part.text()}' gives '{strange[0]}', which is not a value of '{column.name}'"
            raise part.error(what, f"one of {', '.join(column.values)}")
        words = dict(found) | words
    return words


def build_otherwise(fields: Mapping[str, Node], column: Column) -> str:
    node = fields["otherwise"]
    if "values" not in fields:
        raise node.error("'otherwise' is for what 'values' does not list, and there are no values", "a constant")
    allowed = {value.lower() for value in column.values}
    if column.values and node.text().lower() not in allowed:
        raise node.error(f"'{node.text()}' is not a value of '{column.name}'", suggest(node.text(), column.values))
    return node.text()


def refuse_misfits(fields: Mapping[str, Node], column: Column) -> None:
    """A rule for dates or numbers means nothing for a column that holds something else."""
    fits = {
        "date_format": ("date", *DAYS) if "days_from" in fields else ("date",),
        "partial": ("date",),
        "days_from": DAYS,
        "multiply": NUMBERS,
        "fraction": NUMBERS,
    }
    for key, types in fits.items():
        if key in fields and column.type not in types:
            raise fields[key].error(f"'{key}' means nothing for '{column.name}', which is of type {column.type}")
    if "multiply" in fields and "fraction" in fields:
        raise fields["multiply"].error("'fraction' multiplies by 100 already", "leave out 'multiply' or 'fraction'")
    if "days_from" in fields and ("multiply" in fields or "fraction" in fields):
        raise fields["days_from"].error("days are whole days, so there is nothing to multiply", "leave out 'multiply'")


def build_replacements(node: Node) -> tuple[Replacement, ...]:
    return tuple(build_replacement(item) for item in (node.items() if node.is_list else (node,)))


def build_replacement(node: Node) -> Replacement:
    fields = node.fields(("pattern", "with"), required=("pattern", "with"))
    found = pattern(fields["pattern"])
    by = "" if fields["with"].content is None else fields["with"].text()
    highest = max((int(number) for number in re.findall(r"\\(\d)", by)), default=0)
    if highest > found.groups:
        raise fields["with"].error(f"'with' refers to group {highest}, the pattern has {found.groups}", r"(...) and \1")
    if found.match("") and by:
        raise fields["pattern"].error("the pattern also matches nothing, so it would add text anywhere", "^...$")
    return Replacement(found.pattern, by)


def build_date_formats(fields: Mapping[str, Node]) -> tuple[str, ...]:
    """Formats in the order in which they are tried. One that leaves out the day or month needs `partial`."""
    if "date_format" not in fields:
        return ("%Y-%m-%d", "%Y-%m", "%Y") if "partial" in fields else ()
    node = fields["date_format"]
    formats = tuple(build_date_format(item) for item in (node.items() if node.is_list else (node,)))
    if any(is_partial(text) for text in formats) and "partial" not in fields:
        raise node.error("a format without day or month gives a partial date", f"partial: {', '.join(PARTIAL)}")
    return formats


def build_date_format(node: Node) -> str:
    text = node.text()
    used = DIRECTIVES.findall(text)
    if text == EXCEL:
        return text
    if "y" in used:
        hint = r"complete the year first: replace: {pattern: '(\d\d)$', with: '20\1'}, and %Y"
        raise node.error("a year of two digits may be of two centuries", hint)
    unknown = [letter for letter in used if not letter or letter not in KNOWN_DIRECTIVES]
    if unknown or "Y" not in used or len(set(used)) < len(used):
        hint = "'%d/%m/%Y', %Y year, %m month number, %b or %B month name, %d day, %H:%M time; or excel for day numbers"
        raise node.error(f"'{text}' is not a date format", hint)
    return text


def is_partial(text: str) -> bool:
    return text != EXCEL and "%j" not in text and not (has_month(text) and "%d" in text)


def has_month(text: str) -> bool:
    return any(month in text for month in ("%m", "%b", "%B"))


def build_days_from(node: Node) -> DayFrom:
    if not node.is_mapping:
        return DayFrom(node.text())
    fields = node.fields(("column", "date_format"), required=("column",))
    return DayFrom(fields["column"].text(), build_date_formats({key: fields[key] for key in fields if key != "column"}))


def build_factor(node: Node) -> float:
    factor = node.number()
    if factor <= 0 or factor == float("inf"):
        raise node.error("a factor is more than 0", "multiply: 1e-6")
    return factor
