"""The paper beside the cohort: what agrees is counted, what was not asked says why, and no cohort breaks the page."""

import pandas as pd

from python_stats.report.concordance import load_concordance
from python_stats.report.page import render
from tests import made_up_report as made_up

TABLE = "report.rpt_published_findings"


def finding(name, agreement, **values):
    told = {"figure": "1C", "covariate": "tumor_burden_spd", "outcome": "durable_response", "reason": None}
    told |= {"published_direction": "negative", "is_published_significant": True, "is_print_consistent": None}
    told |= {"our_direction": "negative", "our_estimate": 0.6, "our_p_value": 0.01, "our_n": 95}
    return {"finding_id": name, "agreement": agreement, **told, **values}


class Tables:
    def __init__(self, *rows):
        self.rows = rows

    def frame(self, query, /):
        return pd.DataFrame(self.rows)


def test_findings_are_counted_by_class():
    found = load_concordance(
        Tables(finding("a", "agrees"), finding("b", "agrees"), finding("c", "disagrees"), finding("d", "not testable"))
    )
    assert dict(found.counts) == {"agrees": 2, "agrees in direction": 0, "disagrees": 1, "not testable": 1}
    assert [row.text("finding_id") for row in found.tested] == ["a", "b", "c"]
    assert [row.text("finding_id") for row in found.untested] == ["d"]


def test_a_cohort_without_an_answer_has_no_section_of_reasons():
    assert load_concordance(Tables(finding("a", "not testable"))).is_empty
    assert load_concordance(Tables()).is_empty


def test_the_page_tells_the_concordance_or_that_there_is_none():
    tables = made_up.whole()
    assert "No published finding could be set beside this cohort" in render(tables)
    slip = finding("s", "agrees", covariate="cd4_cd8_ratio", is_print_consistent=False, recomputed_p_value=0.5626)
    tables.add(TABLE, finding("a", "agrees in direction", reason="<read> so"), slip)
    page = render(tables)
    assert "of the 2 that could be tested, 1 agree, 1 agree in direction only, 0 disagree." in page
    assert "&lt;read&gt; so" in page
    assert "that correlation and n give P=.56" in page
