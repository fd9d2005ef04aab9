"""What the engine asks of whoever does the statistics; it knows no more of them than this."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol


class Columns(Protocol):
    """The rows of an analysis, fetched by column: each time all rows, in the same order."""

    @property
    def names(self) -> Sequence[str]:
        """Of all columns there are."""

    def frame(self, names: Sequence[str]) -> Any:
        """Some of the columns, as a pandas DataFrame."""


class Statistics(Protocol):
    """A battery of methods. A module with these names will do."""

    @property
    def PARTS(self) -> Mapping[str, Mapping[str, str]]:  # noqa: N802 - it is a constant of the module
        """The tables an analysis may make: part -> column -> SQL type. The first part is `estimates`."""

    def problems(self, spec: Mapping[str, object], columns: Sequence[str]) -> list[str]:
        """What is wrong with an analysis header over a SELECT of these columns, in plain words."""

    def parts(self, spec: Mapping[str, object]) -> tuple[str, ...]:
        """Which of the tables an analysis with this header makes; its method need not be known."""

    def fingerprint(self, method: str) -> str:
        """A hash of everything that decides what the method computes."""

    def asks_by_column(self, spec: Mapping[str, object]) -> bool:
        """Whether an analysis with this header may be handed `Columns`, so that its rows are never held at once."""

    def analyse(self, name: str, spec: Mapping[str, object], rows: Any) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """The rows of every part, from the rows of the analysis's own SELECT: a pandas DataFrame, or `Columns`."""

    def listen(self, heard: Callable[[int, int], None]) -> None:
        """From now on, in this process, an analysis of many blocks tells how many of them are done, of how many."""
