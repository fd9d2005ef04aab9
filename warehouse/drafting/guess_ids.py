"""Which column of a table names the subjects, and how its identifiers become those of the cohort."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from warehouse.drafting.guess import Table
from warehouse.drafting.hints import Hints

COUNTED = frozenset(
    "day row age time grade visit result value plate lesion cycle lot batch well replicate dose line arm site".split()
)


def named_id(table: Table, hints: Hints) -> str | None:
    """The column that is called as identifiers are. A study ID that is one and the same in all rows is most often that
    of the study, where another column may name the subjects."""
    patterns, column = hints.content["shared"]["subject_id"], hints.contract.sources["subjects"].columns["subject_id"]
    of_study = [p.name for p in table.profiles.values() if p.plain == "study id" and len(p.texts) == 1 and p.n > 1]
    found = table.named(patterns, column, of_study) or table.named(patterns, column)
    return found[0] if found else None


def id_column(table: Table, hints: Hints, roster: Table | None) -> str | None:
    """The column that holds the subjects of the cohort, whatever it is called; else the one called so."""
    own = named_id(table, hints)
    if roster is None or table is roster:
        return own
    reference = set(table_ids(roster, named_id(roster, hints) or ""))
    other = column_of_ids(table, own, reference)
    if other is not None:
        table.id_why = "by its identifiers, not by its name"
    own = other or own
    if own is not None and overlap(set(table.profiles[own].texts), reference) < 0.8:
        table.id_rule = cleaned(table, own, reference)
        if table.id_rule is None:
            table.id_why = "not all of its identifiers are subjects"
    return own


def id_said(table: Table, roster: Table | None, key: str | None) -> str | None:
    """The subject that the name of the sheet says, else that of the file, in the spelling of the list; None where it
    says none, or several."""
    ids = table_ids(roster, key or "") if roster else []
    for name in (table.sheet or "", "" if table.others else PurePosixPath(table.file).stem):
        said = [one for one in ids if re.search(rf"(?i)(?<![^\W_]){re.escape(one)}(?![^\W_])", name)]
        numbers = set(map(int, re.findall("[0-9]+", name)))
        said = said or [one for one in ids if (last := re.search("[0-9]+$", one)) and int(last[0]) in numbers]
        if len(said) == 1:
            return said[0]
    return None


def column_of_ids(table: Table, own: str | None, reference: set[str]) -> str | None:
    """Another column than the one called so, that holds more of the subjects. Numbers of plates and lesions are
    those of subjects too, so numbers must be those of half the subjects, and the column called so of none."""
    overlaps = {
        name: overlap(set(profile.texts), reference)
        for name, profile in table.profiles.items()
        if profile.n and not looks_counted(profile.plain)
    }
    best = max(overlaps, key=lambda name: (overlaps[name], name == own), default=None)
    before = overlaps.get(own or "", 0.0)
    if best is None or best == own or overlaps[best] < 0.5 or overlaps[best] <= before or before >= 0.8:
        return None
    shared = set(table.profiles[best].texts) & reference
    if all(text.isdigit() for text in shared):
        is_named = own is not None and cleaned(table, own, reference) is not None
        return None if is_named or len(shared) < 0.5 * len(reference) else best
    return best


def looks_counted(plain: str) -> bool:
    """Days and row numbers overlap with identifiers that are small numbers."""
    return any(word in COUNTED for word in plain.split())


def table_ids(table: Table, key: str) -> list[str]:
    return list(table.profiles[key].texts) if key in table.profiles else []


def overlap(ids: set[str], reference: set[str]) -> float:
    return len(ids & reference) / len(ids) if ids else 0.0


# Texts replaced one after the other.
Rule = tuple[tuple[str, str], ...]
SAMPLE = (r"[ _-][^ _-]*$", "")
RULES = (
    ("^.*[ _-]", ""),
    (r"^[A-Za-z]+[ _-]*0*", ""),
    ("^0+", ""),
    (r"[.]0$", ""),
    ("[ _]", "-"),
    ("-", ""),
    ("_", "-"),
    ("^[^0-9]+", ""),
    SAMPLE,
)


def cleaned(table: Table, key: str, reference: set[str]) -> object:
    """A rule that turns the identifiers of a table into those of the subjects, if one of the usual ones does."""
    ids = set(table.profiles[key].texts)
    before = overlap(ids, reference)
    prefix = common_prefix(reference) if len(reference) > 2 else ""
    rules = [
        *((rule,) for rule in RULES),
        *([((f"(?i)^{prefix}", prefix),), (("^(.+)$", rf"{prefix}\1"),)] if prefix else []),
    ]
    scored = [(overlap(rewritten(ids, rule), reference), rule) for rule in [*rules, zeros_for(ids, reference)]]
    fits = [(score, rule) for score, rule in scored if score >= 0.8 and score > before]
    kept = [(score, rule) for score, rule in fits if rule == (SAMPLE,) or not merges(ids, rule)]
    if not kept:
        table.id_open = list(why_none(key, ids, reference, is_merged=bool(fits)))
        return None
    _, best = max(kept, key=lambda found: found[0])
    if merges(ids, best):
        table.id_open = [
            f"whether what follows the last mark in '{key}' tells samples apart, not subjects: it is cut off"
        ]
    steps = [{"pattern": pattern, "with": by} for pattern, by in best]
    return {"column": key, "replace": steps[0] if len(steps) == 1 else steps}


def why_none(key: str, ids: set[str], reference: set[str], *, is_merged: bool) -> Iterator[str]:
    if is_merged:
        yield f"which subjects '{key}' names: no usual rule makes them those of the list and keeps them apart"
    elif overlap({text.lstrip("0") for text in ids}, {text.lstrip("0") for text in reference}) >= 0.8:
        yield f"which subjects '{key}' names: they are those of the list but for leading zeros"


def rewritten(ids: set[str], rule: Rule) -> set[str]:
    for pattern, by in rule:
        ids = {re.sub(pattern, by, text) for text in ids}
    return ids


def merges(ids: set[str], rule: Rule) -> bool:
    """Whether different identifiers become one: they may be different patients, as A-001 and B-001 of two sites are."""
    return len({text.lower() for text in rewritten(ids, rule)}) < len({text.lower() for text in ids})


def zeros_for(ids: set[str], reference: set[str]) -> Rule:
    """The leading zeros that a spreadsheet took from numbers, where all subjects have as many digits."""
    digits = {len(text) for text in reference} if all(text.isdigit() for text in reference) else set()
    if len(digits) != 1:
        return ()
    (full,) = digits
    short = sorted({len(text) for text in ids if text.isdigit() and len(text) < full})
    return tuple((rf"^(\d{{{n}}})$", "0" * (full - n) + r"\1") for n in short)


def common_prefix(ids: set[str]) -> str:
    """What all begin with, up to their numbers."""
    first, last = min(ids, default=""), max(ids, default="")
    shared = next((first[:n] for n in range(len(first)) if not last.startswith(first[: n + 1])), first)
    return re.sub(r"[0-9]+$", "", shared) if re.fullmatch(r"[A-Za-z0-9 _-]*", shared) else ""
