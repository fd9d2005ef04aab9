"""Every comparison with R that the reference data allow, as (method, quantity, case, ours, R's).

The values of R are in ../shared (their README says how they were made); nothing here knows a number.
`test_references.py` holds the bounds, `largest_differences.py` prints the worst of each.
"""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from python_stats.methods.kruskal import dunn, kruskal_wallis
from python_stats.methods.rank_sum import rank_sum
from python_stats.methods.spearman import spearman
from python_stats.summaries.adjust import benjamini_hochberg, holm
from python_stats.summaries.intervals import clopper_pearson
from python_stats.summaries.quartiles import cut_points, quarter_of
from tests.stats.comparison import Comparison, cases, group_values, pair, table
from tests.stats.references_gaps import gap_cases
from tests.stats.references_groups import kruskal_cases, two_group_cases
from tests.stats.references_models import logistic_cases, partial_cases, separated_cases, spearman_cases, spline_cases
from tests.stats.references_multivariable import multivariable_cases
from tests.stats.references_multivariate import multivariate_cases
from tests.stats.references_survival import survival_cases
from tests.stats.references_trends import trend_cases


def all_comparisons(shared: Path) -> Iterator[Comparison]:
    reference = shared / "engineering" / "stats_reference"
    yield from spearman_cases(reference)
    yield from partial_cases(reference)
    yield from logistic_cases(reference)
    yield from spline_cases(reference)
    yield from separated_cases(reference)
    yield from multivariable_cases(reference)
    yield from multivariate_cases(reference)
    yield from trend_cases(reference)
    yield from survival_cases(reference)
    yield from gap_cases(reference)
    yield from kruskal_cases(reference)
    yield from two_group_cases(reference)
    yield from _quantiles(reference)
    yield from _multiplicity(reference)
    yield from _contingency(reference)
    yield from _textbook(shared / "data" / "textbook_known_answers")


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
