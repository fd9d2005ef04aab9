"""A mapping and a contract -> the SQL that maps a file's rows and says which of them break the contract, and why.

Pure: it only writes SQL, over two tables that ingest makes: `received_file` (the file's columns as text) and
`mapped_rows` (the contract's columns). A condition is SQL that is true for a row that breaks it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from warehouse.contract import PROVENANCE, Column, Contract, Rule, Source
from warehouse.errors import ContractError, Place
from warehouse.macros import MacroError, Macros
from warehouse.study import ColumnMapping, SourceMapping
from warehouse.text_table import TextTable, column, literal

NUMERIC_BOUNDS = {"number": "as_number", "integer": "as_integer", "percent": "as_percent", "result": "as_result"}
ARTICLES = {"integer": "an"}


@dataclass(frozen=True)
class Condition:
    """A way to break the contract, and the column to look at."""

    column: str
    reason: str
    about: str
    breaks: str


@dataclass(frozen=True)
class Acceptance:
    """Writes the SQL of one mapping."""

    contract: Contract
    source: Source
    mapping: SourceMapping
    macros: Macros

    def blanks(self) -> str:
        return self.macros.call("blanks")

    def received(self, name: str) -> str:
        return f"({self.macros.call('received', name)})"

    def mapped_rows(self, table: TextTable) -> str:
        """The contract's columns and their provenance, from `received_file`."""
        by_name = {item.name: item for item in self.mapping.columns}
        texts = [f"{self.text(by_name.get(name), table.header)} as {name}" for name in self.source.columns]
        sheet = "cast(null as varchar)" if table.sheet is None else literal(table.sheet)
        places = (literal(self.mapping.file), sheet, table.row_number, literal(self.mapping.decimal))
        provenance = [f"{place} as {name}" for place, name in zip(places, PROVENANCE, strict=True)]
        select = f"select {', '.join(texts + provenance)} from received_file where not is_blank"
        return self.distinct(select) if self.mapping.distinct else select

    def distinct(self, select: str) -> str:
        """The first of several rows that say the same; identifiers are the same whatever blanks surround them."""
        same = [
            f"trim({name}, {self.blanks()})" if item.type == "id" else name
            for name, item in self.source.columns.items()
        ]
        window = f"row_number() over (partition by {', '.join(same)} order by source_row)"
        return f"select * from ({select}) qualify {window} = 1 order by source_row"

    def text(self, item: ColumnMapping | None, header: tuple[str, ...]) -> str:
        if item is None:
            return "cast(null as varchar)"
        if item.column is None:
            return literal(item.constant or "")
        text = column(header.index(item.column) + 1)
        if not item.values and not self.mapping.missing:
            return text
        trimmed = f"trim({text}, {self.blanks()})"
        missing = [f"when {literal(word)} then null" for word in self.mapping.missing if word not in item.values]
        values = [f"when {literal(theirs)} then {optional_literal(ours)}" for theirs, ours in item.values.items()]
        return f"case {trimmed} {' '.join(missing + values)} else {text} end"

    def mapped_value_count(self, item: ColumnMapping, header: tuple[str, ...]) -> str:
        """How many texts of a column its value map changed."""
        texts = ", ".join(literal(theirs) for theirs in item.values)
        trimmed = f"trim({column(header.index(item.column or '') + 1)}, {self.blanks()})"
        return f"count(*) filter (where not is_blank and {trimmed} in ({texts}))"

    def trimmed_ids(self) -> str:
        """How many rows have an identifier with blanks around it."""
        names = [name for name, item in self.source.columns.items() if item.type == "id"]
        return " or ".join(f"{name} <> trim({name}, {self.blanks()})" for name in names) or "false"

    def conditions(self) -> Iterator[Condition]:
        """Every way a row of this mapping can break the contract."""
        for item in self.mapping.columns:
            yield from self.column_conditions(self.source.columns[item.name])
        if self.source.time:
            missing = " and ".join(f"{self.received(name)} is null" for name in self.source.time)
            about = f"The row has no time: {' and '.join(self.source.time)} are empty."
            yield Condition(self.source.time[0], "no_time", about, missing)
        for rule in self.source.rules:
            yield Condition(rule.column, rule.reason, rule.about, f"not coalesce(({self.holds(rule)}), true)")

    def column_conditions(self, item: Column) -> Iterator[Condition]:
        if item.required:
            yield Condition(item.name, "required", "A required column is empty.", f"{self.received(item.name)} is null")
        yield from self.type_conditions(item)
        yield from self.bound_conditions(item)
        if item.references:
            yield self.reference_condition(item, item.references)

    def type_conditions(self, item: Column) -> Iterator[Condition]:
        if item.type == "code":
            about = f"The code is none of {', '.join(item.values)}."
            readable = self.macros.call("is_code", item.name, list(item.values))
            yield Condition(item.name, "unknown_code", about, f"not ({readable})")
        elif item.type not in ("id", "text"):
            article = ARTICLES.get(item.type, "a")
            about = f"The text cannot be read as {article} {item.type}."
            readable = self.macros.call(f"is_{item.type}", item.name)
            yield Condition(item.name, f"not_{article}_{item.type}", about, f"not ({readable})")

    def bound_conditions(self, item: Column) -> Iterator[Condition]:
        if item.minimum is None and item.maximum is None:
            return
        value = f"({self.macros.call(NUMERIC_BOUNDS[item.type], item.name)})"
        if item.minimum is not None:
            about = f"The value is below {item.minimum:g}, the least it can be."
            yield Condition(item.name, "below_minimum", about, f"{value} < {item.minimum!r}")
        if item.maximum is not None:
            about = f"The value is above {item.maximum:g}, the most it can be."
            yield Condition(item.name, "above_maximum", about, f"{value} > {item.maximum!r}")

    def reference_condition(self, item: Column, target: str) -> Condition:
        key = self.contract.sources[target].key[0]
        known = f"select {self.received(key)} from raw.{target}"
        about = f"The {item.name} is in no accepted row of {target}."
        breaks = f"{self.received(item.name)} is not null and {self.received(item.name)} not in ({known})"
        return Condition(item.name, f"unknown_{item.name}", about, breaks)

    def holds(self, rule: Rule) -> str:
        try:
            return self.macros.render(rule.holds)
        except MacroError as error:
            what = f"rule '{rule.reason}' cannot be rendered: {error}"
            raise ContractError(what, Place(self.contract.file, rule.line)) from None

    def broken_rows(self) -> str:
        """One row for each rule that a row breaks."""
        return " union all ".join(
            f"select source_row, {literal(item.column)} as column_name, {literal(item.reason)} as reason, "
            f"{literal(item.about)} as about from mapped_rows where {item.breaks}"
            for item in self.conditions()
        )

    def received_texts(self) -> str:
        """A row's mapped texts as JSON, to be kept with its reject."""
        pairs = ", ".join(f"{literal(item.name)}, {item.name}" for item in self.mapping.columns)
        return f"cast(json_object({pairs}) as varchar)"

    def repeated_key_count(self) -> str:
        groups = f"select 1 from raw.{self.source.name} group by {self.key()} having count(*) > 1"
        return f"select count(*) from ({groups})"

    def repeated_key_rows(self) -> str:
        """Where the rows are whose key another row has too, those of one key together."""
        window = f"count(*) over (partition by {self.key()}) > 1"
        rows = f"select source_file, source_row from raw.{self.source.name} qualify {window}"
        return f"{rows} order by min(source_row) over (partition by {self.key()}), source_file, source_row"

    def key(self) -> str:
        return ", ".join(self.received(name) for name in self.source.key)


def optional_literal(text: str | None) -> str:
    return "null" if text is None else literal(text)


def mapped_texts(mapping: SourceMapping) -> Mapping[str, ColumnMapping]:
    """The mapped columns that come from the file, by the contract's name."""
    return {item.name: item for item in mapping.columns if item.column is not None}
