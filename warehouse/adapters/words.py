"""Names of columns as SQL: a word that the engine keeps for itself stands in quotes."""

import re
from collections.abc import Iterable

# What DuckDB does not take for the name of a column where it stands bare.
KEPT = frozenset(
    """
    all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by case cast
    check collate collation column columns concurrently constraint create cross default deferrable desc describe
    distinct do else end except false fetch for foreign freeze from full generated glob group having ilike in
    initially inner intersect into is isnull join lambda lateral leading left like limit map natural not notnull
    null offset on only or order outer overlaps pivot pivot_longer pivot_wider placing positional primary
    qualify references returning right select semi show similar some struct summarize symmetric table
    tablesample then to trailing true try_cast tuple union unique unpack unpivot using variadic verbose when
    where window with
    """.split()
)
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def named(name: str) -> str:
    """The name of a column, in quotes where it needs them; others stay as a person would write them."""
    if _PLAIN.fullmatch(name) and name.lower() not in KEPT:
        return name
    return quoted(name)


def quoted(name: str) -> str:
    """The same in quotes, whatever it is: for names that no person reads."""
    return '"' + name.replace('"', '""') + '"'


def all_named(names: Iterable[str]) -> str:
    """Several, for a list in SQL."""
    return ", ".join(map(named, names))
