"""A made-up study without results, for tests of the report: nothing was measured, every number is invented."""

import json
from dataclasses import dataclass, field

import pandas as pd

from python_stats.report.tables import LISTING

ESTIMATE_COLUMNS = [
    "analysis",
    "figure",
    "family",
    "method",
    "covariate",
    "outcome",
    "subset",
    "term",
    "is_primary",
    "n",
    "n_events",
    "n_missing",
    "estimate_name",
    "estimate",
    "ci_low",
    "ci_high",
    "statistic",
    "p_value",
    "p_adjusted",
    "adjustment",
    "q_value",
    "status",
    "note",
    "n_below_limit",
    "n_above_limit",
    "n_outcome_below_limit",
    "events_per_coefficient",
    "detectable_estimate",
    "caution",
    "beside",
    "method_choices",
    "method_version",
    "covariate_label",
    "covariate_unit",
    "covariate_scale",
    "outcome_label",
    "outcome_unit",
    "outcome_scale",
    "row_order",
]
OBSERVATION_COLUMNS = ["analysis", "subject_id", "x", "y", "group_label"]
CURVE_COLUMNS = ["analysis", "x", "probability", "ci_low", "ci_high"]
QUARTILE_COLUMNS = [
    "analysis",
    "quartile",
    "x_low",
    "x_high",
    "n",
    "n_events",
    "rate",
    "rate_ci_low",
    "rate_ci_high",
    "y_median",
    "y_q1",
    "y_q3",
]
ATTRITION_COLUMNS = ["step_order", "step", "n", "n_excluded", "reason"]
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
    study = {"study": "made_up", "title": title, "synthetic": synthetic, "n_subjects": n}
    study |= {"n_infused": n, "n_durable_evaluable": n, "n_durable_response": n // 3, "median_follow_up_days": 400}
    tables = MadeUp().add("report.rpt_study", study)
    tables.add("meta.study", {"key": "study", "value": "made_up"}, {"key": "title", "value": title})
    tables.add("report.rpt_attrition", *_attrition(n))
    tables.add("meta.files", _file("subjects", "data/subjects.csv", n, 0), _file("analytes", "data/assays.csv", 900, 7))
    tables.add("raw.rejects", *(_reject(row) for row in (12, 15, 40, 41, 42, 77, 78)))
    tables.add(
        "meta.settings", _setting("durable_response_day", "365", "365"), _setting("peak_window_days", "90", "28")
    )
    odd = {"rule": "sample_before_birth", "severity": "warning", "source": "analytes", "n_rows": 2, "n_subjects": 1}
    tables.add("report.rpt_oddities", odd | {"about": "A sample is dated before the subject was born."})
    check = {"relation": "marts.cohort", "check_name": "not_null", "column_name": "subject_id", "status": "passed"}
    tables.add("meta.checks", check | {"broken_rows": 0, "query": "select 1"})
    run = {"run_id": 3, "finished_at_utc": pd.Timestamp("2020-02-02 02:02:02"), "n_built": 70}
    tables.add("meta.runs", run | {"cartwheel_version": "0.1.0", "packages": json.dumps({"duckdb": "2.0.0"})})
    return tables.add("report.rpt_baseline", *(_baseline(n) if n else []))


def _attrition(n):
    steps = (
        ("Treated", n, 0, ""),
        ("Evaluable for response", n - n // 100, n // 100, "not evaluable"),
        ("Evaluable for durable response", n - n // 20, n // 25, "followed for too short"),
    )
    return [dict(zip(ATTRITION_COLUMNS, (order, *step), strict=True)) for order, step in enumerate(steps)]


def _file(source, name, accepted, rejected):
    return {
        "source": source,
        "source_file": name,
        "source_sheet": None,
        "sha256": "0123456789abcdef" * 4,
        "bytes": 20480,
        "rows_read": accepted + rejected,
        "rows_accepted": accepted,
        "rows_rejected": rejected,
    }


def _reject(row):
    return {
        "source": "analytes",
        "source_file": "data/assays.csv",
        "source_sheet": None,
        "source_row": row,
        "column_name": "result",
        "reason": "not_a_result",
        "about": "The text is no laboratory result.",
        "received": json.dumps({"result": "SECRET-PATIENT-VALUE"}),
    }


def _setting(name, value, default):
    return {
        "name": name,
        "value": value,
        "default_value": default,
        "is_changed": value != default,
        "about": f"What {name} decides",
        "reference": "G18",
    }


def _baseline(n):
    numeric = {
        "characteristic": "Age (years)",
        "level": None,
        "n": n,
        "percent": None,
        "median": 58.0,
        "q1": 51.0,
        "q3": 64.0,
        "minimum": 23.0,
        "maximum": 76.0,
        "n_missing": 0,
        "row_order": 1,
    }
    absent = numeric | {"characteristic": "Ferritin (ng/mL)", "n": 0, "n_missing": n, "row_order": 2}
    absent |= dict.fromkeys(("median", "q1", "q3", "minimum", "maximum"))
    levels = [
        {
            "characteristic": "Sex",
            "level": level,
            "n": k,
            "percent": 100 * k / n,
            "median": None,
            "n_missing": 0,
            "row_order": 3 + place,
        }
        for place, (level, k) in enumerate((("female", 33), ("male", 68)))
    ]
    return [numeric, absent, *levels]
