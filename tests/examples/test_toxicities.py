"""Toxicity grades: the worst on one scale, never on two, and a missing grade that is not grade 0."""

from tests.small_study import build


def test_without_the_wanted_scale_the_only_one_is_used_and_of_two_none():
    only = [{"subject_id": "S1", "study_day": 3, "event": "CRS", "scale": "Penn", "grade": 2}]
    two = [*only, {"subject_id": "S1", "study_day": 3, "event": "CRS", "scale": "ASTCT", "grade": 3}]
    assert build("marts.outcomes", {"toxicities": only})[0]["crs_worst_grade"] == 2
    assert build("marts.outcomes", {"toxicities": two})[0]["crs_worst_grade"] is None
    assert "no_scale_chosen" in {row["rule"] for row in build("marts.oddities", {"toxicities": two})}
