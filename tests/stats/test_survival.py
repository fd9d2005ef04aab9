"""Times to an event: a textbook's trial, slow twins of the likelihood, and what is said where there is no number."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from statsmodels.duration.hazard_regression import PHReg

from python_stats import battery
from python_stats.regression.firth_many import peak
from python_stats.regression.hazards import Hazards, concordance, monotone, sorted_by_time
from python_stats.regression.hill import limits, top
from python_stats.regression.profile import DROP
from python_stats.summaries.survival import course_of, median
from tests.stats.samples import steady

# Weeks in remission of children with leukaemia (Freireich, Blood 1963, 21:699); a minus is somebody still in remission.
MERCAPTOPURINE = [6, 6, 6, 7, 10, 13, 16, 22, 23, -6, -9, -10, -11, -17, -19, -20, -25, -32, -32, -34, -35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
CURVES = {"method": "kaplan_meier", "outcome": "weeks", "event": "relapsed", "group": "arm"}
MODEL = {"method": "cox", "outcome": "weeks", "event": "relapsed", "covariates": ["arm"]}


def trial():
    weeks = np.array([*MERCAPTOPURINE, *PLACEBO], dtype=float)
    arm = ["mercaptopurine"] * len(MERCAPTOPURINE) + ["placebo"] * len(PLACEBO)
    subjects = [f"S{number:02d}" for number in range(len(weeks))]
    return pd.DataFrame({"subject_id": subjects, "weeks": abs(weeks), "relapsed": weeks > 0, "arm": arm})


def estimates(spec, frame):
    rows = battery.analyse("a", spec, frame)["estimates"]
    return {(row["term"], row["estimate_name"]): row for row in rows}


def hazards(x, days, happened):
    order = sorted_by_time(days)
    return Hazards(x[order], days[order], happened[order])


@st.composite
def followed(draw, columns=2, fewest=6, most=20):
    """Times with many ties, events, and columns."""
    n = draw(st.integers(fewest, most))
    whole = lambda low, high: draw(st.lists(st.integers(low, high), min_size=n, max_size=n))  # noqa: E731
    x = np.column_stack([np.array(whole(-8, 8)) / 4 for _ in range(columns)])
    return x, np.array(whole(0, 7), dtype=float), np.array(whole(0, 1)) == 1


def test_the_trial_of_mercaptopurine_is_as_textbooks_have_it():
    """Kleinbaum and Klein, Survival Analysis (2012): medians 23 and 8, log-rank 16.79; hazards 1.572 by Efron's ties, as
    in Therneau and Grambsch's tables. The share after 10 weeks is .753 with an error of .0963 (Collett, table 2.4)."""
    rows = estimates(CURVES | {"levels": ["mercaptopurine", "placebo"], "at": 10}, trial())
    assert rows["all levels", "log_rank"]["statistic"] == pytest.approx(16.79, abs=0.005)
    assert [rows[arm, "median_time"]["estimate"] for arm in ("mercaptopurine", "placebo")] == [23, 8]
    share = rows["mercaptopurine", "event_free_share"]
    assert share["estimate"] == pytest.approx(0.753, abs=5e-4)
    assert share["estimate"] * math.log(share["estimate"] / share["ci_low"]) / 1.959964 == pytest.approx(
        0.0963, abs=5e-5
    )
    slope = math.log(estimates(MODEL, trial())["arm: placebo", "hazard_ratio_vs_reference"]["estimate"])
    assert slope == pytest.approx(1.572, abs=5e-4)


def test_who_is_at_risk_had_the_event_or_was_last_seen_is_counted_at_each_step():
    """By hand from the list of weeks."""
    curves = battery.analyse("a", CURVES | {"levels": ["mercaptopurine", "placebo"]}, trial())["survival_curves"]
    steps = {row["time"]: row for row in curves if row["group_label"] == "mercaptopurine"}
    counts = {time: tuple(row[name] for name in ("n_at_risk", "n_events", "n_censored")) for time, row in steps.items()}
    assert counts[0] == (21, 0, 0)
    assert counts[6] == (21, 3, 1)
    assert counts[7] == (17, 1, 0)
    assert counts[9] == (16, 0, 1)
    assert counts[35] == (1, 0, 1)
    assert steps[6]["survival"] == pytest.approx(18 / 21)
    assert steps[9]["survival"] == steps[7]["survival"] == pytest.approx(18 / 21 * 16 / 17)


def test_a_curve_that_is_flat_at_one_half_has_its_median_in_the_middle():
    """Two of four have left by day 2, the third leaves on day 7: R's quantile of survfit says 4.5."""
    middle, _ = median(course_of(np.array([1.0, 2, 7, 9]), np.full(4, True)))
    assert middle == 4.5


def test_a_curve_that_ends_at_one_half_has_its_median_between_there_and_its_end():
    days, happened = np.array([1.0, 2, 8, 9]), np.array([True, True, False, False])
    assert median(course_of(days, happened))[0] == (2 + 9) / 2


@given(sample=followed(columns=1))
@steady
def test_a_curve_is_the_product_of_shares_that_stay(sample):
    _, days, happened = sample
    course = course_of(days, happened)
    share = 1.0
    for time, survival in zip(course.times, course.survival, strict=True):
        share *= 1 - (happened & (days == time)).sum() / (days >= time).sum()
        assert survival == pytest.approx(share, abs=1e-12)


def slow_height(x, days, happened, place):
    """Efron's partial likelihood, event by event as he writes it."""
    height, weight = 0.0, np.exp(x @ place)
    for time in np.unique(days[happened]):
        leaving = happened & (days == time)
        height += float((x[leaving] @ place).sum())
        for gone in range(leaving.sum()):
            at_risk = weight[days >= time].sum() - gone / leaving.sum() * weight[leaving].sum()
            height -= math.log(at_risk)
    return height


@given(sample=followed(), place=st.tuples(*[st.floats(-1.5, 1.5)] * 2))
@steady
def test_the_likelihood_is_efrons(sample, place):
    x, days, happened = sample
    found = hazards(x, days, happened).height(np.array(place))
    assert found == pytest.approx(slow_height(x, days, happened, np.array(place)), abs=1e-10)


@given(sample=followed(), place=st.tuples(*[st.floats(-1.5, 1.5)] * 2))
@steady
def test_its_slopes_are_those_of_its_height(sample, place):
    hill, at, step = hazards(*sample), np.array(place), 1e-5
    score, information = hill.slopes(at)
    for column, way in enumerate(np.eye(2) * step):
        rise = (hill.height(at + way) - hill.height(at - way)) / (2 * step)
        bend = (hill.slopes(at + way)[0] - hill.slopes(at - way)[0]) / (2 * step)
        assert score[column] == pytest.approx(rise, abs=1e-6)
        assert information[column] == pytest.approx(-bend, abs=1e-6)


@given(sample=followed(columns=3, fewest=12, most=30))
@steady
def test_the_top_is_where_statsmodels_finds_it(sample):
    x, days, happened = sample
    hill = hazards(x, days, happened)
    if not happened.any() or monotone(hill) or (found := top(hill, np.zeros(3))) is None:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says when its own search stops short
        theirs = PHReg(days, x, status=happened.astype(float), ties="efron").fit(disp=0, gtol=1e-10)
    assert found.log_likelihood >= theirs.llf - 1e-9
    assert found.coefficients == pytest.approx(theirs.params, abs=1e-4)
    assert found.standard_errors == pytest.approx(theirs.bse, rel=1e-3)


@given(sample=followed())
@steady
def test_a_likelihood_without_a_top_is_seen(sample):
    """Slow twin: all directions of a plane, half a degree apart. Along one without an end the likelihood at ten thousand
    lies no lower than at a hundred; where it has a top, it has fallen on all sides of it."""
    x, days, happened = sample
    if not happened.any():
        return
    turns = [np.array([math.cos(turn), math.sin(turn)]) for turn in np.linspace(0, 2 * math.pi, 721)]
    hill = hazards(x - x.mean(axis=0), days, happened)
    around = {far: np.array([hill.height(far * way) for way in turns]) for far in (0.0, 0.5, 1.0, 2.0, 30.0, 1e2, 1e4)}
    endless = (around[1e4] >= around[1e2] - 1e-9) & (around[1e4] > around[0.0] + 1e-9)
    highest = max(around[far].max() for far in (0.0, 0.5, 1.0, 2.0))
    if endless.any():
        assert monotone(hill)
    elif around[30.0].max() < highest - 0.5:
        assert not monotone(hill)


def test_profile_limits_lie_where_the_likelihood_has_fallen_by_half_a_quantile():
    x, days, happened = survived(40)
    hill = hazards(x, days, happened)
    found = top(hill, np.zeros(2))
    for end in (limits(hill, found, 0).low, limits(hill, found, 0).high):
        best = minimize(lambda other, end=end: -hill.height(np.array([end, *other])), [0.0], method="BFGS", tol=1e-12)
        assert found.log_likelihood + best.fun == pytest.approx(DROP, abs=1e-7)


def test_far_from_the_top_there_is_nothing_to_say_and_nothing_is_said_aloud():
    """Where all hazards but one are nothing, no step leads anywhere; a profile that looks so far ends there."""
    x, days, happened = survived(40)
    hill = hazards(x, days, happened)
    assert hill.height(np.array([1e6, 0.0])) == -np.inf
    assert top(hill, np.array([1e6, 0.0]), (0,)) is None
    assert peak(hill, np.array([1e6, 0.0]), (0,)) is None


def test_firths_hazards_are_highest_with_half_the_logarithm_of_the_determinant():
    """Heinze and Schemper 2001. Slow twin: the sum, climbed without knowing its slope."""
    x, days, happened = survived(14)
    frame = pd.DataFrame({"subject_id": [f"S{n:02d}" for n in range(14)], "x": x[:, 0], "days": days, "died": happened})
    spec = {"method": "cox", "outcome": "days", "event": "died", "covariates": ["x"], "too_many_terms": "fit"}
    row = estimates(spec, frame)["x", "hazard_ratio_per_sd_firth"]
    z = (x[:, :1] - x[:, 0].mean()) / np.std(x[:, 0], ddof=1)

    def depth(place):
        step = 1e-4
        heights = [slow_height(z, days, happened, place + shift) for shift in (-step, 0.0, step)]
        information = -(heights[0] - 2 * heights[1] + heights[2]) / step**2
        return -(heights[1] + 0.5 * math.log(information))

    best = minimize(depth, [0.0], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-12})
    assert math.log(row["estimate"]) == pytest.approx(best.x[0], abs=1e-4)
    assert row["statistic"] == pytest.approx(2 * (depth(np.zeros(1)) - best.fun), abs=1e-4)


def survived(n):
    """Times that depend on the first of two columns, made by arithmetic."""
    place = np.arange(n)
    x = np.column_stack([np.sin(place * 1.7), np.cos(place * 2.3)])
    days = np.round(100 * np.exp(-0.8 * x[:, 0]) * (1 + place * 7 % 11) / 6)
    return x, days, place * 5 % 7 > 1


def test_who_always_has_the_event_first_among_those_at_risk_has_no_hazard_ratio():
    frame = trial().assign(order=lambda rows: -rows["weeks"], arm="one")
    rows = estimates(MODEL | {"covariates": ["order"]}, frame)
    assert rows["order", "hazard_ratio_per_sd"]["status"] == "separated"
    assert rows["order", "hazard_ratio_per_sd"]["estimate"] is None
    assert rows["order", "hazard_ratio_per_sd_firth"]["status"] == "ok"
    assert rows["order", "hazard_ratio_per_sd_firth"]["estimate"] > 1


@pytest.mark.parametrize(
    ("changed", "status", "word"),
    [
        ({"relapsed": False}, "constant", "nobody had the event"),
        ({"weeks": -1.0}, "too_few", "negative times left out"),
        ({"relapsed": None}, "too_few", "fewer than 4 subjects"),
    ],
)
@pytest.mark.parametrize("spec", [MODEL, CURVES | {"levels": ["mercaptopurine", "placebo"]}], ids=["cox", "curves"])
def test_where_there_is_no_number_a_row_says_why(spec, changed, status, word):
    rows = [*estimates(spec, trial().assign(**changed)).values()]
    leading = next(row for row in rows if row["is_primary"])
    assert leading["status"] == status
    assert leading["estimate"] is None
    assert word in " ".join(row["note"] or "" for row in rows)


def test_a_screen_of_times_has_the_rows_of_each_pair_alone():
    x, days, happened = survived(40)
    subjects = [f"S{number:02d}" for number in range(40)]
    frame = pd.DataFrame({"subject_id": subjects, "x": x[:, 0], "w": x[:, 1], "days": days, "died": happened})
    frame = frame.assign(later=days + 5, few=frame["x"].where(frame.index < 3), relapsed=frame["w"] > 0)
    pairs = {"outcomes": ["days", "later"], "events": ["died", "relapsed"]}
    spec = {"method": "screen", "test": "cox", "covariates": ["x", "w", "few"], "scale": "identity"} | pairs
    found = battery.analyse("a", spec, frame)["estimates"]
    same = ("estimate", "ci_low", "ci_high", "p_value", "n", "n_events", "n_missing", "status")
    for covariate in ("x", "w", "few"):
        alone = {"method": "cox", "outcome": "days", "event": "died", "covariates": [covariate]}
        single = estimates(alone, frame)
        mine = [row for row in found if row["covariate"] == covariate and row["outcome"] == "days"]
        assert [row["is_primary"] for row in mine] == [True, False, False, False]
        for row in mine:
            other = single[row["term"], row["estimate_name"]]
            assert {name: row[name] for name in same} == {name: other[name] for name in same}
    ends = {row["outcome"]: row["n_events"] for row in found if row["covariate"] == "x"}
    assert ends == {"days": int(happened.sum()), "later": int((x[:, 1] > 0).sum())}, "each time has its own event"


def test_a_pair_of_a_screen_without_a_top_has_firths_estimate():
    frame = trial().assign(order=lambda rows: -rows["weeks"])
    spec = {"method": "screen", "test": "cox", "covariates": ["order"], "outcomes": ["weeks"], "events": ["relapsed"]}
    rows = estimates(spec | {"scale": "identity"}, frame)
    assert rows["order", "hazard_ratio_per_sd"]["status"] == "separated"
    assert rows["order", "hazard_ratio_per_sd_firth"]["estimate"] > 1


def test_an_event_that_is_no_yes_or_no_is_refused():
    for spec in (MODEL, CURVES | {"levels": ["mercaptopurine", "placebo"]}):
        rows = [*estimates(spec, trial().assign(relapsed=2.0)).values()]
        assert [row["status"] for row in rows] == ["failed"]
        assert "not a yes/no outcome" in rows[0]["note"]


def test_a_share_is_not_given_for_a_time_at_which_nobody_was_seen():
    rows = estimates(CURVES | {"levels": ["mercaptopurine", "placebo"], "at": 30}, trial())
    assert rows["placebo", "event_free_share"]["estimate"] is None
    assert "nobody was seen so long" in rows["placebo", "event_free_share"]["note"]
    assert rows["mercaptopurine", "event_free_share"]["estimate"] is not None


@given(sample=followed(columns=1))
@steady
def test_concordance_is_the_share_of_known_pairs_in_the_right_order(sample):
    """Slow twin: pair by pair."""
    x, days, happened = sample
    won, pairs = 0.0, 0
    for one in range(len(days)):
        for other in range(len(days)):
            outlived = days[other] > days[one] or (days[other] == days[one] and not happened[other])
            if one != other and happened[one] and outlived:
                pairs += 1
                won += 0.5 + 0.5 * np.sign(x[one, 0] - x[other, 0])
    assert concordance(x[:, 0], days, happened) == (pytest.approx(won / pairs) if pairs else None)
