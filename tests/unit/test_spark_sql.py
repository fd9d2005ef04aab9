"""What is written for Spark means there what ours means: each statement beside what Spark's reference asks for."""

import pytest
import sqlglot

from warehouse.exporting.spark_sql import LAST_DIGITS, LISTS, SUMS, for_spark

NAMED = "select lead(a) over w - a as d from t window w as (partition by b order by c)"
FRAMED = "select max(a) over (w rows between 1 following and 3 following) as d from t window w as (order by c)"
CHAINED = "select sum(a) over v as d from t window w as (partition by b), v as (w order by c)"

WRITTEN = {
    "select log10(a) as d from t": "SELECT LOG10(a) AS d FROM t",
    "select log(2, a) as d from t": "SELECT LOG(2, a) AS d FROM t",
    "select quantile_cont(a, 0.25) filter (where b) as d from t": (
        "SELECT PERCENTILE(a, 0.25) FILTER(WHERE b) AS d FROM t"
    ),
    "select quantile_cont(log10(a[1]), 0.1) as d from t": "SELECT PERCENTILE(LOG10(GET(a, 0)), 0.1) AS d FROM t",
    "select sum(log10(a) order by b) as d from t": "SELECT SUM(LOG10(a)) AS d FROM t",
    "select regr_slope(a, b order by b) as d from t": "SELECT REGR_SLOPE(a, b) AS d FROM t",
    "select a[1] as d, f['g'] as h from t": "SELECT GET(a, 0) AS d, f['g'] AS h FROM t",
    "select a[b] as d from t": "SELECT TRY_ELEMENT_AT(a, b) AS d FROM t",
    "select a[b - 1] as d from t": "SELECT TRY_ELEMENT_AT(a, b - 1) AS d FROM t",
    "select a[-1] as d from t": "SELECT TRY_ELEMENT_AT(a, -1) AS d FROM t",
    "select a[len(a)] as d from t": "SELECT TRY_ELEMENT_AT(a, LENGTH(a) + 0) AS d FROM t",
    "select a[cast(b as int)] as d from t": "SELECT TRY_ELEMENT_AT(a, CAST(b AS INT) + 0) AS d FROM t",
    "select a[1:2] as d from t": "SELECT a[1:2] AS d FROM t",
    NAMED: "SELECT LEAD(a) OVER (PARTITION BY b ORDER BY c NULLS LAST) - a AS d FROM t",
    FRAMED: "SELECT MAX(a) OVER (ORDER BY c NULLS LAST rows BETWEEN 1 following AND 3 following) AS d FROM t",
    CHAINED: "SELECT SUM(a) OVER (PARTITION BY b ORDER BY c NULLS LAST) AS d FROM t",
}


@pytest.mark.parametrize("sql", WRITTEN)
def test_what_the_translator_does_not_know_is_mended(sql):
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    for_spark(tree)
    assert tree.sql("spark") == WRITTEN[sql]
    assert sqlglot.parse_one(tree.sql("spark"), dialect="spark")


def test_a_window_is_that_of_its_own_select():
    """The same name stands for something else inside."""
    inner = "select *, sum(a) over w as s from t window w as (order by b)"
    tree = sqlglot.parse_one(f"select sum(s) over w as d from ({inner}) window w as (order by c)", dialect="duckdb")
    for_spark(tree)
    inner = "SELECT *, SUM(a) OVER (ORDER BY b NULLS LAST) AS s FROM t"
    assert tree.sql("spark") == f"SELECT SUM(s) OVER (ORDER BY c NULLS LAST) AS d FROM ({inner})"


@pytest.mark.parametrize(
    ("sql", "doubts"),
    [
        ("select a + 1 as d from t", []),
        ("select ln(a) as d from t", [LAST_DIGITS]),
        ("select log10(a) as d from t", [LAST_DIGITS]),
        ("select quantile_cont(a, 0.9) as d from t", [LAST_DIGITS]),
        ("select regr_slope(a, b) as d from t", [LAST_DIGITS]),
        ("select sum(a) as d from t", []),
        ("select sum(a order by b) as d from t", [SUMS]),
        ("select list(a order by b) as d from t", [LISTS]),
    ],
)
def test_what_cannot_be_mended_is_said(sql, doubts):
    assert for_spark(sqlglot.parse_one(sql, dialect="duckdb")) == doubts
