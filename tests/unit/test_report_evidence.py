"""What stands beside a result on the page: cautions, limits, power; what is missing; what hangs on each choice."""

import pytest

from python_stats.report.page import render
from tests import made_up_report as made_up

RUN = {"run_id": 3, "finished_at_utc": "2020-02-02 02:02:02"}
CROSSING = {
    "run_id": 3,
    "setting": "auc_method",
    "setting_value": "linear",
    "value_otherwise": "linear_up_log_down",
    "analysis": "fig1h_peak_durable",
    "figure": "1H",
    "term": "peak",
    "p_value": 0.04,
    "p_value_otherwise": 0.06,
    "crosses": True,
    "turns": False,
}


def with_result(**values):
    return made_up.add_logistic(made_up.cohort(), **values)


def test_a_caution_is_said_with_the_analysis_that_answers_it():
    tables = made_up.add_box(with_result(caution="they share a part; it may follow", beside=", fig1e_peak_by_response"))
    page = render(tables)
    assert "</strong> They share a part.</p>" in page
    assert '</strong> It may follow. <a href="#result-fig1e_peak_by_response">' in page


def test_what_a_result_rests_on_is_said_under_its_method():
    page = render(
        with_result(
            n_below_limit=3,
            n_above_limit=0,
            n_outcome_below_limit=1,
            events_per_coefficient=9,
            detectable_estimate=2.0,
            method_choices="P: Wald; two-sided",
            method_version="abc123",
        )
    )
    assert "At limits of quantification: 3 below that of the covariate, 1 below that of the outcome." in page
    assert "coefficient: 9; below 10, so Firth’s row is the one to read." in page
    assert "odds ratio per doubling above 2.00 or below 0.500." in page
    assert "P: Wald; two-sided; method version abc123." in page


@pytest.mark.parametrize(("least", "said"), [(0.3, "above 0.300 or below −0.300"), (None, "Reference")])
def test_what_could_be_shown_is_the_same_on_both_sides(least, said):
    page = render(with_result(detectable_estimate=least))
    assert said in page
    assert ("80% power" in page) == (least is not None)


def test_what_is_missing_is_a_table_and_its_pattern():
    tables = made_up.cohort()
    whole = {"n": 101, "n_missing": 0, "percent_missing": 0.0, "n_below_limit": 0, "n_above_limit": 0}
    gap = whole | {"label": "Ferritin at day 1", "n": 99, "n_missing": 2, "percent_missing": 2.0, "row_order": 2}
    tables.add("report.rpt_missing", whole | {"label": "Age", "row_order": 1}, gap)
    tables.add("report.rpt_missing_patterns", {"pattern": "serum, day 1", "n": 2, "row_order": 1})
    page = render(tables)
    assert "1 variable is there in everybody" in page
    assert "<td>Ferritin at day 1</td>" in page and "<td>Age</td>" not in page
    assert "serum, day 1" in page


def test_what_hangs_on_a_choice_is_shown_for_the_run_it_belongs_to():
    tables = with_result()
    tables.rows["meta.runs"] = [RUN]
    screened = CROSSING | {"analysis": "screen_of_outcomes"}
    beyond = CROSSING | {"analysis": "not_on_the_page", "figure": "9Z"}
    tables.add("results.sensitivity", CROSSING, screened, beyond, CROSSING | {"crosses": None, "turns": True})
    page = render(tables)
    assert '<td class="n">3</td><td class="n">1</td><td class="n">2</td>' in page
    assert '<a href="#result-fig1h_peak_durable">1H</a> (.040, .060)' in page
    assert ">9Z<" not in page and "9Z (.040, .060)" in page
    tables.rows["meta.runs"] = [RUN | {"run_id": 4}]
    assert "belongs to an earlier run" in render(tables)


def test_a_screen_shows_its_strongest_rows_with_every_correction():
    row = {"analysis": "screen_of_outcomes", "outcome_label": "Severe CRS", "covariate_label": "IL-6 at day 1", "n": 99}
    row |= {"n_events": 10, "n_tests": 27, "estimate_name": "odds_ratio_per_doubling", "estimate": 2.5}
    row |= {"ci_low": 1.5, "ci_high": 4.0, "p_value": 0.002, "p_adjusted": 0.11, "q_value": 0.03, "row_order": 1}
    tables = made_up.cohort().add("report.rpt_screens", row, row | {"row_order": 2, "caution": "it may follow"})
    page = render(tables)
    assert "screen_of_outcomes (27 tests)" in page
    assert '<td class="n">.0020</td><td class="n">.11</td><td class="n">.030</td>' in page
    assert "odds ratio per doubling <b>2.50</b> (1.50 to 4.00)" in page
    assert page.count("<td>Severe CRS</td>") == 1
    assert "it may follow" in page


def test_an_outcome_that_a_screen_makes_itself_is_called_as_its_header_says():
    row = {"analysis": "screen_of_survival", "outcome_label": "days_later", "covariate_label": "LDH", "n": 99}
    row |= {"n_tests": 27, "estimate_name": "hazard_ratio_per_sd", "estimate": 2.5, "p_value": 0.002, "row_order": 1}
    said = {
        "relation": "analyses.screen_of_survival",
        "column_name": "days_later",
        "about": "Survival after the landmark",
    }
    tables = made_up.cohort().add("report.rpt_screens", row).add("meta.columns", said)
    page = render(tables)
    assert "<td>Survival after the landmark</td>" in page and "days_later" not in page
