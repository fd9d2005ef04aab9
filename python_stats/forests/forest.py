"""A random forest seen from outside its bags: predictions and importances only from trees that did not see a subject.

The trees are scikit-learn's; bags and sums are made here, each tree with random numbers of its own and one after the
other, so that the same seed gives the same numbers everywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn import config_context
from sklearn.tree import DecisionTreeRegressor

from python_stats.contract.sample import Numbers

Coarse = NDArray[np.float32]

# Streams of random numbers that must not be the same as one another.
BAGS, SHUFFLED = 0, 1


class Tree(Protocol):
    """What is used of a fitted tree of scikit-learn."""

    feature: NDArray[np.intp]

    def predict(self, x: Coarse) -> Numbers:
        """A row with one number for each subject: the share with the outcome, or the mean."""


@dataclass(frozen=True)
class Growth:
    """How a forest is grown: as many features are tried at each split as `features`, by default R's choice.

    With `subjects` a tree draws no more of them (R's `sampsize`), and is judged by no more that it has not seen.
    """

    trees: int
    seed: int
    features: int | None = None
    subjects: int | None = None


@dataclass(frozen=True)
class Forest:
    """Trees with the subjects each of them has not seen, by how many of whom each is judged (None: by all)."""

    trees: tuple[Tree, ...]
    unseen: tuple[NDArray[np.intp], ...]
    is_classifier: bool
    judges: int | None = None


def grown(x: Numbers, y: Numbers, growth: Growth, is_classifier: bool, balanced: bool = True) -> Forest:
    """Classes weigh alike, whatever their numbers; a measured outcome stops at five subjects, as in R."""
    coarse, everybody = x.astype(np.float32), np.arange(len(y))
    weight = balanced_weights(y) if is_classifier and balanced else np.ones(len(y))
    tree = _tree(x.shape[1], growth, is_classifier)
    trees, unseen = [], []
    # The checks and copies a RandomForest makes for each of its trees take longer than these small trees.
    with config_context(assume_finite=True, skip_parameter_validation=True):
        for place in range(growth.trees):
            draw = np.random.default_rng([growth.seed, BAGS, place])
            size = min(len(y), growth.subjects or len(y))
            bag = np.bincount(draw.integers(0, len(y), size), minlength=len(y))
            tree.random_state = int(draw.integers(2**31))
            trees.append(tree.fit(coarse, y, sample_weight=bag * weight, check_input=False).tree_)
            unseen.append(everybody[bag == 0])
    return Forest(tuple(trees), tuple(unseen), is_classifier, growth.subjects)


def _tree(columns: int, growth: Growth, is_classifier: bool) -> DecisionTreeRegressor:
    """For outcomes of 0 and 1 the squared error is Gini's impurity halved: the same splits, at half the cost."""
    usual = int(np.sqrt(columns)) if is_classifier else columns // 3
    features = min(columns, growth.features or max(1, usual))
    return DecisionTreeRegressor(max_features=features, min_samples_split=2 if is_classifier else 6)


def predictions(forest: Forest, x: Numbers) -> Numbers:
    """For each subject the mean over the trees that have not seen it; NaN where every tree has."""
    coarse = x.astype(np.float32)
    total, count = np.zeros(len(x)), np.zeros(len(x))
    for tree, unseen in zip(forest.trees, forest.unseen, strict=True):
        if len(unseen):
            total[unseen] += _values(tree, coarse[unseen])
            count[unseen] += 1
    with np.errstate(invalid="ignore"):
        mean: Numbers = total / count
    return mean


def importances(forest: Forest, x: Numbers, y: Numbers, weight: Numbers, seed: int) -> Numbers:
    """How much each tree errs more on subjects it has not seen when one covariate is shuffled among them; the mean."""
    total = np.zeros(x.shape[1])
    for used, more in _errors_added(forest, x, y, weight, seed):
        total[used] += more
    return total / len(forest.trees)


def standardised_importances(forest: Forest, x: Numbers, y: Numbers, weight: Numbers, seed: int) -> Numbers:
    """The same in units of its standard deviation over the trees; 0 where no tree uses a covariate."""
    total, squares = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    for used, more in _errors_added(forest, x, y, weight, seed):
        total[used] += more
        squares[used] += more**2
    mean = total / len(forest.trees)
    deviation = np.sqrt(np.maximum(squares / len(forest.trees) - mean**2, 0.0))
    return np.divide(mean, deviation, out=np.zeros(len(mean)), where=deviation > 0)


def _errors_added(
    forest: Forest, x: Numbers, y: Numbers, weight: Numbers, seed: int
) -> Iterator[tuple[NDArray[np.intp], Numbers]]:
    """Breiman 2001. A tree that does not use a covariate cannot err more without it: only those in use are shuffled."""
    coarse = x.astype(np.float32)
    for place, (tree, unseen) in enumerate(zip(forest.trees, forest.unseen, strict=True)):
        used = np.unique(tree.feature[tree.feature >= 0])
        if len(unseen) > 1 and len(used):
            draw = np.random.default_rng([seed, SHUFFLED, place])
            judges = unseen
            if forest.judges is not None and len(unseen) > forest.judges:
                judges = np.sort(draw.choice(unseen, forest.judges, replace=False))
            shuffled = _shuffled(coarse[judges], used, draw)
            error = _errors(tree, shuffled, y[judges], weight[judges], forest.is_classifier)
            yield used, error[1:] - error[0]


def balanced_weights(y: Numbers) -> Numbers:
    """Each class weighs as much as the other, one subject 1 on average."""
    share = float(y.mean())
    weight: Numbers = np.where(y == 1, 0.5 / share, 0.5 / (1 - share))
    return weight


def _shuffled(x: Coarse, used: NDArray[np.intp], draw: np.random.Generator) -> Coarse:
    """The subjects as they are, then again with one covariate shuffled, for each covariate in use."""
    stacked = np.repeat(x[None], len(used) + 1, axis=0)
    orders = draw.permuted(np.tile(np.arange(len(x)), (len(used), 1)), axis=1)
    for version, (column, order) in enumerate(zip(used, orders, strict=True), start=1):
        stacked[version, :, column] = x[order, column]
    return stacked.reshape(-1, x.shape[1])


def _errors(tree: Tree, x: Coarse, y: Numbers, weight: Numbers, is_classifier: bool) -> Numbers:
    """The weighted mean error of each of several versions of the same subjects, stacked."""
    found = _values(tree, x).reshape(-1, len(y))
    errors = (found > 0.5) != (y == 1) if is_classifier else (found - y) ** 2
    total: Numbers = errors @ weight / weight.sum()
    return total


def _values(tree: Tree, x: Coarse) -> Numbers:
    values: Numbers = np.asarray(tree.predict(x), dtype=np.float64).reshape(len(x))
    return values
