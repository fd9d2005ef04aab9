"""What is not there beside R: Rubin's rules beside mice's pool, values below a limit beside survival's survreg."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.stats import norm

from python_stats.imputing.rubin import pooled
from python_stats.regression.tobit import tobit
from tests.stats.comparison import Comparison, cases, table


def gap_cases(reference: Path) -> Iterator[Comparison]:
    for case in cases(reference, "other"):
        result = case["result"]
        if case["id"].startswith("rubin"):
            yield from _pooled(case["id"], result, table(reference / "data", case["dataset"]))
        elif case["id"] == "lloq.summary":
            yield from _mean(case["id"], result)
        elif case["id"].startswith("lloq.tobit"):
            yield from _line(case["id"], result, table(reference / "data", case["dataset"]))


def _pooled(name: str, result: dict, frame) -> Iterator[Comparison]:
    left, right = result["formula"].split(" ~ ")
    columns = right.split(" + ")
    fits = []
    for _, one in frame.groupby(".imp"):
        x = np.column_stack([np.ones(len(one)), one[columns].to_numpy(dtype=float)])
        fits.append(_glm(x, one[left].to_numpy(dtype=float)))
    freedom = len(one) - len(columns) - 1
    for place in range(len(columns) + 1):
        slopes, errors = (np.array([fit[part][place] for fit in fits]) for part in (0, 1))
        ours = pooled(slopes, errors, freedom, is_normal=True)
        numbers = {"estimate": ours.estimate, "se": ours.error, "df": ours.freedom, "p": ours.p_value}
        for quantity, mine in (numbers | {"fmi": ours.missing_information}).items():
            yield Comparison("imputations", quantity, f"{name}.{place}", mine, result[quantity][place])
        for mine, theirs in zip((ours.interval.low, ours.interval.high), result["ci"][place], strict=True):
            yield Comparison("imputations", "limits", f"{name}.{place}", mine, theirs)


def _glm(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """As R's glm leaves them with epsilon = 1e-14, its errors one step behind: it is the pooling that is compared."""
    mu, before = (y + 0.5) / 2, np.inf
    eta = np.log(mu / (1 - mu))
    while True:
        weight = mu * (1 - mu)
        information = (x * weight[:, None]).T @ x
        line = np.linalg.solve(information, x.T @ (weight * eta + y - mu))
        eta = x @ line
        mu = 1 / (1 + np.exp(-eta))
        deviance = -2 * float(np.log(np.where(y == 1, mu, 1 - mu)).sum())
        if abs(deviance - before) / (abs(deviance) + 0.1) < 1e-14:
            return line, np.sqrt(np.diag(np.linalg.inv(information)))
        before = deviance


def _mean(name: str, result: dict) -> Iterator[Comparison]:
    """A line without covariates: R's likelihood is that of the values themselves, ours that of their logarithms."""
    y, below = np.log(np.array(result["x"])), np.array(result["censored"])
    ours = tobit(np.ones((len(y), 1)), y, below)
    yield Comparison("censored_linear", "slope", name, ours.coefficients[0], result["tobit_mu"])
    yield Comparison("censored_linear", "sigma", name, ours.sigma, result["tobit_sigma"])
    height = ours.log_likelihood - float(y[~below].sum())
    yield Comparison("censored_linear", "log-likelihood", name, height, result["tobit_loglik"])


def _line(name: str, result: dict, frame) -> Iterator[Comparison]:
    both = frame[["il6", "il6_blq", "tb"]].dropna().to_numpy(dtype=float)
    y, below, x = np.log(both[:, 0]), both[:, 1] == 1, np.column_stack([np.ones(len(both)), np.log(both[:, 2])])
    ours = tobit(x, y, below)
    for place in (0, 1):
        z = ours.coefficients[place] / ours.standard_errors[place]
        yield Comparison("censored_linear", "slope", name, ours.coefficients[place], result["coef"][place])
        yield Comparison("censored_linear", "SE", name, ours.standard_errors[place], result["se"][place])
        yield Comparison("censored_linear", "P (Wald)", name, _two_sided(z), result["p"][place])
    # R prints the logarithm of sigma and its error.
    yield Comparison("censored_linear", "sigma", name, ours.sigma, float(np.exp(result["coef"][2])))
    error = float(np.sqrt(ours.covariance[-1, -1])) / ours.sigma
    yield Comparison("censored_linear", "SE", name, error, result["se"][2])
    height = ours.log_likelihood - float(y[~below].sum())
    yield Comparison("censored_linear", "log-likelihood", name, height, result["loglik"][1])


def _two_sided(z: float) -> float:
    return float(2 * norm.sf(abs(z)))


def boruta(reference: Path) -> dict[str, dict[str, str]]:
    """R's decisions for each covariate of each forest."""
    found = json.loads((reference / "expected" / "multivariate.json").read_text(encoding="utf-8"))["cases"]
    forests = [case["result"] for case in found if case["id"].startswith("rf.cart_like")]
    return {one["y"]: dict(zip(one["columns"], map(str.lower, one["boruta"]), strict=True)) for one in forests}
