"""A model that only gained columns -> the readers that cannot notice, and so need not be built again.

Proved from the SQL, never assumed: without the new columns the new query is the old one, so rows and old columns are as
they were; and a reader that does not name a new column, nor takes columns unnamed, reads what it read before.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from warehouse.models.header import SNAPSHOT
from warehouse.models.model import Model
from warehouse.models.project import Project
from warehouse.planning.plan import BUILT, Built, Wanted

if TYPE_CHECKING:
    from sqlglot import exp


@dataclass(frozen=True)
class Gain:
    """The query that a model was, and the columns it has more, if it differs by nothing else."""

    old: str
    columns: frozenset[str]


def spared(
    project: Project, wanted: Sequence[Wanted], built: Mapping[str, Built], before: Mapping[str, str]
) -> set[tuple[str, str]]:
    """(reader, what it reads), for each model whose SQL alone changed, and only by columns the reader cannot notice.

    `before` is the SQL that the ledger tells of each model.
    """
    models = {model.relation: model for model in project.models}
    changed = {want.relation for want in wanted if want.relation in models and _only_sql_changed(want, built)}
    # An analysis gives all its columns to its method, and a snapshot opens its rows anew.
    changed = {name for name in changed if models[name].layer != "analyses"}
    changed = {name for name in changed if models[name].header.materialized != SNAPSHOT}
    gains = {name: _gained(models[name], before[name], built[name]) for name in changed & before.keys()}
    # What reads a new column only to gain one itself is, in its old columns, the query it was.
    queries = {model.relation: model.canonical for model in models.values()}
    queries |= {name: gain.old for name, gain in gains.items() if gain.columns}
    return {
        (reader.relation, name)
        for name, gain in gains.items()
        for reader in models.values()
        if gain.columns and name in reader.relations and _cannot_notice(queries[reader.relation], gain.columns)
    }


def _only_sql_changed(want: Wanted, built: Mapping[str, Built]) -> bool:
    before = built.get(want.relation)
    if before is None or before.status != BUILT or want.parts.keys() != before.parts.keys():
        return False
    return [name for name in want.parts if want.parts[name] != before.parts[name]] == ["SQL"]


def _gained(model: Model, sql: str, before: Built) -> Gain:
    """The columns that a model gained, if that is all that became of it since the table that stands was built."""
    from warehouse.models.parse import parse

    old = parse(sql, model.path, names_columns=False).canonical
    is_what_stands = replace(model, canonical=old).logic == before.parts["SQL"]
    return Gain(old, gained_columns(old, model.canonical) if is_what_stands else frozenset())


def gained_columns(old: str, new: str) -> frozenset[str]:
    """The columns that one query has more than another, and by which alone they differ; otherwise none."""
    import sqlglot
    from sqlglot import exp

    was, now = sqlglot.parse_one(old, dialect="duckdb"), sqlglot.parse_one(new, dialect="duckdb")
    assert isinstance(was, exp.Query) and isinstance(now, exp.Query)
    gained = frozenset(_lower(now.named_selects)) - frozenset(_lower(was.named_selects))
    # A name that was already spoken of may have meant something else than it does beside a column of that name.
    if not gained or gained & _words(old) or not _goes_by_name(now):
        return frozenset()
    for select in list(now.find_all(exp.Select)):
        for each in [each for each in select.expressions if each.alias_or_name.lower() in gained]:
            if _may_change_rows(select, each):
                return frozenset()
            each.pop()
    return gained if now.sql(dialect="duckdb") == was.sql(dialect="duckdb") else frozenset()


def _may_change_rows(select: "exp.Select", column: "exp.Expr") -> bool:
    """Whether one column more may make other rows: of a distinct or a union, by unnesting, or as the only aggregate."""
    from sqlglot import exp

    is_part = isinstance(select.find_ancestor(exp.SetOperation, exp.CTE), exp.SetOperation)
    unnests = column.find(exp.Explode, exp.Unnest) is not None
    grouped = select.args.get("group") is not None
    # A function the parser does not know may be an aggregate.
    aggregates = not grouped and column.find(exp.AggFunc, exp.Anonymous) is not None
    return bool(select.args.get("distinct")) or is_part or unnests or aggregates or _by_number(select)


def _by_number(select: "exp.Select") -> bool:
    from sqlglot import exp

    orders = [each.this for each in select.args["order"].expressions] if select.args.get("order") else []
    groups = select.args["group"].expressions if select.args.get("group") else []
    return any(isinstance(each, exp.Literal) for each in [*orders, *groups])


def _cannot_notice(sql: str, gained: frozenset[str]) -> bool:
    """Whether a query reads the same of a table that has these columns too."""
    import sqlglot

    return not gained & _words(sql) and _goes_by_name(sqlglot.parse_one(sql, dialect="duckdb"))


def _goes_by_name(query: "exp.Expr") -> bool:
    """Whether a column that the query does not name can make no difference, although a star may let it through."""
    from sqlglot import exp

    if query.find(exp.Pivot, exp.Columns) or re.search(r"\b(NATURAL|BY ALL|BY NAME|POSITIONAL)\b", query.sql("duckdb")):
        return False
    named = [each for each in query.find_all(exp.TableAlias) if each.args.get("columns")]
    rows = set(_lower(each.alias_or_name for each in query.find_all(exp.Table, exp.Subquery, exp.CTE)))
    whole = [each for each in query.find_all(exp.Column) if not each.table and each.name.lower() in rows]
    return not named and not whole and all(map(_star_is_harmless, query.find_all(exp.Star)))


def _star_is_harmless(star: "exp.Star") -> bool:
    """`count(*)`, or a star that only hands columns on: not to a distinct, nor to a union, which goes by place."""
    from sqlglot import exp

    column = star.parent if isinstance(star.parent, exp.Column) else star
    select = column.parent
    if isinstance(select, exp.Count):
        return column is star
    if not isinstance(select, exp.Select) or select.args.get("distinct"):
        return False
    return not isinstance(select.find_ancestor(exp.SetOperation, exp.CTE), exp.SetOperation)


def _words(sql: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", sql.lower()))


def _lower(names: Iterable[str]) -> list[str]:
    return [name.lower() for name in names]
