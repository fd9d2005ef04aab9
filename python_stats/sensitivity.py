"""Estimates as they are and as they would be under another choice -> which conclusions the choice turns."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from python_stats.contract.results import Row
from python_stats.format import ALPHA

TABLE = "results.sensitivity"
COLUMNS: Mapping[str, str] = {
    "run_id": "BIGINT",
    "setting": "VARCHAR",
    "setting_value": "VARCHAR",
    "value_otherwise": "VARCHAR",
    "analysis": "VARCHAR",
    "figure": "VARCHAR",
    "covariate": "VARCHAR",
    "outcome": "VARCHAR",
    "term": "VARCHAR",
    "estimate_name": "VARCHAR",
    "n": "BIGINT",
    "n_otherwise": "BIGINT",
    "estimate": "DOUBLE",
    "estimate_otherwise": "DOUBLE",
    "p_value": "DOUBLE",
    "p_value_otherwise": "DOUBLE",
    "crosses": "BOOLEAN",
    "turns": "BOOLEAN",
}
KEYS = ("analysis", "figure", "covariate", "outcome", "term", "estimate_name")
SHOWN = ("n", "estimate", "p_value")

# The choice, what it is now and otherwise, where the other P stands: the end of the name of its row, and its column.
OTHER_P_VALUES = (
    ("P of a logistic regression", ("Wald", "likelihood ratio"), "_profile", "p_value"),
    ("P of a logistic regression", ("Wald", "Firth"), "_firth", "p_value"),
    ("quarters of a covariate", ("type 7, right-closed", "ntile"), "_ntile", "p_value"),
    ("missing covariates of a model", ("complete cases", "multiple imputation"), "_imputed", "p_value"),
    ("outcomes below the limit of a model", ("likelihood", "half the limit"), "_half_limit", "p_value"),
    ("outcomes below the limit of a model", ("likelihood", "limit over root 2"), "_limit_over_root2", "p_value"),
    ("P of a pair of groups", ("unadjusted", "Holm"), "", "p_adjusted"),
    ("P within a family", ("unadjusted", "Benjamini-Hochberg q"), "", "q_value"),
)
PAIRED = ("kruskal_dunn",)

# What each primary estimate is where there is no association.
NO_ASSOCIATION: Mapping[str, float] = {
    "spearman_rho": 0.0,
    "partial_spearman_rho": 0.0,
    "odds_ratio_per_doubling": 1.0,
    "odds_ratio_per_unit": 1.0,
    "odds_ratio_per_sd": 1.0,
    "odds_ratio_vs_reference": 1.0,
    "hazard_ratio_per_doubling": 1.0,
    "hazard_ratio_per_unit": 1.0,
    "hazard_ratio_per_sd": 1.0,
    "hazard_ratio_vs_reference": 1.0,
    "log_rank": 0.0,
    "mean_rank_difference": 0.0,
    "hodges_lehmann_shift": 0.0,
    "pairs_in_order": 0.5,
    "rate_change_per_quarter": 0.0,
    "slope_per_sd": 0.0,
    "difference_from_reference": 0.0,
    "oob_auc": 0.5,
    "oob_r_squared": 0.0,
}

Rows = Sequence[Mapping[str, object]]


def compared(setting: str, now: object, otherwise: object, before: Rows, after: Rows) -> Iterator[Row]:
    """A row for each primary estimate of one analysis that a choice changes."""
    would_be = {_key(row): row for row in after if row["is_primary"]}
    for row in before:
        other = would_be.get(_key(row), {})
        if row["is_primary"] and any(row[name] != other.get(name) for name in SHOWN):
            yield _row(setting, _text(now), _text(otherwise), row, other)


def compared_methods(estimates: Rows) -> Iterator[Row]:
    """The same for what needs no other run: the P values that stand beside the paper's (G24, G26, G35)."""
    by_key = {_key(row): row for row in estimates}
    for row in estimates:
        if not row["is_primary"]:
            continue
        for choice, (now, otherwise), name, column in OTHER_P_VALUES:
            other = by_key.get(_key({**row, "estimate_name": f"{row['estimate_name']}{name}"}))
            if other is not None and other[column] is not None and (column != "p_adjusted" or row["method"] in PAIRED):
                seen = {"n": other["n"], "estimate": other["estimate"], "p_value": other[column]}
                yield _row(choice, now, otherwise, row, seen)


def summary(rows: Iterable[Row], tried: Iterable[tuple[str, object]] = ()) -> list[Row]:
    """For each choice: how many estimates it changes, how many cross .05, how many turn round."""
    counts: dict[tuple[object, object], Row] = {(name, _text(value)): _nothing(name, value) for name, value in tried}
    for row in rows:
        key = (row["setting"], row["value_otherwise"])
        found = counts.setdefault(key, _nothing(*key))
        for name, counts_one in (("changed", True), ("crosses .05", row["crosses"]), ("turns", row["turns"])):
            found[name] = int(str(found[name])) + bool(counts_one)
    return list(counts.values())


def _nothing(setting: object, otherwise: object) -> Row:
    return {"setting": setting, "instead": _text(otherwise), "changed": 0, "crosses .05": 0, "turns": 0}


def _row(setting: str, now: str, otherwise: str, row: Mapping[str, object], other: Mapping[str, object]) -> Row:
    """On which side of .05 a P was and would be, and in which direction the estimate; null where one has neither."""
    return {
        "setting": setting,
        "setting_value": now,
        "value_otherwise": otherwise,
        **{key: row[key] for key in KEYS},
        **_beside(row, other, *SHOWN),
        "crosses": _differ(*(_is_below(found.get("p_value")) for found in (row, other))),
        "turns": _turns(str(row["estimate_name"]), row.get("estimate"), other.get("estimate")),
    }


def _key(row: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(row[key] for key in KEYS)


def _beside(row: Mapping[str, object], other: Mapping[str, object], *names: str) -> Row:
    return {key: value for name in names for key, value in ((name, row[name]), (f"{name}_otherwise", other.get(name)))}


def _is_below(p: object) -> bool | None:
    return p < ALPHA if isinstance(p, float) else None


def _turns(name: str, now: object, otherwise: object) -> bool | None:
    """Whether the two lie on different sides of no association; what lies on it has no side to leave."""
    none = NO_ASSOCIATION.get(name)
    if none is None or not isinstance(now, float) or not isinstance(otherwise, float):
        return None
    return now < none < otherwise or otherwise < none < now


def _differ(one: bool | None, other: bool | None) -> bool | None:
    return None if one is None or other is None else one != other


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
