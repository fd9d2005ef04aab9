"""A folder of Parquet files, divided by groups of subjects: what the models of one group read and write.

A relation is a folder of its own, written once under a name that never comes again and never changed afterwards; what
is published says which folders count. A process that dies leaves a folder that nobody names.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from warehouse.adapters import Engine, literal
from warehouse.building.upkeep import EMPTY
from warehouse.models.identifiers import without_blanks


@dataclass(frozen=True)
class Store:
    """`groups` is the number of groups. All who read it must see it under the same path."""

    folder: Path
    groups: int

    def new_folder(self, relation: str) -> Path:
        folder = self.folder / relation / uuid.uuid4().hex
        folder.mkdir(parents=True)
        return folder

    def divide(self, engine: Engine, relation: str, subject: str) -> Path:
        """Write the rows of a relation by the group of their subject. Returns the folder."""
        folder = self.new_folder(relation)
        write_empty(engine, relation, folder)
        rows = f"select *, {self._group(subject)} as group_number from {relation}"
        options = "format parquet, partition_by (group_number), overwrite_or_ignore true"
        engine.execute(f"copy ({rows}) to {literal(str(folder))} ({options})")
        return folder

    def repeat(self, engine: Engine, relation: str) -> Path:
        """Write all rows of a relation, for every group alike."""
        folder = self.new_folder(relation)
        engine.execute(f"copy {relation} to {literal(str(folder / EMPTY))} (format parquet)")
        return folder

    def _group(self, subject: str) -> str:
        """The same group wherever and whenever: of the identifier without blanks, as staging reads it."""
        return f"coalesce(md5_number_lower({without_blanks(subject)}) % {self.groups}, 0)"


def write_empty(engine: Engine, relation: str, folder: Path) -> None:
    """A file without rows, so that the columns are known where no group has any."""
    engine.execute(f"copy (select * from {relation} limit 0) to {literal(str(folder / EMPTY))} (format parquet)")


def group_file(folder: Path, number: int) -> Path:
    return folder / f"group_number={number}" / "rows.parquet"


def files_of_group(folder: Path, number: int) -> list[Path]:
    """The files of one group and the empty one, which for a repeated relation is the one with all rows."""
    return [folder / EMPTY, *sorted((folder / f"group_number={number}").glob("*.parquet"))]


def reading(files: Iterable[Path]) -> str:
    listed = ", ".join(literal(str(file)) for file in files)
    return f"select * from read_parquet([{listed}], hive_partitioning = false)"


def reading_all(folder: Path) -> str:
    """A query for every row of a relation."""
    patterns = ", ".join(literal(str(folder / pattern)) for pattern in (EMPTY, "group_number=*/*.parquet"))
    if not any(folder.glob("group_number=*/*.parquet")):
        patterns = literal(str(folder / EMPTY))
    return f"select * from read_parquet([{patterns}], hive_partitioning = false)"
