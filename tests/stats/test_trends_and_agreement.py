"""Trends, adjusted screens and the agreement of two assays: worked by hand, slow twins, and cases without an answer."""

import itertools
import math
import statistics

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from python_stats import battery
from python_stats.contract.spec import problems
from python_stats.methods.agreement import bland_altman, lin, passing_bablok
from python_stats.methods.rank_sum import rank_sum
from python_stats.methods.spearman import spearman
from python_stats.methods.trend import cochran_armitage, jonckheere
from python_stats.screens.max_t import max_t, rank_statistics, step_down
from python_stats.summaries.quartiles import quarter_by_place
from tests.stats import twins
from tests.stats.samples import HEADERS, steady
from tests.stats.test_battery import cohort

# Golden values of the domain's definitions, C.3 (agreement of two assays), worked from the published formulas.
A, B = np.array([10.0, 25, 40, 80, 160]), np.array([12.0, 22, 45, 70, 170])


def test_bland_altman_is_the_golden_one():
    bias, low, high = (one.estimate for one in bland_altman(A, B))
    assert (bias, low, high) == (pytest.approx(-0.8), pytest.approx(-15.816, abs=1e-3), pytest.approx(14.216, abs=1e-3))
    bias, low, high = (10**one.estimate for one in bland_altman(np.log10(A), np.log10(B)))
    assert (bias, low, high) == pytest.approx((0.9803, 0.7392, 1.3001), abs=1e-4)


def test_lins_concordance_is_the_golden_one():
    assert lin(A, B).estimate == pytest.approx(0.992218, abs=1e-6)
    assert lin(np.log10(A), np.log10(B)).estimate == pytest.approx(0.990283, abs=1e-6)
    interval = lin(A, B).interval
    assert interval.low < 0.992218 < interval.high < 1


def test_passing_and_babloks_line_is_the_golden_one():
    slope, intercept = passing_bablok(A, B)
    assert (slope.estimate, intercept.estimate) == (pytest.approx(1.0475), pytest.approx(1.525))
    assert slope.interval.low < 1 < slope.interval.high
    assert intercept.interval.low < 0 < intercept.interval.high


def slow_line(a, b):
    """Passing and Bablok 1983, section 2, over every pair of points; None where the median slope is vertical."""
    slopes = []
    for (x1, y1), (x2, y2) in itertools.combinations(zip(a, b, strict=True), 2):
        if x1 == x2 and y1 == y2:
            continue
        slope = math.inf if x1 == x2 else (y2 - y1) / (x2 - x1)
        if slope != -1:
            slopes.append(slope)
    slopes.sort()
    steep = sum(slope < -1 for slope in slopes)
    if not slopes:
        return None
    middle = [slopes[min(place + steep, len(slopes) - 1)] for place in ((len(slopes) - 1) // 2, len(slopes) // 2)]
    slope = sum(middle) / 2
    return None if math.isinf(slope) else (slope, statistics.median(y - slope * x for x, y in zip(a, b, strict=True)))


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), min_size=4, max_size=14))
@settings(steady)
def test_passing_and_babloks_line_is_that_of_a_slow_twin(pairs):
    """Whole numbers, so that ties, doubled points and vertical pairs are common."""
    a, b = (np.array(side, dtype=float) for side in zip(*pairs, strict=True))
    slope, intercept = (one.estimate for one in passing_bablok(a, b))
    expected = slow_line(a.tolist(), b.tolist())
    assert (slope, intercept) == ((None, None) if expected is None else pytest.approx(expected))


def test_passing_and_babloks_line_is_the_same_from_either_side():
    one, other = passing_bablok(A, B)[0].estimate, passing_bablok(B, A)[0].estimate
    assert one * other == pytest.approx(1, rel=1e-3)


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), min_size=4, max_size=30))
@settings(steady)
def test_an_intercept_is_within_its_interval_on_either_side_of_zero(pairs):
    """Seen from below zero, where logarithms of levels below 1 are, a line has its intercept with the other sign."""
    a, b = (np.array(side, dtype=float) for side in zip(*pairs, strict=True))
    (slope, intercept), (mirrored_slope, mirrored) = passing_bablok(a, b), passing_bablok(-a, -b)
    if slope.estimate is None:
        return
    assert mirrored_slope == slope
    assert mirrored.estimate == pytest.approx(-intercept.estimate)
    for one in (intercept, mirrored):
        assert one.interval.low is None or one.interval.low <= one.estimate
        assert one.interval.high is None or one.interval.high >= one.estimate
    ends = intercept.interval.low, intercept.interval.high
    turned = [None if end is None else pytest.approx(-end) for end in reversed(ends)]
    assert [mirrored.interval.low, mirrored.interval.high] == turned


def test_the_interval_of_an_intercept_is_the_published_one():
    """Passing and Bablok 1983: a_L = median(b - slope_U a) and a_U = median(b - slope_L a), for levels above 0."""
    a, b = np.arange(1.0, 13), np.arange(1.0, 13) * 1.1 + np.arange(12) * 5 % 7 / 4
    slope, intercept = passing_bablok(a, b)
    ends = [statistics.median((b - end * a).tolist()) for end in (slope.interval.high, slope.interval.low)]
    assert [intercept.interval.low, intercept.interval.high] == pytest.approx(ends)


@given(st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20)), min_size=4, max_size=30))
@settings(steady)
def test_an_intercept_of_values_on_both_sides_of_zero_has_no_interval(pairs):
    a, b = (np.array(side, dtype=float) for side in zip(*pairs, strict=True))
    _, intercept = passing_bablok(a, b)
    low, high = intercept.interval.low, intercept.interval.high
    assert not a.min() < 0 < a.max() or (low, high, intercept.note[:3]) == (None, None, "no ")
    assert (low is None or low <= intercept.estimate) and (high is None or intercept.estimate <= high)


def test_the_rows_of_an_agreement():
    frame = cohort().assign(y=lambda one: one["x"] * np.where(np.arange(40) % 2, 2.0, 0.5))
    rows = {row["estimate_name"]: row for row in battery.analyse("a", HEADERS["agreement"], frame)["estimates"]}
    assert rows["bias_ratio"]["estimate"] == pytest.approx(1)
    assert rows["limit_ratio_low"]["estimate"] * rows["limit_ratio_high"]["estimate"] == pytest.approx(1)
    raw = battery.analyse("a", {**HEADERS["agreement"], "scale": "identity"}, frame)["estimates"]
    assert [row["estimate_name"] for row in raw][:3] == ["bias", "limit_low", "limit_high"]
    lost = battery.analyse("a", HEADERS["agreement"], frame.assign(x=frame["x"].where(frame.index > 0, 0.0)))
    assert all(row["note"].endswith("1 pair at or below zero left out") for row in lost["estimates"])


def test_two_assays_that_agree_entirely():
    slope, intercept = passing_bablok(A, A)
    assert (slope.estimate, intercept.estimate, lin(A, A).estimate) == (1, 0, pytest.approx(1))
    assert passing_bablok(A, -A)[0].estimate is None or passing_bablok(A, -A)[0].estimate != 1
    assert lin(np.array([1.0, 2, 2, 1]), np.array([1.0, 1, 2, 2])).interval.low is None


def test_a_line_straight_up_is_no_line():
    a, b = np.array([1.0, 1, 1, 1, 2]), np.array([1.0, 2, 3, 4, 5])
    assert passing_bablok(a, b)[0].estimate is None
    frame = cohort(5).assign(x=a, y=b)
    rows = battery.analyse("a", {**HEADERS["agreement"], "scale": "identity"}, frame)["estimates"]
    assert [row["status"] for row in rows][-2:] == ["failed", "failed"]


def test_a_registry_has_an_agreement_and_no_line_through_all_its_pairs():
    """The pairs of 1,000,000 subjects would be 5e11: what needs them is said not to be there, the rest is."""
    draw = np.random.default_rng(20261122)
    frame = cohort(5_001).assign(x=draw.lognormal(0, 1, 5_001)).assign(y=lambda one: 2 * one["x"])
    rows = {row["estimate_name"]: row for row in battery.analyse("a", HEADERS["agreement"], frame)["estimates"]}
    assert rows["bias_ratio"]["estimate"] == pytest.approx(0.5)
    assert rows["lin_concordance"]["status"] == "descriptive"
    for name in ("passing_bablok_slope", "passing_bablok_intercept"):
        assert (rows[name]["status"], rows[name]["estimate"]) == ("failed", None)
        assert rows[name]["note"] == "no line: more than 5,000 subjects, in too many pairs"


@given(st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=4), min_size=2, max_size=4))
@settings(steady)
def test_pairs_in_order_are_counted_as_by_hand(groups):
    found = jonckheere({str(place): np.array(values, dtype=float) for place, values in enumerate(groups)})
    if found.status == "ok":
        pairs = list(itertools.combinations(groups, 2))
        won = sum(twins.pairs_won(later, earlier) for earlier, later in pairs)
        assert found.estimate == pytest.approx(won / sum(len(a) * len(b) for a, b in pairs))
        # Turned round, the trend is the other way.
        turned = jonckheere({str(-place): np.array(values, dtype=float) for place, values in enumerate(groups[::-1])})
        assert turned.z == pytest.approx(-found.z)


def test_the_variance_of_jonckheeres_statistic_is_that_of_all_orders():
    """Every order of eight values with ties over groups of 3, 3 and 2: mean and variance of the pairs won."""
    values = (1, 1, 2, 3, 3, 3, 4, 5)
    won = []
    for first in itertools.combinations(range(8), 3):
        rest = [place for place in range(8) if place not in first]
        for second in itertools.combinations(rest, 3):
            third = [place for place in rest if place not in second]
            groups = [[values[place] for place in chosen] for chosen in (first, second, third)]
            won.append(sum(twins.pairs_won(later, earlier) for earlier, later in itertools.combinations(groups, 2)))
    found = jonckheere({"a": np.array([1.0, 1, 2]), "b": np.array([3.0, 3, 3]), "c": np.array([4.0, 5])})
    assert found.z == pytest.approx((21 - np.mean(won)) / np.std(won))


def test_a_rate_that_rises_by_a_tenth_each_quarter():
    """Closed form: rates .1 .2 .3 .4 on 10 subjects each lie on a line."""
    found = cochran_armitage([1, 2, 3, 4], [10, 10, 10, 10])
    assert found.estimate == pytest.approx(0.1)
    assert found.z**2 == pytest.approx(0.1**2 * 50 / (0.25 * 0.75))


@pytest.mark.parametrize(
    ("change", "status"),
    [({"x": 1.0}, "constant"), ({"durable": True}, "constant"), ({"x": np.nan}, "too_few")],
)
def test_a_trend_without_an_answer_says_why(change, status):
    for header in ("quartile_trend", "jonckheere"):
        if header == "quartile_trend" or "durable" not in change:
            (row, *_) = battery.analyse("a", HEADERS[header], cohort().assign(**change))["estimates"]
            assert row["status"] == status and row["note"]


def test_a_trend_over_quarters_has_the_quarters_beside_it():
    parts = battery.analyse("a", HEADERS["quartile_trend"], cohort())
    row, _ = parts["estimates"]
    rates = [one["rate"] for one in parts["quartiles"]]
    assert row["n_events"] == sum(one["n_events"] for one in parts["quartiles"])
    assert np.sign(row["estimate"]) == np.sign(rates[-1] - rates[0])


def test_quarters_by_place_are_those_of_sql():
    """DuckDB's ntile over values and then subjects, ties and sizes that do not divide by four included."""
    for values in (
        [3.0, 1.0, 1.0, 2.0, 1.0, 5.0, 4.0],
        [2.0] * 6,
        [1.0, 2.0],
        [*np.random.default_rng(3).normal(size=41)],
    ):
        frame = pd.DataFrame({"place": range(len(values)), "value": values})  # noqa: F841
        rows = duckdb.sql("select ntile(4) over (order by value, place) from frame order by place").fetchall()
        assert quarter_by_place(np.array(values)).tolist() == [quarter for (quarter,) in rows]


def test_a_trend_over_quarters_by_place_stands_beside():
    """Worked by hand: eight subjects, two a quarter by place; by cut points the five equal values share a quarter."""
    x, y = [1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 3.0, 4.0], [False, False, True, False, True, True, True, True]
    frame = pd.DataFrame({"subject_id": [*"abcdefgh"], "x": x, "durable": y})
    ours, other = battery.analyse("a", HEADERS["quartile_trend"], frame)["estimates"]
    assert other["estimate_name"] == ours["estimate_name"] + "_ntile" and not other["is_primary"]
    by_place = cochran_armitage([0, 1, 2, 2], [2, 2, 2, 2])
    by_cuts = cochran_armitage([2, 0, 1, 2], [5, 0, 1, 2])
    assert (other["estimate"], other["statistic"]) == (by_place.estimate, by_place.z)
    assert (ours["estimate"], ours["statistic"]) == (by_cuts.estimate, by_cuts.z)


def made_up(columns=6, subjects=30):
    draw = np.random.default_rng(2)
    x = np.round(draw.lognormal(size=(subjects, columns)), 1)
    x[draw.random(x.shape) < 0.1] = np.nan
    return x, (draw.random(subjects) < 0.4).astype(float)


def test_the_statistics_are_those_of_the_single_tests():
    """Rank-sum z without continuity, and rho times the root of n - 1 where nobody is missing."""
    x, y = made_up()
    found = rank_statistics(x, y[None, :])[0]
    for column in range(x.shape[1]):
        there = np.isfinite(x[:, column])
        first, second = x[there & (y == 1), column], x[there & (y == 0), column]
        pairs = len(first) * len(second)
        ranks = np.array(twins.ranks([*first, *second]), dtype=float)
        spread = np.var(ranks, ddof=1) * pairs / (len(first) + len(second))
        assert found[column] == pytest.approx((rank_sum(first, second).w - pairs / 2) / np.sqrt(spread))
    full = np.nan_to_num(x, nan=0.05)
    ranked = np.array([twins.ranks(list(full[:, 0]))], dtype=float)
    rho = spearman(full[:, 1], full[:, 0]).rho
    assert rank_statistics(full, ranked)[0, 1] == pytest.approx(rho * np.sqrt(29))


def shuffled(x, y, permutations, seed):
    return max_t(lambda places: x[:, places], x.shape[1], y, permutations, seed)


def test_adjusted_p_values_grow_with_the_number_of_covariates_and_are_never_0():
    x, y = made_up()
    x[:, 0] = y + np.arange(30) / 100
    few, many = shuffled(x[:, :2], y, 199, 1), shuffled(x, y, 199, 1)
    assert few[0] == pytest.approx(1 / 200) and many[0] >= few[0]
    assert np.all(many >= 1 / 200) and np.all(many <= 1)


def test_covariates_that_are_copies_cost_nothing():
    """What Holm and Bonferroni cannot know."""
    x, y = made_up(columns=1)
    copies = np.repeat(x, 5, axis=1)
    assert shuffled(copies, y, 99, 4) == pytest.approx(np.full(5, shuffled(x, y, 99, 4)[0]))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 9])
def test_step_down_is_its_definition(size):
    """Slow twin: for each covariate the greatest of it and all less significant ones, shuffle by shuffle."""
    draw = np.random.default_rng(3)
    observed, shuffled = draw.normal(size=5) * 2, draw.normal(size=(40, 5))
    order = sorted(range(5), key=lambda place: -abs(observed[place]))
    shares, expected = [], np.empty(5)
    for rank, place in enumerate(order):
        beaten = sum(max(abs(row[other]) for other in order[rank:]) >= abs(observed[place]) for row in shuffled)
        shares.append((1 + beaten) / 41)
        expected[place] = max(shares)
    assert step_down(observed, lambda places: shuffled[:, places], size).tolist() == expected.tolist()


def test_a_screen_may_ask_for_it():
    header = {**HEADERS["screen"], "outcomes": ["durable"], "permutations": 49, "seed": 8}
    rows = battery.analyse("a", header, cohort())["estimates"]
    adjusted = [(row["p_adjusted"], row["adjustment"]) for row in rows if row["is_primary"]]
    assert [one[1] for one in adjusted] == ["max_t", "max_t"] and all(0.02 <= one[0] <= 1 for one in adjusted)
    assert battery.analyse("a", header, cohort())["estimates"] == rows
    (wrong,) = problems({**header, "seed": None}, ("subject_id", "x", "y", "durable"))
    assert wrong == "permutations need a 'seed': a whole number"
