"""Concordance with the paper: the arithmetic that checks printed numbers, and a map that leaves no finding out."""

import csv

import pytest
from scipy import stats

from tests.small_study import SQL, shipped
from warehouse.adapters.duckdb import open_memory
from warehouse.macros import load_macros


def seed(name):
    with (SQL / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def macros():
    return load_macros({path.name: path.read_text("utf-8") for path in (SQL / "macros").glob("*.sql")})


def p_of(macros, r, n):
    deviate = macros.call("deviate_of_correlation", f"{r!r}::double", f"{n}::double")
    return open_memory().rows(f"select {macros.call('normal_two_sided', deviate)}")[0][0]


@pytest.mark.parametrize("n", [10, 24, 39, 81, 97, 98, 101, 1000])
@pytest.mark.parametrize("r", [0.001, 0.0595, -0.1558, 0.2236, -0.3837, 0.4341, 0.6])
def test_the_p_of_a_correlation_is_that_of_the_t_distribution(macros, r, n):
    t = r * ((n - 2) / (1 - r * r)) ** 0.5
    exact = 2 * stats.t.sf(abs(t), n - 2)
    assert p_of(macros, r, n) == pytest.approx(exact, rel=5e-3, abs=2e-7)


def test_the_printed_correlations_of_the_paper_give_its_printed_p(macros):
    """Figure 5 prints R = .1558, n = 98, P = .1255; the serial ferritin R = -.2236 with P = .0277 implies n = 97."""
    assert p_of(macros, 0.1558, 98) == pytest.approx(0.1255, abs=1e-4)
    assert p_of(macros, -0.0595, 97) == pytest.approx(0.5626, abs=1e-4)
    assert p_of(macros, -0.2236, 97) == pytest.approx(0.0277, abs=1e-4)


def test_the_printed_correlation_of_figure_3_implies_81_subjects(macros):
    """R = -.3837 with P = .0004: with 81 pairs the P is .0004, and .0595 with .05628 belong to no number of pairs near."""
    assert round(p_of(macros, -0.3837, 81), 4) == 0.0004
    assert p_of(macros, -0.3837, 60) > 0.002
    assert p_of(macros, -0.0595, 97) == pytest.approx(10 * 0.05628, abs=1e-3)


def test_every_finding_is_mapped_or_says_why_not():
    findings = [row["finding_id"] for row in seed("published_findings")]
    assert len(findings) == len(set(findings)) == 178
    assert {row["finding_id"] for row in seed("findings_map")} == set(findings)
    for row in seed("findings_map"):
        assert bool(row["analysis"]) or row["reason"], row["finding_id"]


def test_every_mapped_finding_names_an_analysis_and_its_columns():
    files = shipped()[3]
    for row in seed("findings_map"):
        if row["analysis"]:
            text = files[f"analyses.{row['analysis']}"].text
            assert row["covariate"] in text and row["outcome"] in text, row["finding_id"]
