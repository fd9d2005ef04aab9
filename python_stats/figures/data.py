"""The values a figure shows, as one table: what somebody needs to draw it anew elsewhere.

Names of groups and levels are texts of the data, so none may be run as a formula where the table is opened.
"""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import asdict

from python_stats.figures.panel import Panel
from python_stats.format import disarmed


def data_csv(panel: Panel, shown: Sequence[str]) -> bytes:
    """A row for each mark of the parts that are shown; `part` says of which, and the rows `axis` what x and y are."""
    rows: list[dict[str, object]] = [
        {"part": "axis", "label": f"{name}: {axis.text}"}
        for name, axis in (("x", panel.x), ("y", panel.y))
        if axis.text
    ]
    left_out = panel.left_out if "points" in shown else ""
    rows += [{"part": "note", "label": said} for said in (panel.mark, left_out) if said]
    for part in shown:
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
    return None if isinstance(value, float) and math.isnan(value) else disarmed(value)
