"""A query is broken in every way once, and a break that an example shows is noticed, one that it hides is not."""

import pytest

from tests.mutation.mutants import mutants
from tests.mutation.trial import ALIVE, KILLED, Trials, Tried, paired
from tests.small_project import small_project
from warehouse.adapters.duckdb import open_memory
from warehouse.examples.drawn import read_examples
from warehouse.examples.workbench import Workbench
from warehouse.judging.compile import compile_project

EXAMPLE = """## Doses

Given `stg_subjects`

| subject_id | dose | arm |
|------------|------|-----|
| A          | {}   | low |
| B          | -1   | low |

Gives `dosed`

| subject_id |
|------------|
{}"""


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("select a from t where a > 1", "SELECT a FROM t"),
        ("select a from t where a > 1", "SELECT a FROM t WHERE a >= 1"),
        ("select a from t where a > 1", "SELECT a FROM t WHERE a < 1"),
        ("select a from t where a > 1", "SELECT a FROM t WHERE a > 2"),
        ("select a from t where a and b", "SELECT a FROM t WHERE b"),
        ("select a from t where a and b", "SELECT a FROM t WHERE a OR b"),
        ("select a from t where a is null", "SELECT a FROM t WHERE NOT (a IS NULL)"),
        ("select t.a from t left join u on t.a = u.a", "SELECT t.a FROM t INNER JOIN u ON t.a = u.a"),
        ("select t.a from t inner join u on t.a = u.a", "SELECT t.a FROM t LEFT JOIN u ON t.a = u.a"),
        ("select coalesce(a, 0) as a from t", "SELECT a AS a FROM t"),
        ("select min(a) as a from t", "SELECT MAX(a) AS a FROM t"),
        ("select distinct a from t", "SELECT a FROM t"),
        ("select count(distinct a) as n from t", "SELECT COUNT(a) AS n FROM t"),
        ("select a from t union all select a from u", "SELECT a FROM u"),
        ("select case when a then b when c then d end as e from t", "SELECT CASE WHEN c THEN d END AS e FROM t"),
        ("select sum(a) filter (where b) as a from t", "SELECT SUM(a) AS a FROM t"),
        ("select a from t qualify row_number() over (order by a) = 1", "SELECT a FROM t"),
        ("select a from t qualify row_number() over (order by a) = 1", "ORDER BY a DESC"),
    ],
)
def test_each_way_to_be_wrong_is_tried(sql, broken):
    assert any(broken in mutant.sql for mutant in mutants(sql, {}))


def test_what_a_macro_is_given_by_another_is_spelled_out():
    found = [
        mutant.sql for mutant in mutants("select macro_1 from t where a > 1", {"macro_0": "b", "macro_1": "-macro_0"})
    ]
    assert "SELECT -b FROM t" in found


@pytest.mark.parametrize(
    ("later", "is_tried"),
    [("inner join v on v.b = u.b", False), ("left join v on v.b = u.b", True), ("inner join v on v.b = t.b", True)],
)
def test_a_left_join_is_not_tried_where_a_later_join_would_drop_its_rows_again(later, is_tried):
    found = mutants(f"select t.a from t inner join u on t.a = u.a {later}", {})
    assert any("FROM t LEFT JOIN u" in mutant.sql for mutant in found) == is_tried


def test_under_other_settings_those_told_in_the_same_words_are_the_same():
    tried = [Tried(mutant) for mutant in mutants("select a from t where a > 1 and b is null", {})]
    longer = list(mutants("select a from t where a > 1 and b is null union all select 2 as a", {}))
    pairs = list(paired(tried, longer))
    assert len(longer) > len(tried)
    assert {each.mutant.what for each, _ in pairs} >= {"comparison flipped: a > 1", "condition turned round: b IS NULL"}
    assert all(each.mutant.what == mutant.what and "UNION" in mutant.sql for each, mutant in pairs)


def test_no_mutant_comes_twice_or_is_the_query_itself():
    sql = "select a, min(b) as b from t where a = 1 and b = 1 group by a"
    found = [mutant.sql for mutant in mutants(sql, {})]
    assert len(found) == len(set(found)) > 5
    assert "SELECT a, MIN(b) AS b FROM t WHERE a = 1 AND b = 1 GROUP BY a" not in found


def test_what_a_macro_yields_stays_whole():
    found = [mutant.sql for mutant in mutants("select macro_0 as a from t where b", {"macro_0": "x + 1"})]
    assert found == ["SELECT x + 1 AS a FROM t"]


def states(tmp_path, root, dose, rows):
    project = small_project(tmp_path, root / "sql" / "macros").load()
    engine = open_memory()
    bench = Workbench(project, compile_project(project, engine))
    trials = Trials(bench, {"marts.dosed"})
    trials.run(read_examples(EXAMPLE.format(dose, rows), "doses.md"))
    bench.close()
    engine.close()
    return {tried.mutant.what.partition(":")[0]: tried.state for tried in trials.tried["marts.dosed"]}


def test_what_an_example_shows_is_noticed(tmp_path, root):
    assert set(states(tmp_path, root, "0", "| A          |\n").values()) == {KILLED}


def test_what_an_example_hides_is_not(tmp_path, root):
    found = states(tmp_path, root, "5", "| A          |\n")
    assert found["where dropped"] == KILLED
    assert found["comparison flipped"] == ALIVE
