"""Forests: R's randomForest within its own noise, the same numbers from the same seed, and nothing seen beforehand."""

import json

import numpy as np
import pytest

from python_stats import battery
from python_stats.contract.spec import problems
from python_stats.forests.forest import Growth, balanced_weights, grown, importances, predictions
from python_stats.summaries.roc import auc
from tests.stats.comparison import table
from tests.stats.test_battery import cohort

HEADER = {
    "method": "random_forest",
    "outcome": "durable",
    "covariates": ["x", "y", "noise"],
    "seed": 11,
    "trees": 60,
    "seeds": 4,
    "trees_per_seed": 20,
    "permutations": 9,
    "trees_per_permutation": 20,
}
REFERENCES = {"rf.Pima": True, "rf.cart_like": True, "rf.cart_like_ne3": True, "rf.airquality": False}


def patients(n=60):
    index = np.arange(n)
    return cohort(n).assign(noise=(index * 29 % 61).astype(float), durable=(index * 7 % 11) > 4)


@pytest.mark.parametrize("case", REFERENCES)
def test_importances_are_those_of_r_within_its_noise(shared, case):
    """R: mean and SD of raw importance over 30 seeds of randomForest; here one forest, so within 4 SD plus 3 %."""
    reference = shared / "engineering" / "stats_reference"
    cases = json.loads((reference / "expected" / "multivariate.json").read_text(encoding="utf-8"))["cases"]
    found = next(one for one in cases if one["id"] == case)
    expected, columns = found["result"], found["result"]["columns"]
    frame = table(reference / "data", found["dataset"])[[*columns, expected["y"]]].dropna()
    x, outcome = frame[columns].to_numpy(dtype=float), frame[expected["y"]]
    y = outcome.eq("Yes").to_numpy(dtype=float) if case == "rf.Pima" else outcome.to_numpy(dtype=float)
    forest = grown(x, y, Growth(1000, 1), REFERENCES[case], balanced=False)
    mine = importances(forest, x, y, np.ones(len(y)), 1)
    means, spreads = (np.array(expected["mda_raw"][key]) for key in ("mean", "sd"))
    assert np.all(np.abs(mine - means) < 4 * spreads + 0.03 * np.abs(means).max())
    seen = predictions(forest, x)
    if REFERENCES[case]:
        area = expected["oob_auc"]
        assert auc(seen[y == 1], seen[y == 0]) == pytest.approx(area["mean"], abs=5 * area["sd"])
    else:
        error = expected["oob_error"]
        assert np.mean((y - seen) ** 2) == pytest.approx(error["mean"], abs=5 * error["sd"])


def test_a_prediction_comes_only_from_trees_that_have_not_seen_the_subject():
    """Slow twin: tree by tree, subject by subject; and nobody's own outcome can reach their prediction."""
    frame = patients()
    x, y = frame[["x", "y"]].to_numpy(dtype=float), frame["durable"].to_numpy(dtype=float)
    forest = grown(x, y, Growth(30, 3), True)
    for subject in (0, 17, 59):
        votes = [
            tree.predict(x[subject : subject + 1].astype(np.float32)).ravel()[0]
            for tree, unseen in zip(forest.trees, forest.unseen, strict=True)
            if subject in unseen
        ]
        assert predictions(forest, x)[subject] == pytest.approx(np.mean(votes))
    sizes = [len(unseen) / len(y) for unseen in forest.unseen]
    assert 0.3 < np.mean(sizes) < 0.44


@pytest.mark.parametrize("size", [60, 600])
def test_trees_that_may_draw_everybody_are_those_without_a_bound(size):
    frame = patients()
    x, y = frame[["x", "y"]].to_numpy(dtype=float), frame["durable"].to_numpy(dtype=float)
    whole, bounded = (grown(x, y, Growth(20, 3, subjects=most), True) for most in (None, size))
    assert np.array_equal(predictions(whole, x), predictions(bounded, x))
    weight = balanced_weights(y)
    assert importances(whole, x, y, weight, 1).tolist() == importances(bounded, x, y, weight, 1).tolist()


def test_a_bound_holds_for_what_a_tree_sees_and_for_who_judges_it():
    """Twelve draws reach twelve subjects at most; errors of twelve others are whole parts of their weight."""
    draw = np.random.default_rng(4)
    x = draw.normal(size=(200, 3))
    y = (x[:, 0] + draw.normal(size=200) / 4 > 0).astype(float)
    forest = grown(x, y, Growth(60, 3, subjects=12), True)
    assert min(len(unseen) for unseen in forest.unseen) >= 188
    assert max(tree.node_count for tree in forest.trees) <= 2 * 12 - 1
    assert np.isfinite(predictions(forest, x)).all()
    found = importances(forest, x, y, np.ones(200), 1)
    assert found * 60 * 12 == pytest.approx(np.round(found * 60 * 12))
    assert found[0] > 0.1 and found[0] > 5 * abs(found[1:]).max()


def test_a_bound_is_said():
    parts = battery.analyse("a", HEADER | {"subjects_per_tree": 20}, patients())
    assert parts["estimates"][0]["note"].startswith("each tree draws 20 of 60 subjects")
    assert battery.analyse("a", HEADER | {"subjects_per_tree": 60}, patients()) == battery.analyse(
        "a", HEADER, patients()
    )


def test_a_covariate_no_tree_uses_has_no_importance():
    x, y = np.column_stack([np.arange(40.0), np.zeros(40)]), (np.arange(40) > 19).astype(float)
    found = importances(grown(x, y, Growth(20, 1), True), x, y, np.ones(40), 1)
    assert found[0] > 0.2 and found[1] == 0


def test_classes_weigh_alike():
    weight = balanced_weights(np.array([1.0, 0.0, 0.0, 0.0]))
    assert weight.tolist() == [2.0, 2 / 3, 2 / 3, 2 / 3]


def test_the_same_seed_gives_the_same_rows_and_another_does_not():
    first, again = (battery.analyse("a", HEADER, patients()) for _ in range(2))
    other = battery.analyse("a", {**HEADER, "seed": 12}, patients())
    assert first == again
    assert first["importances"] != other["importances"]


def test_what_predicts_is_found():
    parts = battery.analyse("a", HEADER, patients())
    (row,) = parts["estimates"]
    assert (row["estimate_name"], row["term"], row["status"]) == ("oob_auc", "model", "ok")
    assert row["estimate"] > 0.9 and row["p_value"] == pytest.approx(0.1)
    best = min(parts["importances"], key=lambda one: one["importance_rank"])
    assert best["covariate"] in ("x", "y") and best["p_value"] == pytest.approx(0.1)
    assert [one["n_seeds"] for one in parts["importances"]] == [4, 4, 4]
    assert all(one["rank_low"] <= one["rank_median"] <= one["rank_high"] for one in parts["importances"])
    assert sorted(one["importance_rank"] for one in parts["importances"]) == [1, 2, 3]


def test_a_measured_outcome_has_its_variance_explained():
    header = {**HEADER, "outcome": "y", "covariates": ["x", "noise"]}
    (row,) = battery.analyse("a", header, patients().assign(y=lambda one: np.log2(one["x"])))["estimates"]
    assert row["estimate_name"] == "oob_r_squared"
    assert 0.8 < row["ci_low"] < row["estimate"] < row["ci_high"] <= 1


def test_without_shuffles_and_other_seeds_there_is_no_p_value_and_no_rank_range():
    parts = battery.analyse("a", {**HEADER, "seeds": 0, "permutations": 0}, patients())
    assert parts["estimates"][0]["p_value"] is None
    assert {(one["p_value"], one["rank_low"], one["n_seeds"]) for one in parts["importances"]} == {(None, None, 0)}


def test_a_missing_value_is_a_median_that_does_not_know_the_outcome():
    frame = patients().astype({"durable": "boolean"})
    frame.loc[:9, "x"] = None
    frame.loc[20, "durable"] = None
    parts = battery.analyse("a", HEADER, frame)
    (row,) = parts["estimates"]
    assert (row["n"], row["n_missing"], row["note"]) == (59, 1, "10 missing values replaced by medians")
    assert [(one["n"], one["n_missing"]) for one in parts["importances"]] == [(49, 10), (59, 0), (59, 0)]
    assert parts["observations"][20]["x"] is None and parts["observations"][0]["x"] is not None


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"durable": True}, "constant", "every subject has the same outcome"),
        ({"durable": np.arange(60) == 3}, "too_few", "fewer than two events or non-events"),
        ({"x": 1.0, "y": np.nan, "noise": 2.0}, "constant", "no covariate has two different values"),
    ],
)
def test_what_cannot_be_grown_says_why(change, status, said):
    parts = battery.analyse("a", HEADER, patients().assign(**change))
    assert (parts["estimates"][0]["status"], parts["estimates"][0]["note"]) == (status, said)
    assert {one["note"] for one in parts["importances"]} == {said}
    few = battery.analyse("a", HEADER, patients(5))["estimates"][0]
    assert (few["status"], few["note"]) == ("too_few", "fewer than 8 subjects with an outcome")


def test_a_covariate_without_values_is_named():
    rows = battery.analyse("a", HEADER, patients().assign(noise=np.nan))["importances"]
    assert (rows[2]["importance"], rows[2]["note"]) == (
        None,
        "fewer than two values that a tree can tell apart: not in the forest",
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": None}, "needs 'seed': a whole number of at least 0"),
        ({"seed": "today"}, "needs 'seed': a whole number"),
        ({"trees": 1}, "needs 'trees': a whole number of at least 10"),
        ({"seeds": True}, "needs 'seeds': a whole number"),
    ],
)
def test_the_seed_and_the_numbers_come_from_the_header(change, said):
    (wrong,) = problems({**HEADER, **change}, ("subject_id", "x", "y", "noise", "durable"))
    assert said in wrong
