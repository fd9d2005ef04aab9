"""All-relevant selection: decisions by the binomial distribution, runs by a slow twin, and columns of known relevance."""

import numpy as np
import pytest
from scipy.stats import binom

from python_stats import battery
from python_stats.forests.forest import Growth, grown, importances, standardised_importances
from python_stats.forests.shadows import CONFIRMED, REJECTED, TENTATIVE, decisions, selection, shadows
from tests.stats.comparison import table
from tests.stats.references_gaps import boruta
from tests.stats.test_random_forest import HEADER, patients


@pytest.mark.parametrize("runs", [1, 11, 12, 30, 100])
def test_decisions_are_those_of_the_binomial_distribution(runs):
    """R's Boruta: pbinom(hits - 1, runs, .5, lower = FALSE) and pbinom(hits, runs, .5), times the covariates, at .01."""
    hits = np.arange(runs + 1)
    for place, decision in enumerate(decisions(hits, runs)):
        many, few = (len(hits) * p for p in (binom.sf(place - 1, runs, 0.5), binom.cdf(place, runs, 0.5)))
        assert decision == (CONFIRMED if many < 0.01 else REJECTED if few < 0.01 else TENTATIVE)


def test_twenty_one_covariates_need_twelve_runs():
    """Closed form: 21 / 2^11 is .0103, 21 / 2^12 is .0051."""
    always, never = np.full(21, 11), np.zeros(21, dtype=np.int64)
    assert set(decisions(always, 11)) == set(decisions(never, 11)) == {TENTATIVE}
    assert set(decisions(always + 1, 12)) == {CONFIRMED}
    assert set(decisions(never, 12)) == {REJECTED}


def test_a_shadow_is_its_covariate_shuffled_by_itself():
    x = np.arange(120.0).reshape(20, 6)
    made = shadows(x, [1, 2])
    assert (np.sort(made, axis=0) == x).all()
    assert len({tuple(np.argsort(column)) for column in made.T}) == 6
    assert shadows(x[:, :2], [1, 2]).shape == (20, 6)
    assert (shadows(x, [1, 2]) == made).all()
    assert (shadows(x, [1, 3]) != made).any()


def test_what_is_rejected_leaves_and_its_shadow_with_it():
    """Scores that are told, not grown: the first column always wins, the second every other run, six never."""
    widths = []

    def scores(x, run):
        widths.append(x.shape[1])
        inside = x.shape[1] // 2
        found = np.zeros(x.shape[1])
        found[inside] = 1.0
        found[0], found[1] = 2.0, 2.0 if run % 2 else 0.5
        return found

    found = selection(np.tile(np.arange(10.0)[:, None], 8), 40, 1, scores)
    # 8 / 2^10 is .0078: decided after ten runs, but not before.
    assert found.decisions == (CONFIRMED, TENTATIVE, *[REJECTED] * 6)
    assert found.runs.tolist() == [40, 40, *[10] * 6]
    assert found.hits.tolist() == [40, 20, *[0] * 6]
    # Two covariates have six shadows, each of them shuffled three times.
    assert widths == [16] * 10 + [8] * 30


def test_it_ends_where_everything_is_decided():
    ran = []

    def scores(x, run):
        ran.append(run)
        return np.concatenate([[2.0], np.zeros(x.shape[1] - 1)])

    found = selection(np.zeros((6, 3)), 100, 1, scores)
    assert found.decisions == (CONFIRMED, REJECTED, REJECTED)
    assert len(ran) == found.runs.max() == 9


def test_an_importance_in_units_of_its_error_is_mean_over_deviation():
    """Slow twin: forests of one tree each would add up to the same sums."""
    frame = patients()
    x, y = frame[["x", "y", "noise"]].to_numpy(dtype=float), frame["durable"].to_numpy(dtype=float)
    forest, weight = grown(x, y, Growth(40, 3), True), np.ones(len(frame))
    z, mean = (rule(forest, x, y, weight, 3) for rule in (standardised_importances, importances))
    singles = []
    for place in range(40):
        without = type(forest)(
            tuple(forest.trees[other] if other != place else _stump(forest) for other in range(40)),
            forest.unseen,
            True,
        )
        singles.append(40 * (mean - importances(without, x, y, weight, 3)))
    singles = np.array(singles)
    assert z == pytest.approx(singles.mean(axis=0) / singles.std(axis=0), rel=1e-9)


def _stump(forest):
    """A tree that splits on nothing."""

    class Stump:
        feature = np.array([-2])

    assert forest.trees
    return Stump()


def known(n=150, seed=6):
    """x and its noisy copy decide the outcome, noise does not."""
    draw = np.random.default_rng(seed)
    frame = patients(n).assign(x=draw.normal(size=n))
    frame["y"] = frame["x"] + 0.3 * draw.normal(size=n)
    for place in range(6):
        frame[f"noise{place}"] = draw.normal(size=n)
    return frame.assign(durable=frame["x"] + 0.4 * draw.normal(size=n) > 0, level=frame["x"] + draw.normal(size=n))


SELECTING = {"seeds": 0, "permutations": 0, "shadow_runs": 25, "trees_per_shadow_run": 60}


@pytest.mark.parametrize("outcome", ["durable", "level"])
def test_what_matters_is_confirmed_even_twice_and_noise_is_not(outcome):
    noise = [f"noise{place}" for place in range(6)]
    header = {**HEADER, **SELECTING, "outcome": outcome, "covariates": ["x", "y", *noise]}
    found = {row["covariate"]: row for row in battery.analyse("a", header, known())["importances"]}
    assert [found[name]["decision"] for name in ("x", "y")] == [CONFIRMED, CONFIRMED]
    assert all(found[name]["decision"] in (REJECTED, TENTATIVE) for name in noise)
    assert sum(found[name]["decision"] == REJECTED for name in noise) >= 3
    assert all(0 <= row["shadow_hits"] <= row["shadow_runs"] <= 25 for row in found.values())


def test_nothing_is_selected_unless_asked():
    rows = battery.analyse("a", HEADER, patients())["importances"]
    assert {(row["decision"], row["shadow_hits"], row["shadow_runs"]) for row in rows} == {(None, None, None)}


def test_no_decision_is_the_opposite_of_rs(shared):
    """Forty small forests against R's hundred: what one confirms the other never rejects."""
    reference = shared / "engineering" / "stats_reference"
    frame = table(reference / "data", "cart_like").rename(columns={"usubjid": "subject_id"})
    for outcome, expected in boruta(reference).items():
        whole = frame.dropna(subset=[outcome, *expected]).assign(**{outcome: frame[outcome] == 1})
        header = {**HEADER, **SELECTING, "shadow_runs": 40, "outcome": outcome, "covariates": [*expected]}
        found = {row["covariate"]: row["decision"] for row in battery.analyse("a", header, whole)["importances"]}
        opposite = {(CONFIRMED, REJECTED), (REJECTED, CONFIRMED)}
        assert not [name for name in expected if (expected[name], found[name]) in opposite], found
        assert sum(found[name] == expected[name] for name in expected) >= 4, found
