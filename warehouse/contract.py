"""sources.yml -> Contract: the tables and columns a cohort may bring, and what their rows must hold."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse.document import Node, load_document, parse_document
from warehouse.errors import ContractError, suggest

# As messages call it.
FILE = "sql/sources.yml"

TYPES = ("id", "text", "code", "number", "integer", "percent", "date", "boolean", "result")
NUMERIC = ("number", "integer", "percent", "result")
NAME = re.compile(r"[a-z][a-z0-9_]*")

# Every raw table ends with these, so no source may have a column of the same name.
PROVENANCE = ("source_file", "source_sheet", "source_row", "decimal_mark")

# What the table is called in which models find the rows of a source that were set aside.
SET_ASIDE = "_set_aside"

SOURCE_KEYS = ("about", "cdisc", "required", "key", "time", "shows_set_aside", "columns", "rules")
COLUMN_KEYS = ("type", "about", "cdisc", "unit", "required", "values", "min", "max", "references")
RULE_KEYS = ("reason", "column", "about", "holds")


@dataclass(frozen=True)
class Column:
    """What one column means and what its texts must be."""

    name: str
    type: str
    about: str
    cdisc: str | None = None
    unit: str | None = None
    required: bool = False
    values: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    references: str | None = None


@dataclass(frozen=True)
class Rule:
    """A condition on a whole row: Jinja that renders to SQL. A row breaks it when it is false, not when it is NULL."""

    reason: str
    column: str
    about: str
    holds: str
    line: int


@dataclass(frozen=True)
class Source:
    """One table a cohort may bring. `key` must be unique; of `time` at least one column must be filled.

    One that `shows_set_aside` is followed by a table that no cohort brings: the rows of it that were set aside.
    """

    name: str
    about: str
    cdisc: str | None
    required: bool
    key: tuple[str, ...]
    time: tuple[str, ...]
    columns: Mapping[str, Column]
    rules: tuple[Rule, ...]
    shows_set_aside: bool = False
    set_aside_of: str | None = None

    def references(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns.values() if column.references)


@dataclass(frozen=True)
class Contract:
    """Every source, each after those it refers to."""

    file: str
    sources: Mapping[str, Source]

    @property
    def brought(self) -> Mapping[str, Source]:
        """The sources that a study maps its files to."""
        return {name: source for name, source in self.sources.items() if source.set_aside_of is None}


def load_contract(path: Path) -> Contract:
    """The contract written in a sources.yml."""
    return build_contract(load_document(path, FILE, ContractError))


def parse_contract(text: str) -> Contract:
    """The contract written in a text."""
    return build_contract(parse_document(text, FILE, ContractError))


def build_contract(document: Node) -> Contract:
    nodes = document.mapping()
    sources = {name: build_source(name, node) for name, node in nodes.items()}
    for name, source in sources.items():
        check_references(source, sources, nodes[name])
        refuse_hidden(name, sources, nodes[name])
    ordered = (sources[name] for name in reference_order(sources, nodes))
    every = [each for source in ordered for each in (source, *set_aside(source))]
    return Contract(document.file, {source.name: source for source in every})


def refuse_hidden(name: str, sources: Mapping[str, Source], node: Node) -> None:
    """The table of what was set aside of another source would take the place of this one."""
    other = sources.get(name.removesuffix(SET_ASIDE))
    if name.endswith(SET_ASIDE) and other is not None and other.shows_set_aside:
        what = f"'{name}' is the table of the rows of '{other.name}' that were set aside (shows_set_aside)"
        raise node.error(what, "another name")


def set_aside(source: Source) -> Iterable[Source]:
    """The table of the rows of a source that were set aside, where models are to know of them."""
    if source.shows_set_aside:
        about = f"Rows of {source.name} that were set aside, but for those that the study excludes"
        yield Source(source.name + SET_ASIDE, about, None, False, (), (), source.columns, (), set_aside_of=source.name)


def build_source(name: str, node: Node) -> Source:
    check_name(name, node)
    fields = node.fields(SOURCE_KEYS, required=("about", "columns"))
    columns = {key: build_column(key, value) for key, value in fields["columns"].mapping().items()}
    if not columns:
        raise fields["columns"].error(f"source '{name}' has no columns")
    return Source(
        name=name,
        about=fields["about"].text(),
        cdisc=optional_text(fields, "cdisc"),
        required="required" in fields and fields["required"].boolean(),
        key=column_names(fields, "key", columns),
        time=column_names(fields, "time", columns),
        columns=columns,
        rules=tuple(build_rule(rule, columns) for rule in fields["rules"].items()) if "rules" in fields else (),
        shows_set_aside="shows_set_aside" in fields and fields["shows_set_aside"].boolean(),
    )


def build_column(name: str, node: Node) -> Column:
    check_name(name, node)
    if name in PROVENANCE:
        raise node.error(f"'{name}' is a column every raw table gets from us", "another name")
    fields = node.fields(COLUMN_KEYS, required=("type", "about"))
    kind = fields["type"].one_of(TYPES)
    check_fits_type(kind, fields, node)
    # A percentage has bounds of its own, so the contract need not repeat them.
    low, high = (0.0, 100.0) if kind == "percent" else (None, None)
    column = Column(
        name=name,
        type=kind,
        about=fields["about"].text(),
        cdisc=optional_text(fields, "cdisc"),
        unit=optional_text(fields, "unit"),
        required="required" in fields and fields["required"].boolean(),
        values=build_values(fields["values"]) if "values" in fields else (),
        minimum=fields["min"].number() if "min" in fields else low,
        maximum=fields["max"].number() if "max" in fields else high,
        references=optional_text(fields, "references"),
    )
    if column.minimum is not None and column.maximum is not None and column.minimum > column.maximum:
        raise fields["min" if "min" in fields else "max"].error(f"column '{name}' has its min above its max")
    return column


def check_fits_type(kind: str, fields: Mapping[str, Node], node: Node) -> None:
    """A key that means nothing for a type is a mistake in one or the other."""
    if kind == "code" and "values" not in fields:
        raise node.error(f"'{node.name}' is a code without its values", "values: [...]")
    if kind != "code" and "values" in fields:
        raise fields["values"].error(f"only a code has values; '{node.name}' is of type {kind}", "type: code")
    for key in ("min", "max"):
        if key in fields and kind not in NUMERIC:
            raise fields[key].error(f"'{key}' needs a numeric type; '{node.name}' is of type {kind}")


def build_values(node: Node) -> tuple[str, ...]:
    values = node.texts()
    if not values:
        raise node.error(f"'{node.name}' is empty")
    if len({value.lower() for value in values}) < len(values):
        raise node.error(f"'{node.name}' holds a value twice (codes are compared without case)")
    return values


def build_rule(node: Node, columns: Mapping[str, Column]) -> Rule:
    fields = node.fields(RULE_KEYS, required=RULE_KEYS)
    check_name(fields["reason"].text(), fields["reason"])
    return Rule(
        reason=fields["reason"].text(),
        column=known_column(fields["column"], columns),
        about=fields["about"].text(),
        holds=fields["holds"].text(),
        line=fields["holds"].line,
    )


def check_references(source: Source, sources: Mapping[str, Source], node: Node) -> None:
    for column in source.references():
        place = node.mapping()["columns"].mapping()[column.name].mapping()["references"]
        target = sources.get(column.references or "")
        if target is None:
            raise place.error(f"unknown source '{column.references}'", suggest(column.references or "", sources))
        if len(target.key) != 1:
            raise place.error(f"source '{target.name}' cannot be referred to: its key is not one column", "key: [...]")


def reference_order(sources: Mapping[str, Source], nodes: Mapping[str, Node]) -> list[str]:
    """The sources as written, except that one which is referred to comes first."""
    order: list[str] = []
    while len(order) < len(sources):
        ready = [name for name, source in sources.items() if name not in order and is_ready(source, order)]
        if not ready:
            stuck = next(name for name in sources if name not in order)
            raise nodes[stuck].error(f"source '{stuck}' refers to itself, directly or through others")
        order.append(ready[0])
    return order


def is_ready(source: Source, order: list[str]) -> bool:
    return all(column.references in order for column in source.references())


def column_names(fields: Mapping[str, Node], key: str, columns: Mapping[str, Column]) -> tuple[str, ...]:
    return tuple(known_column(item, columns) for item in fields[key].items()) if key in fields else ()


def known_column(node: Node, columns: Iterable[str]) -> str:
    name = node.text()
    if name not in columns:
        raise node.error(f"unknown column '{name}'", suggest(name, columns))
    return name


def optional_text(fields: Mapping[str, Node], key: str) -> str | None:
    return fields[key].text() if key in fields else None


def check_name(name: str, node: Node) -> None:
    if not NAME.fullmatch(name):
        raise node.error(f"'{name}' is not a name", "lower-case letters, digits and underscores, a letter first")
