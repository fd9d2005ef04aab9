"""What templates may name: relations, sources, settings, macros, and the tables that analyses fill."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass


def results_table(analysis: str, part: str) -> str:
    """Where the engine writes one part of what an analysis found; the estimates bear the analysis's own name."""
    return f"results.{analysis}" if part == "estimates" else f"results.{analysis}__{part}"


@dataclass(frozen=True)
class Vocabulary:
    """What templates may name, and the macros they may use. `analyses` are with the parts of the results each fills."""

    relations: Mapping[str, str]
    sources: tuple[str, ...]
    settings: Mapping[str, object]
    result_parts: Mapping[str, Mapping[str, str]]
    analyses: Mapping[str, tuple[str, ...]]
    macros: Mapping[str, str]

    def digest(self) -> str:
        """What any model may be made with; relations, settings and results are looked at where one is named."""
        known = [self.sources, self.result_parts, self.macros]
        return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()

    def tables_of(self, part: str) -> list[str]:
        """The tables that hold one part of the results."""
        return [results_table(name, part) for name, parts in self.analyses.items() if part in parts]

    def results(self, part: str) -> str:
        """SQL for all rows of one part of the results, whichever analysis made them."""
        tables = self.tables_of(part)
        if not tables:
            columns = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in self.result_parts[part].items())
            return f"(select {columns} where false)"
        return f"({' union all '.join(f'select * from {table}' for table in tables)})"
