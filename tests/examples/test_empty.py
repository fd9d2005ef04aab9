"""A source that a study does not have is an empty table, and everything downstream still builds."""

import pytest

from tests.small_study import build, build_all, shipped

MODELS = sorted(shipped()[3])
NEVER_EMPTY = {
    "intermediate.int_assessments_dated",
    "intermediate.int_infusions_dated",
    "intermediate.int_visit_windows",
    "report.rpt_attrition",
    "report.rpt_expected_agreement",
    "report.rpt_published_findings",
    "report.rpt_study",
}


@pytest.fixture(scope="module")
def made_from_nothing():
    return build_all()


@pytest.mark.parametrize("relation", MODELS)
def test_a_model_builds_from_nothing(made_from_nothing, relation):
    assert bool(made_from_nothing[relation]) == (relation in NEVER_EMPTY)


def test_one_subject_without_any_data_is_still_counted():
    assert [row["n"] for row in build("report.rpt_attrition", {"subjects": [{"subject_id": "S1"}]})] == [
        1,
        1,
        0,
        0,
        0,
        0,
    ]
    (row,) = build("marts.cohort", {"subjects": [{"subject_id": "S1"}]})
    assert {value for name, value in row.items() if name not in ("subject_id", "is_infused")} == {
        None,
        "not_evaluable",
        "no_assessment",
    }
