"""The runs of a warehouse as a chain: each holds the hash of the one before, so what was written stays as written.

The hash of the last run is also kept outside, in `warehouse.ledger`: without that, runs taken off the end, or the whole
chain written anew, could not be noticed. Whoever can write both can still forge both; the hash that a version control
system, a printed report or a colleague holds is what they cannot reach.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

Run = Mapping[str, object]

# The run number and hash of every published run, as the file beside the warehouse tells them.
Heads = Mapping[int, str]


def sealed(run: Run, before: str | None) -> dict[str, object]:
    """A run with the hash of the one before and its own."""
    bound = dict(run) | {"previous": before}
    return bound | {"hash": hash_of(bound)}


def hash_of(run: Run) -> str:
    """The hash of all that a run says but its hash. What it says nothing of does not count, so that a later version may
    add columns and still read earlier runs."""
    return _hash(
        tuple((name, text_of(value)) for name, value in sorted(run.items()) if name != "hash" and value is not None)
    )


@lru_cache(maxsize=1000)
def _hash(said: tuple[tuple[str, str], ...]) -> str:
    return hashlib.sha256(json.dumps(dict(said)).encode()).hexdigest()


def number_of(run: Run) -> int:
    return int(str(run["run_id"]))


def faults_of(runs: Iterable[Run], heads: Heads) -> list[str]:
    """What is wrong with a chain, as sentences; nothing when it is as it was written."""
    chain = sorted(runs, key=number_of)
    found = [*_faults_within(chain), *_faults_against(chain, heads)]
    return list(dict.fromkeys(found))


def _faults_within(chain: Sequence[Run]) -> Iterable[str]:
    before: Run | None = None
    for run in chain:
        if run.get("hash") is None and (before is None or before.get("hash") is None):
            # Written before runs were chained.
            before = run
            continue
        number = number_of(run)
        if run.get("hash") != hash_of(run):
            yield f"run {number} was changed after it was written"
        if before is not None and number_of(before) == number:
            yield f"run {number} is there twice"
        elif before is not None and run.get("previous") != before.get("hash"):
            yield f"run {number} was not written after run {number_of(before)}, which now stands before it"
        elif before is None and run.get("previous") is not None:
            yield f"the runs before run {number} are gone"
        before = run


def _faults_against(chain: Sequence[Run], heads: Heads) -> Iterable[str]:
    """What the file beside the warehouse remembers and the chain does not hold."""
    hashes = {number_of(run): run.get("hash") for run in chain}
    gone = [number for number in sorted(heads) if number not in hashes]
    if gone:
        which = f"run {gone[0]} is" if len(gone) == 1 else f"runs {gone[0]} to {gone[-1]} are"
        yield f"{which} named in warehouse.ledger and not in the warehouse"
    for number, named in sorted(heads.items()):
        if number in hashes and hashes[number] != named:
            yield f"run {number} is not the one that warehouse.ledger names"


def unnamed(runs: Iterable[Run], heads: Heads) -> list[int]:
    """The runs of a chain that the file beside the warehouse does not name."""
    return sorted(number_of(run) for run in runs if run.get("hash") is not None and number_of(run) not in heads)


def text_of(value: object) -> str:
    """A value the same before it is written and after it is read."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="milliseconds")
    return str(value)
