"""The catalogue as anybody may have it: what is made how, and nothing that tells how many, from which file, of whom."""

import re
from collections.abc import Mapping, Set
from dataclasses import replace

from warehouse.site.catalogue import Catalogue, Table

_LITERAL = re.compile(r"'((?:[^']|'')*)'")
_KEPT = ("check_name", "column_name")


def public(catalogue: Catalogue, subjects: Set[str]) -> Catalogue:
    """Without numbers of rows, results of checks and files; SQL or a registry that names a subject is left out."""
    return replace(catalogue, is_public=True, tables=tuple(_public(table, subjects) for table in catalogue.tables))


def _public(table: Table, subjects: Set[str]) -> Table:
    names = _names(table.written_sql, subjects) or _names(table.compiled_sql, subjects)
    return replace(
        table,
        row_count=None,
        checks=tuple(_unanswered(check) for check in table.checks),
        files=(),
        written_sql=None if names else table.written_sql,
        compiled_sql=None if names else table.compiled_sql,
        rows=() if any(str(cell) in subjects for row in table.rows for cell in row) else table.rows,
        note="The SQL names a subject and is left out here" if names else table.note,
    )


def _unanswered(check: Mapping[str, object]) -> Mapping[str, object]:
    return {name: check[name] for name in _KEPT} | {"status": ""}


def _names(sql: str | None, subjects: Set[str]) -> bool:
    return not subjects.isdisjoint(_LITERAL.findall(sql or ""))
