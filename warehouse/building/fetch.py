"""The rows of an analysis for its method: at once, or by column where they are many and the method asks for some."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.adapters import Engine
from warehouse.adapters.words import all_named, named
from warehouse.models.model import Model
from warehouse.statistics import Statistics

# Of 8 bytes each. What is fetched at once may be sent to another process, so it is there twice.
CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class InDatabase:
    """The columns of a table that stays where it is. Its grain, which is no two rows', keeps them in one order."""

    engine: Engine
    relation: str
    grain: tuple[str, ...]
    names: tuple[str, ...]

    def frame(self, names: Sequence[str]) -> Any:
        return self.engine.frame(f"select {_spelled(names)} from {self.relation} order by {all_named(self.grain)}")


def rows_for(model: Model, engine: Engine, statistics: Statistics) -> Any:
    """The rows of an analysis in the order of its grain, as its method is to be handed them."""
    grain, names = model.header.grain, tuple(column.name for column in model.header.columns)
    if grain and statistics.asks_by_column(model.header.analysis or {}):
        columns = InDatabase(engine, model.relation, grain, names)
        if len(columns.names) * int(engine.rows(f"select count(*) from {model.relation}")[0][0]) > CELLS_AT_ONCE:
            return columns
    return engine.frame(f"select {_spelled(names)} from {model.relation} order by {all_named(grain) or 'all'}")


def _spelled(names: Sequence[str]) -> str:
    """Columns under the names that the header gives them: the table spells one as the table does that it came from."""
    return ", ".join(f'{named(name)} as "{name}"' for name in names)
