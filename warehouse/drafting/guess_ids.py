"""Which column of a table names the subjects, and how its identifiers become those of the cohort."""

import re
from collections.abc import Sequence

from warehouse.drafting.guess import Table
from warehouse.drafting.hints import Hints


def named_id(table: Table, hints: Hints) -> str | None:
    """The column that is called as identifiers are."""
    found = table.named(hints.content["shared"]["subject_id"], hints.contract.sources["subjects"].columns["subject_id"])
    return found[0] if found else None


def id_column(table: Table, hints: Hints, roster: Table | None) -> str | None:
    """The column that holds the subjects of the cohort, whatever it is called; else the one called so."""
    own = named_id(table, hints)
    if roster is None or table is roster:
        return own
    reference = set(table_ids(roster, named_id(roster, hints) or ""))
    overlaps = {
        name: overlap(set(profile.texts), reference)
        for name, profile in table.profiles.items()
        if profile.n and not looks_counted(profile.numbers, profile.plain)
    }
    best = max(overlaps, key=lambda name: (overlaps[name], name == own), default=None)
    if best is not None and overlaps[best] >= 0.5 and (own is None or overlaps[best] > overlaps.get(own, 0)):
        own = best
    if own is not None and overlap(set(table.profiles[own].texts), reference) < 0.8:
        table.id_rule = cleaned(table, own, reference)
    return own


def looks_counted(numbers: Sequence[float], plain: str) -> bool:
    """Days and row numbers overlap with identifiers that are small numbers."""
    return any(word in plain.split() for word in ("day", "row", "age", "time", "grade", "visit", "result", "value"))


def table_ids(table: Table, key: str) -> list[str]:
    return list(table.profiles[key].texts) if key in table.profiles else []


def overlap(ids: set[str], reference: set[str]) -> float:
    return len(ids & reference) / len(ids) if ids else 0.0


RULES = (
    ("^.*[ _-]", ""),
    (r"^[A-Za-z]+[ _-]*0*", ""),
    ("^0+", ""),
    (r"[.]0$", ""),
    ("[ _]", "-"),
    ("-", ""),
    ("_", "-"),
    ("^[^0-9]+", ""),
    (r"[ _-][^ _-]*$", ""),
)


def cleaned(table: Table, key: str, reference: set[str]) -> object:
    """A rule that turns the identifiers of a table into those of the subjects, if one of the usual ones does."""
    ids = set(table.profiles[key].texts)
    before = overlap(ids, reference)
    prefix = common_prefix(reference) if len(reference) > 2 else ""
    rules = [*RULES, *([(f"(?i)^{prefix}", prefix), ("^(.+)$", rf"{prefix}\1")] if prefix else [])]
    scored = [(overlap({re.sub(pattern, by, text) for text in ids}, reference), pattern, by) for pattern, by in rules]
    best = max(scored, key=lambda found: found[0])
    if best[0] < 0.8 or best[0] <= before:
        return None
    return {"column": key, "replace": {"pattern": best[1], "with": best[2]}}


def common_prefix(ids: set[str]) -> str:
    """What all begin with, up to their numbers."""
    first, last = min(ids, default=""), max(ids, default="")
    shared = next((first[:n] for n in range(len(first)) if not last.startswith(first[: n + 1])), first)
    return re.sub(r"[0-9]+$", "", shared) if re.fullmatch(r"[A-Za-z0-9 _-]*", shared) else ""
