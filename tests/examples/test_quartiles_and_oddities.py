"""Quartiles by value, never splitting equal values; and the list of what looks wrong."""

import pytest

from tests.small_study import RECORDS, build


def quartiles_of(values):
    subjects = [{"subject_id": f"S{number:03}", "weight_kg": value} for number, value in enumerate(values)]
    return [row for row in build("marts.quartiles", {"subjects": subjects}) if row["feature"] == "weight_kg"]


def test_cuts_are_of_type_7():
    """R's default quantile: 4.75, 13.5, 27.25; the type of SAS would give 4 and 29, that of SPSS 3.5 and 31."""
    rows = quartiles_of([1, 2, 4, 7, 11, 16, 22, 29, 37, 46])
    assert [row["upper_cut"] for row in rows] == [4.75, 13.5, 27.25, None]
    assert [row["lower_cut"] for row in rows] == [None, 4.75, 13.5, 27.25]
    assert [(row["minimum"], row["maximum"], row["n"]) for row in rows] == [
        (1, 4, 3),
        (7, 11, 2),
        (16, 22, 2),
        (29, 46, 3),
    ]
    assert not any(row["has_tied_cut"] for row in rows)


def test_equal_values_stay_together():
    """ntile(4) would put one of the four zeros into the second group: 3, 3, 2, 2."""
    rows = quartiles_of([0, 0, 0, 0, 1, 2, 3, 4, 5, 6])
    assert [row["n"] for row in rows] == [4, 1, 2, 3]
    assert all(row["has_tied_cut"] for row in rows)


@pytest.mark.parametrize(("n", "sizes"), [(101, [26, 25, 25, 25]), (97, [25, 24, 24, 24]), (1, [1, 0, 0, 0])])
def test_group_sizes(n, sizes):
    """16 % and 58 % of supplemental figure 9D are 4 of 25 and 14 of 24: sizes that only n = 97 gives."""
    assert [row["n"] for row in quartiles_of(range(1, n + 1))] == sizes


def rules_of(given):
    return sorted((row["rule"], row["subject_id"]) for row in build("marts.oddities", given))


def test_daily_grades_with_a_hole_and_a_doubled_day_are_listed():
    daily = [
        {"subject_id": name, "study_day": day, "event": "CRS", "scale": "ASTCT", "grade": 0}
        for name, days in {"WHOLE": range(10), "HOLE": [0, 1, 2, 3, 7, 8], "TWICE": [0, 1, 2, 3, 3, 4]}.items()
        for day in days
    ]
    assert rules_of({"toxicities": daily}) == [("hole_in_daily_grades", "HOLE"), ("same_day_twice", "TWICE")]


def test_two_values_of_one_day_are_listed_and_the_later_record_stands():
    levels = [
        {"subject_id": "S1", "study_day": 7, "assay": "qpcr", "result": result, "unit": "cells/uL"} for result in (9, 5)
    ]
    assert rules_of({"car_t_levels": levels}) == [("same_day_different_values", "S1")]
    assert build("intermediate.int_car_t_peaks", {"car_t_levels": levels})[0]["peak_car_t_per_ul"] == 5


def test_identifiers_that_needed_trimming_are_one_subject():
    given = {
        "subjects": [{"subject_id": " S1", "weight_kg": 80}],
        "responses": [{"subject_id": "S1 ", "study_day": 30, "response": "CR"}],
    }
    assert [row["source"] for row in build("marts.oddities", given)] == ["responses", "subjects"]
    assert [row["best_response"] for row in build("marts.outcomes", given)] == ["CR"]


def test_a_trimmed_identifier_is_listed_once_for_each_source():
    others = {"subjects": {}, "products": {}, "culture_counts": {"culture_day": 3, "viable_cells_million": 9}}
    required = others | RECORDS
    names = {source: ["S2", "\tS1", "S1\u00a0"][: 2 if source == "subjects" else 3] for source in required}
    given = {source: [{"subject_id": name} | required[source] for name in several] for source, several in names.items()}
    found = [row for row in build("intermediate.int_oddities_of_records", given) if row["rule"] == "identifier_trimmed"]
    assert [(row["source"], row["subject_id"], row["source_row"]) for row in found] == [
        (source, "S1", 3) for source in sorted(required)
    ]


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        ("response_after_progression", {"responses": [(30, "PD"), (60, "CR")]}),
        ("stated_response_surpassed", {"responses": [(None, "SD"), (30, "PR")]}),
        ("contact_after_death", {"follow_up": [(30, "dead"), (60, "alive")]}),
        ("quadrants_do_not_add_up", {"immunophenotypes": [25, 25, 25, 20]}),
        ("lesion_with_one_diameter", {"lesions": [(20, None)]}),
        ("limit_not_stated", {"analytes": ["n.d."]}),
        ("day_and_date_disagree", {"dates": ["2016-03-03"]}),
        ("grade_missing", {"grades": [None]}),
    ],
)
def test_each_rule_finds_what_it_is_for(rule, given):
    assert (rule, "S1") in rules_of(drawn_up(given))


def drawn_up(given):
    """Short descriptions as rows of one subject, infused on 1 March 2016."""
    quadrants = ("CCR7+CD45RA+", "CCR7+CD45RA-", "CCR7-CD45RA-", "CCR7-CD45RA+")
    make = {
        "responses": lambda found: {
            "study_day": found[0],
            "response": found[1],
            "is_best_overall": "yes" if found[0] is None else None,
        },
        "follow_up": lambda found: {"study_day": found[0], "status": found[1]},
        "lesions": lambda found: {
            "study_day": -7,
            "lesion_id": "L1",
            "longest_diameter": found[0],
            "perpendicular_diameter": found[1],
            "unit": "mm",
        },
        "analytes": lambda found: {"study_day": 0, "analyte": "IL-6", "result": found, "unit": "pg/mL"},
        "dates": lambda found: {"study_day": 3, "sample_date": found, "analyte": "LDH", "result": 1, "unit": "U/L"},
        "grades": lambda found: {"study_day": 3, "event": "CRS", "scale": "Lee", "grade": found},
    }
    names = {"dates": "analytes", "grades": "toxicities"}
    rows = {
        names.get(key, key): [{"subject_id": "S1"} | make[key](found) for found in items]
        for key, items in given.items()
        if key in make
    }
    for percents in (items for key, items in given.items() if key == "immunophenotypes"):
        rows["immunophenotypes"] = [
            {
                "subject_id": "S1",
                "sample_type": "product",
                "population": name,
                "parent_population": "live",
                "percent": percent,
            }
            for name, percent in zip(quadrants, percents, strict=True)
        ]
    return rows | {"subjects": [{"subject_id": "S1", "infusion_date": "2016-03-01"}]}


def test_orderly_data_have_no_oddity():
    given = drawn_up(
        {"responses": [(30, "CR"), (60, "PD")], "immunophenotypes": [25, 25, 25, 25], "dates": ["2016-03-04"]}
    )
    assert rules_of(given) == []
