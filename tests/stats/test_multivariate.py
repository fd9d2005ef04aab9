"""Principal components and dendrograms: their geometry, their support, and what is left out of them and said so."""

import numpy as np
import pandas as pd
import pytest

from python_stats import battery
from python_stats.methods.cluster_covariates import distances, shared, support, tree_of
from python_stats.methods.pca import components
from python_stats.methods.spearman import spearman
from python_stats.regression.separation import standardised
from python_stats.screens.screen_spearman import screen_spearman

PCA = {"method": "pca", "covariates": "all_numeric", "components": 2, "group": "response"}
CLUSTERS = {"method": "cluster_covariates", "covariates": "all_numeric", "seed": 3, "resamples": 20}


def patients(n=60):
    """Two bundles of covariates and a loner: a and b are close, c mirrors d, e has nothing to do with them."""
    draw = np.random.default_rng(5)
    a, c, e = draw.lognormal(size=(3, n))
    return pd.DataFrame(
        {
            "subject_id": [f"S{number:03d}" for number in range(n)],
            "a": a,
            "b": a * draw.lognormal(sigma=0.2, size=n),
            "c": c,
            "d": 1 / c * draw.lognormal(sigma=0.2, size=n),
            "e": e,
            "response": np.array(["PR", "CR"])[np.arange(n) % 2],
        }
    )


def test_components_are_directions_at_right_angles():
    z = np.column_stack([standardised(patients()[name].to_numpy()) for name in "abcde"])
    found = components(z)
    assert found.weights.T @ found.weights == pytest.approx(np.eye(5), abs=1e-12)
    assert found.explained.sum() == pytest.approx(1)
    assert np.all(np.diff(found.deviations) <= 0)
    correlation = np.corrcoef(np.column_stack([z, found.scores]), rowvar=False)[:5, 5:]
    assert found.loadings == pytest.approx(correlation, abs=1e-12)


def test_the_greatest_weight_of_a_component_is_positive():
    z = np.column_stack([standardised(patients()[name].to_numpy()) for name in "abcde"])
    for turned in (z, -z, z * [1, -1, 1, -1, 1]):
        weights = components(turned).weights
        assert all(column[np.abs(column).argmax()] > 0 for column in weights.T)


def test_rows_loadings_and_places_of_the_subjects():
    frame = patients()
    frame.loc[0, "a"] = None
    parts = battery.analyse("p", PCA, frame)
    names = [(row["term"], row["estimate_name"], row["n"], row["n_missing"]) for row in parts["estimates"]]
    assert names == [("PC1", "variance_explained", 59, 1), ("PC2", "variance_explained", 59, 1)]
    assert [(one["covariate"], one["component"]) for one in parts["loadings"][:3]] == [("a", 1), ("a", 2), ("b", 1)]
    assert len(parts["loadings"]) == 10
    first, second = parts["observations"][:2]
    assert (first["x"], first["group_label"]) == (None, "PR") and second["x"] is not None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"a": np.nan}, "without a: it has no value"),
        ({"a": 1.0}, "without a: all its values among the complete cases are equal"),
        ({"a": "text"}, "texts have no place here: a"),
    ],
)
def test_what_has_no_direction_is_left_out_of_the_components(change, said):
    header = {**PCA, "covariates": ["a", "b", "c"]}
    parts = battery.analyse("p", header, patients().assign(**change))
    assert said in parts["estimates"][0]["note"] and parts["estimates"][0]["status"] == "ok"
    assert {one["covariate"] for one in parts["loadings"]} == {"b", "c"}


def test_too_few_for_components():
    few = battery.analyse("p", PCA, patients(3))
    assert few["estimates"][0]["status"] == "too_few" and few["loadings"] == []
    alone = battery.analyse("p", {**PCA, "covariates": ["a"]}, patients())["estimates"][0]
    assert "fewer than two covariates" in alone["note"]


def test_more_covariates_than_subjects_have_as_many_components_as_there_are():
    wide = pd.DataFrame(np.random.default_rng(1).normal(size=(6, 12)), columns=[f"v{n}" for n in range(12)])
    wide["subject_id"] = [f"S{n}" for n in range(6)]
    header = {"method": "pca", "covariates": "all_numeric", "components": 12}
    rows = battery.analyse("p", header, wide)["estimates"]
    assert sum(row["estimate"] for row in rows if row["estimate"] is not None) == pytest.approx(1)
    assert all(row["status"] == "ok" or row["note"] for row in rows)


def nodes(header=CLUSTERS, frame=None):
    return battery.analyse("c", header, patients() if frame is None else frame)["clusters"]


def test_bundles_are_found_whatever_their_sign():
    frame = patients()
    rows = nodes({**CLUSTERS, "clusters": 3}, frame)
    leaves = {row["covariate"]: row for row in rows if row["covariate"]}
    assert leaves["a"]["cluster"] == leaves["b"]["cluster"] != leaves["c"]["cluster"] == leaves["d"]["cluster"]
    assert abs(leaves["c"]["position"] - leaves["d"]["position"]) == 1
    merges = [row for row in rows if row["covariate"] is None]
    assert [row["n_covariates"] for row in merges][-1] == 5
    assert merges[0]["support"] == 1 and merges[-1]["support"] == 1
    assert spearman(frame["c"].to_numpy(), frame["d"].to_numpy()).rho < -0.8


def test_the_rows_draw_a_tree():
    """Every node but the root is joined once, lower than what joins it, and leaves stand side by side."""
    rows = nodes()
    by_node = {row["node"]: row for row in rows}
    joined = [row[side] for row in rows for side in ("left_node", "right_node") if row[side]]
    assert sorted(joined) == sorted(set(by_node) - {max(by_node)})
    assert sorted(row["position"] for row in rows if row["covariate"]) == [1, 2, 3, 4, 5]
    for row in rows:
        if row["covariate"] is None:
            left, right = by_node[row["left_node"]], by_node[row["right_node"]]
            assert row["height"] >= max(left["height"], right["height"])
            assert left["position"] < row["position"] < right["position"]


def test_support_is_the_share_of_resamples_that_form_the_cluster_again():
    """Slow twin: the same draws, and the clusters of each as sets of names."""
    x = patients(25)[list("abcde")].to_numpy()
    tree = tree_of(distances(screen_spearman(x, x)), "average")
    found = support(x, tree, "average", 10, 9)
    times = [0] * 4
    for place in range(10):
        again = x[np.random.default_rng([9, place]).integers(0, 25, 25)]
        rho = np.array(
            [[spearman(a, b).rho if i != j else 1 for j, b in enumerate(again.T)] for i, a in enumerate(again.T)]
        )
        formed = tree_of(1 - np.abs(rho), "average").members
        times = [time + (cluster in formed) for time, cluster in zip(times, tree.members[5:], strict=True)]
    assert found.tolist() == [time / 10 for time in times]


def test_what_another_linkage_would_keep():
    """Points at 0, 1, 2.1 and 3.3: nearest first makes the chain {0, 1}, {0, 1, 2.1}; farthest last {0, 1}, {2.1, 3.3}."""
    points = np.array([0, 1, 2.1, 3.3])
    distance = np.abs(points[:, None] - points[None, :])
    chain, pairs = tree_of(distance, "single"), tree_of(distance, "complete")
    assert shared(chain, pairs) == shared(pairs, chain) == 0.5
    assert shared(chain, chain) == 1.0
    assert shared(tree_of(distance[:2, :2], "single"), tree_of(distance[:2, :2], "complete")) is None


def test_the_rows_tell_of_every_other_linkage():
    rows = battery.analyse("a", CLUSTERS, patients())["estimates"]
    told = {row["term"]: row["estimate"] for row in rows if row["estimate_name"] == "shared_clusters"}
    assert set(told) == {f"tree by {name} linkage" for name in ("ward", "complete", "single")}
    assert all(0 <= share <= 1 for share in told.values())


def test_the_seed_decides_the_support_and_nothing_else():
    first, again = nodes(frame=patients(12)), nodes(frame=patients(12))
    other = nodes({**CLUSTERS, "seed": 4}, patients(12))
    assert first == again
    assert [row | {"support": 0} for row in first] == [row | {"support": 0} for row in other]
    without = nodes({**CLUSTERS, "resamples": 0}, patients(12))
    assert {row["support"] for row in without} == {None}


def test_every_pair_is_a_row_for_the_heat_map():
    frame = patients()
    rows = battery.analyse("c", CLUSTERS, frame)["estimates"]
    pairs = {(row["covariate"], row["outcome"]): row for row in rows if row["estimate_name"] == "spearman_rho"}
    assert len(pairs) == 10
    alone = spearman(frame["e"].to_numpy(), frame["b"].to_numpy())
    assert pairs["e", "b"]["estimate"] == pytest.approx(alone.rho, rel=1e-12)
    assert not any(row["is_primary"] for row in rows)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"a": np.nan}, "without a: fewer than two different values"),
        ({"a": 2.0}, "without a: fewer than two different values"),
        ({"a": "text"}, "without a: it holds text"),
    ],
)
def test_what_has_no_ranks_is_left_out_of_the_tree(change, said):
    header = {**CLUSTERS, "covariates": list("abcde")}
    parts = battery.analyse("c", header, patients().assign(**change))
    assert said in parts["estimates"][0]["note"]
    assert [row["covariate"] for row in parts["clusters"] if row["covariate"]] == list("bcde")


def test_covariates_never_measured_together_are_far_apart():
    frame = patients()
    frame.loc[:29, "a"] = None
    frame.loc[30:, "b"] = None
    parts = battery.analyse("c", {**CLUSTERS, "covariates": list("abc")}, frame)
    assert "1 pair without a correlation: distance 1" in parts["estimates"][0]["note"]
    assert parts["estimates"][1]["status"] == "too_few"


def test_one_covariate_is_no_tree():
    parts = battery.analyse("c", {**CLUSTERS, "covariates": ["a"]}, patients())
    (row,) = parts["estimates"]
    assert (row["status"], row["note"]) == ("too_few", "fewer than two covariates to cluster")
    assert parts["clusters"] == []
    two = battery.analyse("c", {**CLUSTERS, "covariates": ["a", "b"]}, patients())
    assert two["estimates"][0]["status"] == "constant" and len(two["clusters"]) == 3
