"""Made-up tables for tests of the report: nothing here was measured, and every number is invented or drawn by a seed."""

import json
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from python_stats.report.tables import LISTING

ESTIMATE_COLUMNS = (
    "analysis figure family method covariate outcome subset term is_primary n n_events n_missing estimate_name "
    "estimate ci_low ci_high statistic p_value p_adjusted adjustment q_value status note covariate_label "
    "covariate_unit covariate_scale outcome_label outcome_unit outcome_scale row_order"
).split()
OBSERVATION_COLUMNS = ["analysis", "subject_id", "x", "y", "group_label"]
CURVE_COLUMNS = ["analysis", "x", "probability", "ci_low", "ci_high"]
QUARTILE_COLUMNS = (
    "analysis quartile x_low x_high n n_events rate rate_ci_low rate_ci_high y_median y_q1 y_q3"
).split()
LEVELS = ["durable", "relapsed", "nonresponder"]
PARTS = {
    "report.rpt_estimates": ESTIMATE_COLUMNS,
    "report.rpt_observations": OBSERVATION_COLUMNS,
    "report.rpt_curves": CURVE_COLUMNS,
    "report.rpt_quartiles": QUARTILE_COLUMNS,
}


@dataclass
class MadeUp:
    """Frames by name and the list of names; asking for a table that is not there is an error, as in a warehouse."""

    rows: dict[str, list[dict]] = field(default_factory=dict)

    def frame(self, name):
        if name == LISTING:
            return pd.DataFrame({"name": list(self.rows)}, dtype="str")
        rows = self.rows[name]
        return pd.DataFrame(rows, columns=PARTS.get(name)) if name in PARTS else pd.DataFrame(rows)

    def add(self, name, *rows):
        self.rows.setdefault(name, []).extend(rows)
        return self


def cohort(n=101, title="A made-up cohort", synthetic=True):
    """A study without results: who, from which files, with which settings."""
    tables = MadeUp()
    tables.add("report.rpt_study", {"study": "made_up", "title": title, "synthetic": synthetic, "n_subjects": n})
    tables.add("meta.study", {"key": "study", "value": "made_up"}, {"key": "title", "value": title})
    kept = [("Treated", n, 0, ""), ("Evaluable for response", n - n // 100, n // 100, "not evaluable"),
            ("Evaluable for durable response", n - n // 20, n // 25, "followed for too short")]  # fmt: skip
    for order, (step, left, out, reason) in enumerate(kept):
        step_row = {"step_order": order, "step": step, "n": left, "n_excluded": out, "reason": reason}
        tables.add("report.rpt_attrition", step_row)
    tables.add("meta.files", _file("subjects", "data/subjects.csv", n, 0), _file("analytes", "data/assays.csv", 900, 7))
    tables.add("raw.rejects", *(_reject(row) for row in (12, 15, 40, 41, 42, 77, 78)))
    tables.add("report.rpt_oddities", {"rule": "sample_before_birth", "severity": "warning", "source": "analytes",
               "n_rows": 2, "n_subjects": 1, "about": "A sample is dated before the subject was born."})  # fmt: skip
    tables.add(
        "meta.settings", _setting("durable_response_day", "365", "365"), _setting("peak_window_days", "90", "28")
    )
    tables.add("meta.checks", {"relation": "marts.cohort", "check_name": "not_null", "column_name": "subject_id",
               "status": "ok", "broken_rows": 0, "query": "select 1"})  # fmt: skip
    tables.add("meta.runs", {"run_id": 3, "finished_at_utc": pd.Timestamp("2020-02-02 02:02:02"), "n_built": 70,
               "cartwheel_version": "0.1.0", "packages": json.dumps({"duckdb": "2.0.0"})})  # fmt: skip
    return tables.add("report.rpt_baseline", *(_baseline(n) if n else []))


def add_model(tables, name, about, **spec):
    return tables.add("meta.models", {"name": name, "layer": "analyses", "about": about, "reference": "Made up",
        "analysis": json.dumps(spec), "path": f"analyses/{name}.sql", "row_count": 97,
        "written_sql": f"select subject_id from {{{{ ref('cohort') }}}} -- {name}",
        "compiled_sql": "select subject_id from marts.cohort"})  # fmt: skip


def add_estimate(tables, analysis, method, **values):
    row = {"analysis": analysis, "family": "family", "method": method, "covariate": "peak", "outcome": "outcome",
           "term": "peak", "is_primary": True, "n": 97, "n_missing": 4, "status": "ok",
           "covariate_label": "Peak CAR T cells per tumour burden", "covariate_unit": "{cells}/uL/mm2",
           "covariate_scale": "log2", "row_order": len(tables.rows.get("report.rpt_estimates", []))}  # fmt: skip
    return tables.add("report.rpt_estimates", row | values)


def sample(n, seed=1):
    """A skewed covariate, an outcome and three groups which depend on it."""
    random = np.random.default_rng(seed)
    x = np.exp(random.normal(-4.6, 1.6, n))
    happened = random.random(n) < 1 / (1 + np.exp(-0.9 * (np.log(x) + 4.9)))
    groups = np.where(happened, LEVELS[0], np.where(random.random(n) < 0.6, LEVELS[1], LEVELS[2]))
    return x, happened, groups, x * 1e4 * np.exp(random.normal(0, 1, n))


def add_observations(tables, analysis, x, y, groups):
    rows = zip(x, y, groups, strict=True)
    return tables.add("report.rpt_observations", *(
        {"analysis": analysis, "subject_id": f"S{place:05}", "x": a, "y": b, "group_label": group}
        for place, (a, b, group) in enumerate(rows)))  # fmt: skip


def add_box(tables, analysis="fig1e_peak_by_response", n=97, figure="1E", levels=LEVELS, **values):
    add_model(tables, analysis, f"Is the peak higher in durable responders? (Figure {figure})",
              method="kruskal_dunn", levels=levels)  # fmt: skip
    common = {"figure": figure, "outcome_label": "Response", "n": n} | values
    add_estimate(tables, analysis, "kruskal_dunn", term="all levels", is_primary=False, p_value=0.0012,
                 estimate_name="epsilon_squared", estimate=0.14, statistic=13.4, **common)  # fmt: skip
    for pair, p in zip(((0, 1), (0, 2), (1, 2)), (0.0104, 0.00467, 0.41), strict=True):
        add_estimate(tables, analysis, "kruskal_dunn", term=" vs ".join(levels[place] for place in pair), p_value=p,
                     p_adjusted=min(1, 3 * p), adjustment="holm", q_value=min(1, 2 * p), estimate=15.5,
                     estimate_name="mean_rank_difference", **common)  # fmt: skip
    x, _, groups, _ = sample(n)
    names = dict(zip(LEVELS, levels, strict=True))
    return add_observations(tables, analysis, x, np.full(n, None), [names[group] for group in groups])


def add_logistic(tables, analysis="fig1h_peak_durable", n=97, figure="1H", **values):
    add_model(tables, analysis, "Does a higher peak go with durable response?", method="logistic", scale="log2")
    x, happened, _, _ = sample(n)
    common = {"figure": figure, "outcome_label": "Durable response", "n": n, "n_events": int(happened.sum())} | values
    add_estimate(tables, analysis, "logistic", **{"estimate_name": "odds_ratio_per_doubling", "estimate": 1.62,
        "ci_low": 1.27, "ci_high": 2.07, "p_value": 0.000021, "q_value": 0.00017} | common)  # fmt: skip
    add_estimate(tables, analysis, "logistic", is_primary=False, **{"estimate_name": "auc", "estimate": 0.77,
        "ci_low": 0.68, "ci_high": 0.86} | {key: value for key, value in common.items() if key != "estimate"})  # fmt: skip
    add_observations(tables, analysis, x, happened.astype(float), np.where(happened, "true", "false"))
    across = np.exp(np.linspace(np.log(x.min()), np.log(x.max()), 101))
    eta = 0.9 * (np.log(across) + 4.9)
    curve = zip(across, *(1 / (1 + np.exp(-(eta + off))) for off in (0, -0.6, 0.6)), strict=True)
    tables.add("report.rpt_curves", *(dict(zip(CURVE_COLUMNS, (analysis, *point), strict=True)) for point in curve))
    return add_quartiles(tables, analysis, x, happened)


def add_spearman(tables, analysis="fig2a_ferritin_peak", n=97, figure="2A", **values):
    add_model(tables, analysis, "Is baseline ferritin related to the peak?", method="spearman")
    x, _, _, y = sample(n)
    add_estimate(tables, analysis, "spearman", **{"figure": figure, "estimate_name": "spearman_rho", "n": n,
        "estimate": -0.31, "ci_low": -0.48, "ci_high": -0.12, "p_value": 0.0018, "q_value": 0.011,
        "outcome_label": "Ferritin at baseline", "outcome_unit": "ng/mL", "outcome_scale": "log2"} | values)  # fmt: skip
    add_observations(tables, analysis, x, y, np.full(n, None))
    return add_quartiles(tables, analysis, x, None, y)


def add_description(tables, analysis="fig1d_burden_peak", n=97, figure="1D", **values):
    add_model(tables, analysis, "How do tumour burden and peak lie together?", method="describe")
    x, _, groups, y = sample(n)
    for level in LEVELS:
        add_estimate(tables, analysis, "describe", **{"figure": figure, "term": level, "status": "descriptive",
            "is_primary": False, "estimate_name": "median", "estimate": 1.1, "n": int((groups == level).sum()),
            "outcome_label": "Ferritin", "outcome_unit": "ng/mL", "outcome_scale": "log2"} | values)  # fmt: skip
    return add_observations(tables, analysis, x, y, groups)


def add_quartiles(tables, analysis, x, happened=None, y=None):
    cuts = np.quantile(x, (0, 0.25, 0.5, 0.75, 1))
    place = np.clip(np.searchsorted(cuts, x, side="left"), 1, 4)
    for quartile in range(1, 5):
        inside = place == quartile
        row = {"analysis": analysis, "quartile": quartile, "x_low": cuts[quartile - 1], "x_high": cuts[quartile],
               "n": int(inside.sum())}  # fmt: skip
        if happened is not None and inside.any():
            rate = float(happened[inside].mean())
            row |= {"n_events": int(happened[inside].sum()), "rate": rate, "rate_ci_low": max(0, rate - 0.16),
                    "rate_ci_high": min(1, rate + 0.19)}  # fmt: skip
        if y is not None and inside.any():
            row |= dict(zip(("y_q1", "y_median", "y_q3"), np.quantile(y[inside], (0.25, 0.5, 0.75)), strict=True))
        tables.add("report.rpt_quartiles", row)
    return tables


def add_impossible(tables, analysis, status, note, n=97, figure="2D"):
    """A result that could not be: its rows are there, its numbers are not."""
    add_model(tables, analysis, f"Can this be estimated at all: {status}?", method="logistic", scale="log2")
    x, _, _, _ = sample(n)
    add_observations(tables, analysis, x, np.ones(n), ["true"] * n)
    return add_estimate(tables, analysis, "logistic", figure=figure, status=status, note=note, n=n, n_events=n,
                        estimate_name="odds_ratio_per_doubling", outcome_label="Durable response")  # fmt: skip


def whole(n=97):
    """A report with every kind of figure."""
    tables = cohort()
    for add in (add_description, add_box, add_logistic, add_spearman):
        add(tables, n=n)
    add_impossible(tables, "fig2d_all_responders", "constant", "every subject has the same outcome")
    add_impossible(tables, "fig2e_five", "too_few", "fewer than 4 subjects with both values", n=3, figure="2E")
    return tables


def _file(source, name, accepted, rejected):
    return {"source": source, "source_file": name, "source_sheet": None, "sha256": "0123456789abcdef" * 4,
            "bytes": 20480, "rows_read": accepted + rejected, "rows_accepted": accepted, "rows_rejected": rejected}  # fmt: skip


def _reject(row):
    return {"source": "analytes", "source_file": "data/assays.csv", "source_sheet": None, "source_row": row,
            "column_name": "result", "reason": "not_a_result", "about": "The text is no laboratory result.",
            "received": json.dumps({"result": "SECRET-PATIENT-VALUE"})}  # fmt: skip


def _setting(name, value, default):
    return {"name": name, "value": value, "default_value": default, "is_changed": value != default,
            "about": f"What {name} decides", "reference": "G18"}  # fmt: skip


def _baseline(n):
    numeric = {"characteristic": "Age (years)", "level": None, "n": n, "percent": None, "median": 58.0, "q1": 51.0,
               "q3": 64.0, "minimum": 23.0, "maximum": 76.0, "n_missing": 0, "row_order": 1}  # fmt: skip
    absent = numeric | {"characteristic": "Ferritin (ng/mL)", "n": 0, "n_missing": n, "row_order": 2}
    absent |= dict.fromkeys(("median", "q1", "q3", "minimum", "maximum"))
    levels = [{"characteristic": "Sex", "level": level, "n": k, "percent": 100 * k / n, "median": None,
               "n_missing": 0, "row_order": 3 + place} for place, (level, k) in enumerate((("female", 33), ("male", 68)))]  # fmt: skip
    return [numeric, absent, *levels]
