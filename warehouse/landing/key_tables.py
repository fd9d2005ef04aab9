"""A key table -> SQL: its keys and what is taken of them, for the step `lookup` of a mapping. Pure."""

from collections.abc import Mapping

from warehouse.adapters import literal
from warehouse.errors import DataError, StudyError, suggest
from warehouse.files.text_table import TextTable, column
from warehouse.landing.headers import shown, with_names_of_key_table
from warehouse.studies.mapping import Lookup


def key_table(number: int) -> str:
    return f"key_table_{number}"


def key_query(step: Lookup, table: TextTable, blanks: str) -> str:
    """The key table out of `received_file`: keys without blanks around them, each different row once."""
    step = with_names_of_key_table(step, table.header)
    places = {name: column(number) for number, name in enumerate(table.header, 1)}
    taken_columns = (step.name, step.value) if step.name and step.value else tuple(step.take.values())
    for name in (*step.on.values(), *step.where, *taken_columns):
        if name not in places:
            what = f"'{step.data.file}' has no column '{name}', which 'lookup' names"
            raise StudyError(what, step.place, suggest(name, shown(places)))
    keys = [f"nullif(trim({places[name]}, {blanks}), '') as _key_{n}" for n, name in enumerate(step.on.values())]
    wanted = [
        f"coalesce(trim({places[name]}, {blanks}), '') in ({', '.join(map(literal, texts))})"
        for name, texts in step.where.items()
    ]
    rows = " and ".join(["not is_blank", *wanted])
    if step.name and step.value:
        return long_key_query(step, places, keys, rows, blanks)
    taken = [f"{places[name]} as _take_{n}" for n, name in enumerate(step.take.values())]
    return f"select distinct {', '.join(keys + taken)} from received_file where {rows}"


def long_key_query(step: Lookup, places: Mapping[str, str], keys: list[str], rows: str, blanks: str) -> str:
    """A long key table made wide. A column with two values makes two rows of its key, which are refused."""
    name, value = places[step.name or ""], places[step.value or ""]
    taken = []
    for n, text in enumerate(step.take.values()):
        found = f"list(distinct {value}) filter (where trim({name}, {blanks}) = {literal(text)})"
        taken.append(f"unnest(coalesce({found}, [cast(null as varchar)])) as _take_{n}")
    groups = ", ".join(str(number) for number in range(1, len(keys) + 1))
    return f"select {', '.join(keys + taken)} from received_file where {rows} group by {groups}"


def repeated_keys(step: Lookup, number: int) -> str:
    """How many keys the table has more than once, which would make several rows of one."""
    keys = ", ".join(f"_key_{n}" for n in range(len(step.on)))
    filled = " and ".join(f"_key_{n} is not null" for n in range(len(step.on)))
    groups = f"select 1 from {key_table(number)} where {filled} group by {keys} having count(*) > 1"
    return f"select count(*) from ({groups})"


def refuse_repeated(step: Lookup, keys: int) -> None:
    if keys:
        what = f"the key table has {keys} keys in several rows that differ"
        raise DataError(what, step.data.file, "keep one row for each key, or take the column that tells them apart")
