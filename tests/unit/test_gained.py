"""A model that only gains columns: which changes of SQL are seen to be that, and whose tables are then left alone."""

import pytest

from tests.small_project import MODELS
from warehouse.models.parse import parse
from warehouse.planning.gained import _cannot_notice, gained_columns
from warehouse.planning.plan import BUILD

STAGED = MODELS["staging/stg_subjects"]


def canonical(sql):
    return parse(sql, "model.sql", names_columns=False).canonical


# Each by hand, from what SQL means: with these the old columns hold what they held, in the same rows.
GAINS = [
    ("select a from t", "select a, b from t"),
    ("select a from t", "select b, a from t"),
    ("select a from t where a > 1", "select a, upper(b) as c from t where a > 1"),
    ("select a, max(x) as m from t group by a", "select a, max(x) as m, min(y) as l from t group by a"),
    ("with s as (select a from t) select a from s", "with s as (select a, b from t) select a, b from s"),
    ("with s as (select * from t) select s.a from s", "with s as (select * from t) select s.a, s.b from s"),
    ("select distinct_name from t", "select distinct_name, row_number() over (order by x) as n from t"),
]


@pytest.mark.parametrize(("old", "new"), GAINS)
def test_what_only_gains_columns(old, new):
    assert gained_columns(canonical(old), canonical(new))


# And with these it may be that they do not.
MORE_THAN_GAINS = {
    "a filter": ("select a from t", "select a, b from t where b > 0"),
    "another expression": ("select a, 1 as v from t", "select a, 2 as v, b from t"),
    "a column gone": ("select a, b from t", "select a, c from t"),
    "a finer group": ("select a, max(x) as m from t group by a", "select a, b, max(x) as m from t group by a, b"),
    "rows told apart": ("select distinct a from t", "select distinct a, b from t"),
    "a union told apart": ("select a from t union select a from u", "select a, b from t union select a, b from u"),
    "unnested": ("select a from t", "select a, unnest(b) as c from t"),
    "an aggregate of all": ("select 1 as a from t", "select 1 as a, count(*) as n from t"),
    "an aggregate nobody knows": ("select 1 as a from t", "select 1 as a, mad(b) as n from t"),
    "a place that is counted": (
        "select a, max(x) as m from t group by 1",
        "select b, a, max(x) as m from t group by 1",
    ),
    "a name that meant another": ("select a from t order by b", "select a, -b as b from t order by b"),
    "a star told apart": (
        "with s as (select a from t), u as (select distinct * from s) select a from u",
        "with s as (select a, b from t), u as (select distinct * from s) select a, u.b from u",
    ),
    "nothing": ("select a from t", "select a from t"),
}


@pytest.mark.parametrize("case", MORE_THAN_GAINS)
def test_what_may_do_more(case):
    old, new = MORE_THAN_GAINS[case]
    assert not gained_columns(canonical(old), canonical(new))


@pytest.mark.parametrize(
    "sql",
    [
        "select a from t",
        "with s as (select * from t) select a, count(*) as n from s group by a",
        "select x.a from (select * from t) as x left join u using (a)",
        "with s as (select * from t) select a from s union all select a from u",
    ],
)
def test_readers_that_cannot_notice(sql):
    assert _cannot_notice(canonical(sql), frozenset({"b"}))


@pytest.mark.parametrize(
    "sql",
    [
        "select a, b from t",
        'select a, "B" from t',
        "select a from (select distinct * from t)",
        "select a from (select * from t union select * from u)",
        "select t from t",
        "select hash(t.*) as h from t",
        "select max(columns(*)) from t",
        "select a from t natural join u",
        "select x.a from t as x(a, c)",
        "select a, count(*) as n from t group by all",
        "pivot t on a using count(*)",
        "select a from (select * from t union all by name select * from u)",
    ],
)
def test_readers_that_may(sql):
    import sqlglot

    assert not _cannot_notice(sqlglot.parse_one(sql, dialect="duckdb").sql("duckdb"), frozenset({"b"}))


def run(project, **choice):
    report = project.build(**choice)
    return {step.relation for step in report.plan.of(BUILD)}


def with_column(text, header, column):
    return text.replace("*/\n", f"{header}\n*/\n").replace(", arm\nfrom", f", arm, {column}\nfrom")


WIDER = with_column(STAGED, "  n_letters: {about: Length}", "length(arm) as n_letters")


def test_a_new_column_builds_the_model_and_what_reads_the_column(project):
    run(project)
    project.write_model("staging/stg_subjects", WIDER)
    assert run(project) == {"staging.stg_subjects"}
    assert run(project) == set()


def test_what_names_the_new_column_is_built(project):
    run(project)
    project.write_model("staging/stg_subjects", WIDER)
    dosed = MODELS["marts/dosed"]
    project.write_model("marts/dosed", with_column(dosed, "  n_letters: {about: Length}", "n_letters"))
    assert run(project) == {"staging.stg_subjects", "marts.dosed"}
    assert run(project) == set()


def test_data_that_change_with_the_column_reach_every_reader(project):
    run(project)
    project.write_model("staging/stg_subjects", WIDER)
    project.write("study/data/subjects.csv", "id,dose,arm\nA,5,high\n")
    assert {"staging.stg_subjects", "marts.dosed", "marts.arm_sizes", "analyses.dose_count"} <= run(project)


def test_a_selection_that_leaves_the_model_out_forgets_nothing(project):
    run(project)
    project.write_model("staging/stg_subjects", WIDER)
    assert run(project, exclude="stg_subjects") == set()
    project.write_model("staging/stg_subjects", WIDER.replace("cast(dose as double)", "2 * cast(dose as double)"))
    assert {"staging.stg_subjects", "marts.dosed", "analyses.dose_count"} <= run(project)


def test_a_view_stands_on_the_wider_table(project):
    project.write_model("marts/dosed", MODELS["marts/dosed"].replace("grain:", "materialized: view\ngrain:"))
    run(project)
    project.write_model("staging/stg_subjects", WIDER)
    assert run(project) == {"staging.stg_subjects"}
    assert run(project, anew=True) >= {"marts.dosed"}
