"""What the engine asks of whoever does the statistics; it knows no more of them than this."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol


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

    def analyse(
        self, name: str, spec: Mapping[str, object], frame: Any
    ) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """The rows of every part, from the rows of the analysis's own SELECT."""

    def listen(self, heard: Callable[[int, int], None]) -> None:
        """From now on, in this process, an analysis of many blocks tells how many of them are done, of how many."""
