"""The paper beside this cohort: every published finding, what we find, and whether the two agree."""

from dataclasses import dataclass

from python_stats.report.tables import Record, Tables, records

# In the order in which a reader wants them: what agrees, then what does not, then what could not be asked.
CLASSES = ("agrees", "agrees in direction", "disagrees", "not testable")


@dataclass(frozen=True)
class Concordance:
    """`tested` and `untested` are the findings; `counts` how many fall into each class."""

    counts: tuple[tuple[str, int], ...]
    tested: list[Record]
    untested: list[Record]
    misprinted: list[Record]

    @property
    def is_empty(self) -> bool:
        return not self.tested and not self.untested


def load_concordance(tables: Tables) -> Concordance:
    rows = records(tables, "report.rpt_published_findings", ("figure", "finding_id"))
    tested = [row for row in rows if row.text("agreement") != "not testable"]
    return Concordance(
        counts=tuple((name, sum(row.text("agreement") == name for row in rows)) for name in CLASSES),
        # A cohort without a single answer (none of the covariates, say) has nothing to be set beside the paper.
        tested=tested,
        untested=[row for row in rows if row.text("agreement") == "not testable"] if tested else [],
        misprinted=[row for row in rows if row.text("is_print_consistent").lower() == "false"],
    )
