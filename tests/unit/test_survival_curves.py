"""Survival curves as a figure: a falling step for each group, who was last seen when, and who is left under each tick.

The two groups are those of a trial in print (Freireich, Blood 1963, 21:699), as `tests/stats/test_survival.py` has them.
"""

from xml.etree import ElementTree

import pytest

from python_stats import battery
from python_stats.figures.kinds import drawings, kinds_for
from python_stats.figures.panel import Axis, Panel, SurvivalStep
from tests.stats.test_survival import CURVES, trial

LEVELS = ("mercaptopurine", "placebo")


@pytest.fixture(scope="module")
def steps():
    rows = battery.analyse("a", CURVES | {"levels": [*LEVELS]}, trial())["survival_curves"]
    columns = ("group_label", "time", "n_at_risk", "n_events", "n_censored", "survival", "ci_low", "ci_high")
    return tuple(SurvivalStep(*(row[column] for column in columns)) for row in rows)


def drawn(steps, levels=LEVELS):
    panel = Panel("trial", Axis("Arm"), Axis("Remission", "wk"), "P<.0001", survival=steps, levels=levels)
    (drawing,) = drawings("kaplan_meier", panel, "A trial")
    return ElementTree.fromstring(drawing.svg)


def words_at(root, text):
    return [(float(one.get("x")), float(one.get("y"))) for one in root.iter("text") if one.text == text]


def test_under_each_tick_stands_who_is_at_risk_there(steps):
    """By hand from the list of weeks: ticks at 0, 10, 20 and 30."""
    root = drawn(steps)
    ticks = {time: words_at(root, str(time))[0][0] for time in (10, 20, 30)}
    rows = sorted({y for _, y in words_at(root, "21")})
    assert len(rows) == 2, "both groups begin with 21"
    under = {
        (round(float(one.get("x")), 1), round(float(one.get("y")), 1)): one.text
        for one in root.iter("text")
        if one.get("x")
    }
    found = [[under[round(ticks[time], 1), round(y, 1)] for time in ticks] for y in rows]
    assert found == [["15", "8", "4"], ["8", "2", "0"]]


def test_the_figure_tells_itself_in_words(steps):
    told = drawn(steps).find("desc").text
    assert "mercaptopurine: 21 at risk, 9 events, 45% without at 35" in told
    assert "placebo: 21 at risk, 21 events, 0% without at 23" in told


def test_a_level_without_anybody_is_not_drawn_and_no_event_makes_no_figure(steps):
    assert "nobody" not in ElementTree.tostring(drawn(steps, (*LEVELS, "nobody")), "unicode")
    quiet = tuple(step for step in steps if not step.n_events)
    assert not kinds_for("kaplan_meier", Panel("trial", Axis("Arm"), Axis("Time"), survival=quiet, levels=LEVELS))
