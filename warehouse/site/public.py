"""The catalogue as anybody may have it: what is made how, and nothing that tells how many, from which file, of whom."""

from collections.abc import Mapping, Set
from dataclasses import replace

from warehouse.disclosing.naming import LEFT_OUT, SQL_LEFT_OUT, names_a_subject, unnamed
from warehouse.site.catalogue import Catalogue, Table
from warehouse.studies.study import ANSWERS

_KEPT = ("check_name", "column_name")
_ANSWERS_LEFT_OUT = "The answers of the study are left out here: they tell of single rows"


def public(catalogue: Catalogue, subjects: Set[str]) -> Catalogue:
    """Without numbers of rows, results of checks, files and answers; SQL, a description, a setting, a registry or an
    example that names a subject is left out."""
    return replace(
        catalogue,
        is_public=True,
        tables=tuple(_public(table, subjects) for table in catalogue.tables),
        settings=tuple(_setting(setting, subjects) for setting in catalogue.settings),
    )


def _public(table: Table, subjects: Set[str]) -> Table:
    names = names_a_subject(table.written_sql, subjects) or names_a_subject(table.compiled_sql, subjects)
    has_answers = bool(table.settings.get(ANSWERS))
    return replace(
        table,
        about=_unnamed(table.about, subjects),
        reference=_unnamed(table.reference, subjects),
        columns=tuple(replace(column, about=_unnamed(column.about, subjects)) for column in table.columns),
        settings={name: _told(name, value, subjects) for name, value in table.settings.items()},
        row_count=None,
        checks=tuple(_unanswered(check) for check in table.checks),
        files=(),
        examples=tuple(each for each in table.examples if not names_a_subject(_plain(each), subjects)),
        written_sql=None if names else table.written_sql,
        compiled_sql=None if names or has_answers else table.compiled_sql,
        rows=() if any(str(cell) in subjects for row in table.rows for cell in row) else table.rows,
        note=SQL_LEFT_OUT if names else table.note,
    )


def _unanswered(check: Mapping[str, object]) -> Mapping[str, object]:
    return {name: check[name] for name in _KEPT} | {"status": ""}


def _setting(setting: Mapping[str, object], subjects: Set[str]) -> Mapping[str, object]:
    return {**setting, "value": _told(str(setting["name"]), setting["value"], subjects)}


def _told(name: str, value: object, subjects: Set[str]) -> object:
    if name == ANSWERS and value not in ("[]", [], None):
        return _ANSWERS_LEFT_OUT
    return LEFT_OUT if names_a_subject(_plain(value), subjects) else value


def _plain(value: object) -> str:
    """A setting or an example as one text, its own quotes gone from around the words in it."""
    return str(value).replace('"', "'")


def _unnamed(text: str | None, subjects: Set[str]) -> str | None:
    return None if text is None else unnamed(text, subjects)
