"""A check that a build left out, or did not come to, is made before anything is said to be as the files want it."""

import pytest

from tests.small_project import MODELS, ROWS
from warehouse.building.task import Choice, plan_build
from warehouse.errors import CheckError

ARMS = "arm,label\nhigh,High dose\nlow,Low dose\n"


def planned(project, **choice):
    steps = plan_build(project.load(), project.statistics, Choice(**choice)).plan.steps
    return {step.relation: (step.action, step.reason) for step in steps}


NOT_ALL_RUN = ("check", "its tests have not all been run")


def test_a_table_built_while_what_it_points_to_was_left_out_is_checked_later(project):
    project.build()
    project.write("study/data/subjects.csv", ROWS + "D,4,odd\n")
    project.write("sql_under_test/seeds/arms.csv", ARMS + "odd,Odd\n")
    project.build(select="dosed")
    project.write("sql_under_test/seeds/arms.csv", ARMS)
    assert planned(project)["marts.dosed"] == NOT_ALL_RUN
    with pytest.raises(CheckError, match="1 rows break 'relationships arms'"):
        project.build()


def test_a_table_left_out_while_what_it_points_to_was_built_is_checked_later(project):
    project.build()
    project.write_model("marts/dosed", MODELS["marts/dosed"].replace(">=", ">"))
    project.write("sql_under_test/seeds/arms.csv", "arm,label\nhigh,High dose\n")
    project.build(select="arms")
    project.write_model("marts/dosed", MODELS["marts/dosed"])
    assert planned(project)["marts.dosed"] == NOT_ALL_RUN
    with pytest.raises(CheckError, match="1 rows break 'relationships arms'"):
        project.build()


def test_what_was_proved_before_a_build_failed_elsewhere_is_not_checked_again_by_a_retry(project):
    """`dosed`, `arm_sizes` and what reads them stand unchanged behind `few`, which fails."""
    project.write_model("staging/few", FEW)
    project.build()
    project.write_model("staging/few", FEW.replace("max: 9", "max: 1"))
    with pytest.raises(CheckError, match="max 1"):
        project.build()
    steps = planned(project, retry=True)
    assert {name for name, (action, _) in steps.items() if action != "reuse"} == {"staging.few"}
    project.write_model("staging/few", FEW)
    report = project.build(retry=True)
    assert [step.relation for step in report.plan.steps if step.action not in ("reuse", "skip")] == ["staging.few"]
    assert {row for (row,) in project.rows("select status from meta.checks")} == {"passed"}
    assert project.build().run_id is None, "all is proved"


def test_what_points_to_what_a_failed_build_made_is_checked_by_a_retry(project):
    """`dosed` is as it was; the registry it points to is new, and `few` fails between them."""
    project.write_model("staging/few", FEW)
    project.build()
    project.write_model("staging/few", FEW.replace("max: 9", "max: 1"))
    project.write("sql_under_test/seeds/arms.csv", "arm,label\nhigh,High dose\n")
    with pytest.raises(CheckError, match="max 1"):
        project.build()
    project.write_model("staging/few", FEW)
    assert planned(project, retry=True)["marts.dosed"] == NOT_ALL_RUN
    with pytest.raises(CheckError, match="1 rows break 'relationships arms'"):
        project.build(retry=True)
    assert project.rows("select count(*) from seeds.arms") == [(2,)], "nothing was published"


FEW = """/*
about: Doses.
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  dose: {about: Dose, tests: [{max: 9}]}
*/
select subject_id, cast(dose as double) as dose
from {{ source('raw', 'subjects') }}
"""


def test_what_holds_after_all_is_checked_once(project):
    project.build()
    project.write("study/data/subjects.csv", ROWS + "D,4,odd\n")
    project.write("sql_under_test/seeds/arms.csv", ARMS + "odd,Odd\n")
    project.build(select="dosed")
    project.build()
    assert project.rows("select status from meta.checks where check_name = 'relationships arms'") == [("passed",)]
    assert project.build().run_id is None


ARM_LIST = """/*
about: Arms by themselves.
grain: [arm]
columns:
  arm: {about: Arm}
*/
select arm
from {{ ref('arms') }}
"""
LOW_DOSES = """/*
about: Doses between.
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  dose: {about: Dose, tests: [{max: 3}]}
*/
select subject_id, dose
from {{ ref('stg_subjects') }}
"""


def test_a_check_that_waited_for_a_step_not_reached_is_made_by_a_retry(project):
    """`stg_subjects` points to `arm_list`, which comes after `low_doses`, which fails."""
    arms = "tests: [{relationships: arm_list}]"
    pointing = MODELS["staging/stg_subjects"].replace("arm: {about: Arm}", f"arm: {{about: Arm, {arms}}}")
    project.write_model("staging/stg_subjects", pointing)
    for model, read in (("intermediate/one", "arms"), ("intermediate/two", "one"), ("marts/arm_list", "two")):
        project.write_model(model, ARM_LIST.replace("'arms'", f"'{read}'"))
    project.write_model("intermediate/low_doses", LOW_DOSES)
    project.build()
    project.write("study/data/subjects.csv", ROWS + "D,,odd\nE,4,low\n")
    with pytest.raises(CheckError, match="max 3"):
        project.build()
    project.write_model("intermediate/low_doses", LOW_DOSES.replace("max: 3", "max: 9"))
    with pytest.raises(CheckError, match="1 rows break 'relationships arm_list'"):
        project.build(retry=True)
