"""The rows of one file, loaded as `received_file`, sorted into raw.<source>, raw.rejects and the counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from warehouse.adapters import Engine, literal
from warehouse.contract import PROVENANCE, Source
from warehouse.errors import DataError, Place, StudyError
from warehouse.files.text_table import TextTable
from warehouse.landing.acceptance import Acceptance
from warehouse.landing.answered import note_met
from warehouse.landing.day_orders import doubtful_days
from warehouse.landing.marks import unread_marks
from warehouse.landing.reading import Change, ColumnOrigin, FileReading
from warehouse.landing.reshape import MOST_COLUMNS, Rows, pivot_names, pivoted, reshaped
from warehouse.landing.texts import described
from warehouse.studies.mapping import EXCLUDED, STUDY_FILE, ColumnMapping, Pivot, SourceMapping

REJECT_COLUMNS = (
    "source varchar, source_file varchar, source_sheet varchar, source_row bigint, "
    "column_name varchar, reason varchar, about varchar, received varchar, mapped varchar"
)
CHANGED_COLUMNS = (
    "source varchar, source_file varchar, source_sheet varchar, source_row bigint, source_column varchar, "
    "column_name varchar, rules varchar, received varchar, became varchar"
)

# By reason: the keys of a mapping that may mend it.
KEYS_OF_REASONS = {
    "required": "column, missing; fill_down where a cell stands for the empty ones below it",
    "no_time": "column, missing",
    "not_a_date": "column, date_format, partial, missing",
    "no_day": "column, days_from, date_format",
    "not_a_fraction": "column, fraction, multiply, decimal",
    "unknown_code": "column, values, otherwise, missing",
    "unknown_subject_id": "column, replace",
    "not_in_key_table": "on and where of lookup; absent: keep",
    "no_match_of_pattern": "split",
    "several_values": "pivot",
} | dict.fromkeys(
    ("not_a_number", "not_an_integer", "not_a_percent", "not_a_result"), "column, values, decimal, missing, replace"
)

SCRATCH = ("view mapped_rows", "view reshaped_rows", "table broken_rows", "table changed_cells")
KEPT = ("table if exists distinct_rows", "table if exists pivoted_rows")


@dataclass(frozen=True)
class Reshaped:
    """The rows after the steps of a mapping, and what the steps did to their number."""

    rows: Rows
    offered: int
    filtered: tuple[Change, ...]
    merged: int = 0
    keys_unmet: tuple[str, ...] = ()

    @property
    def left_out(self) -> int:
        return sum(change.changed for change in self.filtered)


def sort_rows(engine: Engine, acceptance: Acceptance, table: TextTable, sha256: str, size: int) -> FileReading:
    """Sorts the rows of `received_file` and counts them."""
    found = reshape(engine, acceptance, table)
    absent = absent_columns(acceptance.mapping, found.rows)
    columns = tuple(item for item in acceptance.mapping.columns if item not in absent)
    mapping = replace(acceptance.mapping, columns=columns)
    acceptance = replace(acceptance, mapping=mapping)
    map_rows(engine, acceptance, found.rows, table.sheet)
    note_met(engine, acceptance)
    accept_or_reject(engine, acceptance, found.rows)
    rows_mapped = count(engine, "select count(*) from mapped_rows")
    rows_rejected = count(engine, "select count(distinct _row) from broken_rows")
    commas, points = unread_marks(engine, acceptance, acceptance.rules(found.rows)) if rows_rejected else (0, 0)
    refuse_if_none_accepted(engine, acceptance, found.rows, table, (rows_mapped, rows_rejected))
    reading = FileReading(
        source=mapping.source,
        source_file=mapping.file,
        source_sheet=table.sheet,
        sha256=sha256,
        bytes=size,
        rows_read=found.offered,
        rows_accepted=rows_mapped - rows_rejected,
        rows_rejected=rows_rejected,
        rows_duplicated=found.offered - found.left_out - found.merged - rows_mapped,
        rows_filtered=found.left_out,
        rows_merged=found.merged,
        records=count(engine, "select count(*) from received_file where not is_blank"),
        columns_unused=unused_columns(mapping, found.rows, table),
        values_mapped=mapped_values(engine, acceptance, found.rows),
        ids_trimmed=count(engine, f"select count(*) from mapped_rows where {acceptance.trimmed_ids()}"),
        changes=(*found.filtered, *changed_cells(engine, acceptance, found.rows), *changes_by_absence(absent)),
        origins=column_origins(mapping, table),
        rows_beyond=table.beyond,
        decimal_commas=commas,
        decimal_points=points,
        keys_unmet=found.keys_unmet,
        doubtful_days=doubtful_days(engine, acceptance, found.rows),
    )
    drop_scratch(engine)
    return reading


def accept_or_reject(engine: Engine, acceptance: Acceptance, rows: Rows) -> None:
    """Every row of `mapped_rows` into raw.<source> or raw.rejects; `broken_rows` says by which rules."""
    engine.execute(f"create or replace temp table broken_rows as {acceptance.broken_rows(rows)}")
    engine.execute(insert_rejects(acceptance, rows))
    engine.execute(insert_accepted(acceptance))


def drop_scratch(engine: Engine) -> None:
    for scratch in (*SCRATCH, *KEPT):
        engine.execute(f"drop {scratch}")


def changes_by_absence(absent: Iterable[ColumnMapping]) -> Iterator[Change]:
    """That an optional column is not in the file, said and counted like any other rule of a mapping."""
    for item in absent:
        yield Change(item.name, "optional", f"the file has no column '{item.column}'", 0)


def reshape(engine: Engine, acceptance: Acceptance, table: TextTable) -> Reshaped:
    """The view `reshaped_rows`: the rows of the file after the steps of the mapping."""
    mapping = acceptance.mapping
    rows = reshaped(mapping, table, acceptance.blanks())
    engine.execute(f"create or replace temp view reshaped_rows as {rows.sql}")
    offered = count(engine, "select count(*) from reshaped_rows")
    unmet = keys_unmet(engine, mapping) if offered else ()
    found = Reshaped(rows, offered, filtered_rows(engine, rows), keys_unmet=unmet)
    return pivot(engine, acceptance, found) if mapping.pivot else found


def keys_unmet(engine: Engine, mapping: SourceMapping) -> tuple[str, ...]:
    """The key tables that have the key of no row, where the study keeps such rows: none of them is a reject."""
    return tuple(
        lookup.data.file
        for number, lookup in enumerate(mapping.lookups, 1)
        if lookup.keeps_absent
        and not count(engine, f"select count(*) from reshaped_rows where not _lookup_{number}_fails")
    )


def absent_columns(mapping: SourceMapping, rows: Rows) -> tuple[ColumnMapping, ...]:
    """The optional columns that this file does not have."""
    return tuple(item for item in mapping.columns if item.optional and item.column not in rows.columns)


def filtered_rows(engine: Engine, rows: Rows) -> tuple[Change, ...]:
    """How many rows each rule leaves out; a row that several would leave out counts for the first."""
    if not rows.filters:
        return ()
    counted = engine.rows("select _filter, count(*) from reshaped_rows where _filter is not null group by all")
    by_number = {int(number): int(rows_left_out) for number, rows_left_out in counted}
    return tuple(
        Change(name, "only" if name else "unpivot", because, by_number.get(number, 0))
        for number, (name, because) in enumerate(rows.filters, 1)
    )


def pivot(engine: Engine, acceptance: Acceptance, found: Reshaped) -> Reshaped:
    """`reshaped_rows` from long to wide. A table, because a view would group the rows again for every use."""
    step, file, blanks = acceptance.mapping.pivot, acceptance.mapping.file, acceptance.blanks()
    assert step is not None
    names = [str(name) for (name,) in engine.rows(pivot_names(found.rows, step, file, blanks))]
    if len(names) > MOST_COLUMNS:
        what = f"'{step.name}' has {len(names):,} different texts, too many to become columns"
        raise StudyError(what, step.place, "name a column with few texts")
    refuse_hidden_key(step, names)
    rows = pivoted(found.rows, step, names, file, blanks)
    engine.execute(f"create or replace temp table pivoted_rows as {rows.sql}")
    engine.execute("create or replace temp view reshaped_rows as select * from pivoted_rows")
    merged = found.offered - found.left_out - count(engine, "select count(*) from pivoted_rows")
    return replace(found, rows=rows, merged=merged)


def refuse_hidden_key(step: Pivot, names: Iterable[str]) -> None:
    """A text called as a column of the key would become a second column of that name, and stand in its place."""
    hidden = next((name for name in names if name in step.key), None)
    if hidden is not None:
        what = f"a text of '{step.name}' is '{hidden}', which is also a column of the key"
        hint = f"only: {{column: {step.name}, is_not: [{hidden}], because: it repeats the key}}"
        raise StudyError(what, step.place, hint)


def map_rows(engine: Engine, acceptance: Acceptance, rows: Rows, sheet: str | None) -> None:
    """The view `mapped_rows`: the contract's columns."""
    engine.execute(f"create or replace temp view mapped_rows as {acceptance.mapped_rows(rows, sheet)}")
    if acceptance.mapping.distinct:
        # Kept as a table, because a view would find the same duplicates again for every use.
        engine.execute("create or replace temp table distinct_rows as select * from mapped_rows")
        engine.execute("create or replace temp view mapped_rows as select * from distinct_rows")


def insert_rejects(acceptance: Acceptance, rows: Rows) -> str:
    return (
        f"insert into raw.rejects select '{acceptance.mapping.source}', mapped_rows.source_file, "
        "mapped_rows.source_sheet, mapped_rows.source_row, rules.column_name, rules.reason, "
        f"rules.about, {acceptance.received_texts(rows)}, {mapped_texts(acceptance.source)} "
        "from broken_rows inner join mapped_rows using (_row) "
        f"inner join {acceptance.rules(rows)} using (rule) "
        "order by mapped_rows.source_row, _row, rules.column_name, rules.reason"
    )


def mapped_texts(source: Source) -> str:
    """A row's texts as JSON once the mapping is done with them."""
    pairs = ", ".join(f"{literal(name)}, mapped_rows.{name}" for name in (*source.columns, "decimal_mark"))
    return f"cast(json_object({pairs}) as varchar)"


def rows_set_aside(source: str, columns: Iterable[str]) -> str:
    """Those of a source that were set aside, each once, with their texts; what the study excludes is out of the way."""
    texts = ", ".join(f"mapped ->> '$.{name}' as {name}" for name in columns)
    places = "source_file, source_sheet, source_row"
    rows = (
        f"select {places}, mapped from raw.rejects where source = {literal(source)} "
        f"group by all having not bool_or(reason = {literal(EXCLUDED)})"
    )
    return f"select {texts}, {places}, mapped ->> '$.decimal_mark' as decimal_mark from ({rows}) order by all"


def insert_accepted(acceptance: Acceptance) -> str:
    columns = ", ".join((*acceptance.source.columns, *PROVENANCE))
    kept = f"select {columns} from mapped_rows where _row not in (select _row from broken_rows)"
    return f"insert into raw.{acceptance.mapping.source} {kept}"


def unused_columns(mapping: SourceMapping, rows: Rows, table: TextTable) -> tuple[str, ...]:
    starts = {item.days_from.column for item in mapping.columns if item.days_from}
    used = {item.column for item in mapping.columns} | starts | rows.used
    return tuple(name for name in table.header if name not in used)


def column_origins(mapping: SourceMapping, table: TextTable) -> tuple[ColumnOrigin, ...]:
    numbers = {name: number for number, name in enumerate(table.header, 1)}
    return tuple(ColumnOrigin(item.name, item.column, numbers.get(item.column or "")) for item in mapping.columns)


def mapped_values(engine: Engine, acceptance: Acceptance, rows: Rows) -> dict[str, int]:
    counts = acceptance.mapped_value_counts(rows)
    if not counts:
        return {}
    found = engine.rows(f"select {', '.join(counts.values())} from reshaped_rows where _filter is null")[0]
    return {name: int(number) for name, number in zip(counts, found, strict=True)}


def changed_cells(engine: Engine, acceptance: Acceptance, rows: Rows) -> tuple[Change, ...]:
    """Keeps the received text of every cell that a rule changed, and counts them by column."""
    if not acceptance.changing(rows):
        engine.execute("create or replace temp table changed_cells (source varchar)")
        return ()
    engine.execute(f"create or replace temp table changed_cells as {acceptance.changed_cells(rows)}")
    engine.execute("insert into raw.changed_cells select * from changed_cells")
    counts = dict(engine.rows("select column_name, count(*) from changed_cells group by all"))
    return tuple(
        Change(item.name, rules, declared(item, acceptance.mapping), int(counts.get(item.name, 0)))
        for item, _ in acceptance.changing(rows)
        for rules in [acceptance.rules_of(item)]
    )


def declared(item: ColumnMapping, mapping: SourceMapping) -> str:
    """What study.yml says of a column, for the ledger."""
    parts = [f"missing: {', '.join(mapping.missing)}"] if mapping.missing else []
    parts += [f"correct: {step.because}" for step in mapping.amendments if item.name in step.correct]
    return "; ".join([*parts, *(f"{rule}: {text}" for rule, text in described(item))])


def refuse_if_none_accepted(
    engine: Engine, acceptance: Acceptance, rows: Rows, table: TextTable, counts: tuple[int, int]
) -> None:
    """A mapping none of whose rows fit is a wrong mapping, not a cohort of rejects. No rows at all is another thing: a
    study without a transplant has a header and nothing under it. Rows that the study excludes tell nothing of it."""
    rows_mapped, rows_rejected = counts
    mapping = acceptance.mapping
    if rows_rejected < rows_mapped or not rows_mapped:
        return
    broken = f"broken_rows inner join {acceptance.rules(rows)} using (rule)"
    excluded = f"select _row from {broken} where reason = {literal(EXCLUDED)}"
    reasons = engine.rows(
        "select column_name, reason, about, count(*), min(source_row) "
        f"from {broken} inner join mapped_rows using (_row) where _row not in ({excluded}) "
        "group by all order by count(*) desc, column_name, reason limit 1"
    )
    if not reasons:
        return
    offered = rows_mapped - count(engine, f"select count(distinct _row) from ({excluded})")
    column_name, reason, about, n_broken, first = reasons[0]
    what = f"none of the {offered} rows fits source '{mapping.source}'; most often {reason} ({n_broken} rows): {about}"
    place = Place(mapping.file, sheet=table.sheet, row=int(str(first)), column=str(column_name))
    keys = KEYS_OF_REASONS.get(str(reason), "column, values, missing")
    raise DataError(what, place, f"mend the mapping at {STUDY_FILE}:{mapping.line} ({keys})")


def count(engine: Engine, query: str) -> int:
    return int(str(engine.rows(query)[0][0]))
