"""SQL text to what the engine must know of it: the tables it reads, the columns it yields, and a text without layout.

The canonical text is what fingerprints are made of: comments and layout never change it.
"""

import re
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from warehouse.errors import ModelError, Place


@dataclass(frozen=True)
class Parsed:
    tables: tuple[str, ...]
    columns: tuple[str, ...]
    canonical: str


def parse(sql: str, path: str, *, names_columns: bool = True) -> Parsed:
    """One SELECT. Raises ModelError at its line when it is not SQL, not one statement, not a SELECT, or ends in `*`
    although it must name its columns."""
    query = _one_query(sql, path)
    columns = _columns(query, path, sql) if names_columns else ()
    return Parsed(_tables(query), columns, query.sql(dialect="duckdb", comments=False, copy=False))


def _one_query(sql: str, path: str) -> exp.Query:
    try:
        statements = [statement for statement in sqlglot.parse(sql, dialect="duckdb") if statement is not None]
    except SqlglotError as error:
        details = error.errors[0] if isinstance(error, ParseError) and error.errors else {}
        what = details.get("description") or str(error).splitlines()[0]
        raise ModelError(f"The SQL cannot be read: {what}", Place(path, details.get("line"))) from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise ModelError("A model is one SELECT", Place(path), "keep one query in the file and nothing after it")
    return statements[0]


def _tables(query: exp.Query) -> tuple[str, ...]:
    """Tables outside the query: names that are not those of its common table expressions."""
    local = {cte.alias for cte in query.find_all(exp.CTE)}
    names = {_full_name(table) for table in query.find_all(exp.Table) if table.name}
    return tuple(sorted(name for name in names if name not in local))


def _full_name(table: exp.Table) -> str:
    return f"{table.db}.{table.name}" if table.db else table.name


def _columns(query: exp.Query, path: str, sql: str) -> tuple[str, ...]:
    names = query.named_selects
    if "*" in names or not names:
        stars = [number for number, line in enumerate(sql.splitlines(), 1) if re.search(r"(^|[\s,.])\*", line)]
        place = Place(path, stars[-1] if stars else None)
        raise ModelError("The last select does not name every column", place, "list the columns instead of '*'")
    return tuple(names)
