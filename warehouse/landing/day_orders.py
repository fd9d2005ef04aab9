"""How many cells of a file two formats of their column read as different days, as 02/03/2021 may be of two months."""

from collections.abc import Iterator

from warehouse.adapters import Engine
from warehouse.landing.acceptance import Acceptance
from warehouse.landing.reshape import Rows


def doubtful_days(engine: Engine, acceptance: Acceptance, rows: Rows) -> int:
    """The cells of `mapped_rows` and `reshaped_rows` that the order of the formats decides."""
    return sum(int(str(engine.rows(query)[0][0])) for query in _queries(acceptance, rows))


def _queries(acceptance: Acceptance, rows: Rows) -> Iterator[str]:
    for item in acceptance.mapping.columns:
        if len(item.date_formats) > 1:
            yield _count(acceptance.texts.dates(item, f"_looked_up_{item.name}"), "mapped_rows")
        start = item.days_from
        if start and len(start.date_formats) > 1 and start.column in rows.columns:
            sql = rows.columns[start.column].sql
            tried = [acceptance.texts.parsed_date(text, None, sql) for text in start.date_formats]
            yield _count(tried, "reshaped_rows where _filter is null")


def _count(tried: list[str], relation: str) -> str:
    dates = ", ".join(tried)
    # Neither looks at NULL, which a format gives that does not fit.
    return f"select count(*) filter (where least({dates}) <> greatest({dates})) from {relation}"
