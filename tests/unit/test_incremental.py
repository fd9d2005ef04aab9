"""An incremental model makes again only the keys whose rows changed, and is refused where that could give other tables."""

import pytest

from tests.long_project import LEVELS, PEAKS, ROWS, long_project, write_rows
from warehouse.adapters.duckdb import open_new
from warehouse.building.before import Before
from warehouse.building.task import plan_build
from warehouse.errors import ModelError


@pytest.fixture
def project(tmp_path, root):
    return long_project(tmp_path, root / "sql" / "macros")


def keys_built(report):
    return {each.step.relation: each.n_keys for each in report.results if each.step.by}


def test_only_what_changed_is_made_again(project):
    assert keys_built(project.build()) == {}, "the first time there is nothing to keep"
    write_rows(project, ROWS | {"E": [(3, 2), (9, 8)]})
    task = plan_build(project.load(), project.statistics)
    reasons = {step.relation: step.reason for step in task.plan.of("build")}
    assert reasons["marts.peaks"] == "reads staging.stg_levels, which is rebuilt: only the subject_id that changed"
    assert reasons["marts.arm_sizes"] == "reads marts.peaks, which is rebuilt"
    report = project.build()
    assert keys_built(report) == {"staging.stg_levels": 1, "marts.peaks": 1, "marts.last_levels": 1}
    assert project.rows("select peak, total from marts.peaks where subject_id = 'E'") == [(8, 10)]
    told = project.rows("select reason from meta.run_steps where relation = 'marts.peaks' and run_id = 2")
    assert told == [("reads staging.stg_levels, which is rebuilt: only the subject_id that changed: 1",)]


def test_a_row_that_moves_the_rows_after_it_changes_those_too(project):
    """The row of the file is read, so a line put in on top changes every subject below: it is built whole."""
    project.build()
    write_rows(project, ROWS | {"A": [(0, 1.5), (7, 3), (9, 1)]})
    assert keys_built(project.build())["staging.stg_levels"] is None
    assert project.rows("select n_levels from marts.peaks where subject_id = 'A'") == [(3,)]


def test_subjects_come_and_go(project):
    project.build()
    write_rows(project, {**{name: levels for name, levels in ROWS.items() if name != "E"}, "F": [(1, 1)]})
    assert keys_built(project.build())["marts.peaks"] == 2
    assert project.rows("select subject_id from marts.peaks order by 1") == [("A",), ("B",), ("C",), ("D",), ("F",)]


def test_changed_sql_or_a_new_column_builds_it_whole(project):
    project.build()
    wider = PEAKS.replace("  label: {about: Arm}", "  label: {about: Arm}\n  least: {about: Least}")
    wider = wider.replace("as label\nfrom", "as label,\n    min(levels.level) as least\nfrom")
    project.write_model("marts/peaks", wider)
    reasons = {step.relation: step.reason for step in plan_build(project.load(), project.statistics).plan.of("build")}
    assert reasons["marts.peaks"] == "SQL changed: whole"
    project.build()
    assert project.rows("select least from marts.peaks where subject_id = 'A'") == [(1.5,)]


def test_what_knows_no_subject_changes_all_of_them(project):
    project.build()
    project.write("sql_under_test/seeds/arms.csv", "arm,label\nhigh,Highest\nlow,Low dose\n")
    assert keys_built(project.build()) == {"marts.peaks": None}
    assert project.rows("select label from marts.peaks where subject_id = 'A'") == [("Highest",)]


def test_a_build_of_some_steps_leaves_nothing_to_compare_with(project):
    """stg_levels alone was brought up to date: what peaks were made from is gone, so they are built whole."""
    project.build()
    write_rows(project, ROWS | {"E": [(3, 5)]})
    project.build(select="stg_levels")
    reasons = {step.relation: step.reason for step in plan_build(project.load(), project.statistics).plan.of("build")}
    assert reasons["marts.peaks"].endswith(": whole")
    project.build()
    assert project.rows("select peak from marts.peaks where subject_id = 'E'") == [(5,)]


REFUSED = {
    "a sum that rounds by order": (
        "sum(levels.level order by levels.level)",
        "sum(levels.level)",
        "depend on the order",
    ),
    "a list without order": (
        "max(arms.label) as label",
        "string_agg(arms.label, ',') as label",
        "depend on the order",
    ),
    "a window over all": (
        "max(levels.level) as peak",
        "max(max(levels.level)) over () as peak",
        "a window looks at rows",
    ),
    "a join on something else": (
        "on subjects.subject_id = levels.subject_id",
        "on subjects.arm = levels.subject_id",
        "does not compare the subject",
    ),
    "another key": ("by: [subject_id]", "by: [label]", "the join with arms keeps rows that belong to no subject"),
    "a number as key": ("by: [subject_id]", "by: [peak]", "a key is a text, a whole number or a date"),
}


TOTAL = "sum(levels.level order by levels.level)"
UNORDERED = {
    name: (TOTAL, other, "depend on the order")
    for name, other in {
        "a mean by its other name": "mean(levels.level)",
        "a mean": "avg(levels.level)",
        "an order by the key itself": "sum(levels.level order by levels.subject_id)",
        "an order with ties": "sum(levels.level order by levels.day)",
        "an order by a part of the value": "sum(levels.level order by abs(levels.level))",
        "a standard error": "sem(levels.level)",
        "an entropy": "entropy(levels.level)",
        "a kurtosis": "kurtosis_pop(levels.level)",
        "a quantile that is guessed": "approx_quantile(levels.level, 0.5)",
        "one that takes missing values": "arg_max_null(levels.level, levels.day)",
        "the value at a tie": "arg_max(levels.level, levels.day)",
        "a sum of whole and other numbers": "sum(case when levels.day > 3 then levels.day else levels.level end)",
        "a division": "sum(levels.day / 3)",
    }.items()
}


@pytest.mark.parametrize("case", UNORDERED)
def test_what_no_order_settles_is_refused(project, case):
    text, other, message = UNORDERED[case]
    project.write_model("marts/peaks", PEAKS.replace(text, other))
    with pytest.raises(ModelError, match="cannot be built incrementally by") as caught:
        project.build()
    assert message in caught.value.what


LEVELS_AGAIN = "left join {{ ref('stg_levels') }} as levels"
THIRDS = "left join (select subject_id, level, day, level / 3.0 as source_row from {{ ref('stg_levels') }}) as levels"
WINDOWED = (
    "left join (select subject_id, level, day, sum(level) over w as total from {{ ref('stg_levels') }}"
    " window w as (partition by subject_id ORDERED)) as levels"
)


def test_a_fraction_under_the_name_of_a_whole_number_is_a_fraction(project):
    text = PEAKS.replace(TOTAL, "sum(levels.source_row)")
    project.write_model("marts/peaks", text)
    project.build()
    project.write_model("marts/peaks", text.replace(LEVELS_AGAIN, THIRDS))
    with pytest.raises(ModelError, match=r"SUM\(levels.source_row\)"):
        project.build()


def test_a_named_window_is_asked_for_its_order(project):
    text = PEAKS.replace(TOTAL, "max(levels.total)").replace(LEVELS_AGAIN, WINDOWED)
    project.write_model("marts/peaks", text.replace("ORDERED", "order by level"))
    project.build()
    project.write_model("marts/peaks", text.replace("ORDERED", ""))
    with pytest.raises(ModelError, match=r"SUM\(stg_levels.level\)"):
        project.build()


SETTLED = {
    "by what is summed": "sum(levels.level / 3 order by levels.level / 3)",
    "by the whole row": "sum(levels.level / 3 order by levels.level, levels.day)",
    "by what it is made of": "sum(levels.level / 3 order by levels.level)",
    "a mean by its values": "mean(levels.level order by levels.level)",
    "whole in every branch": "sum(case when levels.level > 1.5 then levels.day else 1 end)",
    "counted": "sum(cast(levels.level as integer)) + approx_count_distinct(levels.level)",
    "distances from the middle": "mad(levels.level)",
    "the extreme of itself": "arg_max(levels.level, (levels.day, levels.level))",
}


@pytest.mark.parametrize("case", SETTLED)
def test_what_is_settled_is_built(project, case):
    project.write_model("marts/peaks", PEAKS.replace(TOTAL, SETTLED[case]))
    project.build()


@pytest.mark.parametrize("case", REFUSED)
def test_what_could_differ_is_refused_where_it_is_declared(project, case):
    text, other, message = REFUSED[case]
    project.write_model("marts/peaks", PEAKS.replace(text, other))
    with pytest.raises(ModelError, match="cannot be built incrementally by") as caught:
        project.build()
    assert message in caught.value.what
    assert str(caught.value.where).endswith("marts/peaks.sql:4")


def test_an_exact_sum_needs_no_order(project):
    project.write_model("marts/peaks", PEAKS.replace("sum(levels.level order by levels.level)", "sum(levels.day + 1)"))
    project.build()


@pytest.mark.parametrize(
    ("text", "other", "message"),
    [
        ("by: subject_id\n", "", "says by which columns"),
        ("by: subject_id", "by: subject", "names 'subject', which is not a column"),
        ("materialized: incremental", "materialized: table", "'by' is for 'materialized: incremental'"),
    ],
)
def test_a_header_that_does_not_say_how_is_refused(project, text, other, message):
    project.write_model("staging/stg_levels", LEVELS.replace(text, other))
    with pytest.raises(ModelError, match=message):
        project.load()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("interval '1 month'", "interval '30 days'"),
        ("[interval '1 day']", "[interval '24 hours']"),
        ("0.0::double", "-0.0::double"),
        ("{'a': 0.0::float}", "{'a': -0.0::float}"),
        ("null::interval", "interval '0 days'"),
    ],
)
def test_what_compares_as_equal_and_is_not_the_same_is_a_change(tmp_path, one, other):
    base = open_new(tmp_path / "before.duckdb", large=False)
    base.execute(f"create schema s; create table s.t as select 'A' as id, {one} as value")
    base.close()
    engine = open_new(tmp_path / "warehouse.duckdb", large=False)
    engine.execute(f"create schema s; create table s.t as select 'A' as id, {one} as value")
    before = Before(engine, tmp_path / "before.duckdb")
    assert before.is_same("s.t")
    engine.execute(f"create or replace table s.t as select 'A' as id, {other} as value")
    assert not before.is_same("s.t")
    engine.close()
