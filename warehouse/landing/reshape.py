"""The steps of a mapping -> SQL: a file's rows reshaped, with a name for every column a study may map.

Pure. Besides the named columns each row has `_row`, unique among the rows of its file; `_source_row`, the record it
came from; `_cell`, the file's column a wide-to-long value came from; and `_filter`, the rule that leaves it out.
Names of ours begin with an underscore, which no column of the contract does.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from warehouse.adapters import literal
from warehouse.errors import Place, StudyError, suggest
from warehouse.files.text_table import TextTable, column, optional_literal
from warehouse.landing.headers import folded, shown
from warehouse.landing.key_tables import key_table
from warehouse.studies.mapping import STUDY_FILE, Lookup, Pivot, RowFilter, SourceMapping, Split, Unpivot
from warehouse.studies.mapping_steps import VALUE_GROUP

EMPTY_CELLS = "an empty cell of a wide table"
MOST_COLUMNS = 5_000


@dataclass(frozen=True)
class Named:
    """A column of the reshaped rows: its SQL name, and SQL for the column of the file and the text it came from."""

    sql: str
    cell: str
    received: str


@dataclass(frozen=True)
class Unmatched:
    """A step that could not be taken for some rows: SQL true for them, and the columns that it should have given."""

    names: tuple[str, ...]
    reason: str
    about: str
    breaks: str


@dataclass(frozen=True)
class Rows:
    """A query and what its columns are called. `filters` are the reasons by the number in `_filter`, from 1."""

    sql: str
    columns: Mapping[str, Named]
    used: frozenset[str] = frozenset()
    unmatched: tuple[Unmatched, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    # The columns that a step took apart or put together, and that step.
    gone: Mapping[str, str] = field(default_factory=dict)

    def find(self, name: str, place: Place, file: str, what: str) -> Named:
        if name not in self.columns and name in self.gone:
            what = f"column '{name}' of '{file}', {what}, is no column any more after '{self.gone[name]}'"
            raise StudyError(what, place, f"one of {', '.join(shown(self.columns))}")
        if name not in self.columns:
            raise StudyError(f"'{file}' has no column '{name}', {what}", place, self.hint(name))
        return self.columns[name]

    def hint(self, name: str) -> str | None:
        """The nearest name; of very many columns, not a list of all."""
        numbered = f"{name} (1)"
        near = f"'{numbered}'" if numbered in self.columns else suggest(name, shown(self.columns))
        return near if near is None or len(near) < 2_000 else f"{near[:200]} ..."

    def adding(self, step: str, columns: Mapping[str, Named], used: Iterable[str] = ()) -> "Rows":
        return replace(self, sql=step, columns={**self.columns, **columns}, used=self.used | frozenset(used))

    def refuse_second(self, names: Iterable[str], place: Place, file: str, step: str) -> None:
        """A column made by a step would hide one that is there: nobody could say which of the two is meant."""
        hidden = next((name for name in names if name in self.columns), None)
        if hidden is not None:
            what = f"'{step}' would make a second column '{hidden}' of '{file}'"
            raise StudyError(what, place, "give it a name that no column has")


def reshaped(mapping: SourceMapping, table: TextTable, blanks: str) -> Rows:
    """The rows of `received_file` after every step but the last, `pivot`, whose columns only the data tell."""
    rows, line = as_received(table), Place(STUDY_FILE, mapping.line)
    if mapping.fill_down:
        rows = filled_down(rows, mapping, blanks)
    if mapping.row_number:
        rows.refuse_second([mapping.row_number], line, mapping.file, "row_number")
        number = "cast(_source_row as varchar) as _number"
        columns = {mapping.row_number: Named("_number", "null", "_number")}
        rows = rows.adding(f"select *, {number} from ({rows.sql})", columns)
    if mapping.file_name:
        rows.refuse_second(mapping.file_name.texts, line, mapping.file, "file_name")
        rows = with_constants(rows, mapping.file_name.texts)
    if mapping.unpivot:
        rows = unpivoted(rows, mapping.unpivot, mapping.file, blanks)
    for split in mapping.splits:
        rows = with_split(rows, split, mapping.file, blanks)
    for place, lookup in enumerate(mapping.lookups, 1):
        rows = with_lookup(rows, lookup, place, mapping.file, blanks)
    return filtered(rows, mapping, blanks)


def as_received(table: TextTable) -> Rows:
    names = [column(number) for number in range(1, len(table.header) + 1)]
    number = f"cast({table.row_number} as bigint)"
    sql = f"select {', '.join(names)}, {number} as _source_row, {number} as _row, null as _cell from received_file"
    columns = {
        name: Named(sql_name, literal(name), sql_name) for name, sql_name in zip(table.header, names, strict=True)
    }
    return Rows(f"{sql} where not is_blank", columns)


def filled_down(rows: Rows, mapping: SourceMapping, blanks: str) -> Rows:
    """An empty cell stands for the one above, as where cells are merged; the text received is that of the cell."""
    line, columns, added = Place(STUDY_FILE, mapping.line), dict(rows.columns), []
    for number, name in enumerate(mapping.fill_down):
        named = rows.find(name, line, mapping.file, "which 'fill_down' names")
        text = f"case when coalesce(trim({named.sql}, {blanks}), '') <> '' then {named.sql} end"
        added.append(f"last_value({text} ignore nulls) over (order by _row) as _filled_{number}")
        columns[name] = replace(named, sql=f"_filled_{number}")
    return replace(rows, sql=f"select *, {', '.join(added)} from ({rows.sql})", columns=columns)


def with_constants(rows: Rows, texts: Mapping[str, str]) -> Rows:
    names = {name: f"_file_{number}" for number, name in enumerate(texts)}
    added = ", ".join(f"nullif({literal(texts[name])}, '') as {sql}" for name, sql in names.items())
    columns = {name: Named(sql, "null", sql) for name, sql in names.items()}
    return rows.adding(f"select *, {added} from ({rows.sql})", columns)


def unpivoted(rows: Rows, step: Unpivot, file: str, blanks: str) -> Rows:
    """One scan: the matching cells of a row as a list, taken apart into rows; the groups by the place in that list."""
    pattern = re.compile(step.pattern)
    found = {name: match.groupdict() for name in rows.columns if (match := pattern.fullmatch(folded(name)))}
    if not found:
        what = f"no column of '{file}' matches the pattern of 'unpivot'"
        raise StudyError(what, step.place, "the pattern must match a column's name as a whole")
    groups = [name for name in pattern.groupindex if name != VALUE_GROUP or step.value]
    places: dict[tuple[str | None, ...], dict[str, str]] = {}
    for name, texts in found.items():
        target = step.value or texts[VALUE_GROUP] or ""
        cells = places.setdefault(tuple(texts[group] for group in groups), {})
        if target in cells:
            what = f"columns '{cells[target]}' and '{name}' would become the same cell"
            raise StudyError(what, step.place, "name what tells them apart in a group")
        cells[target] = name
    kept = {name: named for name, named in rows.columns.items() if name not in found}
    made = dict.fromkeys([*(target for cells in places.values() for target in cells), *groups])
    replace(rows, columns=kept).refuse_second(made, step.place, file, "unpivot")
    sql, columns = unpivot_sql(rows, places, groups)
    unpivoted_rows = replace(
        rows,
        sql=sql,
        columns={**kept, **columns},
        used=rows.used | frozenset(found),
        gone=dict.fromkeys(found, "unpivot"),
    )
    return unpivoted_rows if step.keeps_empty else without_empty(unpivoted_rows, places, columns, blanks)


def unpivot_sql(
    rows: Rows, places: Mapping[tuple[str | None, ...], Mapping[str, str]], groups: list[str]
) -> tuple[str, Mapping[str, Named]]:
    targets = list(dict.fromkeys(target for cells in places.values() for target in cells))
    lists, columns = [], {}
    for number, target in enumerate(targets):
        cells = [cell.get(target) for cell in places.values()]
        texts = [rows.columns[cell].sql if cell else "cast(null as varchar)" for cell in cells]
        lists.append(f"unnest([{', '.join(texts)}]) as _value_{number}")
        names = f"([{', '.join(optional_literal(cell) for cell in cells)}])[_place]"
        columns[target] = Named(f"_value_{number}", names, f"_value_{number}")
    for number, group in enumerate(groups):
        columns[group] = Named(f"_group_{number}", "_cell", f"_group_{number}")
    texts = [
        f"([{', '.join(optional_literal(place[number]) for place in places)}])[_place] as _group_{number}"
        for number in range(len(groups))
    ]
    inner = f"select *, {', '.join(lists)}, unnest(range(1, {len(places)} + 1)) as _place from ({rows.sql})"
    cell = columns[targets[0]].cell
    unique = f"_row * {len(places)} + _place - 1 as _row, {cell} as _cell"
    extra = f", {', '.join(texts)}" if texts else ""
    return f"select * replace ({unique}){extra} from ({inner})", columns


def without_empty(
    rows: Rows, places: Mapping[tuple[str | None, ...], Mapping[str, str]], columns: Mapping[str, Named], blanks: str
) -> Rows:
    """Cells that hold nothing are no rows: nobody measured there. They are counted as filtered."""
    targets = dict.fromkeys(target for cells in places.values() for target in cells)
    holds = " or ".join(f"regexp_matches({columns[target].sql}, '[^' || {blanks} || ']')" for target in targets)
    return replace(
        rows,
        sql=f"select *, case when {holds} then null else 1 end as _empty from ({rows.sql})",
        filters=(("", EMPTY_CELLS),),
    )


def with_split(rows: Rows, step: Split, file: str, blanks: str) -> Rows:
    named = rows.find(step.column, step.place, file, "which 'split' names")
    rows.refuse_second(step.groups, step.place, file, "split")
    text = f"trim({named.sql}, {blanks})"
    # The pattern must match the cell as a whole, so that nothing of it is dropped.
    whole = literal(f"^(?:{step.pattern})$")
    prefix = f"_split_{len(rows.unmatched)}"
    added = [
        f"nullif(regexp_extract({text}, {whole}, {number}), '') as {prefix}_{number}" for number in step.groups.values()
    ]
    sql = f"select *, {', '.join(added)}, not regexp_matches({text}, {whole}) as {prefix}_fails from ({rows.sql})"
    columns = {name: replace(named, sql=f"{prefix}_{number}") for name, number in step.groups.items()}
    about = "The cell does not match the pattern that splits it."
    breaks = f"{prefix}_fails and coalesce({text}, '') <> ''"
    unmatched = Unmatched(tuple(step.groups), "no_match_of_pattern", about, breaks)
    return replace(rows.adding(sql, columns, [step.column]), unmatched=(*rows.unmatched, unmatched))


def with_lookup(rows: Rows, step: Lookup, number: int, file: str, blanks: str) -> Rows:
    keys = [rows.find(name, step.place, file, "which 'lookup' names") for name in step.on]
    rows.refuse_second(step.take, step.place, file, "lookup")
    equal = " and ".join(f"trim({key.sql}, {blanks}) = {key_table(number)}._key_{n}" for n, key in enumerate(keys))
    # The columns of the rows first: `select *` of a join would hold the keys as well.
    taken = ", ".join(f"{key_table(number)}._take_{n} as _taken_{number}_{n}" for n in range(len(step.take)))
    sql = (
        f"select rows_{number}.*, {taken}, {key_table(number)}._key_0 is null as _lookup_{number}_fails "
        f"from ({rows.sql}) as rows_{number} left join {key_table(number)} on {equal}"
    )
    columns = {name: Named(f"_taken_{number}_{n}", "null", f"_taken_{number}_{n}") for n, name in enumerate(step.take)}
    filled = " and ".join(f"coalesce(trim({key.sql}, {blanks}), '') <> ''" for key in keys)
    kept = f" that 'where' keeps by {', '.join(step.where)}" if step.where else ""
    about = f"The key is not in {'the rows of ' if kept else ''}{step.data.file}{kept}."
    unmatched = Unmatched(tuple(step.take), "not_in_key_table", about, f"_lookup_{number}_fails and {filled}")
    failing = () if step.keeps_absent else (unmatched,)
    return replace(rows.adding(sql, columns, step.on), unmatched=(*rows.unmatched, *failing))


def filtered(rows: Rows, mapping: SourceMapping, blanks: str) -> Rows:
    """Every row with the number of the first rule that leaves it out, NULL when none does."""
    cases = ["when _empty = 1 then 1"] if rows.filters else []
    reasons = list(rows.filters)
    asked = [step for step in mapping.filters if not step.optional or step.column in rows.columns]
    for step in asked:
        named = rows.find(step.column, step.place, mapping.file, "which 'only' names")
        reasons.append((step.column, step.because))
        cases.append(f"when not ({kept(named.sql, step, blanks)}) then {len(reasons)}")
    number = f"case {' '.join(cases)} end" if cases else "cast(null as integer)"
    used = rows.used | {step.column for step in asked}
    sql = f"select *, {number} as _filter from ({rows.sql})"
    return replace(rows, sql=sql, filters=tuple(reasons), used=used)


def kept(sql: str, step: RowFilter, blanks: str) -> str:
    text = f"coalesce(trim({sql}, {blanks}), '')"
    if step.kind == "matches":
        return f"regexp_matches({text}, {literal(step.texts[0])})"
    listed = f"{text} in ({', '.join(literal(item) for item in step.texts)})"
    return listed if step.kind == "is" else f"not ({listed})"


def pivot_names(rows: Rows, step: Pivot, file: str, blanks: str) -> str:
    """The texts that become columns."""
    name = rows.find(step.name, step.place, file, "which 'pivot' names").sql
    text = f"trim({name}, {blanks})"
    return f"select distinct {text} from reshaped_rows where _filter is null and {text} <> '' order by 1"


def pivoted(rows: Rows, step: Pivot, names: Iterable[str], file: str, blanks: str) -> Rows:
    """One row for each key. Two different values for one cell are a reject, since nobody can say which is right."""
    find: Callable[[str], Named] = lambda name: rows.find(name, step.place, file, "which 'pivot' names")  # noqa: E731
    keys = {name: find(name) for name in step.key}
    name, value = find(step.name), find(step.value)
    columns = {
        key: replace(named, sql=f"_key_{n}", received=f"_key_{n}") for n, (key, named) in enumerate(keys.items())
    }
    # A key with blanks around it is the same key; what stands in a cell is told as it stands.
    selected = [f"min({named.sql}) as _key_{n}" for n, named in enumerate(keys.values())]
    groups = ", ".join(f"nullif(trim({named.sql}, {blanks}), '')" for named in keys.values())
    differing = []
    for n, text in enumerate(names):
        rule = f"filter (where trim({name.sql}, {blanks}) = {literal(text)})"
        selected.append(f"min({value.sql}) {rule} as _wide_{n}")
        differing.append(f"count(distinct {value.sql}) {rule} > 1")
        columns[text] = Named(f"_wide_{n}", literal(f"{step.value} of {text}"), f"_wide_{n}")
    clash = " or ".join(differing) or "false"
    sql = (
        f"select {', '.join(selected)}, min(_source_row) as _source_row, min(_row) as _row, null as _cell, "
        f"{clash} as _clash, cast(null as integer) as _filter from reshaped_rows where _filter is null "
        f"group by {groups}"
    )
    about = "Several rows of one key have different values for one column."
    unmatched = Unmatched(tuple(columns), "several_values", about, "_clash")
    used = rows.used | {*step.key, step.name, step.value}
    gone = dict.fromkeys(rows.columns, "pivot")
    return Rows(sql, columns, used, (unmatched,), rows.filters, gone)
