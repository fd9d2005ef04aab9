"""Rows of one subject are no independent observations: a method that takes them for such refuses them, and says so."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from python_stats.battery import analyse
from tests.stats.samples import HEADERS

VISITS = ("baseline", "day 0", "day 7")


def long(n=12):
    """Three visits of each subject, twice as many rows of the same numbers as anybody measured."""
    draw = np.random.default_rng(8)
    rows = [(f"S{k:02}", visit, *draw.normal(size=2)) for k in range(n) for visit in VISITS]
    return pd.DataFrame(rows, columns=["subject_id", "visit", "level", "peak"])


HEADER = {"method": "spearman", "covariate": "level", "outcome": "peak"}


def test_several_rows_of_a_subject_are_refused_with_their_numbers_and_the_way_out():
    (row,) = analyse("long", HEADER, long())["estimates"]
    assert (row["status"], row["p_value"], row["n"], row["is_primary"]) == ("failed", None, 0, True)
    assert "36 rows, of 12 different subject_id: method 'spearman' takes one row for each" in row["note"]
    assert "`by: [...]`" in row["note"] and "S0" not in row["note"]


def test_asked_by_visit_they_are_three_questions():
    found = analyse("long", HEADER | {"by": ["visit"]}, long())["estimates"]
    primary = {row["subset"]: row["estimate"] for row in found if row["is_primary"]}
    assert primary == {
        f"visit {visit}": pytest.approx(stats.spearmanr(rows["level"], rows["peak"]).statistic)
        for visit, rows in long().groupby("visit")
    }


def test_a_group_in_which_somebody_comes_twice_is_refused_alone():
    frame = pd.concat([long(), long().query("visit == 'day 0'").head(1)])
    found = {row["subset"]: row["status"] for row in analyse("long", HEADER | {"by": ["visit"]}, frame)["estimates"]}
    assert found == {"visit baseline": "ok", "visit day 0": "failed", "visit day 7": "ok"}


def whole(n=40):
    """What every header of the properties names, complete, a row for each subject."""
    draw = np.random.default_rng(4)
    levels = ["durable", "relapsed", "none"]
    return pd.DataFrame(
        {
            "subject_id": [f"S{k:02}" for k in range(n)],
            "x": draw.lognormal(size=n),
            "y": draw.lognormal(size=n),
            "durable": pd.Series(draw.random(n) < 0.5, dtype="boolean"),
            "response": pd.Series([levels[k % 3] for k in range(n)], dtype="str"),
        }
    )


@pytest.mark.parametrize("name", HEADERS)
def test_every_method_refuses_them_but_for_pairs_of_assays_on_several_days(name):
    once, header = whole(), HEADERS[name]
    for frame, is_refused in ((once, False), (pd.concat([once, once.head(3)]), header["method"] != "agreement")):
        notes = [row["note"] or "" for row in analyse("some", header, frame)["estimates"]]
        assert any("takes one row for each" in note for note in notes) == is_refused


def test_a_course_over_time_has_one_row_of_a_subject_on_each_day():
    header = {"method": "time_course", "covariate": "day", "outcome": "x", "group": "response", "levels": ["durable", "none"]}  # fmt: skip
    days = pd.concat([whole().assign(day=day) for day in (0, 7)])
    assert {row["status"] for row in analyse("days", header, days)["estimates"]} == {"ok", "descriptive"}
    (row,) = analyse("days", header, pd.concat([days, whole(2).assign(day=7)]))["estimates"]
    assert "82 rows, of 80 different subject_id and day: method 'time_course' takes one row for each" in row["note"]
