"""Made-up results for tests of the report: nothing was measured, every number is invented or drawn by a seed."""

import json

import numpy as np

from tests.made_up_cohort import CURVE_COLUMNS, MadeUp, cohort

__all__ = ["MadeUp", "cohort"]

LEVELS = ["durable", "relapsed", "nonresponder"]


def add_model(tables, name, about, **spec):
    return tables.add(
        "meta.models",
        {
            "name": name,
            "layer": "analyses",
            "about": about,
            "reference": "Made up",
            "analysis": json.dumps(spec),
            "path": f"analyses/{name}.sql",
            "row_count": 97,
            "written_sql": f"select subject_id from {{{{ ref('cohort') }}}} -- {name}",
            "compiled_sql": "select subject_id from marts.cohort",
        },
    )


def add_estimate(tables, analysis, method, **values):
    row = {
        "analysis": analysis,
        "family": "family",
        "method": method,
        "covariate": "peak",
        "outcome": "outcome",
        "term": "peak",
        "is_primary": True,
        "n": 97,
        "n_missing": 4,
        "status": "ok",
        "covariate_label": "Peak CAR T cells per tumour burden",
        "covariate_unit": "{cells}/uL/mm2",
        "covariate_scale": "log2",
        "row_order": len(tables.rows.get("report.rpt_estimates", [])),
    }
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
    return tables.add(
        "report.rpt_observations",
        *(
            {"analysis": analysis, "subject_id": f"S{place:05}", "x": a, "y": b, "group_label": group}
            for place, (a, b, group) in enumerate(rows)
        ),
    )


def add_box(tables, analysis="fig1e_peak_by_response", n=97, figure="1E", levels=LEVELS, **values):
    add_model(
        tables,
        analysis,
        f"Is the peak higher in durable responders? (Figure {figure})",
        method="kruskal_dunn",
        levels=levels,
    )
    common = {"figure": figure, "outcome_label": "Response", "n": n} | values
    add_estimate(
        tables,
        analysis,
        "kruskal_dunn",
        term="all levels",
        is_primary=False,
        p_value=0.0012,
        estimate_name="epsilon_squared",
        estimate=0.14,
        statistic=13.4,
        **common,
    )
    for pair, p in zip(((0, 1), (0, 2), (1, 2)), (0.0104, 0.00467, 0.41), strict=True):
        add_estimate(
            tables,
            analysis,
            "kruskal_dunn",
            term=" vs ".join(levels[place] for place in pair),
            p_value=p,
            p_adjusted=min(1, 3 * p),
            adjustment="holm",
            q_value=min(1, 2 * p),
            estimate=15.5,
            estimate_name="mean_rank_difference",
            **common,
        )
    x, _, groups, _ = sample(n)
    names = dict(zip(LEVELS, levels, strict=True))
    return add_observations(tables, analysis, x, np.full(n, None), [names[group] for group in groups])


def add_logistic(tables, analysis="fig1h_peak_durable", n=97, figure="1H", **values):
    add_model(tables, analysis, "Does a higher peak go with durable response?", method="logistic", scale="log2")
    x, happened, _, _ = sample(n)
    common = {"figure": figure, "outcome_label": "Durable response", "n": n, "n_events": int(happened.sum())} | values
    add_estimate(
        tables,
        analysis,
        "logistic",
        **{
            "estimate_name": "odds_ratio_per_doubling",
            "estimate": 1.62,
            "ci_low": 1.27,
            "ci_high": 2.07,
            "p_value": 0.000021,
            "q_value": 0.00017,
        }
        | common,
    )
    add_estimate(
        tables,
        analysis,
        "logistic",
        is_primary=False,
        **{"estimate_name": "auc", "estimate": 0.77, "ci_low": 0.68, "ci_high": 0.86}
        | {key: value for key, value in common.items() if key != "estimate"},
    )
    add_observations(tables, analysis, x, happened.astype(float), np.where(happened, "true", "false"))
    across = np.exp(np.linspace(np.log(x.min()), np.log(x.max()), 101))
    eta = 0.9 * (np.log(across) + 4.9)
    curve = zip(across, *(1 / (1 + np.exp(-(eta + off))) for off in (0, -0.6, 0.6)), strict=True)
    tables.add("report.rpt_curves", *(dict(zip(CURVE_COLUMNS, (analysis, *point), strict=True)) for point in curve))
    return add_quartiles(tables, analysis, x, happened)


def add_spearman(tables, analysis="fig2a_ferritin_peak", n=97, figure="2A", **values):
    add_model(tables, analysis, "Is baseline ferritin related to the peak?", method="spearman")
    x, _, _, y = sample(n)
    add_estimate(
        tables,
        analysis,
        "spearman",
        **{
            "figure": figure,
            "estimate_name": "spearman_rho",
            "n": n,
            "estimate": -0.31,
            "ci_low": -0.48,
            "ci_high": -0.12,
            "p_value": 0.0018,
            "q_value": 0.011,
            "outcome_label": "Ferritin at baseline",
            "outcome_unit": "ng/mL",
            "outcome_scale": "log2",
        }
        | values,
    )
    add_observations(tables, analysis, x, y, np.full(n, None))
    return add_quartiles(tables, analysis, x, None, y)


def add_description(tables, analysis="fig1d_burden_peak", n=97, figure="1D", **values):
    add_model(tables, analysis, "How do tumour burden and peak lie together?", method="describe")
    x, _, groups, y = sample(n)
    for level in LEVELS:
        add_estimate(
            tables,
            analysis,
            "describe",
            **{
                "figure": figure,
                "term": level,
                "status": "descriptive",
                "is_primary": False,
                "estimate_name": "median",
                "estimate": 1.1,
                "n": int((groups == level).sum()),
                "outcome_label": "Ferritin",
                "outcome_unit": "ng/mL",
                "outcome_scale": "log2",
            }
            | values,
        )
    return add_observations(tables, analysis, x, y, groups)


def add_quartiles(tables, analysis, x, happened=None, y=None):
    cuts = np.quantile(x, (0, 0.25, 0.5, 0.75, 1))
    place = np.clip(np.searchsorted(cuts, x, side="left"), 1, 4)
    for quartile in range(1, 5):
        inside = place == quartile
        row = {
            "analysis": analysis,
            "quartile": quartile,
            "x_low": cuts[quartile - 1],
            "x_high": cuts[quartile],
            "n": int(inside.sum()),
        }
        if happened is not None and inside.any():
            rate = float(happened[inside].mean())
            row |= {
                "n_events": int(happened[inside].sum()),
                "rate": rate,
                "rate_ci_low": max(0, rate - 0.16),
                "rate_ci_high": min(1, rate + 0.19),
            }
        if y is not None and inside.any():
            row |= dict(zip(("y_q1", "y_median", "y_q3"), np.quantile(y[inside], (0.25, 0.5, 0.75)), strict=True))
        tables.add("report.rpt_quartiles", row)
    return tables


def add_impossible(tables, analysis, status, note, n=97, figure="2D"):
    """A result that could not be: its rows are there, its numbers are not."""
    add_model(tables, analysis, f"Can this be estimated at all: {status}?", method="logistic", scale="log2")
    x, _, _, _ = sample(n)
    add_observations(tables, analysis, x, np.ones(n), ["true"] * n)
    return add_estimate(
        tables,
        analysis,
        "logistic",
        figure=figure,
        status=status,
        note=note,
        n=n,
        n_events=n,
        estimate_name="odds_ratio_per_doubling",
        outcome_label="Durable response",
    )


def whole(n=97):
    """A report with every kind of figure."""
    tables = cohort()
    for add in (add_description, add_box, add_logistic, add_spearman):
        add(tables, n=n)
    add_impossible(tables, "fig2d_all_responders", "constant", "every subject has the same outcome")
    add_impossible(tables, "fig2e_five", "too_few", "fewer than 4 subjects with both values", n=3, figure="2E")
    return tables
