"""What a published warehouse says of itself, asked before a build: the data cut it is of, the SQL its models had."""

from collections.abc import Iterable
from pathlib import Path

from warehouse.adapters import EngineError
from warehouse.adapters.reader import open_reader
from warehouse.errors import UserError
from warehouse.ledger import tables as ledger


def data_cut(path: Path) -> str | None:
    cuts = [row["value"] for row in _rows(path, "study") if row["key"] == "data_cut"]
    return str(cuts[0]) if cuts and cuts[0] else None


def compiled_sql(path: Path, relations: Iterable[str]) -> dict[str, str]:
    wanted = set(relations)
    return {
        str(row["relation"]): str(row["compiled_sql"]) for row in _rows(path, "models") if row["relation"] in wanted
    }


def _rows(path: Path, table: str) -> list[dict[str, object]]:
    """The rows of one table of the ledger; none of a file that is not there or cannot be read."""
    try:
        engine = open_reader(path)
    except (UserError, EngineError):
        return []
    try:
        return ledger.read_table(engine, table)
    finally:
        engine.close()
