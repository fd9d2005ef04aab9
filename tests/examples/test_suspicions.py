"""What looks wrong is pointed to: each rule finds the fault planted for it, and stays silent on the same rows without it."""

import pytest

from tests.small_study import build

NAMES = [f"S{number:02d}" for number in range(1, 13)]


def found(given, rule):
    return sorted(
        (row["subject_id"], row["source_row"]) for row in build("marts.oddities", given) if row["rule"] == rule
    )


def level(name, day, result, **more):
    return {"subject_id": name, "study_day": day, "analyte": "CRP", "result": result, "unit": "mg/L"} | more


def spread(n, low=20.0, step=1.13):
    """Values that rise by an eighth each: no gap between them, and no two alike."""
    return [round(low * step**place, 2) for place in range(n)]


def test_two_units_in_one_column_are_two_heaps():
    """CRP of 20 to 77 mg/L in twelve subjects; every third was typed in mg/dL, a tenth of it."""
    clean = [level(name, 0, value) for name, value in zip(NAMES, spread(12), strict=True)]
    mixed = [row | ({"result": row["result"] / 10} if row["subject_id"] in NAMES[::3] else {}) for row in clean]
    assert found({"analytes": clean}, "two_units_mixed") == []
    assert [name for name, _ in found({"analytes": mixed}, "two_units_mixed")] == NAMES[::3]


def test_fahrenheit_among_celsius():
    """Body temperatures of twelve subjects; 37.5 degrees Celsius are 99.5 degrees Fahrenheit."""
    clean = [
        level(name, 0, 37 + place / 10, analyte="Body temperature", unit="deg") for place, name in enumerate(NAMES)
    ]
    mixed = [
        row | ({"result": round(row["result"] * 1.8 + 32, 1)} if row["subject_id"] == "S05" else {}) for row in clean
    ]
    assert found({"analytes": clean}, "two_units_mixed") == []
    assert [name for name, _ in found({"analytes": mixed}, "two_units_mixed")] == ["S05"]


def test_a_laboratory_in_another_unit_is_told_by_its_place():
    """Heaps that touch: one laboratory's results are ten times the other's."""
    clean = [
        level(name, 0, value, laboratory=f"L{place % 2}")
        for place, (name, value) in enumerate(zip(NAMES, spread(12), strict=True))
    ]
    mixed = [row | {"result": row["result"] * 10} if row["laboratory"] == "L1" else row for row in clean]
    assert found({"analytes": clean}, "origins_apart_by_a_factor") == []
    assert len(found({"analytes": mixed}, "origins_apart_by_a_factor")) == 1


def test_a_fraction_among_percentages():
    def population(name, percent):
        return {
            "subject_id": name,
            "sample_type": "product",
            "population": "CD4+",
            "parent_population": "CD3+",
            "percent": percent,
        }

    clean = [population(name, 40 + place) for place, name in enumerate(NAMES)]
    assert found({"immunophenotypes": clean}, "fraction_among_percentages") == []
    rows = [*clean[:-1], population(NAMES[-1], 0.45)]
    assert found({"immunophenotypes": rows}, "fraction_among_percentages") == [(NAMES[-1], 13)]


def car_t(name, assay, result):
    return {"subject_id": name, "study_day": 7, "assay": assay, "result": result, "unit": "cells/uL"}


def test_a_shifted_decimal_point_shows_beside_the_sister_assay():
    """qPCR is 1.2 times ddPCR in all twelve; one qPCR result is a hundred times too high."""
    clean = [
        car_t(name, assay, value * (1.2 if assay == "qpcr" else 1))
        for name, value in zip(NAMES, spread(12), strict=True)
        for assay in ("ddpcr", "qpcr")
    ]
    assert found({"car_t_levels": clean}, "tenfold_beside_a_sister") == []
    wrong = [
        row | ({"result": row["result"] * 100} if (row["subject_id"], row["assay"]) == ("S05", "qpcr") else {})
        for row in clean
    ]
    assert [name for name, _ in found({"car_t_levels": wrong}, "tenfold_beside_a_sister")] == ["S05"]


def test_a_shifted_decimal_point_shows_between_the_days_before_and_after():
    clean = [
        level(name, day, 40 + place + day / 10, analyte="Albumin", unit="g/L")
        for place, name in enumerate(NAMES)
        for day in (0, 7, 14)
    ]
    assert found({"analytes": clean}, "tenfold_beside_a_sister") == []
    wrong = [
        row | ({"result": row["result"] / 10} if (row["subject_id"], row["study_day"]) == ("S03", 7) else {})
        for row in clean
    ]
    assert [name for name, _ in found({"analytes": wrong}, "tenfold_beside_a_sister")] == ["S03"]


def test_a_dose_that_its_transduction_does_not_explain():
    clean = [
        {"subject_id": name, "car_t_cells_infused_million": 100 + place, "viable_t_cells_infused_million": 200 + 2 * place, "transduction_percent": 50}
        for place, name in enumerate(NAMES)
    ]  # fmt: skip
    assert found({"products": clean}, "tenfold_beside_a_sister") == []
    wrong = [clean[0] | {"car_t_cells_infused_million": 1000}, *clean[1:]]
    assert found({"products": wrong}, "tenfold_beside_a_sister") == [("S01", 2)]


def test_results_heaped_at_the_highest_value_lost_their_sign():
    clean = [level(name, day, value + day) for name, value in zip(NAMES, spread(12), strict=True) for day in (0, 7)]
    assert found({"analytes": clean}, "heap_at_an_extreme") == []
    heaped = [row | {"result": min(row["result"], 60)} for row in clean]
    assert len(found({"analytes": heaped}, "heap_at_an_extreme")) == 1
    signed = [row | ({"result": ">60"} if row["result"] > 60 else {}) for row in clean]
    assert found({"analytes": signed}, "heap_at_an_extreme") == []


def counted(counts):
    """As many results of an analyte as each of its values has, from 1 upwards; the name of the analyte says what for."""
    return [
        {"subject_id": "S1", "analyte": name, "unit": "U", "result": value}
        for name, several in counts.items()
        for value, n in enumerate(several, 1)
        for _ in range(n)
    ]


HEAPS = {
    "four times": [8, *[1] * 9, 2, 2, *[1] * 9],
    "three times its neighbours": [12, 1, 1, 4, *[1] * 17],
    "a neighbour is the fourth": [12, 1, 1, 1, 5, *[1] * 16],
    "two of a hundred": [6, *[1] * 294],
}
NO_HEAPS = {
    "less than four times what nine of ten values have": [7, *[1] * 9, 2, 2, *[1] * 9],
    "less than three times its neighbours": [11, 1, 1, 4, *[1] * 17],
    "less than three times the value beside it": [12, 5, *[1] * 19],
    "less than two of a hundred": [6, *[1] * 295],
    "inside": [*[1] * 10, 12, *[1] * 10],
}


@pytest.mark.parametrize("end", ["lowest", "highest"])
@pytest.mark.parametrize(("fewest", "heaps"), [(3, set(HEAPS)), (8, set(HEAPS) - {"two of a hundred"}), (13, set())])
def test_a_heap_is_far_above_all_else(end, fewest, heaps):
    """Exactly as many as are needed, and one too few; the lists say how many records each value has."""
    counts = {name: list(several)[:: 1 if end == "lowest" else -1] for name, several in (HEAPS | NO_HEAPS).items()}
    given, settings = {"analytes": counted(counts)}, {"suspicion_fewest": fewest}
    rows = build("intermediate.int_suspicions_of_heaps", given, settings)
    assert {row["about"].partition(",")[0] for row in rows if f"exactly the {end}" in row["about"]} == heaps


def test_few_values_of_many_results_are_rounded():
    counts = {"two": [15, 15], "four": [7, 8, 8, 7], "one": [40], "five": [8] * 5, "too few": [9, 10, 10]}
    rows = build("intermediate.int_suspicions_of_heaps", {"analytes": counted(counts)})
    assert {row["about"].partition(",")[0] for row in rows if row["rule"] == "rounded_away"} == {"two", "four"}


def test_results_rounded_to_three_values():
    rows = [level(name, day, 20 + 10 * ((place + day) % 3)) for place, name in enumerate(NAMES) for day in (0, 7, 14)]
    assert len(found({"analytes": rows}, "rounded_away")) == 1
    assert (
        found(
            {"analytes": [row | {"result": row["result"] + place / 10} for place, row in enumerate(rows)]},
            "rounded_away",
        )
        == []
    )


def test_an_identifier_of_another_form():
    """Ten of eleven are a letter and two digits."""
    subjects = [{"subject_id": name} for name in NAMES[:10]]
    assert found({"subjects": subjects}, "identifier_of_another_form") == []
    assert found({"subjects": [*subjects, {"subject_id": "S111"}]}, "identifier_of_another_form") == [("S111", 12)]


def daily(order):
    return [{"subject_id": name, "study_day": day, "event": "CRS", "scale": "ASTCT", "grade": 0} for name, day in order]


def test_a_doubled_day_beside_the_hole_it_would_fill():
    """A row between S02's days 1 and 3 bears the name of S01, who has day 2 already."""
    clean = [(name, day) for name in NAMES[:4] for day in range(5)]
    assert found({"toxicities": daily(clean)}, "doubled_day_fills_a_hole") == []
    wrong = [("S01", 2) if row == ("S02", 2) else row for row in clean]
    assert [name for name, _ in found({"toxicities": daily(wrong)}, "doubled_day_fills_a_hole")] == ["S01"]
    elsewhere = [*(row for row in clean if row != ("S02", 2)), ("S01", 2)]
    assert found({"toxicities": daily(elsewhere)}, "doubled_day_fills_a_hole") == []


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        (
            "grade_without_event",
            {"toxicities": [{"subject_id": "S1", "study_day": 3, "event": "other", "scale": "CTCAE", "grade": 3}]},
        ),
        (
            "tocilizumab_without_crs",
            {
                "treatments": [{"subject_id": "S1", "study_day": 3, "category": "tocilizumab"}],
                "toxicities": [{"subject_id": "S2", "study_day": 3, "event": "CRS", "scale": "Lee", "grade": 2}],
            },
        ),
        (
            "sample_after_death",
            {
                "follow_up": [{"subject_id": "S1", "study_day": 30, "status": "dead"}],
                "analytes": [level("S1", 40, 5)],
            },
        ),
    ],
)
def test_records_of_no_event(rule, given):
    assert [name for name, _ in found(given, rule)] == ["S1"]


def test_an_outcome_that_goes_with_the_site():
    """All of site A respond and none of B: chi-squared of 24 subjects in a table of 12, 0, 0, 12 is 24, Cramer's V 1."""

    def cohort(responds):
        names = [f"S{number:02d}" for number in range(24)]
        return {
            "subjects": [{"subject_id": name, "site_id": "AB"[place % 2]} for place, name in enumerate(names)],
            "responses": [
                {"subject_id": name, "study_day": 30, "response": "CR" if responds(place) else "PD"}
                for place, name in enumerate(names)
            ],
        }

    (row,) = (
        row
        for row in build("marts.confoundings", cohort(lambda place: place % 2))
        if row["outcome"] == "objective_response"
    )
    assert (row["n_subjects"], row["n_groups"], row["cramers_v"]) == (24, 2, 1.0)
    assert row["is_confounded"]
    assert len(found(cohort(lambda place: place % 2), "outcome_goes_with_origin")) >= 1
    assert found(cohort(lambda place: place % 4 < 2), "outcome_goes_with_origin") == []
