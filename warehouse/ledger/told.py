"""What a warehouse that stands says of itself, asked before a build: what was built, its runs, data cut and SQL.

Asking takes the database's library and the opening of a file, longer than the rest of a build with nothing to do, so
what was said is kept beside the study. It is believed of that very file only: whoever writes into the file, or puts
another in its place, changes its facts. `cartwheel check` asks the file itself.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from warehouse.adapters import Engine, EngineError
from warehouse.errors import UserError
from warehouse.ledger import tables as ledger
from warehouse.ledger.chain import text_of
from warehouse.ledger.verify import Written, written
from warehouse.planning.plan import Built

_KEPT_WORD_OF = ("ledger/chain", "ledger/tables", "ledger/told", "ledger/verify", "planning/plan")

Facts = tuple[int, ...]


@dataclass(frozen=True)
class Standing:
    """The part of a ledger that a plan is made of. `models` is the SQL of each, by its relation, still as JSON; `store`
    the folder that holds the rows of each relation in the store."""

    built: Mapping[str, Built]
    ledger: Written
    data_cut: str | None
    store: Mapping[str, str]
    models: str

    @property
    def compiled_sql(self) -> Mapping[str, str]:
        found: Mapping[str, str] = json.loads(self.models)
        return found


def standing(path: Path) -> Standing | None:
    """What the warehouse in a file says; None where there is no file that can be opened."""
    try:
        return opened(path)
    except UserError:
        return None


def opened(path: Path) -> Standing | None:
    """What the warehouse in a file says; None where there is no file. Raises StudyError for one that cannot be opened:
    of what it holds nothing is known, so nothing may take its place."""
    try:
        return _standing(path, _facts(path))
    except FileNotFoundError:
        return None
    except EngineError as error:
        raise ledger.unopened(path, error) from error


@lru_cache(maxsize=2)
def _standing(path: Path, facts: Facts) -> Standing:
    found = _kept(path, facts)
    if found is None:
        found = _asked(path)
        _keep(path, facts, found)
    return found


def _asked(path: Path) -> Standing:
    from warehouse.adapters.reader import open_reader

    engine = open_reader(path)
    try:
        return read(engine)
    finally:
        engine.close()


def read(engine: Engine) -> Standing:
    """What an open warehouse says, outside a transaction."""
    cuts = [row["value"] for row in ledger.read_table(engine, "study") if row["key"] == "data_cut"]
    models = {str(row["relation"]): str(row["compiled_sql"]) for row in ledger.read_table(engine, "models")}
    cut = str(cuts[0]) if cuts and cuts[0] else None
    store = {str(row["relation"]): str(row["folder"]) for row in ledger.read_table(engine, "store")}
    return Standing(ledger.read_built(engine), written(engine), cut, store, json.dumps(models))


def keep(path: Path, found: Standing) -> None:
    """Keep what the warehouse in a file says, for whoever asks next."""
    _keep(path, _facts(path), found)


def _facts(path: Path) -> Facts:
    """What tells a file from any other, and from itself once it is written to: the last cannot be set back as the time
    of writing can. What is still in a log beside it counts as written."""
    log = path.with_name(path.name + ".wal")
    found = [path.stat(), *([log.stat()] if log.exists() else [])]
    return tuple(fact for each in found for fact in (each.st_ino, each.st_size, each.st_mtime_ns, each.st_ctime_ns))


def _keep(path: Path, facts: Facts, found: Standing) -> None:
    """Three lines: a hash of the file's facts and of the other two, what every plan needs, the SQL of models."""
    told = {
        "built": {relation: vars(built) for relation, built in found.built.items()},
        "runs": found.ledger.runs,
        "now": found.ledger.now,
        "data_cut": found.data_cut,
        "store": found.store,
    }
    body = f"{json.dumps(told, default=text_of)}\n{found.models}"
    place = _place(path)
    beside = place.with_suffix(f".{os.getpid()}")
    try:
        place.parent.mkdir(exist_ok=True)
        beside.write_text(f"{_key(facts, body)}\n{body}", "ascii")
        beside.replace(place)
    except OSError:  # a folder that may only be read: the file is asked again each time
        return


def _kept(path: Path, facts: Facts) -> Standing | None:
    """What is kept of a file, if that is whole and of the file as it now is."""
    try:
        key, _, body = _place(path).read_text("ascii").partition("\n")
    except (OSError, ValueError):
        return None
    if key != _key(facts, body):
        return None
    line, _, models = body.partition("\n")
    told = json.loads(line)
    built = {relation: Built(**said) for relation, said in told["built"].items()}
    return Standing(built, Written(told["runs"], told["now"]), told["data_cut"], told["store"], models)


def _place(path: Path) -> Path:
    return path.parent / ".cartwheel" / f"{path.stem}.standing"


def _key(facts: Facts, body: str) -> str:
    return hashlib.sha256(f"{facts} {_digest_of_code()} {body}".encode()).hexdigest()


@cache
def _digest_of_code() -> str:
    """A hash of the modules whose word is kept, so that a change of theirs is heeded."""
    folder = Path(__file__).parents[1]
    text = "".join((folder / f"{name}.py").read_text("utf-8") for name in _KEPT_WORD_OF)
    return hashlib.sha256(text.encode()).hexdigest()
