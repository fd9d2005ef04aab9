"""Which results fall on the other side of a level of significance in another warehouse."""

from typing import Any

from python_stats.format import ALPHA

_KEYS = ("analysis", "covariate", "outcome", "subset", "term", "estimate_name")
# One line is told from the next by all of the key: a term may have an odds ratio per doubling and another per SD.
COLUMNS = (*_KEYS, "is_primary", "p before", "p after")
_SAME = " and ".join(f"before.{name} is not distinct from after.{name}" for name in _KEYS)


def crossed(engine: Any) -> list[tuple[object, ...]] | None:
    """The estimates, in a connection with the warehouses `before` and `after`, whose P crossed .05, the primary
    ones of their analyses first.

    None where a side has no estimates to compare: it was not built whole, or by models of its own.
    """
    if not all(_has_estimates(engine, side) for side in ("before", "after")):
        return None
    query = f"""
        select {", ".join(f"after.{name}" for name in (*_KEYS, "is_primary"))}, before.p_value, after.p_value
        from before.results.estimates as before
        inner join after.results.estimates as after on {_SAME}
        where (before.p_value < {ALPHA}) <> (after.p_value < {ALPHA})
        order by after.is_primary desc, 1, 2, 3, 4, 5, 6
    """
    rows: list[tuple[object, ...]] = engine.rows(query)
    return rows


def _has_estimates(engine: Any, side: str) -> bool:
    columns = engine.rows(
        f"select column_name from information_schema.columns where table_catalog = '{side}'"
        " and table_schema = 'results' and table_name = 'estimates'"
    )
    return {*_KEYS, "is_primary", "p_value"} <= {name for (name,) in columns}
