"""The query of a disclosed table -> the query that may be shown: what is small, or would betray it, is hidden; the rest
is rounded, counts downwards."""

from collections.abc import Callable

from warehouse.adapters.words import quoted
from warehouse.disclosing.table import COUNT, LABEL, NUMBER, SUPPRESSED, DisclosedTable
from warehouse.disclosure import Disclosure


def controlled(table: DisclosedTable, rule: Disclosure) -> str:
    """A row is hidden when one of its counts is small, 0 included: that nobody responded tells of each of them.

    With it goes the rest of its whole. Hiding only some of the rest, such as the next smallest, leaves tables that
    somebody who knows the total and this rule can solve (tests/unit/test_disclosure.py searches them all).
    """
    return f"""\
with
    counted as ({table.sql}),
    judged as (
        select *, {_is_small(table, rule)} as {SUPPRESSED}
        from counted
    )
select {", ".join(_shown(table, rule))}
from judged
order by {", ".join(map(quoted, table.grain)) or "all"}"""


def _is_small(table: DisclosedTable, rule: Disclosure) -> str:
    """A count that is missing is of nobody: it does not apply."""
    small = " or ".join(f"coalesce({quoted(name)} < {rule.smallest_count}, false)" for name in table.of(COUNT))
    if table.within is None:
        return small
    parts = f"partition by {', '.join(map(quoted, table.within))}" if table.within else ""
    return f"bool_or({small}) over ({parts})"


def _shown(table: DisclosedTable, rule: Disclosure) -> list[str]:
    makers: dict[str, Callable[[str], str]] = {
        LABEL: quoted,
        COUNT: lambda name: _unless_hidden(f"({quoted(name)} // {rule.round_to} * {rule.round_to})::bigint", name),
        NUMBER: lambda name: _unless_hidden(significant(f"{quoted(name)}::double", rule.digits), name),
    }
    return [*(makers[column.kind](column.name) for column in table.columns), SUPPRESSED]


def _unless_hidden(value: str, name: str) -> str:
    return f"case when not {SUPPRESSED} then {value} end as {quoted(name)}"


def significant(value: str, digits: int) -> str:
    """A number rounded to so many digits that count, as SQL; not a number and infinity stay what they are."""
    places = f"({digits - 1} - floor(log10(abs({value})))::integer)"
    return f"case when {value} = 0 or not isfinite({value}) then {value} else round({value}, {places}) end"
