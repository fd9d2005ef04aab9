"""Whether the ledger of a warehouse is as it was written: by its chain of runs and by the hashes that the runs hold."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from warehouse.adapters import Engine
from warehouse.ledger import tables as ledger
from warehouse.ledger.chain import Heads, Run, faults_of, number_of, unnamed

# What decides what a build reuses: looked at by every build and plan. The rest is looked at by `cartwheel check`.
DECIDES = ("steps", "store")


@dataclass(frozen=True)
class Verdict:
    """`faults` are sentences; `known` are those that a later run already tells of, because someone built anew. The
    runs in `unnamed` are not named in the file beside the warehouse. That is no fault: it may have been left behind."""

    n_runs: int = 0
    head: str | None = None
    faults: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    unnamed: tuple[int, ...] = ()

    @property
    def warning(self) -> str | None:
        """What it means that runs are not named, and what to do."""
        if not self.unnamed:
            return None
        which = "none of its runs" if len(self.unnamed) == self.n_runs else f"not run {self.unnamed[-1]}"
        return (
            f"warehouse.ledger, beside the warehouse, names {which}: were runs taken off the end, or an older warehouse"
            " put in its place, it could not be noticed. Put the file back from version control or a copy; otherwise a"
            " build that does something names the runs as they then are."
        )

    @property
    def all_faults(self) -> tuple[str, ...]:
        return self.known + self.faults


@dataclass(frozen=True)
class Written:
    """The runs of a ledger and the hashes of its other tables as they are now: those that decide a build, or all.

    `steps` are the hashes of what each run did, where all were looked at.
    """

    runs: Sequence[Run]
    now: Mapping[str, str]
    steps: Mapping[int, str] | None = None


def written(engine: Engine, *, whole: bool = False) -> Written:
    """The ledger as it stands: what decides a build, or the `whole`."""
    forms = ledger.forms_of_published(engine, ledger.TABLES if whole else ("runs", *DECIDES))
    runs = ledger.read_runs(engine, forms)
    now = ledger.hashes(engine, forms) | ledger.hashes_of_snapshots(engine, _snapshots(_tables_of_last(runs)))
    return Written(runs, now, ledger.hashes_of_steps(engine, forms) if whole else None)


def verdict(found: Written, heads: Heads) -> Verdict:
    """Whether the chain holds, and the tables are what the last run left."""
    faults = faults_of(found.runs, heads)
    if not found.runs:
        return Verdict(faults=tuple(faults))
    last, tables = max(found.runs, key=number_of), _tables_of_last(found.runs)
    held = tables if found.steps is not None else (*DECIDES, *_snapshots(tables))
    faults += _changed_tables(found.now, tables, held, number_of(last))
    if found.steps is not None:
        faults += _changed_steps(found.steps, found.runs)
    known = json.loads(str(last.get("faults") or "[]"))
    head = str(last["hash"]) if last.get("hash") else None
    new = tuple(fault for fault in faults if fault not in known)
    return Verdict(len(found.runs), head, new, tuple(known), tuple(unnamed(found.runs, heads)))


def _snapshots(tables: Iterable[str]) -> list[str]:
    """Of the tables that have a hash, those of snapshots: every build carries them on and gives them a new hash, which
    would make a changed history right."""
    return [name for name in tables if "." in name]


def _tables_of_last(runs: Sequence[Run]) -> Mapping[str, str]:
    """The hashes that the last run gave the other tables."""
    last = max(runs, key=number_of, default={})
    tables: Mapping[str, str] = json.loads(str(last.get("tables") or "{}"))
    return tables


def _changed_tables(
    now: Mapping[str, str], written: Mapping[str, str], names: Iterable[str], run: int
) -> Iterator[str]:
    """The tables that are not what the last run left."""
    for name in names:
        if name in written and now.get(name) != written[name]:
            yield f"{name if '.' in name else f'meta.{name}'} was changed after run {run} wrote it"


def _changed_steps(now: Mapping[int, str], runs: Sequence[Run]) -> Iterator[str]:
    for run in runs:
        if run.get("hash") is not None and now.get(number_of(run), "") != (run.get("steps") or ""):
            yield f"what run {number_of(run)} did was changed in meta.run_steps after it was written"
    for number in sorted(set(now) - {number_of(run) for run in runs}):
        yield f"meta.run_steps has steps of run {number}, which is not in meta.runs"
