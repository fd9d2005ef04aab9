"""What a warehouse that stands says of itself, asked before a build: what was built, its runs, data cut and SQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from warehouse.adapters import Engine, EngineError
from warehouse.adapters.reader import open_reader
from warehouse.errors import UserError
from warehouse.ledger import tables as ledger
from warehouse.ledger.verify import Written, written
from warehouse.planning.plan import Built


@dataclass(frozen=True)
class Standing:
    """The part of a ledger that a plan is made of. `compiled_sql` is that of each model, by its relation."""

    built: Mapping[str, Built]
    ledger: Written
    data_cut: str | None
    compiled_sql: Mapping[str, str]


def standing(path: Path) -> Standing | None:
    """What the warehouse in a file says; None where there is no file that can be opened."""
    try:
        facts = path.stat()
    except FileNotFoundError:
        return None
    try:
        return _standing(path, (facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns))
    except (UserError, EngineError):
        return None


@lru_cache(maxsize=2)
def _standing(path: Path, facts: tuple[int, ...]) -> Standing:
    """Asked once of the same file: whoever writes into it, or puts another in its place, changes the `facts` of it."""
    engine = open_reader(path)
    try:
        return Standing(ledger.read_built(engine), written(engine), _data_cut(engine), _compiled_sql(engine))
    finally:
        engine.close()


def _data_cut(engine: Engine) -> str | None:
    cuts = [row["value"] for row in ledger.read_table(engine, "study") if row["key"] == "data_cut"]
    return str(cuts[0]) if cuts and cuts[0] else None


def _compiled_sql(engine: Engine) -> dict[str, str]:
    return {str(row["relation"]): str(row["compiled_sql"]) for row in ledger.read_table(engine, "models")}
