"""The paper beside this cohort: every published finding, what we find, and whether the two agree."""

from dataclasses import dataclass, field

from python_stats.format import count, number_of
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
    expected: dict[str, Record] = field(default_factory=dict)

    def expected_in(self, finding: Record) -> str:
        """Of how many synthetic cohorts the finding agrees in how many; nothing where none was made."""
        row = self.expected.get(finding.text("finding_id"), Record({}))
        share, n = row.number("share_agrees"), row.whole("n_replicates")
        return "" if share is None or not n else f"{100 * share:.0f}%"

    @property
    def replicates(self) -> str:
        """How many synthetic cohorts of how many subjects the expectation comes from."""
        numbers = {(row.whole("n_replicates"), row.whole("n_subjects")) for row in self.expected.values()}
        found = sorted((n, subjects) for n, subjects in numbers if n and subjects)
        return f"{count(found[-1][0])} synthetic cohorts of {number_of(found[-1][1], 'subject')}" if found else ""

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
        expected={
            row.text("finding_id"): row for row in records(tables, "report.rpt_expected_agreement", ("finding_id",))
        },
        misprinted=[row for row in rows if row.text("is_print_consistent").lower() == "false"],
    )
