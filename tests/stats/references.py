"""Our numbers beside R's: every comparison the reference data allow, as (method, quantity, case, ours, R's).

The values of R are in ../shared (their README says how they were made); nothing here knows a number. What R itself
computes only roughly is compared with what the authors of the reference computed exactly: `se` from a tight fit and not
from glm's default, profile and shift limits by root finding. `test_references.py` holds the bounds, and
`largest_differences.py` prints them.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from python_stats.adjust import benjamini_hochberg, holm
from python_stats.firth import firth
from python_stats.intervals import clopper_pearson
from python_stats.kruskal import dunn, kruskal_wallis
from python_stats.logistic import logistic, probabilities
from python_stats.quartiles import cut_points, quarter_of
from python_stats.rank_sum import rank_sum, shift_interval
from python_stats.roc import auc, delong
from python_stats.separation import standardised
from python_stats.spearman import spearman

# R's rcorr takes 1 - pt(t), which has no digits left below this: smaller P values are compared to within it.
RCORR_FLOOR = 1e-6

# R's wilcox.test looks for its limits to within 1e-4 in the unit of the data.
UNIROOT = 1e-4


@dataclass(frozen=True)
class Comparison:
    method: str
    quantity: str
    case: str
    ours: float
    theirs: float
    floor: float = 1e-300

    @property
    def difference(self) -> float:
        """Relative to R's value; a value of 0 is met exactly or not at all, but for rounding of the arithmetic."""
        scale = max(abs(self.theirs), self.floor)
        apart = abs(self.ours - self.theirs)
        return apart if self.theirs == 0 else apart / scale


def all_comparisons(shared: Path) -> Iterator[Comparison]:
    reference = shared / "engineering" / "stats_reference"
    yield from _spearman(reference)
    yield from _logistic(reference)
    yield from _separated(reference)
    yield from _kruskal(reference)
    yield from _two_groups(reference)
    yield from _quantiles(reference)
    yield from _multiplicity(reference)
    yield from _contingency(reference)
    yield from _textbook(shared / "data" / "textbook_known_answers")


def cases(reference: Path, topic: str) -> list[dict]:
    return json.loads((reference / "expected" / f"{topic}.json").read_text(encoding="utf-8"))["cases"]


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", keep_default_na=False, na_values=["NA"])


def pair(frame: pd.DataFrame, x: str, y: str) -> tuple[np.ndarray, np.ndarray]:
    both = frame[[x, y]].dropna().to_numpy(dtype=float)
    return both[:, 0], both[:, 1]


def group_values(frame: pd.DataFrame, value: str, group: str, levels: list[str]) -> dict[str, np.ndarray]:
    labels = frame[group].map(lambda level: f"{level:g}" if isinstance(level, float) else str(level))
    return {level: frame.loc[labels == level, value].dropna().to_numpy(dtype=float) for level in levels}


def _spearman(reference: Path) -> Iterator[Comparison]:
    for case in cases(reference, "spearman"):
        result, name = case["result"], case["id"]
        if "rho_pairwise" in result:
            yield from _matrix(name, result, table(reference / "data", case["dataset"]))
        elif "p_t" in result and "rho" in result and name != "perfect":
            inline = case["dataset"] == "inline"
            frame = None if inline else table(reference / "data", case["dataset"])
            x, y = map(np.array, (result["x"], result["y"])) if inline else pair(frame, result["x"], result["y"])
            yield from _correlation(name, spearman(x, y), result)


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


def _logistic(reference: Path) -> Iterator[Comparison]:
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


def _separated(reference: Path) -> Iterator[Comparison]:
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


def _kruskal(reference: Path) -> Iterator[Comparison]:
    for case in cases(reference, "kruskal_dunn"):
        result = case["result"]
        if "dunn" not in result:
            continue
        frame = table(reference / "data", case["dataset"])
        if result["group"] == "q":
            both = frame[["dt", "peak"]].notna().all(axis="columns")
            frame.loc[both, "q"] = quarter_of(frame.loc[both, "dt"].to_numpy())
        groups = group_values(frame, result["value"], result["group"], result["levels"])
        omnibus = kruskal_wallis(groups)
        yield Comparison("kruskal_dunn", "n", case["id"], omnibus.n, result["N"])
        yield Comparison("kruskal_dunn", "H", case["id"], omnibus.h, result["H"])
        yield Comparison("kruskal_dunn", "P", case["id"], omnibus.p_value, result["p"])
        yield Comparison(
            "kruskal_dunn", "epsilon squared", case["id"], omnibus.epsilon_squared, result["epsilon_squared"]
        )
        yield from _dunn(case["id"], groups, result["dunn"])


def _dunn(name: str, groups: dict, expected: list[dict]) -> Iterator[Comparison]:
    ours = {contrast.pair: contrast for contrast in dunn(groups)}
    for theirs in expected:
        contrast = ours[theirs["a"], theirs["b"]]
        here = f"{name} {theirs['a']} vs {theirs['b']}"
        yield Comparison("kruskal_dunn", "mean rank difference", here, contrast.difference, theirs["diff"])
        yield Comparison("kruskal_dunn", "z", here, contrast.z, theirs["z"])
        yield Comparison("kruskal_dunn", "P (Dunn)", here, contrast.p_value, theirs["p"])
        yield Comparison("kruskal_dunn", "P (Holm)", here, contrast.p_holm, theirs["p_holm"])


def _two_groups(reference: Path) -> Iterator[Comparison]:
    for case in cases(reference, "two_groups"):
        result, name = case["result"], case["id"]
        if "W" not in result:
            continue
        x, y = _sides(reference, case)
        ours, without, area = rank_sum(x, y), shift_interval(x, y, continuity=0), delong(x, y)
        yield Comparison("rank_sum", "n", name, ours.n, result["nx"] + result["ny"])
        yield Comparison("rank_sum", "W", name, ours.w, result["W"])
        yield Comparison("rank_sum", "P (continuity)", name, ours.p_value, result["p_asymp_cc"])
        yield Comparison("rank_sum", "shift", name, ours.shift, result["hodges_lehmann"])
        yield Comparison("rank_sum", "AUC", name, auc(x, y), result["auc"])
        for mine, theirs in zip((area.low, area.high), result["auc_delong_ci"], strict=True):
            yield Comparison("rank_sum", "AUC limits", name, mine, theirs)
        for mine, theirs in zip((without.low, without.high), result["hl_ci_asymp_root"], strict=True):
            yield Comparison("rank_sum", "shift limits (no continuity)", name, mine, theirs)
        if ours.interval.low is not None:
            yield from _continuity_limits(name, ours.interval, result["hl_ci_asymp_cc"])


def _continuity_limits(name: str, interval, expected: list[float]) -> Iterator[Comparison]:
    """R has these only by its rough search: reported as the excess over the search's tolerance."""
    for mine, theirs in zip((interval.low, interval.high), expected, strict=True):
        excess = max(0.0, abs(mine - theirs) - UNIROOT)
        yield Comparison("rank_sum", "shift limits (R's search)", name, excess, 0.0)


def _sides(reference: Path, case: dict) -> list[np.ndarray]:
    result = case["result"]
    if case["dataset"] == "inline":
        return [np.array(result["x"]), np.array(result["y"])]
    frame = table(reference / "data", case["dataset"])
    sides = []
    for side in ("x_label", "y_label"):
        value, group, level = result[side].split(":")
        sides.append(group_values(frame, value, group, [level])[level])
    return sides


def _quantiles(reference: Path) -> Iterator[Comparison]:
    for case in cases(reference, "quantiles"):
        result = case["result"]
        x = table(reference / "data", case["dataset"])[result["column"]].dropna().to_numpy(dtype=float)
        sizes = [int((quarter_of(x) == quarter).sum()) for quarter in (1, 2, 3, 4)]
        for mine, theirs in zip(cut_points(x), result["quantiles"]["type7"], strict=True):
            yield Comparison("quartiles", "type 7 cuts", case["id"], mine, theirs)
        for mine, theirs in zip(sizes, result["group_sizes"]["right_closed_type7"], strict=True):
            yield Comparison("quartiles", "group sizes", case["id"], mine, theirs)


def _multiplicity(reference: Path) -> Iterator[Comparison]:
    for case in cases(reference, "multiplicity"):
        result = case["result"]
        if "holm" not in result:
            continue
        p = result["p"] if isinstance(result["p"], list) else [result["p"]]
        for quantity, adjust in (("holm", holm), ("BH", benjamini_hochberg)):
            theirs = result[quantity] if isinstance(result[quantity], list) else [result[quantity]]
            for mine, other in zip(adjust(p), theirs, strict=True):
                assert (mine is None) == (other is None), case["id"]
                if mine is not None:
                    yield Comparison("adjust", quantity, case["id"], mine, other)


def _contingency(reference: Path) -> Iterator[Comparison]:
    for case in cases(reference, "contingency"):
        result = case["result"]
        if "clopper_pearson" in result:
            interval = clopper_pearson(result["x"], result["n"])
            for mine, theirs in zip((interval.low, interval.high), result["clopper_pearson"], strict=True):
                yield Comparison("intervals", "Clopper-Pearson", case["id"], mine, theirs)


TEXTBOOK_GROUPS = {
    "airquality": ("Ozone", "Month"),
    "InsectSprays": ("count", "spray"),
    "PlantGrowth": ("weight", "group"),
    "chickwts": ("weight", "feed"),
}


def _textbook(folder: Path) -> Iterator[Comparison]:
    frame = pd.read_csv(folder / "expected_reference_R.csv")
    expected = dict(zip(frame["id"], frame["value"].astype(float), strict=True))
    ours = {**_textbook_groups(folder), **_textbook_rest(folder)}
    for name, theirs in expected.items():
        if name in ours:
            yield Comparison("textbook", name.split(".")[0], name, ours[name], theirs)


def _textbook_groups(folder: Path) -> dict[str, float]:
    found = {}
    for dataset, (value, group) in TEXTBOOK_GROUPS.items():
        frame = table(folder, dataset)
        groups = group_values(frame, value, group, sorted(map(str, frame[group].unique())))
        omnibus, contrasts = kruskal_wallis(groups), dunn(groups)
        found |= {f"kw.{dataset}.H": omnibus.h, f"kw.{dataset}.p": omnibus.p_value}
        bh = benjamini_hochberg([contrast.p_value for contrast in contrasts])
        for contrast, p_bh in zip(contrasts, bh, strict=True):
            here = f"dunn.{dataset}.{contrast.pair[0]}_vs_{contrast.pair[1]}"
            found |= {f"{here}.z": contrast.z, f"{here}.p": contrast.p_value}
            found |= {f"{here}.p_holm": contrast.p_holm, f"{here}.p_bh": p_bh}
    return found


def _textbook_rest(folder: Path) -> dict[str, float]:
    cars, air = table(folder, "mtcars"), table(folder, "airquality")
    correlation = spearman(*pair(cars, "mpg", "hp"))
    may, august = group_values(air, "Ozone", "Month", ["5", "8"]).values()
    test = rank_sum(may, august)
    return {
        "spearman.mtcars.mpg~hp.rho": correlation.rho,
        "spearman.mtcars.mpg~hp.p_exactFALSE": correlation.p_value,
        "quantile.mtcars.mpg.q25.type7": cut_points(cars["mpg"].to_numpy())[1],
        "wilcox.airquality.May_vs_Aug.W": test.w,
        "wilcox.airquality.May_vs_Aug.p": test.p_value,
    }
