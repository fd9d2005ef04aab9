"""A build that failed is gone on from where it failed; whatever it had not proved is proved before it is published."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.app import build
from tests.small_project import MODELS, ROWS, SEEDS, small_project
from warehouse.building.empty import build_empty
from warehouse.building.publish import Files
from warehouse.building.task import Choice, plan_build
from warehouse.errors import AnalysisError, CheckError, ModelError, UsageError, UserError

BAD_ROW = ROWS + "D,4,neither\n"
STG = MODELS["staging/stg_subjects"]


def planned(project, **choice):
    return {step.relation: step for step in plan_build(project.load(), project.statistics, Choice(**choice)).plan.steps}


def built(report):
    return sorted(step.relation for step in report.plan.of("build"))


def test_without_a_failed_build_there_is_nothing_to_go_on_from(project):
    project.build()
    with pytest.raises(UsageError) as caught:
        project.build(retry=True)
    assert "There is no failed build to go on from" in str(caught.value)


def test_only_the_failed_step_and_what_follows_is_built(project):
    def stop(name, spec, frame):
        raise ZeroDivisionError

    project.statistics.analyse, analyse = stop, project.statistics.analyse
    with pytest.raises(AnalysisError):
        project.build()
    steps = planned(project, retry=True)
    assert steps["analyses.dose_count"].reason == "it failed in the build before"
    assert steps["results.estimates"].reason == "the build before did not get so far"
    project.statistics.analyse = analyse
    report = project.build(retry=True)
    assert "staging.stg_subjects" not in built(report)
    assert project.rows("select * from results.estimates") == [("dose_count", 3)]
    assert not Files(project.study).failed.exists()


def test_a_statement_that_fails_leaves_nothing_half_made(project):
    header = MODELS["marts/dosed"].split("*/")[0]
    body = "select subject_id, cast(arm as double) as dose, arm from {{ ref('stg_subjects') }}\n"
    project.write_model("marts/dosed", f"{header}*/\n{body}")
    with pytest.raises(ModelError):
        project.build()
    project.write_model("marts/dosed", MODELS["marts/dosed"])
    report = project.build(retry=True)
    assert "raw.subjects" not in built(report), "what was committed stands"
    assert project.rows("select * from marts.arm_sizes order by arm") == [("high", 2), ("low", 1)]


def test_a_check_that_failed_is_run_again_though_nothing_else_changed(project):
    project.write("study/data/subjects.csv", BAD_ROW)
    for choice in ({}, {"retry": True}, {"retry": True}):
        with pytest.raises(CheckError):
            project.build(**choice)
    assert not Files(project.study).published.exists()


def test_a_check_not_reached_is_run_before_anything_is_published(project):
    """The new test of stg_subjects fails first; the one of dosed, never reached, must not be forgotten."""
    project.build()
    project.write_model("staging/stg_subjects", STG.replace("{min: 0}", "{min: 2}"))
    project.write_model(
        "marts/dosed", MODELS["marts/dosed"].replace("{about: Dose}", "{about: Dose, tests: [{max: 2}]}")
    )
    with pytest.raises(CheckError) as caught:
        project.build()
    assert "min 2" in str(caught.value)
    project.write_model("staging/stg_subjects", STG)
    with pytest.raises(CheckError) as caught:
        project.build(retry=True)
    assert "max 2" in str(caught.value)


def test_what_failed_can_be_chosen(project):
    project.build()
    project.write("study/data/subjects.csv", BAD_ROW)
    with pytest.raises(CheckError):
        project.build()
    steps = planned(project, select="failed")
    assert steps["marts.dosed"].action == "build"
    assert steps["marts.arm_sizes"].action == "skip"


@pytest.mark.parametrize("choice", [{"exclude": "dosed+"}, {"select": "stg_subjects"}, {"select": "arms"}])
def test_what_failed_is_not_published_by_leaving_it_out(project, choice):
    project.build()
    project.write("study/data/subjects.csv", BAD_ROW)
    with pytest.raises(CheckError):
        project.build()
    with pytest.raises(UsageError, match=r"did not finish: marts\.dosed, analyses\.dose_count"):
        project.build(retry=True, **choice)
    assert project.rows("select count(*) from marts.dosed") == [(3,)]
    assert Files(project.study).failed.exists()


@pytest.mark.parametrize("other", [{"select": "dosed"}, {"exclude": "dosed"}, {"retry": True}])
def test_building_anew_goes_with_no_other_choice(other):
    """With a selection all other tables would be gone; of a failed build nothing would be gone on from."""
    with pytest.raises(UsageError, match="--anew builds everything from nothing"):
        Choice(anew=True, **other)


def test_what_a_failed_build_had_not_to_do_may_be_left_out_again(project):
    project.write("study/data/subjects.csv", BAD_ROW)
    project.write("sql_under_test/seeds/arms.csv", "arm,label\nneither,N\nhigh,H\nlow,L\n")
    project.build(select="arms")
    project.write_model("marts/dosed", MODELS["marts/dosed"].replace("[{relationships: arms}]", "[{accepted: [high]}]"))
    with pytest.raises(CheckError):
        project.build(select="dosed")
    project.write_model("marts/dosed", MODELS["marts/dosed"])
    report = project.build(retry=True, select="dosed")
    assert {step.relation for step in report.plan.of("skip")} >= {"marts.arm_sizes", "results.estimates"}


def test_what_changed_can_be_chosen(project):
    project.build()
    project.write_model("marts/dosed", MODELS["marts/dosed"].replace(">=", ">"))
    steps = planned(project, select="changed")
    assert [relation for relation, step in steps.items() if step.action == "build"] == ["marts.dosed"]
    steps = planned(project, select="changed+", exclude="layer:analyses")
    assert steps["marts.arm_sizes"].action == "build"
    assert steps["analyses.dose_count"].action == "skip"
    assert steps["results.estimates"].action == "skip", "it would be built from stale results"


def test_a_registry_that_cannot_be_loaded_is_an_error_of_that_file(project):
    project.write("sql_under_test/seeds/seeds.yml", SEEDS.replace("label: text", "label: number"))
    with pytest.raises(ModelError) as caught:
        project.build()
    assert "The seed 'arms' cannot be loaded" in str(caught.value)
    assert "High dose" not in str(caught.value)


def test_everything_is_tried_on_no_rows_and_nothing_is_written(project):
    (project.study / "data" / "subjects.csv").write_text("not,even\nread,now\n", "utf-8")
    report = build_empty(project.load(), project.statistics)
    assert (report.n_models, report.n_analyses) == (5, 1)
    assert report.n_checks == 14  # two for each of five grains, and the four tests of columns
    assert project.statistics.analysed == ["dose_count"]
    assert not Files(project.study).published.exists()


EDITS = {
    "data": lambda project: project.write("study/data/subjects.csv", ROWS + "D,4,low\n"),
    "bad data": lambda project: project.write("study/data/subjects.csv", BAD_ROW),
    "good data": lambda project: project.write("study/data/subjects.csv", ROWS),
    "strict": lambda project: project.write_model("marts/dosed", MODELS["marts/dosed"].replace(">=", ">")),
    "loose": lambda project: project.write_model("marts/dosed", MODELS["marts/dosed"]),
    "few arms": lambda project: project.write("sql_under_test/seeds/arms.csv", "arm,label\nhigh,High dose\n"),
    "all arms": lambda project: project.write("sql_under_test/seeds/arms.csv", "arm,label\nhigh,H\nlow,L\n"),
    "no test": lambda project: project.write_model("staging/stg_subjects", STG.replace(", tests: [{min: 0}]", "")),
    "hard test": lambda project: project.write_model("staging/stg_subjects", STG.replace("{min: 0}", "{min: 2}")),
}
CHOICES = st.sampled_from(
    [{}, {"retry": True}, {"select": "dosed"}, {"select": "changed"}, {"exclude": "layer:analyses"}]
)


def content(project):
    tables = project.rows("select table_schema || '.' || table_name from information_schema.tables order by 1")
    return {name: project.rows(f"from {name} order by all") for (name,) in tables if not name.startswith("meta.")}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(sorted(EDITS)), CHOICES), min_size=1, max_size=4))
def test_whatever_failed_in_between_the_end_is_that_of_building_anew(tmp_path_factory, root, history):
    """Edits and builds of any kind in any order; then a whole build either way: the same tables or the same refusal."""
    project = small_project(tmp_path_factory.mktemp("history"), root / "sql" / "macros")
    for edit, choice in history:
        EDITS[edit](project)
        attempt(project, **choice)
    by_parts = attempt(project, retry=Files(project.study).failed.exists())
    after = content(project) if by_parts == "published" else None
    assert by_parts == attempt(project, anew=True)
    assert after is None or after == content(project)


def attempt(project, **choice):
    try:
        project.build(**choice)
    except UserError as error:
        return type(error).__name__
    return "published"


@pytest.mark.parametrize(
    "said", [{"select": "dosed"}, {"exclude": "dosed"}, {"anew": True}, {"retry": True}, {"watch": True}]
)
def test_a_trial_on_no_rows_takes_no_choice_that_it_would_not_heed(project, said):
    with pytest.raises(UsageError, match="--empty tries everything"):
        build(project.study, empty=True, **said)
