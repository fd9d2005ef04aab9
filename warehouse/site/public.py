"""The catalogue as anybody may have it: what is made how, and nothing that tells how many, from which file, of whom."""

import re
from collections.abc import Mapping, Set
from dataclasses import replace

from warehouse.site.catalogue import Catalogue, Table

# What stands between two quotes, whichever opens: an apostrophe in a comment makes all others change places.
_QUOTED = re.compile(r"(?='([^']*)')")
# A word of a comment or a description, where an identifier of digits or of letters alone is a word like any other.
_WORD = re.compile(r"[^\s'\"(),;:]+")
_TELLING = re.compile(r"(?=.*\d).*[^\d.]")
_AROUND = ".!?*/`[]{}<>="
_KEPT = ("check_name", "column_name")
_LEFT_OUT = "The words name a subject and are left out here"


def public(catalogue: Catalogue, subjects: Set[str]) -> Catalogue:
    """Without numbers of rows, results of checks and files; SQL, a description or a registry that names a subject is
    left out."""
    return replace(catalogue, is_public=True, tables=tuple(_public(table, subjects) for table in catalogue.tables))


def _public(table: Table, subjects: Set[str]) -> Table:
    names = _names(table.written_sql, subjects) or _names(table.compiled_sql, subjects)
    return replace(
        table,
        about=_unnamed(table.about, subjects),
        reference=_unnamed(table.reference, subjects),
        columns=tuple(replace(column, about=_unnamed(column.about, subjects)) for column in table.columns),
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


def _unnamed(text: str | None, subjects: Set[str]) -> str | None:
    return _LEFT_OUT if _names(text, subjects) else text


def _names(text: str | None, subjects: Set[str]) -> bool:
    """Whether a text names a subject: in quotes as SQL does, or in a comment as people do."""
    quoted = _QUOTED.findall(text or "")
    words = (word.strip(_AROUND) for word in _WORD.findall(text or ""))
    return not subjects.isdisjoint([*quoted, *filter(_TELLING.match, words)])
