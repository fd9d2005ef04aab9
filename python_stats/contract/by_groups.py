"""One analysis, once for each group of its rows: `by: [analyte, study_day]` asks one question of every combination."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from python_stats.contract.header import Header, label, listed
from python_stats.contract.results import plain

if TYPE_CHECKING:
    import pandas

KEY = "by"
MISSING = "missing"


def groups(spec: Header, frame: "pandas.DataFrame") -> Iterator[tuple[str, "pandas.DataFrame"]]:
    """What each group is called, and its rows, in the order of the values. Rows without a value are a group too."""
    columns = list(listed(spec, KEY))
    for values, rows in frame.groupby(columns, dropna=False, sort=True):
        named = zip(columns, values, strict=True)
        yield ", ".join(f"{column} {shown(value)}" for column, value in named), rows.drop(columns=columns)


def shown(value: object) -> str:
    """No two values of a column alike: the text 'missing' has quotation marks, the missing value has none."""
    import pandas

    if pandas.isna(value):  # type: ignore[call-overload]
        return MISSING
    if isinstance(value, pandas.Timestamp) and value.tzinfo is None and value == value.normalize():
        return str(value.date())
    if isinstance(value, str) and (value == MISSING or value.startswith("'") or ", " in value):
        return "'" + value.replace("'", "''") + "'"
    return label(plain(value))


def named(row: Mapping[str, object], group: str) -> dict[str, object]:
    """An estimate that says of which group it is, in its subset and before its term."""
    subset = ", ".join(filter(None, [str(row["subset"] or ""), group]))
    return dict(row) | {"subset": subset, "term": f"{group}: {row['term']}"}
