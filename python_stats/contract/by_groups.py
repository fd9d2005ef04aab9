"""One analysis, once for each group of its rows: `by: [analyte, study_day]` asks one question of every combination."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from python_stats.contract.header import Header, listed

if TYPE_CHECKING:
    import pandas

KEY = "by"


def groups(spec: Header, frame: "pandas.DataFrame") -> Iterator[tuple[str, "pandas.DataFrame"]]:
    """What each group is called, and its rows, in the order of the values. Rows without a value are a group too."""
    columns = list(listed(spec, KEY))
    for values, rows in frame.groupby(columns, dropna=False, sort=True):
        named = zip(columns, values, strict=True)
        yield ", ".join(f"{column} {shown(value)}" for column, value in named), rows.drop(columns=columns)


def shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "missing" if value is None or value != value else str(value)  # noqa: PLR0124 - a NaN is unlike itself


def named(row: Mapping[str, object], group: str) -> dict[str, object]:
    """An estimate that says of which group it is, in its subset and before its term."""
    subset = ", ".join(filter(None, [str(row["subset"] or ""), group]))
    return dict(row) | {"subset": subset, "term": f"{group}: {row['term']}"}
