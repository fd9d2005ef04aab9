"""Toxicity grades: the worst on one scale, never on two, and a missing grade that is not grade 0."""

from tests.small_study import build


def test_worst_grade_and_onset_of_daily_grades(example):
    example(
        "intermediate.int_toxicities_worst",
        """
        subject_id | event | worst_grade | onset_day | worst_grade_day | n_records | n_ungraded
        S1         | CRS   | 3           | 2         | 4               | 5         | 1
        S2         | CRS   | 0           |           | 1               | 1         | 0
        S3         | NE    |             |           |                 | 1         | 1
        """,
        {
            "toxicities": """
            subject_id | study_day | event | scale | grade
            S1         | 1         | CRS   | ASTCT | 0
            S1         | 2         | CRS   | ASTCT | 1
            S1         | 3         | CRS   | ASTCT |
            S1         | 4         | CRS   | ASTCT | 3
            S1         | 5         | CRS   | ASTCT | 3
            S2         | 1         | CRS   | ASTCT | 0
            S3         | 1         | NE    | ASTCT |
            """
        },
    )


def test_the_wanted_scale_is_used_and_the_other_kept_apart(example):
    """Lee 2014 and ASTCT grade hypoxia by different rules, so 2 may be 3. `v4.03` and `4.03` are one."""
    toxicities = """
    subject_id | study_day | event | scale        | scale_version | grade
    S1         | 3         | CRS   | lee 2014     |               | 2
    S1         | 3         | CRS   | ASTCT        | 2019          | 3
    S1         | 5         | NE    | CTCAE        | v4.03         | 1
    S1         | 6         | NE    | CTCAE v4.03  |               | 2
    S2         | 3         | CRS   | ASTCT        | 2019          | 4
    """
    example(
        "marts.outcomes",
        """
        subject_id | crs_scale | crs_worst_grade | crs_grade3_or_higher | ne_scale   | ne_worst_grade
        S1         | Lee 2014  | 2               | false                | CTCAE 4.03 | 2
        S2         | Lee 2014  |                 |                      | CTCAE 4.03 | 0
        """,
        {"toxicities": toxicities},
    )


def test_without_the_wanted_scale_the_only_one_is_used_and_of_two_none():
    only = [{"subject_id": "S1", "study_day": 3, "event": "CRS", "scale": "Penn", "grade": 2}]
    two = [*only, {"subject_id": "S1", "study_day": 3, "event": "CRS", "scale": "ASTCT", "grade": 3}]
    assert build("marts.outcomes", {"toxicities": only})[0]["crs_worst_grade"] == 2
    assert build("marts.outcomes", {"toxicities": two})[0]["crs_worst_grade"] is None
    assert "no_scale_chosen" in {row["rule"] for row in build("marts.oddities", {"toxicities": two})}


def test_no_record_is_grade_0_only_where_the_event_is_recorded_and_the_setting_says_so(example):
    given = {
        "subjects": "subject_id\nS1\nS2",
        "toxicities": [{"subject_id": "S1", "study_day": 3, "event": "CRS", "scale": "Lee", "grade": 3}],
    }
    rows = {row["subject_id"]: row for row in build("marts.outcomes", given)}
    assert (rows["S2"]["crs_worst_grade"], rows["S2"]["crs_grade3_or_higher"]) == (0, False)
    assert (rows["S2"]["ne_worst_grade"], rows["S2"]["ne_grade3_or_higher"]) == (None, None)
    strict = {row["subject_id"]: row for row in build("marts.outcomes", given, {"toxicity_absent_is_grade_0": False})}
    assert strict["S2"]["crs_worst_grade"] is None
    assert strict["S1"]["crs_worst_grade"] == 3
