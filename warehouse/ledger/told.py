"""What a warehouse that stands says of itself, asked before a build: the data cut it is of, the SQL its models had."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.adapters import Engine, EngineError
from warehouse.adapters.reader import open_reader
from warehouse.errors import UserError
from warehouse.ledger import tables as ledger


@contextmanager
def opened(path: Path) -> Iterator[Engine | None]:
    """A warehouse that stands, to be asked; None where there is no file that can be opened."""
    try:
        engine = open_reader(path) if path.exists() else None
    except (UserError, EngineError):
        engine = None
    try:
        yield engine
    finally:
        if engine is not None:
            engine.close()


def data_cut(engine: Engine) -> str | None:
    cuts = [row["value"] for row in ledger.read_table(engine, "study") if row["key"] == "data_cut"]
    return str(cuts[0]) if cuts and cuts[0] else None


def compiled_sql(engine: Engine, relations: Iterable[str]) -> dict[str, str]:
    wanted = set(relations)
    rows = ledger.read_table(engine, "models")
    return {str(row["relation"]): str(row["compiled_sql"]) for row in rows if row["relation"] in wanted}
