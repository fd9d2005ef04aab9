"""Models of several covariates beside R: glm with exact profiles, drop1, car::vif, logistf, lm with sandwich's HC3."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from python_stats.contract.spec import analysis_of
from python_stats.contract.table import table_of
from python_stats.methods import linear_multivariable, logistic_multivariable
from python_stats.regression.design import design_of
from python_stats.regression.firth_many import firth_many
from python_stats.regression.hill import limits
from python_stats.regression.likelihood import Logistic, maximum
from tests.stats.comparison import Comparison, cases, table


def multivariable_cases(reference: Path) -> Iterator[Comparison]:
    for case in cases(reference, "logistic"):
        result, name = case["result"], case["id"]
        if name.startswith("lm."):
            yield from _linear(name, _asked(reference, case, "linear_multivariable"), result)
        elif len(result.get("terms", ())) > 2 and "p_wald" in result:
            asked = _asked(reference, case, "logistic_multivariable")
            yield from _coefficients(name, asked, result)
            yield from _rows(name, asked, result)
        elif len(result.get("terms", ())) > 2 and "p_plr" in result:
            yield from _penalised(name, _asked(reference, case, "logistic_multivariable"), result)


def _asked(reference: Path, case: dict, method: str) -> tuple:
    """Header and frame of an R formula; columns carry the names of R's terms, `log2(x)` is taken at its word."""
    formula = case["result"].get("formula") or re.search(r"\((.* ~ .*?)(, binomial)?\)$", case["call"])[1]
    left, right = formula.split(" ~ ")
    terms = [term.strip() for term in right.split("+")]
    data = table(reference / "data", case["dataset"])
    frame = pd.DataFrame({term: _column(data, term) for term in terms})
    frame["outcome"] = _outcome(data, left)
    frame["subject_id"] = [f"S{number:04d}" for number in range(len(frame))]
    header = {"method": method, "outcome": "outcome", "covariates": terms, "too_many_terms": "fit"}
    scales = {term: "log2" for term in terms if term.startswith("log2(")}
    return header | ({"scales": scales} if scales else {}), frame


def _column(data: pd.DataFrame, term: str) -> pd.Series:
    inside = re.sub(r"^\w+\((.*)\)$", r"\1", term)
    if term.startswith("log("):
        return np.log(data[inside])
    if term.startswith("factor("):
        return data[inside].astype(str)
    return data[inside]


def _outcome(data: pd.DataFrame, left: str) -> pd.Series:
    equals = re.match(r'I\((\S+) == "?(\w+)"?\)', left)
    if equals is not None:
        return data[equals[1]].astype(str).eq(equals[2]).astype(float).where(data[equals[1]].notna())
    return _column(data, left)


def _design(asked: tuple):
    header, frame = asked
    analysis = analysis_of("a", header)
    found = table_of(analysis, frame)
    outcome = found.measured("outcome")
    design = design_of(analysis, found, outcome)
    return design, outcome[design.used]


def _pairs_of_terms(design, terms: list[str]) -> Iterator[tuple[int, int, float]]:
    """Our place, R's place and the standard deviation that leads from one to the other."""
    for place, column in enumerate(design.columns, start=1):
        yield place, terms.index(column.term.replace(": ", "")), column.sd


def _coefficients(name: str, asked: tuple, result: dict) -> Iterator[Comparison]:
    design, y = _design(asked)
    found = maximum(design.matrix, y)
    method = "logistic_multivariable"
    yield Comparison(method, "n missing", name, design.n_missing, result["n_missing"])
    for place, theirs, sd in _pairs_of_terms(design, result["terms"]):
        here = f"{name}.{result['terms'][theirs]}"
        yield Comparison(method, "slope", here, found.coefficients[place] / sd, result["coef"][theirs])
        yield Comparison(method, "SE", here, found.standard_errors[place] / sd, result["se"][theirs])
        profile = limits(Logistic(design.matrix, y), found, place)
        for mine, other in zip((profile.low, profile.high), result["profile_ci_exact"][theirs], strict=True):
            yield Comparison(method, "profile limits", here, mine / sd, other)


def _rows(name: str, asked: tuple, result: dict) -> Iterator[Comparison]:
    """What is printed, from the rows themselves."""
    analysis = analysis_of("a", asked[0])
    rows = logistic_multivariable.findings(analysis, table_of(analysis, asked[1])).estimates
    method = "logistic_multivariable"
    found = {(row.term.replace(": ", ""), row.estimate_name): row for row in rows}
    for term, p in zip(result["terms"], result["p_wald"], strict=True):
        row = found.get((term, "odds_ratio_per_sd")) or found.get((term, "odds_ratio_vs_reference"))
        if row is not None:
            yield Comparison(method, "P (Wald)", f"{name}.{term}", row.p_value, p)
    dropped = result["drop1"]
    for term, ratio, p in zip(dropped["term"], dropped["lrt"], dropped["p"], strict=True):
        row = found[term, "likelihood_ratio"]
        yield Comparison(method, "LR chi-squared of a term", f"{name}.{term}", row.estimate, ratio)
        yield Comparison(method, "P (LR) of a term", f"{name}.{term}", row.p_value, p)
    for term, factor in zip(result["vif_terms"], result.get("vif") or result["gvif"], strict=True):
        yield Comparison(method, "VIF", f"{name}.{term}", found[term, "variance_inflation"].estimate, factor)
    whole = found["model", "likelihood_ratio"]
    yield Comparison(method, "LR chi-squared of the model", name, whole.estimate, result["lr_chisq"])
    yield Comparison(method, "P (LR) of the model", name, whole.p_value, result["p_lr"])
    area = found["model", "auc"]
    theirs = [result["auc"], *result["auc_delong_ci"]]
    for mine, other in zip((area.estimate, area.ci_low, area.ci_high), theirs, strict=True):
        yield Comparison(method, "AUC and limits", name, mine, other)
    explained = found["model", "nagelkerke_r_squared"].estimate
    yield Comparison(method, "Nagelkerke's R2", name, explained, result["nagelkerke"])


def _penalised(name: str, asked: tuple, result: dict) -> Iterator[Comparison]:
    design, y = _design(asked)
    found = firth_many(Logistic(design.matrix, y), design.matrix.shape[1], 1)
    method = "logistic_multivariable"
    for place, theirs, sd in _pairs_of_terms(design, result["terms"]):
        term, here = found[place - 1], f"{name}.{result['terms'][theirs]}"
        yield Comparison(method, "slope (Firth)", here, term.slope / sd, result["coef"][theirs])
        yield Comparison(method, "P (Firth)", here, term.p_value, result["p_plr"][theirs])
        low_and_high = (term.interval.low, term.interval.high)
        for mine, other in zip(low_and_high, result["plr_ci"][theirs], strict=True):
            yield Comparison(method, "limits (Firth)", here, mine / sd, other)


def _linear(name: str, asked: tuple, result: dict) -> Iterator[Comparison]:
    analysis = analysis_of("a", asked[0])
    rows = linear_multivariable.findings(analysis, table_of(analysis, asked[1])).estimates
    found = {(row.term, row.estimate_name): row for row in rows}
    method, terms = "linear_multivariable", asked[0]["covariates"]
    for place, term in enumerate(terms, start=1):
        row, here = found[term, "slope_per_unit"], f"{name}.{term}"
        yield Comparison(method, "slope", here, row.estimate, result["coef"][place])
        yield Comparison(method, "SE", here, row.estimate / row.statistic, result["se"][place])
        yield Comparison(method, "P (t)", here, row.p_value, result["p"][place])
        yield Comparison(method, "VIF", here, found[term, "variance_inflation"].estimate, result["vif"][place - 1])
        if "ci" in result:
            yield Comparison(method, "limits", here, row.ci_low, result["ci"][place][0])
            yield Comparison(method, "limits", here, row.ci_high, result["ci"][place][1])
            robust, plain = found[term, "slope_per_sd_hc3"], found[term, "slope_per_sd"]
            ratio = (robust.estimate / robust.statistic) / (plain.estimate / plain.statistic)
            yield Comparison(method, "SE (HC3)", here, ratio * result["se"][place], result["hc3_se"][place])
    if "r2" in result:
        yield Comparison(method, "R2", name, found["model", "r_squared"].estimate, result["r2"])
        yield Comparison(method, "adjusted R2", name, found["model", "adjusted_r_squared"].estimate, result["adj_r2"])
        yield Comparison(method, "F", name, found["model", "r_squared"].statistic, result["F"])
