"""Words that name a subject, in a comment, a description or a reason: no file that anybody may have holds them."""

import re
from collections.abc import Set

from warehouse.adapters import Engine
from warehouse.adapters.words import quoted

LEFT_OUT = "The words name a subject and are left out here"
SQL_LEFT_OUT = "The SQL names a subject and is left out here"

# What stands between two quotes, whichever opens: an apostrophe in a comment makes all others change places.
_QUOTED = re.compile(r"(?='([^']*)')")
# A word of a comment or a description, where an identifier of digits or of letters alone is a word like any other.
_WORD = re.compile(r"[^\s'\"(),;:]+")
_TELLING = re.compile(r"(?=.*\d).*[^\d.]")
_AROUND = ".!?*/`[]{}<>="

_TABLES = """
select distinct table_name
from duckdb_columns()
where schema_name = 'raw' and column_name = 'subject_id' and not internal
"""


def subjects_of(engine: Engine) -> frozenset[str]:
    """The identifiers of all sources: a subject whose own row was set aside may be named as well as any other."""
    tables = [str(row[0]) for row in engine.rows(_TABLES)]
    asked = " union ".join(
        f"select subject_id from raw.{quoted(table)} where subject_id is not null" for table in tables
    )
    return frozenset(str(row[0]) for row in engine.rows(asked)) if tables else frozenset()


def names_a_subject(text: str | None, subjects: Set[str]) -> bool:
    """Whether a text names a subject: in quotes as SQL does, or in a comment as people do."""
    in_quotes = _QUOTED.findall(text or "")
    words = (word.strip(_AROUND) for word in _WORD.findall(text or ""))
    return not subjects.isdisjoint([*in_quotes, *filter(_TELLING.match, words)])


def unnamed(text: str, subjects: Set[str]) -> str:
    return LEFT_OUT if names_a_subject(text, subjects) else text
