"""Groups compared day by day: the same numbers as each day asked alone, and who is missing on a day is not in it."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from python_stats.battery import analyse

HEADER = {"method": "time_course", "covariate": "day", "outcome": "level", "group": "response", "levels": ["a", "b"]}


@pytest.fixture
def frame():
    """Twelve subjects on four days; the last day has lost a third of them."""
    rows = [
        (f"S{subject:02d}", float(day), float((subject * 7 + day * 3) % 11 + subject / 100), "ab"[subject % 2])
        for subject in range(12)
        for day in (-5, 0, 7, 28)
        if day < 28 or subject % 3
    ]
    return pd.DataFrame(rows, columns=["subject_id", "day", "level", "response"])


def rows_of(frame, name):
    return {row["term"]: row for row in analyse("course", HEADER, frame)["estimates"] if row["estimate_name"] == name}


def test_every_day_is_the_test_of_that_day_alone(frame):
    overall = rows_of(frame, "epsilon_squared")
    assert list(overall) == ["day -5: all levels", "day 0: all levels", "day 7: all levels", "day 28: all levels"]
    for day, found in frame.groupby("day"):
        groups = [own["level"] for _, own in found.groupby("response")]
        row = overall[f"day {day:g}: all levels"]
        assert row["n"] == len(found) == (8 if day == 28 else 12)
        assert (row["statistic"], row["p_value"]) == pytest.approx(tuple(stats.kruskal(*groups)))


def test_the_medians_are_those_of_the_groups(frame):
    medians = rows_of(frame, "median")
    for (day, group), found in frame.groupby(["day", "response"]):
        assert medians[f"day {day:g}: {group}"]["estimate"] == pytest.approx(np.median(found["level"]))


def test_a_day_without_levels_is_no_day(frame):
    frame.loc[frame["day"] == 7, "level"] = None
    assert "day 7: all levels" not in rows_of(frame, "epsilon_squared")


def test_no_level_at_all_is_a_row_that_says_so(frame):
    (row,) = rows_of(frame.assign(level=np.nan), "epsilon_squared").values()
    assert (row["term"], row["status"], row["n"]) == ("all levels", "too_few", 0)


def test_every_level_of_every_subject_is_shown(frame):
    found = analyse("course", HEADER, frame)["observations"]
    shown = sorted((row["subject_id"], row["x"], row["y"], row["group_label"]) for row in found)
    assert shown == sorted(frame.itertuples(index=False, name=None))
