"""What is wanted and what was built -> what to do, each step with its reason. Pure: nothing is read or run here.

A step's fingerprint covers what it computes and everything it reads, so equal fingerprints mean equal tables. What does
not change a table (its description, its tests) is kept apart: it is put right without building anything.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

BUILD, REUSE, CHECK, DESCRIBE, SKIP, DROP = "build", "reuse", "check", "describe", "skip", "drop"

# What became of a step in the build that the ledger tells of. Only a ledger that was not published knows the last two.
BUILT, FAILED, NOT_REACHED = "built", "failed", "not reached"

# Raised when the engine itself comes to build other tables from equal files: everything is then built anew.
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
) -> Plan:
    """The plan for `wanted` steps, parents before children.

    `selected` limits it to those relations and to whatever out-of-date step they read, `excluded` takes relations and
    what would read them out of date away: a table is never built from stale ones.
    """
    prints = fingerprints(wanted)
    stale = _stale(wanted, built, prints)
    blocked = _blocked(wanted, excluded, stale)
    chosen = set(stale) if selected is None else _with_stale_parents(wanted, selected - blocked, stale)
    by_key = {want.relation for want in wanted if want.by and _only_read_changed(want, built)}
    steps = [_by_key(_step(want, built.get(want.relation), prints, stale, chosen), want, by_key) for want in wanted]
    gone = sorted(set(built) - {want.relation for want in wanted}) if selected is None else []
    steps += [Step(relation, relation.split(".")[0], DROP, "no file makes it any more", "") for relation in gone]
    return Plan(tuple(steps))


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
    """Whether the table that stands is what this very step made of what stands: then only what it reads can change it.

    After a build of some steps only, a table may stand beside newer ones than those it was made from."""
    before = built.get(want.relation)
    parents = [built[parent].fingerprint for parent in want.parents if parent in built]
    return before is not None and before.status == BUILT and before.fingerprint == _fingerprint(want, parents)


def _stale(wanted: Sequence[Wanted], built: Mapping[str, Built], prints: Mapping[str, str]) -> dict[str, str]:
    """The steps whose tables are not what the files say, each with the reason."""
    stale: dict[str, str] = {}
    for want in wanted:
        before = built.get(want.relation)
        if before is None:
            stale[want.relation] = "never built"
        elif before.status == FAILED:
            stale[want.relation] = "it failed in the build before"
        elif before.status == NOT_REACHED:
            stale[want.relation] = "the build before did not get so far"
        elif before.fingerprint != prints[want.relation]:
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
    if changed:
        # The SQL text follows a setting, so the setting is the better reason where one changed.
        return f"{next((name for name in changed if name != 'SQL'), changed[0])} changed"
    parents = [parent for parent in want.parents if parent in stale]
    return f"reads {parents[0]}, which is rebuilt" if parents else "what it reads was rebuilt, or the engine changed"


def _with_stale_parents(wanted: Sequence[Wanted], selected: Set[str], stale: Mapping[str, str]) -> set[str]:
    chosen = set(selected)
    for want in reversed(wanted):
        if want.relation in chosen:
            chosen.update(parent for parent in want.parents if parent in stale)
    return chosen & set(stale)


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


def _step(
    want: Wanted, before: Built | None, prints: Mapping[str, str], stale: Mapping[str, str], chosen: Set[str]
) -> Step:
    relation = want.relation
    if relation in chosen:
        return Step(relation, want.layer, BUILD, stale[relation], prints[relation])
    if before is None or relation in stale:
        return Step(
            relation, want.layer, SKIP, f"not selected ({stale[relation]})", before.fingerprint if before else ""
        )
    if before.checks != want.checks:
        return Step(relation, want.layer, CHECK, "its tests changed", prints[relation])
    if before.description != want.description:
        return Step(relation, want.layer, DESCRIBE, "its description changed", prints[relation])
    return Step(relation, want.layer, REUSE, "unchanged", prints[relation])
