"""What one run tells of itself in the ledger: who ran it, on what inputs, with which code and packages, what it did.

Runs and their steps are only ever added. The rest of `meta.*` tells how things stand, so each run keeps hashes of that.
"""

import getpass
import hashlib
import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path

from warehouse.ledger import tables as ledger
from warehouse.ledger.book import Book
from warehouse.ledger.chain import Heads, faults_of, number_of, sealed
from warehouse.planning.plan import Wanted

PACKAGES = ("duckdb", "sqlglot", "pandas", "numpy", "scipy", "statsmodels", "scikit-learn")


@dataclass(frozen=True)
class Noted:
    """What was known of the ledger before this run: the published runs by the file beside it, and what was wrong."""

    heads: Heads = field(default_factory=dict)
    faults: Sequence[str] = ()


def who() -> str:
    """Who runs this: CARTWHEEL_USER where it is set, as for a service or a shared account, else the account."""
    try:
        return os.environ.get("CARTWHEEL_USER") or getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


@cache
def versions() -> Mapping[str, object]:
    """What computes in this process, by name and by hash."""
    return {
        "cartwheel_version": metadata.version("cartwheel"),
        "python_version": platform.python_version(),
        "packages": json.dumps({name: metadata.version(name) for name in PACKAGES}),
        "package_hashes": json.dumps({name: _hash_of_package(name) for name in PACKAGES}),
    }


def inputs(wanted: Iterable[Wanted]) -> str:
    """The SHA-256 of every data file, by its name."""
    parts = [item for want in wanted for item in want.parts.items()]
    return json.dumps(
        {name.removeprefix("file "): digest for name, digest in sorted(parts) if name.startswith("file ")}
    )


def code(wanted: Iterable[Wanted]) -> str:
    """Hashes of the engine, and of all that the steps compute: SQL, settings, mappings, methods, registries."""
    parts = {
        want.relation: {name: value for name, value in want.parts.items() if not name.startswith("file ")}
        for want in wanted
    }
    return json.dumps({"engine": _hash_of_engine(), "steps": _sha256(json.dumps(parts, sort_keys=True))})


def append(
    book: Book, run: Mapping[str, object], steps: Sequence[ledger.Row], noted: Noted, snapshots: Iterable[str] = ()
) -> None:
    """Add a run and its steps to the ledger, bound to the run before and to the rest of `meta.*` as it stands now."""
    book.add("run_steps", steps)
    done = book.hash_of_steps(number_of(run))
    tables = book.hashes() | ledger.hashes_of_snapshots(book.engine, snapshots)
    full = {**run, "tables": json.dumps(tables), "steps": done}
    last = max(book.runs, key=number_of, default=None)
    # Where the runs before are lost, the file beside the warehouse still knows what to go on from.
    before = last.get("hash") if last is not None else noted.heads.get(max(noted.heads, default=0))
    faults = dict.fromkeys([*noted.faults, *faults_of([*book.runs, sealed(full, _text(before))], noted.heads)])
    full["faults"] = json.dumps(list(faults)) if faults else None
    book.add("runs", [sealed(full, _text(before))])


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def sql_time(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="milliseconds")


def _hash_of_package(name: str) -> str:
    """Of its record, which holds the hash of each of its files."""
    return _sha256(metadata.distribution(name).read_text("RECORD") or "")


@cache
def _hash_of_engine() -> str:
    folder = Path(__file__).parents[1]
    return _sha256("".join(path.read_text("utf-8") for path in sorted(folder.rglob("*.py"))))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
