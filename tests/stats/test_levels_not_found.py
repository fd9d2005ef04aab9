"""A level that no row has is said, with the one that was meant: misspelt, it would only seem to be empty."""

import pandas as pd
import pytest

from python_stats.battery import analyse

HEADER = {"method": "rank_sum", "value": "age", "group": "sex", "levels": ["Male", "Female"]}


def notes(header, groups):
    frame = pd.DataFrame(
        {"subject_id": [f"S{k:03}" for k in range(len(groups))], "sex": pd.Series(groups, dtype="str")}
    )
    frame["age"] = [30.0 + k * k % 17 for k in range(len(groups))]
    return [row["note"] or "" for row in analyse("by_sex", header, frame)["estimates"]]


def test_levels_in_other_letters_are_named_with_those_of_the_data():
    (said,) = [note for note in notes(HEADER, ["male", "female"] * 6) if "no row" in note]
    assert said.endswith("no row has the level 'Male' (found: 'male'), 'Female' (found: 'female')")


@pytest.mark.parametrize(
    ("method", "levels"),
    [("kruskal_dunn", ["male", "Femal", "other"]), ("jonckheere", ["male", "Femal"]), ("rank_sum", ["male", "Femal"])],
)
def test_every_comparison_of_groups_says_so(method, levels):
    found = notes(HEADER | {"method": method, "levels": levels}, ["male", "female", "unknown"] * 6)
    assert any("no row has the level 'Femal' (found: 'female')" in note for note in found)


def test_of_a_word_unlike_all_the_levels_there_are_are_told():
    """Those that the header names already are not what was meant."""
    found = notes(HEADER | {"levels": ["male", True]}, ["male", "female", "unknown"] * 6)
    assert any(note.endswith("no row has the level 'true' (found: one of female, unknown)") for note in found)


def test_what_may_be_no_category_is_not_listed():
    found = notes(HEADER, [f"male of 19{k}" for k in range(40, 60)])
    assert any(note.endswith("no row has the level 'Male', 'Female'") for note in found)
    assert not any("19" in note for note in found)


def test_nothing_is_said_of_levels_that_are_there_or_of_nobody():
    assert not any("no row" in note for note in notes(HEADER | {"levels": ["male", "female"]}, ["male", "female"] * 6))
    assert not any("no row" in note for note in notes(HEADER, [None] * 6) + notes(HEADER, []))
