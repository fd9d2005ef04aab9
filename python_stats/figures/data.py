"""The values a figure shows, as one table: what somebody needs to draw it anew elsewhere."""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from python_stats.figures.panel import Panel

# kind of figure -> the parts of its panel that it shows
PARTS: Mapping[str, Sequence[str]] = {
    "box plot": ("points", "contrasts"),
    "quartile rates": ("quartiles",),
    "probability curve": ("curve", "points"),
    "quartile bars": ("quartiles",),
    "scatter": ("points",),
    "difference plot": ("points", "effects"),
    "time course": ("points",),
    "survival curves": ("survival",),
    "forest plot": ("effects",),
    "cluster map": ("tree", "correlations"),
    "loadings": ("weights",),
    "importance": ("needed",),
    "importance plane": ("plane",),
}


def data_csv(panel: Panel, kind: str) -> bytes:
    """A row for each mark; `part` says of which sort, and the rows `axis` what x and y are."""
    rows: list[dict[str, object]] = [
        {"part": "axis", "label": f"{name}: {axis.text}"}
        for name, axis in (("x", panel.x), ("y", panel.y))
        if axis.text
    ]
    left_out = panel.left_out if "points" in PARTS[kind] else ""
    rows += [{"part": "note", "label": said} for said in (panel.mark, left_out) if said]
    for part in PARTS[kind]:
        rows += _rows(panel, part)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _plain(value) for name, value in row.items()} for row in rows)
    return text.getvalue().encode()


def _rows(panel: Panel, part: str) -> list[dict[str, object]]:
    if part == "correlations":
        pairs = panel.correlations.items()
        return [{"part": part, "first": one, "second": other, "value": value} for (one, other), value in pairs]
    # The points of a box plot have no y, and those of a scatter plot are drawn only with both.
    items = panel.complete or panel.points if part == "points" else getattr(panel, part)
    return [{"part": part, **asdict(item)} for item in items]


def _plain(value: object) -> object:
    return None if isinstance(value, float) and math.isnan(value) else value
