"""Multiple imputation: Rubin's rules in fractions, matching by a slow twin, and pooled models beside complete cases."""

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, t

from python_stats import battery
from python_stats.contract.spec import problems
from python_stats.imputing.imputation import CYCLES, DONORS, _coefficients, _scaled, donors
from python_stats.imputing.rubin import pooled
from tests.stats.test_battery import cohort

LOGISTIC = {"method": "logistic_multivariable", "outcome": "durable", "covariates": ["x", "y"], "scales": {"x": "log2"}}
LINEAR = {"method": "linear_multivariable", "outcome": "y", "covariates": ["x", "response"], "scales": {"x": "log2"}}
IMPUTED = {"imputations": 8, "seed": 3}


def found(header, frame):
    rows = battery.analyse("a", header, frame)["estimates"]
    return {(row["term"], row["estimate_name"]): row for row in rows}


def test_rubins_rules_in_fractions():
    """Three estimates of 1, 2 and 3 with error 1, and 10 complete-data degrees: within 1, between 1, total 7/3."""
    share, increase = Fraction(4, 7), Fraction(4, 3)
    of_gaps, of_data = 2 / share**2, Fraction(11, 13) * 10 * (1 - share)
    degrees = of_gaps * of_data / (of_gaps + of_data)
    one = pooled(np.array([1.0, 2.0, 3.0]), np.ones(3), 10, is_normal=False)
    assert one.estimate == 2
    assert one.error == pytest.approx(math.sqrt(7 / 3), rel=1e-14)
    assert one.freedom == pytest.approx(float(degrees), rel=1e-14)
    assert one.missing_information == pytest.approx(float((increase + 2 / (degrees + 3)) / (1 + increase)), rel=1e-14)
    assert one.p_value == pytest.approx(2 * t.sf(one.statistic, float(degrees)), rel=1e-12)
    assert one.interval.low == pytest.approx(2 - t.ppf(0.975, float(degrees)) * math.sqrt(7 / 3), rel=1e-12)


@pytest.mark.parametrize(("is_normal", "law"), [(True, norm()), (False, t(10))])
def test_what_no_gap_touches_is_tested_as_complete_data(is_normal, law):
    one = pooled(np.array([0.3, 0.3]), np.array([0.1, 0.1]), 10, is_normal)
    assert (one.estimate, one.error, one.missing_information) == (0.3, 0.1, 0.0)
    assert one.p_value == pytest.approx(2 * law.sf(3), rel=1e-12)
    assert one.interval.high == pytest.approx(0.3 + law.ppf(0.975) * 0.1, rel=1e-12)


def gapped(n=40, seed=8):
    """An outcome, a number with gaps, and a text of three levels with gaps, as blocks of columns."""
    draw = np.random.default_rng(seed)
    outcome, number = draw.normal(size=n), draw.normal(size=(n, 1))
    levels = np.eye(3)[draw.integers(0, 3, n)]
    number[draw.random(n) < 0.2], levels[draw.random(n) < 0.2] = np.nan, np.nan
    return outcome, [number, levels]


def slow_donors(outcome, blocks, seed):
    """The same rule one subject at a time, with the same draws."""
    draw = np.random.default_rng([seed, 0])
    blocks = [_scaled(block) for block in (outcome[:, None], *blocks)]
    rows = range(len(outcome))
    present = [[bool(np.isfinite(block[row]).all()) for row in rows] for block in blocks]
    source = [list(rows) for _ in blocks]
    for place, seen in enumerate(present):
        lacking = [row for row in rows if not seen[row]]
        for row, donor in zip(lacking, draw.choice([row for row in rows if seen[row]], len(lacking)), strict=True):
            source[place][row] = int(donor)
    for _ in range(CYCLES):
        for place in (1, 2):
            here = [row for row in rows if present[place][row]]
            gone = [row for row in rows if not present[place][row]]
            here = [int(row) for row in draw.permutation(here)]
            others = [other for other in range(3) if other != place]
            x = np.array([[1.0, *(v for other in others for v in blocks[other][source[other][row]])] for row in rows])
            fitted, drawn = _coefficients(x[here], blocks[place][here], draw)
            picked = draw.integers(0, DONORS, len(gone))
            for row, nth in zip(gone, picked, strict=True):
                far = [float(((x[row] @ drawn - x[donor] @ fitted) ** 2).sum()) for donor in here]
                source[place][row] = here[sorted(range(len(here)), key=far.__getitem__)[nth]]
    return source[1:]


def test_donors_are_those_of_the_slow_twin():
    outcome, blocks = gapped()
    (fast,) = donors(outcome, blocks, 1, seed=5)
    assert [list(rows) for rows in fast] == slow_donors(outcome, blocks, seed=5)


def test_only_gaps_are_filled_and_only_with_values_that_were_seen():
    outcome, blocks = gapped()
    for rows in donors(outcome, blocks, 3, seed=1):
        for block, source in zip(blocks, rows, strict=True):
            seen = np.isfinite(block).all(axis=1)
            assert (source[seen] == np.flatnonzero(seen)).all()
            assert np.isfinite(block[source]).all()


def test_drawn_coefficients_spread_as_their_errors_say():
    """Closed form: the covariance of a regression's coefficients times that of a scaled inverse chi-squared."""
    draw = np.random.default_rng(2)
    x = np.column_stack([np.ones(50), draw.normal(size=(50, 2))])
    y = x @ np.array([[1.0], [2.0], [0.0]]) + draw.normal(size=(50, 1))
    fitted, _ = _coefficients(x, y, draw)
    drawn = np.array([_coefficients(x, y, draw)[1].ravel() for _ in range(20_000)])
    residual = float(((y - x @ fitted) ** 2).sum())
    expected = np.linalg.inv(x.T @ x) * residual / (47 - 2)
    assert drawn.mean(axis=0) == pytest.approx(fitted.ravel(), abs=0.01)
    assert np.cov(drawn.T) == pytest.approx(expected, abs=6e-4)


@pytest.mark.parametrize("header", [LOGISTIC, LINEAR], ids=["logistic", "linear"])
def test_without_gaps_it_is_the_complete_case_row_to_the_last_digit(header):
    frame = cohort(60)
    rows = found({**header, **IMPUTED}, frame)
    pairs = [(row, rows[term, name.removesuffix("_imputed")]) for (term, name), row in rows.items() if "_imp" in name]
    assert len(pairs) >= 4
    for ours, complete in pairs:
        for key in ("n", "n_events", "n_missing", "estimate", "ci_low", "ci_high", "statistic", "p_value", "status"):
            assert ours[key] == complete[key], (ours["term"], key)
        assert "nothing to impute" in ours["note"]
    assert {row["estimate"] for (_, name), row in rows.items() if name == "fraction_missing_information"} == {0.0}


def with_gaps(n=200, seed=4):
    """b is missing where a and the outcome are high: complete cases mislead about both."""
    draw = np.random.default_rng(seed)
    a, noise = draw.normal(size=n), draw.normal(size=n)
    b = 0.8 * a + 0.6 * noise
    outcome = a + b + draw.normal(size=n)
    gone = draw.random(n) < 1 / (1 + np.exp(-2 * outcome))
    subjects = [f"S{place:04d}" for place in range(n)]
    whole = pd.DataFrame({"subject_id": subjects, "a": a, "b": b, "y": outcome})
    return whole, whole.assign(b=whole["b"].where(~gone))


MODEL = {"method": "linear_multivariable", "outcome": "y", "covariates": ["a", "b"], "imputations": 20, "seed": 1}


def test_everybody_with_an_outcome_is_in_it_and_gaps_cost_certainty():
    _, frame = with_gaps()
    frame.loc[:9, "y"] = np.nan
    rows = found(MODEL, frame)
    ours, complete = rows["b", "slope_per_sd_imputed"], rows["b", "slope_per_sd"]
    assert (ours["n"], ours["n_missing"]) == (190, 10)
    assert complete["n"] == int(frame[["b", "y"]].notna().all(axis=1).sum())
    assert f"{int(frame.loc[10:, 'b'].isna().sum())} values imputed, 20 times" in ours["note"]
    assert 0.2 < rows["b", "fraction_missing_information"]["estimate"] < 0.95
    assert not ours["is_primary"]
    sd = frame[["b", "y"]].dropna()["b"].std()
    assert ours["estimate"] == pytest.approx(rows["b", "slope_per_unit_imputed"]["estimate"] * sd, rel=1e-12)


def test_it_agrees_with_statsmodels_where_complete_cases_do_not():
    """statsmodels' MICE is other code for the same idea; both are nearer to the whole data than complete cases are."""
    from statsmodels.imputation import mice
    from statsmodels.regression.linear_model import OLS

    whole, frame = with_gaps(400)
    data = mice.MICEData(frame[["a", "b", "y"]], k_pmm=5, rng=np.random.default_rng(3))
    theirs = mice.MICE("y ~ a + b", OLS, data).fit(10, 20)
    truth = found({**MODEL, "imputations": 0}, whole)
    rows = found(MODEL, frame)
    for place, name in enumerate(("a", "b"), start=1):
        ours = rows[name, "slope_per_unit_imputed"]
        error = (ours["ci_high"] - ours["ci_low"]) / 4
        assert abs(ours["estimate"] - theirs.params[place]) < error
        assert abs(ours["estimate"] - truth[name, "slope_per_unit"]["estimate"]) < 2 * error
    worst = rows["a", "slope_per_unit"]["estimate"] - truth["a", "slope_per_unit"]["estimate"]
    assert abs(worst) > abs(rows["a", "slope_per_unit_imputed"]["estimate"] - truth["a", "slope_per_unit"]["estimate"])


def test_the_same_seed_gives_the_same_rows_whatever_the_order_of_the_subjects():
    _, frame = with_gaps()
    once = battery.analyse("a", MODEL, frame)["estimates"]
    assert battery.analyse("a", MODEL, frame.sample(frac=1, random_state=1))["estimates"] == once
    other = battery.analyse("a", {**MODEL, "seed": 2}, frame)["estimates"]
    assert other != once


def test_a_text_takes_a_level_that_was_seen():
    frame = cohort(60)
    frame["response"] = frame["response"].where(frame.index % 5 > 0)
    rows = found({**LINEAR, **IMPUTED}, frame)
    levels = [term for term, name in rows if name == "difference_from_reference_imputed"]
    assert levels == [term for term, name in rows if name == "difference_from_reference"]
    assert all(rows[term, "difference_from_reference_imputed"]["n"] == 60 for term in levels)


def test_an_imputed_data_set_without_an_estimate_leaves_none():
    frame = cohort(40)
    frame["x"] = np.where(frame["durable"].astype(bool), frame["x"] + 1000, frame["x"])
    frame.loc[3:8, "y"] = np.nan
    row = found({**LOGISTIC, **IMPUTED, "too_many_terms": "fit"}, frame)["x", "odds_ratio_per_sd_imputed"]
    assert (row["status"], row["estimate"]) == ("separated", None)
    assert row["note"].startswith("8 of 8 imputed data sets: the covariates together separate")


def test_imputations_need_a_seed_and_company():
    columns = ["subject_id", "durable", "x", "y"]
    assert problems({**LOGISTIC, "imputations": 20}, columns) == ["imputations need a 'seed': a whole number"]
    (alone,) = problems({**LOGISTIC, "imputations": 1, "seed": 1}, columns)
    assert alone.startswith("imputations: one alone does not tell")
