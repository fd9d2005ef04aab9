"""Which results fall on the other side of a level of significance in another warehouse."""

from typing import Any

LEVEL = 0.05
COLUMNS = ("analysis", "covariate", "outcome", "term", "p before", "p after")

_SAME = " and ".join(
    f"before.{name} is not distinct from after.{name}"
    for name in ("analysis", "covariate", "outcome", "subset", "term", "estimate_name")
)


def crossed(engine: Any, level: float = LEVEL) -> list[tuple[object, ...]]:
    """The estimates, in a connection with the warehouses `before` and `after`, whose P crossed the level."""
    query = f"""
        select after.analysis, after.covariate, after.outcome, after.term, before.p_value, after.p_value
        from before.results.estimates as before
        inner join after.results.estimates as after on {_SAME}
        where (before.p_value < {level}) <> (after.p_value < {level})
        order by all
    """
    rows: list[tuple[object, ...]] = engine.rows(query)
    return rows
