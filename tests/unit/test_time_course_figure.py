"""Levels over time as a figure: medians of groups at equal steps of days."""

import math

import pytest

from python_stats.figures.kinds import kinds_for
from python_stats.figures.panel import Axis, Point
from tests.unit.test_figures import panel, svgs


def test_a_course_over_time_shows_medians_by_day_and_group():
    """Three days at equal steps, whatever lies between them; the group without a level on a day has none there."""
    points = [Point(day, level, "durable") for day in (0.0, 7.0, 28.0) for level in (10.0, 20.0, 60.0)]
    points += [Point(day, 5.0, "relapsed") for day in (0.0, 7.0)] + [
        Point(0.0, 9.0, ""),
        Point(7.0, math.nan, "durable"),
    ]
    (root,) = svgs(panel(points=tuple(points), x=Axis("Day"), levels=("durable", "relapsed")), "time_course")
    told = root.find("desc").text
    assert "durable: day 0 20.0, day 7 20.0, day 28 20.0; relapsed: day 0 5.00, day 7 5.00." in told
    places = [float(text.get("x")) for text in root.iter("text") if text.text in ("0", "7", "28")]
    assert places[1] - places[0] == pytest.approx(places[2] - places[1], abs=0.2)
    one_day = panel(points=tuple(points[:3]), levels=("durable",))
    assert not kinds_for("time_course", one_day)
