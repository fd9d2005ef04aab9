"""Spearman and logistic regression beside R.

What R itself computes only roughly is compared with what the authors of the reference computed exactly: `se` from a
tight fit and not from glm's default, profile limits by root finding and not by splines.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from python_stats.methods.partial_spearman import partial_spearman
from python_stats.methods.spearman import spearman
from python_stats.regression.firth import firth
from python_stats.regression.logistic import logistic, probabilities
from python_stats.regression.separation import standardised
from python_stats.regression.spline import nonlinearity
from python_stats.summaries.roc import auc, delong
from tests.stats.comparison import Comparison, cases, pair, table

# R's rcorr takes 1 - pt(t), which has no digits left below this: smaller P values are compared to within it.
RCORR_FLOOR = 1e-6


def spearman_cases(reference: Path) -> Iterator[Comparison]:
    for case in cases(reference, "spearman"):
        result, name = case["result"], case["id"]
        if "rho_pairwise" in result:
            yield from _matrix(name, result, table(reference / "data", case["dataset"]))
        elif "p_t" in result and "rho" in result and name != "perfect":
            inline = case["dataset"] == "inline"
            frame = None if inline else table(reference / "data", case["dataset"])
            x, y = map(np.array, (result["x"], result["y"])) if inline else pair(frame, result["x"], result["y"])
            yield from _correlation(name, spearman(x, y), result)


def partial_cases(reference: Path) -> Iterator[Comparison]:
    """R's interval is Fisher's and ours Bonett and Wright's, so the intervals are not compared."""
    for case in cases(reference, "spearman"):
        result, name = case["result"], case["id"]
        if "given" in result:
            given = [result["given"]] if isinstance(result["given"], str) else result["given"]
            whole = table(reference / "data", case["dataset"])[[result["x"], result["y"], *given]].dropna()
            numbers = whole.to_numpy(dtype=float)
            ours = partial_spearman(numbers[:, 0], numbers[:, 1], numbers[:, 2:])
            yield Comparison("partial_spearman", "n", name, ours.n, result["n"])
            yield Comparison("partial_spearman", "rho", name, ours.estimate, result["r"])
            yield Comparison("partial_spearman", "t", name, ours.statistic, result["t"])
            yield Comparison("partial_spearman", "P", name, ours.p_value, result["p"])


def spline_cases(reference: Path) -> Iterator[Comparison]:
    """Those of rms with three knots, which are ours."""
    for case in cases(reference, "logistic"):
        result = case["result"]
        if result.get("nk") == 3:
            x, y = pair(table(reference / "data", case["dataset"]), result["x"], result["y"])
            ours = nonlinearity("x", x, y)
            yield Comparison("logistic", "chi-squared (spline)", case["id"], ours.statistic, result["chisq_nonlinear"])
            yield Comparison("logistic", "P (spline)", case["id"], ours.p_value, result["p_nonlinear"])


def _correlation(name: str, ours, result: dict) -> Iterator[Comparison]:
    yield Comparison("spearman", "rho", name, ours.rho, result["rho"])
    yield Comparison("spearman", "P (t)", name, ours.p_value, result["p_t"])
    if "ci95" in result:
        low, high = result["ci95"]["bonett_wright"]
        yield Comparison("spearman", "Bonett-Wright", name, ours.interval.low, low)
        yield Comparison("spearman", "Bonett-Wright", name, ours.interval.high, high)


def _matrix(name: str, result: dict, frame: pd.DataFrame) -> Iterator[Comparison]:
    columns = result["columns"]
    for i, first in enumerate(columns):
        for j, second in enumerate(columns[:i]):
            ours = spearman(*pair(frame, first, second))
            here = f"{name}.{first}.{second}"
            yield Comparison("spearman", "n", here, ours.n, result["n"][i][j])
            yield Comparison("spearman", "rho", here, ours.rho, result["rho_pairwise"][i][j])
            yield Comparison("spearman", "P (rcorr)", here, ours.p_value, result["p"][i][j], RCORR_FLOOR)


def _outcome_and_covariate(folder: Path, case: dict) -> tuple[np.ndarray, np.ndarray]:
    """x and y of a model with one covariate, read from its R formula and its name."""
    if case["dataset"] == "inline_esoph":
        return _esoph(table(folder, "esoph"))
    frame = table(folder, case["dataset"])
    left, right = case["result"]["formula"].split(" ~ ")
    right = right if right != "lx" else case["id"].split("~")[1]
    column = re.sub(r"^log2\((.*)\)$", r"\1", right)
    equals = re.match(r'I\((\S+) == "?(\w+)"?\)', left)
    outcome = frame[left] if equals is None else frame[equals[1]].astype(str).eq(equals[2]).astype(float)
    x, y = pair(pd.DataFrame({"x": frame[column], "y": outcome}), "x", "y")
    return (np.log2(x) if right.startswith("log2") else x), y


def _esoph(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    alcohol = frame["alcgp"].map({"0-39g/day": 1.0, "40-79": 2.0, "80-119": 3.0, "120+": 4.0})
    x = np.concatenate([np.repeat(alcohol, frame["ncases"]), np.repeat(alcohol, frame["ncontrols"])])
    return x, np.repeat([1.0, 0.0], [frame["ncases"].sum(), frame["ncontrols"].sum()])


def _univariable(reference: Path, key: str) -> Iterator[tuple[str, dict, np.ndarray, np.ndarray]]:
    for case in cases(reference, "logistic"):
        if len(case["result"].get("terms", [])) == 2 and key in case["result"]:
            yield case["id"], case["result"], *_outcome_and_covariate(reference / "data", case)


def logistic_cases(reference: Path) -> Iterator[Comparison]:
    for name, result, x, y in _univariable(reference, "p_wald"):
        model = logistic(x, y)
        ours = {
            "n": [(model.n, result["n"]), (model.n_events, result["events"])],
            "slope": [(model.fit.slope / model.sd, result["coef"][1])],
            "SE": [(model.fit.standard_error / model.sd, result["se"][1])],
            "P (Wald)": [(model.p_wald, result["p_wald"][1])],
            "LR chi-squared": [(model.likelihood_ratio, result["lr_chisq"])],
            "P (LR)": [(model.p_likelihood_ratio, result["p_lr"])],
            "log-likelihood": [(model.fit.log_likelihood, result["loglik"])],
            "profile limits": [
                (model.profile.low / model.sd, result["profile_ci_exact"][1][0]),
                (model.profile.high / model.sd, result["profile_ci_exact"][1][1]),
            ],
            **_area(x, y, result),
            **_curve(x, model, result),
        }
        for quantity, pairs in ours.items():
            for mine, theirs in pairs:
                yield Comparison("logistic", quantity, name, mine, theirs)


def _area(x: np.ndarray, y: np.ndarray, result: dict) -> dict:
    """R's area is that of the fitted values, which run against a covariate with a negative slope."""
    sides = (x[y == 1], x[y == 0]) if result["coef"][1] > 0 else (-x[y == 1], -x[y == 0])
    interval = delong(*sides)
    low, high = result["auc_delong_ci"]
    return {"AUC": [(auc(*sides), result["auc"])], "AUC limits": [(interval.low, low), (interval.high, high)]}


def _curve(x: np.ndarray, model, result: dict) -> dict:
    if "curve" not in result:
        return {}
    theirs = result["curve"]
    drawn = probabilities(np.array(theirs["x"]), x, model.fit)
    columns = zip(drawn, (theirs["p"], theirs["lo"], theirs["hi"]), strict=True)
    return {"curve and band": [row for mine, other in columns for row in zip(mine, other, strict=True)]}


def separated_cases(reference: Path) -> Iterator[Comparison]:
    """R's glm prints a slope of 17 to 206 here. That we see the separation is compared as 1 against 1."""
    for name, result, x, y in _univariable(reference, "p_plr"):
        model = logistic(x, y)
        yield Comparison("logistic", "separation seen", name, model.status == "separated", "sep" in name)
        penalised = firth(standardised(x), y)
        yield Comparison("logistic", "slope (Firth)", name, penalised.slope / model.sd, result["coef"][1])
        yield Comparison("logistic", "P (Firth)", name, penalised.p_value, result["p_plr"][1])
        limits = (penalised.interval.low, penalised.interval.high)
        for mine, theirs in zip(limits, result["plr_ci"][1], strict=True):
            yield Comparison("logistic", "limits (Firth)", name, mine / model.sd, theirs)
