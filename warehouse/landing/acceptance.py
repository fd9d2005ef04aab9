"""A mapping and a contract -> the SQL that maps a file's rows and says which of them break the contract, and why.

Pure: it only writes SQL, over what ingest makes: `reshaped_rows` (the file's rows after the steps of the mapping) and
`mapped_rows` (the contract's columns). A condition is SQL that is true for a row that breaks it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from warehouse.adapters import literal
from warehouse.contract import PROVENANCE, Column, Contract, Rule, Source
from warehouse.errors import ContractError, Place
from warehouse.landing.reshape import Named, Rows
from warehouse.landing.texts import Texts
from warehouse.macros import MacroError, Macros
from warehouse.studies.mapping import EXCLUDED, Amendment, ColumnMapping, SourceMapping

NUMERIC_BOUNDS = {"number": "as_number", "integer": "as_integer", "percent": "as_percent", "result": "as_result"}
ARTICLES = {"integer": "an"}

# By rule: why a text could not be calculated.
FAILURES = {
    "days_from": ("no_day", "The day cannot be counted: one of the two is neither a date nor a number, or is empty."),
    "date_format": ("not_a_date", "The text is not a date of a declared format."),
    "multiply": ("not_a_number", "The text cannot be multiplied: it is no number."),
    "fraction": ("not_a_fraction", "The text is not a fraction between 0 and 1."),
}


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

    @property
    def texts(self) -> Texts:
        return Texts(self.macros, self.mapping.missing, self.mapping.data.decimal, self.mapping.fill_down)

    def blanks(self) -> str:
        return self.macros.call("blanks")

    def received(self, name: str) -> str:
        return f"({self.macros.call('received', name)})"

    def is_missing(self, name: str) -> str:
        return self.macros.call("is_missing", name)

    def mapped_rows(self, rows: Rows, sheet: str | None) -> str:
        """The contract's columns and their provenance, from `reshaped_rows`.

        Beside a column that a rule may change stand the text received and the column of the file it stood in.
        """
        looked_up = [
            f"{self.texts.looked_up(item, named.sql)} as _looked_up_{item.name}"
            for item, named in self.mapped(rows)
            if item.is_computed
        ]
        by_name = {item.name: item for item in self.mapping.columns}
        texts = [f"{self.text(by_name.get(name), rows)} as {name}" for name in self.source.columns]
        shown_sheet = "cast(null as varchar)" if sheet is None else literal(sheet)
        places = (literal(self.mapping.file), shown_sheet, "_source_row", literal(self.mapping.data.decimal))
        provenance = [f"{place} as {name}" for place, name in zip(places, PROVENANCE, strict=True)]
        flags = [f"coalesce({step.breaks}, false) as _unmatched_{n}" for n, step in enumerate(rows.unmatched)]
        flags += [f"{self.meant(step, rows)} as _meant_{n}" for n, step in enumerate(self.mapping.amendments)]
        inner = f"select {', '.join(['*', *looked_up])} from reshaped_rows where _filter is null"
        select = (
            f"select {', '.join(['_row', *texts, *provenance, *self.received_columns(rows), *flags])} from ({inner})"
        )
        failed = [f"{self.failure(item)} as _fails_{item.name}" for item in self.mapping.columns if item.is_computed]
        select = f"select *, {', '.join(failed)} from ({select})" if failed else select
        return self.distinct(select) if self.mapping.distinct else select

    def mapped(self, rows: Rows) -> Iterator[tuple[ColumnMapping, Named]]:
        """The mapped columns that come from the file, each with its place in the reshaped rows."""
        for item in self.mapping.columns:
            if item.column is not None:
                what = f"which '{item.name}' is mapped to"
                yield item, rows.find(item.column, item.place, self.mapping.file, what)

    def text(self, item: ColumnMapping | None, rows: Rows) -> str:
        if item is None:
            return "cast(null as varchar)"
        if item.column is None:
            return literal(item.constant or "")
        return self.corrected(item, self.mapped_text(item, item.column, rows), rows)

    def mapped_text(self, item: ColumnMapping, column: str, rows: Rows) -> str:
        if not item.is_computed:
            return self.texts.looked_up(item, rows.columns[column].sql)
        start = item.days_from
        what = f"which '{item.name}' counts its days from"
        other = rows.find(start.column, item.place, self.mapping.file, what).sql if start else None
        return self.texts.computed(item, f"_looked_up_{item.name}", other)

    def corrected(self, item: ColumnMapping, text: str, rows: Rows) -> str:
        """The text, or the one that an answer of the study puts in its place."""
        cases = [
            f"when {self.meant(step, rows)} then {literal(step.correct[item.name])}"
            for step in self.mapping.amendments
            if item.name in step.correct
        ]
        return f"case {' '.join(cases)} else {text} end" if cases else text

    def meant(self, step: Amendment, rows: Rows) -> str:
        """SQL that is true for the reshaped rows an answer is about."""
        parts = [f"_source_row in ({', '.join(map(str, step.rows))})"]
        for name, text in step.where.items():
            parts.append(f"coalesce({self.texts.trimmed(self.compared(name, step, rows))}, '') = {literal(text)}")
        return f"({' and '.join(parts)})"

    def compared(self, name: str, step: Amendment, rows: Rows) -> str:
        """What `where` compares: the text once mapped, and of a column that is corrected the text received."""
        item = next((item for item in self.mapping.columns if item.name == name), None)
        if item is None or item.column is None:
            return self.text(item, rows)
        named = rows.columns[item.column]
        return named.received if name in step.correct else self.mapped_text(item, item.column, rows)

    def rules_of(self, item: ColumnMapping) -> str:
        """The rules that may change the text of a column, as the ledger names them."""
        corrects = ["correct"] if any(item.name in step.correct for step in self.mapping.amendments) else []
        return ", ".join([*self.texts.rules(item), *corrects]) or "split"

    def received_columns(self, rows: Rows) -> list[str]:
        found = []
        for item, named in self.changing(rows):
            found += [f"{named.received} as _received_{item.name}", f"{named.cell} as _cell_{item.name}"]
            found += [f"_looked_up_{item.name}"] if item.is_computed else []
        return found

    def changing(self, rows: Rows) -> list[tuple[ColumnMapping, Named]]:
        """The columns whose text may be another than the one in the file."""
        return [
            (item, named)
            for item, named in self.mapped(rows)
            if named.sql != named.received or self.rules_of(item) != "split"
        ]

    def failure(self, item: ColumnMapping) -> str:
        return f"not {self.is_missing(f'_looked_up_{item.name}')} and {item.name} is null"

    def distinct(self, select: str) -> str:
        """The first of several rows that say the same; identifiers are the same whatever blanks surround them."""
        same = [self.texts.trimmed(name) if item.type == "id" else name for name, item in self.source.columns.items()]
        window = f"row_number() over (partition by {', '.join(same)} order by source_row, _row)"
        return f"select * from ({select}) qualify {window} = 1 order by source_row, _row"

    def changed_cells(self, rows: Rows) -> str:
        """One row for each cell whose text a rule changed: where it stood, what it was and what it became."""
        cells = [
            f"case when _received_{item.name} is distinct from {item.name} then struct_pack(source_column := "
            f"cast(_cell_{item.name} as varchar), column_name := {literal(item.name)}, "
            f"rules := {literal(self.rules_of(item))}, "
            f"received := _received_{item.name}, became := {item.name}) end"
            for item, _ in self.changing(rows)
        ]
        listed = f"list_filter([{', '.join(cells)}], lambda cell: cell is not null)"
        inner = f"select source_file, source_sheet, source_row, unnest({listed}) as cell from mapped_rows"
        name = literal(self.source.name)
        parts = "cell.source_column, cell.column_name, cell.rules, cell.received, cell.became"
        return f"select {name} as source, source_file, source_sheet, source_row, {parts} from ({inner})"

    def mapped_value_counts(self, rows: Rows) -> dict[str, str]:
        """How many texts of a column its value map changed, as SQL over the reshaped rows."""
        counts = {}
        for item, named in self.mapped(rows):
            texts = ", ".join(literal(theirs) for theirs in item.values)
            trimmed = self.texts.trimmed(self.texts.replaced(item, named.sql))
            trimmed = f"coalesce({trimmed}, '')" if "" in item.values else trimmed
            if texts:
                counts[item.name] = f"count(*) filter (where {trimmed} in ({texts}))"
        return counts

    def trimmed_ids(self) -> str:
        """How many rows have an identifier with blanks around it."""
        names = [name for name, item in self.source.columns.items() if item.type == "id"]
        return " or ".join(f"{name} <> {self.texts.trimmed(name)}" for name in names) or "false"

    def conditions(self, rows: Rows) -> Iterator[Condition]:
        """Every way a row of this mapping can break the contract."""
        excused = self.excuses(rows)
        yield from self.exclusions()
        yield from self.step_conditions(rows)
        for item in self.mapping.columns:
            if item.is_computed:
                failed = next(name for name in FAILURES if name in self.texts.rules(item))
                yield Condition(item.name, *FAILURES[failed], f"_fails_{item.name}")
            yield from self.column_conditions(self.source.columns[item.name], excused.get(item.name, ()))
        if self.source.time:
            flags = [flag for name in self.source.time for flag in excused.get(name, ())]
            empty = [self.is_missing(name) for name in self.source.time]
            missing = " and ".join([*empty, *(f"not {flag}" for flag in flags)])
            about = f"The row has no time: {' and '.join(self.source.time)} are empty."
            yield Condition(self.source.time[0], "no_time", about, missing)
        for rule in self.source.rules:
            yield Condition(rule.column, rule.reason, rule.about, f"not coalesce(({self.holds(rule)}), true)")

    def exclusions(self) -> Iterator[Condition]:
        """Rows that the study leaves out, with its reason."""
        for number, step in enumerate(self.mapping.amendments):
            if not step.correct:
                yield Condition(next(iter(self.source.columns)), EXCLUDED, step.because, f"_meant_{number}")

    def step_conditions(self, rows: Rows) -> Iterator[Condition]:
        """A step that could not be taken is told of the first column that needed it."""
        for number, step in enumerate(rows.unmatched):
            fed = [item.name for item in self.mapping.columns if item.column in step.names]
            yield Condition(
                fed[0] if fed else next(iter(self.source.columns)), step.reason, step.about, f"_unmatched_{number}"
            )

    def excuses(self, rows: Rows) -> dict[str, list[str]]:
        """By column, what already explains that it is empty."""
        found: dict[str, list[str]] = {}
        for item in self.mapping.columns:
            flags = [f"_unmatched_{number}" for number, step in enumerate(rows.unmatched) if item.column in step.names]
            found[item.name] = flags + ([f"_fails_{item.name}"] if item.is_computed else [])
        return found

    def column_conditions(self, item: Column, excused: Iterable[str]) -> Iterator[Condition]:
        if item.required:
            empty = " and ".join([self.is_missing(item.name), *(f"not {flag}" for flag in excused)])
            yield Condition(item.name, "required", "A required column is empty (for merged cells: fill_down).", empty)
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
        breaks = f"not {self.is_missing(item.name)} and {self.received(item.name)} not in ({known})"
        return Condition(item.name, f"unknown_{item.name}", about, breaks)

    def holds(self, rule: Rule) -> str:
        try:
            return self.macros.render(rule.holds)
        except MacroError as error:
            what = f"rule '{rule.reason}' cannot be rendered: {error}"
            raise ContractError(what, Place(self.contract.file, rule.line)) from None

    def broken_rows(self, rows: Rows) -> str:
        """One row for each rule that a row breaks. All rules in one scan, so that a file costs what its rules cost."""
        listed = ", ".join(f"case when {item.breaks} then {n} end" for n, item in enumerate(self.conditions(rows)))
        return f"select _row, unnest(list_filter([{listed}], lambda rule: rule is not null)) as rule from mapped_rows"

    def rules(self, rows: Rows) -> str:
        """The rules by the number that `broken_rows` gives them, as a table in SQL."""
        values = (
            f"({n}, {literal(item.column)}, {literal(item.reason)}, {literal(item.about)})"
            for n, item in enumerate(self.conditions(rows))
        )
        return f"(values {', '.join(values)}) as rules(rule, column_name, reason, about)"

    def received_texts(self, rows: Rows) -> str:
        """A row's texts as JSON, to be kept with its reject: what the file holds, or the constant of the study."""
        changing = {item.name for item, _ in self.changing(rows)}
        names = [item.name for item in self.mapping.columns]
        pairs = ", ".join(f"{literal(name)}, {f'_received_{name}' if name in changing else name}" for name in names)
        return f"cast(json_object({pairs}) as varchar)"

    def key(self) -> str:
        return ", ".join(self.received(name) for name in self.source.key)
