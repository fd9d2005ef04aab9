"""What is missing: each covariate and outcome with its gaps, and which gaps come together."""

from dataclasses import dataclass

from python_stats.report.tables import Record, Tables, records


@dataclass(frozen=True)
class Missing:
    """`gaps` are the variables that lack a value or have one at a limit, `whole` how many have neither."""

    gaps: list[Record]
    whole: int
    patterns: list[Record]

    @property
    def is_empty(self) -> bool:
        return not self.gaps and not self.whole


def load_missing(tables: Tables) -> Missing:
    rows = records(tables, "report.rpt_missing", ("row_order",))
    gaps = [row for row in rows if any(row.number(name) for name in ("n_missing", "n_below_limit", "n_above_limit"))]
    return Missing(gaps, len(rows) - len(gaps), records(tables, "report.rpt_missing_patterns", ("row_order",)))
