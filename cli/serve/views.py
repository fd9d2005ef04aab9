"""What the pages show, asked in SQL (the files in sql/) so that the work grows little with the cohort. A column's name
reaches a query only if the warehouse has that column."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cli.serve import pictures
from python_stats.format import name_words, quantity
from warehouse.adapters.words import quoted
from warehouse.ask import Desk
from warehouse.errors import UsageError, suggest

SQL = Path(__file__).parent / "sql"
BINS = 30
MOST_POINTS = 2_000
MOST_LEVELS = 8
MOST_CURVES = 24

Row = Mapping[str, Any]


@cache
def sql_of(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def rows(desk: Desk, name: str, values: Mapping[str, object] | None = None, **pieces: str) -> list[Row]:
    """The answer to one of our queries; `pieces` are put into its text: names that were checked, and quoted."""
    sql = sql_of(name)
    for piece, text in pieces.items():
        sql = sql.replace("{" + piece + "}", text)
    with desk.asked(sql, values or {}) as answer:
        return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


@dataclass(frozen=True)
class Feature:
    """A covariate of the cohort: its column, its words, and where its quarters lie."""

    name: str
    about: str
    unit: str
    facts: Row

    @property
    def label(self) -> str:
        return quantity(self.about or self.name, self.unit)

    @property
    def column(self) -> str:
        return quoted(self.name)

    def scaled(self, is_log: bool) -> str:
        return f"log10({self.column})" if is_log else self.column


def study(desk: Desk) -> Row:
    return rows(desk, "study")[0]


def controlled_study(desk: Desk) -> Row:
    """The words of a study under disclosure control; its numbers are those of the disclosed tables."""
    return rows(desk, "controlled_study")[0]


def disclosed(desk: Desk) -> list[Row]:
    return rows(desk, "disclosed")


def features(desk: Desk) -> dict[str, Feature]:
    found = rows(desk, "features")
    return {row["feature"]: Feature(row["feature"], row["about"] or "", row["unit"] or "", row) for row in found}


def find(known: Mapping[str, Feature], name: str) -> Feature:
    if name not in known:
        raise UsageError("There is no such feature in this cohort", hint=suggest(name, known))
    return known[name]


@dataclass(frozen=True)
class FeatureView:
    feature: Feature
    histogram: str
    quartiles: list[Row]
    boxes: list[tuple[str, str]]
    rates: list[tuple[str, list[Row]]]
    estimates: list[Row]

    @property
    def rates_sql(self) -> str:
        return sql_of("rates").replace("{x}", self.feature.column)

    @property
    def quarter_origins(self) -> dict[str, str]:
        columns = ("lower_cut", "upper_cut", "minimum", "maximum", "n")
        return {name: f"marts.quartiles.{name}@{self.feature.name},{{quartile}}" for name in columns}

    @property
    def estimate_origins(self) -> dict[str, str]:
        return dict.fromkeys(("estimate", "ci_low", "ci_high", "p_value", "n"), "results.{analysis}:{term}")


def feature_view(desk: Desk, feature: Feature) -> FeatureView:
    """A feature by itself, in quarters, and against each outcome."""
    reach = rows(desk, "reach", x=feature.column, y=feature.column)[0]
    named: Mapping[str, object] = {"feature": feature.name}
    outcomes = rows(desk, "outcomes")
    return FeatureView(
        feature=feature,
        histogram=_histogram(desk, feature, reach),
        quartiles=rows(desk, "quartiles", named),
        boxes=[(row["label"] or row["name"], _boxes(desk, feature, row["name"], reach)) for row in outcomes],
        rates=[
            (row["label"] or row["name"], rows(desk, "rates", named, x=feature.column, outcome=row["name"]))
            for row in outcomes
            if row["type"] == "BOOLEAN"
        ],
        estimates=rows(desk, "estimates", named),
    )


def _histogram(desk: Desk, feature: Feature, reach: Row) -> str:
    if not reach["n"]:
        return ""
    low, high = float(reach["x_low"]), float(reach["x_high"])
    if low == high:
        return pictures.histogram([(low - 0.5, high + 0.5, reach["n"])], False, feature.label)
    is_log = pictures.spans_decades(low, high)
    start, end = (math.log10(low), math.log10(high)) if is_log else (low, high)
    values = {"bins": BINS, "low": start, "high": end}
    counted = rows(desk, "distribution", values, x=feature.column, scaled=feature.scaled(is_log))
    counts = {row["bin"]: row["n"] for row in counted}
    step = (end - start) / BINS
    back: Callable[[float], float] = (lambda value: 10.0**value) if is_log else (lambda value: value)
    bins = [(back(start + step * n), back(start + step * (n + 1)), counts.get(n, 0)) for n in range(BINS)]
    return pictures.histogram(bins, is_log, feature.label)


def _boxes(desk: Desk, feature: Feature, outcome: str, reach: Row) -> str:
    levels = rows(desk, "levels", x=feature.column, outcome=outcome)[:MOST_LEVELS]
    if not levels:
        return ""
    words = {"true": "yes", "false": "no"}
    lines = [
        (f"{words.get(row['level'], row['level'])} (n = {row['n']:,})", row["q1"], row["median"], row["q3"])
        for row in levels
    ]
    low, high = float(reach["x_low"]), float(reach["x_high"])
    return pictures.boxes(lines, pictures.horizontal(low, high, pictures.spans_decades(low, high)), feature.label)


@dataclass(frozen=True)
class PairView:
    x: Feature
    y: Feature
    n: int
    rho: float | None
    picture: str
    is_gridded: bool


def pair_view(desk: Desk, x: Feature, y: Feature) -> PairView:
    """Two features of each subject: points, or when there are many the places where they lie."""
    reach = rows(desk, "reach", x=x.column, y=y.column)[0]
    if not reach["n"]:
        return PairView(x, y, 0, None, "", False)
    across = _scale(reach["x_low"], reach["x_high"], pictures.LEFT + pictures.ROOM, pictures.WIDTH - pictures.RIGHT)
    up = _scale(reach["y_low"], reach["y_high"], 320 - pictures.ROOM, 24)
    is_gridded = reach["n"] > MOST_POINTS and across.low < across.high and up.low < up.high
    found = _places(desk, x, y, across, up) if is_gridded else rows(desk, "pair_points", x=x.column, y=y.column)
    rho = rows(desk, "rho", x=x.column, y=y.column)[0]["rho"]
    points = [(row["x"], row["y"], row["n"]) for row in found[:MOST_POINTS]]
    return PairView(x, y, reach["n"], rho, pictures.scatter(points, across, up, (x.label, y.label)), is_gridded)


def _places(desk: Desk, x: Feature, y: Feature, across: pictures.Scale, up: pictures.Scale) -> list[Row]:
    limits = {"x_low": across.low, "x_high": across.high, "y_low": up.low, "y_high": up.high}
    logs = {"x": across.is_log, "y": up.is_log}
    values = {name: math.log10(limit) if logs[name[0]] else limit for name, limit in limits.items()}
    pieces = {"x": x.column, "y": y.column, "scaled_x": x.scaled(across.is_log), "scaled_y": y.scaled(up.is_log)}
    return rows(desk, "pair_places", values, **pieces)


def _scale(low: float, high: float, start: float, end: float) -> pictures.Scale:
    return pictures.Scale(float(low), float(high), pictures.spans_decades(low, high), start, end)


@dataclass(frozen=True)
class SubjectView:
    facts: Row
    labels: dict[str, str]
    curves: list[str]
    courses: list[tuple[str, str]]
    levels: list[Row]
    events: list[Row]
    n_curves_left_out: int


def subject_view(desk: Desk, subject: str, until: float) -> SubjectView:
    """One subject over time, to the study day `until`. The name of the subject is never part of an error."""
    values: Mapping[str, object] = {"subject": subject}
    known = rows(desk, "subject", values)
    if not known:
        raise UsageError("There is no such subject in this cohort", hint="the names are those of marts.subjects")
    levels = [row for row in rows(desk, "subject_levels", values) if row["study_day"] <= until]
    events = [row for row in rows(desk, "subject_courses", values) if row["study_day"] <= until]
    days = [row["study_day"] for row in [*levels, *events]]
    last = min(until, max([*days, *(row["end_day"] for row in events)], default=1.0))
    across = pictures.horizontal(min(days, default=0.0), last, False)
    curves = [pictures.curve(points, across, label) for label, points in _by_quantity(levels).items()]
    kinds = list(dict.fromkeys(row["kind"] for row in events))
    courses = [(kind, _spans([row for row in events if row["kind"] == kind], across, kind)) for kind in kinds]
    left_out = max(0, len(curves) - MOST_CURVES)
    return SubjectView(known[0], _labels(desk, known[0]), curves[:MOST_CURVES], courses, levels, events, left_out)


def _labels(desk: Desk, facts: Row) -> dict[str, str]:
    """The columns of the cohort in words, with their units."""
    described = {row["column_name"]: row for row in rows(desk, "cohort_columns") if row["column_name"] in facts}
    return {name: quantity(row["about"] or name_words(name), row["unit"]) for name, row in described.items()}


def _by_quantity(levels: Sequence[Row]) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for row in levels:
        found.setdefault(quantity(row["quantity"], row["unit"] or ""), []).append((row["study_day"], row["value"]))
    return found


def _spans(events: Sequence[Row], across: pictures.Scale, kind: str) -> str:
    rows_ = [(row["what"], row["study_day"], min(max(row["end_day"], row["study_day"]), across.high)) for row in events]
    return pictures.spans(rows_, across, f"{kind} over study days")


def subjects(desk: Desk) -> list[str]:
    return [row["subject_id"] for row in rows(desk, "subjects")]


def schema(desk: Desk) -> dict[str, list[Row]]:
    """Every table and its columns, the tables people ask first in front."""
    found: dict[str, list[Row]] = {}
    for row in rows(desk, "schema"):
        found.setdefault(row["relation"], []).append(row)
    return found
