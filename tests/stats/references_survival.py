"""Times to an event beside R's survival: survfit, survdiff, coxph with Efron's ties, cox.zph."""

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from python_stats import battery
from python_stats.summaries.intervals import Z
from tests.stats.comparison import Comparison, cases, table

# Of the veterans R lists the cells as a factor, whose levels are in this order.
LEVELS = {"celltype": ["squamous", "smallcell", "adeno", "large"], "sex": ["1", "2"], "trt": ["1", "2"]}


def survival_cases(reference: Path) -> Iterator[Comparison]:
    for case in cases(reference, "other"):
        frame = None
        if case["id"].startswith(("km.", "cox.", "landmark.")):
            frame = _times(table(reference / "data", case["dataset"]))
        if case["id"].startswith("km."):
            yield from _curves(case["id"], frame, case["result"])
        elif case["id"] == "cox.lung.efron":
            yield from _hazards(case["id"], frame, case["result"])
        elif case["id"].startswith("landmark."):
            yield from _landmark(case["id"], frame, case["result"])


def _times(data: pd.DataFrame) -> pd.DataFrame:
    """Of the lungs 2 is a death, of the veterans 1."""
    ends = data["status"].max()
    subjects = [f"S{number:04d}" for number in range(len(data))]
    return data.assign(event=data["status"] == ends, subject_id=subjects)


def _curves(name: str, frame: pd.DataFrame, result: dict) -> Iterator[Comparison]:
    group = result["group"]
    spec = {"method": "kaplan_meier", "outcome": "time", "event": "event", "group": group, "levels": LEVELS[group]}
    rows = battery.analyse("a", spec | {"at": 100}, frame[["subject_id", "time", "event", group]])["estimates"]
    whole = rows[0]
    yield Comparison("kaplan_meier", "log-rank chi-squared", name, whole["statistic"], result["logrank_chisq"])
    yield Comparison("kaplan_meier", "P (log-rank)", name, whole["p_value"], result["p"])
    # R's levels may stand in another order; a level is known by how many it has and had the event.
    found = {(row["n"], row["n_events"], row["estimate_name"], row["estimate"]): row for row in rows}
    for place, median in enumerate(result["median"]):
        counts = result["n"][place], result["events"][place]
        row = found[*counts, "median_time", median]
        yield Comparison("kaplan_meier", "median", name, row["estimate"], median)
        yield Comparison("kaplan_meier", "limits of the median", name, row["ci_low"], result["lcl"][place])
        yield Comparison("kaplan_meier", "limits of the median", name, row["ci_high"], result["ucl"][place])
        level = row["term"]
        share = next(one for one in rows if one["term"] == level and one["estimate_name"] == "event_free_share")
        error = share["estimate"] * math.log(share["estimate"] / share["ci_low"]) / Z
        yield Comparison("kaplan_meier", "share", name, share["estimate"], result["surv_at_100"][place])
        yield Comparison("kaplan_meier", "SE of the share", name, error, result["se_at_100"][place])


def _hazards(name: str, frame: pd.DataFrame, result: dict) -> Iterator[Comparison]:
    spec = {"method": "cox", "outcome": "time", "event": "event", "covariates": result["terms"]}
    rows = {(row["term"], row["estimate_name"]): row for row in battery.analyse("a", spec, frame)["estimates"]}
    for place, term in enumerate(result["terms"]):
        here, ratio = f"{name}.{term}", rows[term, "hazard_ratio_per_unit"]
        low, high = result["hr_ci"][place]
        zph = rows[term, "proportional_hazards"]["p_value"]
        yield Comparison("cox", "slope", here, math.log(ratio["estimate"]), result["coef"][place])
        yield Comparison("cox", "SE", here, math.log(ratio["estimate"]) / ratio["statistic"], result["se"][place])
        yield Comparison("cox", "P (Wald)", here, ratio["p_value"], result["p"][place])
        yield Comparison("cox", "limits", here, ratio["ci_low"], low)
        yield Comparison("cox", "limits", here, ratio["ci_high"], high)
        yield Comparison("cox", "P (proportional hazards)", here, zph, result["zph_p"][place])
    whole = rows["model", "proportional_hazards"]["p_value"]
    ratio = 2 * np.diff(result["loglik"])[0]
    yield Comparison("cox", "P (proportional hazards)", name, whole, result["zph_p"][-1])
    yield Comparison("cox", "likelihood ratio", name, rows["model", "likelihood_ratio"]["estimate"], ratio)
    yield Comparison("cox", "concordance", name, rows["model", "concordance"]["estimate"], result["concordance"])


def _landmark(name: str, frame: pd.DataFrame, result: dict) -> Iterator[Comparison]:
    """Who is at risk on day 90, seen from there on."""
    later = frame[frame["time"] > 90].assign(time=frame["time"] - 90)
    spec = {"method": "cox", "outcome": "time", "event": "event", "covariates": ["ph.ecog"]}
    rows = {row["estimate_name"]: row for row in battery.analyse("a", spec, later)["estimates"]}
    ratio = rows["hazard_ratio_per_unit"]
    yield Comparison("cox", "n (landmark)", name, ratio["n"], result["n"])
    yield Comparison("cox", "events (landmark)", name, ratio["n_events"], result["events"])
    yield Comparison("cox", "slope (landmark)", name, math.log(ratio["estimate"]), result["coef"])
