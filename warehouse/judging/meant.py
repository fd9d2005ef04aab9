"""What a column that is not where a query looks for it may have been meant for: never the name that was refused."""

from collections.abc import Iterable, Iterator, Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from warehouse.errors import nearest
from warehouse.models.scopes import relation_of

# relation -> its columns, of everything a query reads.
Known = Mapping[str, Iterable[str]]


def column_meant(sql: str, table: str, name: str, known: Known) -> str | None:
    """A hint for a column that a table of the query lacks: the one beside it that has it, or a near name of its own."""
    for select in _selects(sql):
        sources = {alias: list(_columns(source, known)) for alias, source in _sources(select)}
        if table.lower() not in sources:
            continue
        having = [alias for alias, columns in sources.items() if name.lower() in map(str.lower, columns)]
        if having:
            return " or ".join(f"'{alias}.{name}'" for alias in having)
        if (guess := nearest(name, sources[table.lower()])) is not None:
            return f"'{guess}'"
    return None


def column_left_behind(name: str, known: Known) -> str | None:
    """A hint for a column that a relation has which the model reads, though not the select that asks for it."""
    having = [relation for relation, columns in known.items() if name.lower() in map(str.lower, columns)]
    return f"hand '{name}' on from {' or '.join(having)}, in what this select reads" if having else None


def _selects(sql: str) -> list[exp.Select]:
    try:
        return list(sqlglot.parse_one(sql, dialect="duckdb").find_all(exp.Select))
    except SqlglotError:
        return []


def _sources(select: exp.Select) -> Iterator[tuple[str, exp.Expr]]:
    """What a select reads in `from` and `join`, by the name in lower case that it gives it."""
    joins = select.args.get("joins") or ()
    for each in (select.args.get("from_"), *joins):
        if each is not None:
            yield each.this.alias_or_name.lower(), each.this


def _columns(source: exp.Expr, known: Known) -> Iterable[str]:
    """The columns of what is read, as far as they are named."""
    if isinstance(source, exp.Subquery):
        return source.named_selects
    if not isinstance(source, exp.Table):
        return ()
    if relation_of(source) in known:
        return known[relation_of(source)]
    within = source.root().find_all(exp.CTE)
    return next((each.this.named_selects for each in within if each.alias.lower() == source.name.lower()), ())
