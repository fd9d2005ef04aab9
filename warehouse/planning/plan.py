"""What is wanted and what was built -> what to do, each step with its reason. Pure: nothing is read or run here.

A step's fingerprint covers what it computes, everything it reads and the version of the database; of a raw table also
the code that reads files, of an analysis that of its method. So equal fingerprints mean equal tables. What does not
change a table (its description, its tests) is kept apart: it is put right without building anything.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

BUILD, REUSE, CHECK, DESCRIBE, SKIP, DROP = "build", "reuse", "check", "describe", "skip", "drop"

# What became of a step in the build that the ledger tells of. Only a ledger that was not published knows the last two.
BUILT, FAILED, NOT_REACHED = "built", "failed", "not reached"
UNPROVED = (FAILED, NOT_REACHED)

# The part of a step that only a snapshot has.
DATA_CUT = "data cut"
_HISTORY_GOES = ": its history is dropped"

# What no ledger says: the step was built, and its rows are no longer where they were put.
LOST = "lost"

# Raised when code that no part covers comes to build other tables from equal files: everything is then built anew.
FORMAT = 1


@dataclass(frozen=True)
class Wanted:
    """A step as the files now say it should be. `parts` names everything its table depends on, beside its parents."""

    relation: str
    layer: str
    parents: tuple[str, ...]
    parts: Mapping[str, str]
    checks: str = ""
    description: str = ""
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Built:
    """A step as the ledger says it was built, or, in a build that broke off, that it was not."""

    fingerprint: str
    parts: Mapping[str, str]
    checks: str
    description: str
    status: str = BUILT


@dataclass(frozen=True)
class Step:
    """What to do about one relation. Where `by` names columns, only the keys whose rows changed need be built."""

    relation: str
    layer: str
    action: str
    reason: str
    fingerprint: str
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The steps in order. Nothing to do means that the published warehouse is already what the files say."""

    steps: tuple[Step, ...]

    @property
    def is_empty(self) -> bool:
        return all(step.action in (REUSE, SKIP) for step in self.steps)

    def of(self, *actions: str) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.action in actions)

    @property
    def results_that_may_change(self) -> tuple[str, ...]:
        return tuple(step.relation for step in self.of(BUILD) if step.layer == "analyses")


def make_plan(
    wanted: Sequence[Wanted],
    built: Mapping[str, Built],
    selected: Set[str] | None = None,
    excluded: Set[str] = frozenset(),
    spared: Set[tuple[str, str]] = frozenset(),
) -> Plan:
    """The plan for `wanted` steps, parents before children.

    `selected` limits it to those relations and to whatever out-of-date step they read, `excluded` takes relations and
    what would read them out of date away: a table is never built from stale ones. `spared` are the readers, each with
    what it reads, that do not notice how the SQL of that changed (gained).
    """
    prints = fingerprints(wanted)
    stale = _stale(wanted, built, prints, spared)
    blocked = _blocked(wanted, excluded, stale)
    chosen = set(stale) if selected is None else _with_stale_parents(wanted, selected - blocked, stale)
    by_key = {want.relation for want in wanted if want.by and _only_read_changed(want, built)}
    steps: list[Step] = []
    stands: dict[str, str] = {}
    for want in wanted:
        made_of = _fingerprint(want, [stands[parent] for parent in want.parents])
        steps.append(_by_key(_step(want, built.get(want.relation), made_of, stale, chosen), want, by_key))
        stands[want.relation] = steps[-1].fingerprint
    gone = sorted(set(built) - {want.relation for want in wanted})
    return Plan((*steps, *(_gone(relation, built[relation], is_kept=selected is not None) for relation in gone)))


def _gone(relation: str, before: Built, *, is_kept: bool) -> Step:
    """A table that no file makes goes with the next build of everything; until then the ledger knows of it."""
    layer = relation.partition(".")[0]
    reason = f"no file makes it any more{_HISTORY_GOES if DATA_CUT in before.parts else ''}"
    if is_kept:
        return Step(relation, layer, SKIP, f"not selected ({reason})", before.fingerprint)
    return Step(relation, layer, DROP, reason, "")


def fingerprints(wanted: Sequence[Wanted]) -> dict[str, str]:
    """The fingerprint of each step, from its parts and its parents' fingerprints."""
    prints: dict[str, str] = {}
    for want in wanted:
        prints[want.relation] = _fingerprint(want, [prints[parent] for parent in want.parents])
    return prints


def _fingerprint(want: Wanted, parents: Sequence[str]) -> str:
    text = json.dumps([FORMAT, want.relation, sorted(want.parts.items()), sorted(parents)])
    return hashlib.sha256(text.encode()).hexdigest()


def _only_read_changed(want: Wanted, built: Mapping[str, Built]) -> bool:
    """Whether the table that stands is what this very step made of what stands: only what it reads can change it."""
    before = built.get(want.relation)
    return before is not None and dict(want.parts) == dict(before.parts) and _is_made_of_what_stands(want, built)


def _is_made_of_what_stands(want: Wanted, built: Mapping[str, Built]) -> bool:
    """After a build of some steps only, a table may stand beside newer ones than those it was made from."""
    before = built[want.relation]
    parents = [built[parent].fingerprint for parent in want.parents if parent in built]
    made = _fingerprint(replace(want, parts=before.parts), parents)
    return before.status == BUILT and before.fingerprint == made


def _stale(
    wanted: Sequence[Wanted], built: Mapping[str, Built], prints: Mapping[str, str], spared: Set[tuple[str, str]]
) -> dict[str, str]:
    """The steps whose tables are not what the files say, each with the reason."""
    stale: dict[str, str] = {}
    # Those of them that only their own SQL makes so: what they read gives what it gave.
    alone: set[str] = set()
    for want in wanted:
        before = built.get(want.relation)
        if before is None:
            stale[want.relation] = "never built"
        elif before.status == FAILED:
            stale[want.relation] = "it failed in the build before"
        elif before.status == LOST:
            stale[want.relation] = "its rows are not in the store"
        elif before.status == NOT_REACHED:
            stale[want.relation] = "the build before did not get so far"
        elif before.fingerprint != prints[want.relation]:
            notices = [name for name in want.parents if name in stale]
            notices = [name for name in notices if name not in alone or (want.relation, name) not in spared]
            is_alone = not notices and _is_made_of_what_stands(want, built)
            if is_alone and dict(want.parts) == dict(before.parts):
                continue
            alone |= {want.relation} if is_alone else set()
            stale[want.relation] = _why(want, before, stale)
    return stale


def changed(wanted: Sequence[Wanted], built: Mapping[str, Built]) -> set[str]:
    """The steps that changed by themselves, not by what they read."""
    return {
        want.relation
        for want in wanted
        if want.relation not in built or dict(want.parts) != dict(built[want.relation].parts)
    }


def _why(want: Wanted, before: Built, stale: Mapping[str, str]) -> str:
    names = list(want.parts) + [name for name in before.parts if name not in want.parts]
    changed = [name for name in names if want.parts.get(name) != before.parts.get(name)]
    if DATA_CUT in before.parts and DATA_CUT not in want.parts:
        return f"it is no snapshot any more{_HISTORY_GOES}"
    if changed:
        # The SQL text follows a setting, so the setting is the better reason where one changed.
        return f"{next((name for name in changed if name != 'SQL'), changed[0])} changed"
    parents = [parent for parent in want.parents if parent in stale]
    return f"reads {parents[0]}, which is rebuilt" if parents else "what it reads was rebuilt, or the engine changed"


def _with_stale_parents(wanted: Sequence[Wanted], selected: Set[str], stale: Mapping[str, str]) -> set[str]:
    chosen = set(selected & stale.keys())
    for want in reversed(wanted):
        if want.relation in chosen:
            chosen.update(parent for parent in want.parents if parent in stale)
    return chosen


def _blocked(wanted: Sequence[Wanted], excluded: Set[str], stale: Mapping[str, str]) -> set[str]:
    blocked = set(excluded) & set(stale)
    for want in wanted:
        if want.relation in stale and blocked & set(want.parents):
            blocked.add(want.relation)
    return blocked | set(excluded)


def _by_key(step: Step, want: Wanted, by_key: Set[str]) -> Step:
    """Say of an incremental model whether it is built whole."""
    if step.action != BUILD or not want.by:
        return step
    if step.relation in by_key:
        return replace(step, by=want.by, reason=f"{step.reason}: only the {', '.join(want.by)} that changed")
    return replace(step, reason=f"{step.reason}: whole")


def _step(want: Wanted, before: Built | None, made_of: str, stale: Mapping[str, str], chosen: Set[str]) -> Step:
    """What to do about one relation; `made_of` is its fingerprint over what it then reads."""
    relation = want.relation
    if relation in chosen:
        return Step(relation, want.layer, BUILD, stale[relation], made_of)
    if before is None or relation in stale:
        return Step(
            relation, want.layer, SKIP, f"not selected ({stale[relation]})", before.fingerprint if before else ""
        )
    if before.checks != want.checks:
        reason = "its tests changed" if before.checks else "its tests have not all been run"
        return Step(relation, want.layer, CHECK, reason, made_of)
    if before.description != want.description:
        return Step(relation, want.layer, DESCRIBE, "its description changed", made_of)
    reason = "unchanged" if made_of == before.fingerprint else "what it reads has new columns, which it does not read"
    return Step(relation, want.layer, REUSE, reason, made_of)
