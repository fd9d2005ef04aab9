"""A query spelled out: every column with its table, every star as columns, scope by scope.

What reads a model's SQL for its meaning (where a column comes from, whether subjects meet) starts from this.
"""

from collections.abc import Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

# relation -> column -> type, of everything a query may read.
Columns = Mapping[str, Mapping[str, str]]


class UnreadableError(Exception):
    """The query uses something that cannot be followed; the message says what."""


def qualified(sql: str, known: Columns) -> Scope:
    """A query in which every column names its table and every star is spelled out, by scope."""
    try:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
        tree = qualify(tree, schema=_nested(known), dialect="duckdb", quote_identifiers=False)
        root = build_scope(tree)
    except SqlglotError as error:
        raise UnreadableError(str(error).splitlines()[0]) from error
    if root is None:
        raise UnreadableError("it is not a query")
    return root


def outputs(scope: Scope) -> list[str]:
    query = scope.expression
    return list(query.named_selects) if isinstance(query, exp.Query) else []


def relation_of(table: exp.Table) -> str:
    return f"{table.db}.{table.name}" if table.db else table.name


def selected(scope: Scope) -> dict[str, exp.Table | Scope]:
    """What a select reads in `from` and `join`, by the name it gives it."""
    return {name: source for name, (_, source) in scope.selected_sources.items()}


def _nested(known: Columns) -> dict[str, object]:
    schemas: dict[str, dict[str, object]] = {}
    for relation, columns in known.items():
        schema, _, name = relation.partition(".")
        schemas.setdefault(schema, {})[name] = dict(columns)
    return dict(schemas)
