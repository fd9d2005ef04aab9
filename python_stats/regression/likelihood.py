"""Logistic regression on many columns: its likelihood, where that is highest, and where it has no top."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.special import expit

from python_stats.contract.sample import Numbers
from python_stats.regression.hill import Maximum, top


@dataclass(frozen=True)
class Logistic:
    """The likelihood of outcomes of 0 and 1, given a matrix with a column for each coefficient."""

    x: Numbers
    y: Numbers

    def height(self, place: Numbers) -> float:
        return log_likelihood(self.x @ place, self.y)

    def slopes(self, place: Numbers) -> tuple[Numbers, Numbers]:
        probability = expit(self.x @ place)
        return self.x.T @ (self.y - probability), self._information(probability)

    def penalised_score(self, place: Numbers, information: Numbers) -> Numbers:
        """The slope of Firth's likelihood: each residual is drawn towards one half by the subject's leverage."""
        probability = expit(self.x @ place)
        weight = probability * (1 - probability)
        leverage = weight * np.einsum("ij,ji->i", self.x, np.linalg.solve(information, self.x.T))
        score: Numbers = self.x.T @ (self.y - probability + leverage * (0.5 - probability))
        return score

    def _information(self, probability: Numbers) -> Numbers:
        information: Numbers = (self.x * (probability * (1 - probability))[:, None]).T @ self.x
        return information


def log_likelihood(linear: Numbers, y: Numbers) -> float:
    """Of the outcomes, given the log odds of each subject."""
    return float(np.sum(y * linear - np.logaddexp(0, linear)))


def maximum(x: Numbers, y: Numbers) -> Maximum | None:
    """Where the likelihood is highest; None where it does not settle."""
    return top(Logistic(x, y), np.zeros(x.shape[1]))


def separated(x: Numbers, y: Numbers) -> bool:
    """Whether some combination of the columns parts events from non-events, if only by touching (Konis 2007).

    A linear programme finds it: go as far as the box allows in a direction that is wrong for nobody.
    """
    right = np.where(y == 1, 1.0, -1.0)[:, None] * x
    found = linprog(-right.sum(axis=0), A_ub=-right, b_ub=np.zeros(len(y)), bounds=(-1, 1), method="highs")
    return bool(found.status != 0 or -found.fun > 1e-7)
