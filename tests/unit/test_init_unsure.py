"""A draft of `cartwheel init` may be unsure, but is never wrong and sure: where two readings are possible, it asks.

Every table here is made up.
"""

import pytest

from tests.small_cohort import Cohort, drafted

NAMES = [f"P{number:02d}" for number in range(1, 10)]


@pytest.fixture
def cohort(tmp_path):
    return Cohort(tmp_path / "unsure")


def subjects(cohort, names=NAMES):
    rows = "".join(f"{name},{50 + n},2020-02-{n + 1:02d}\n" for n, name in enumerate(names))
    cohort.write("subjects.csv", f"Patient ID,Age,Infusion date\n{rows}")


def test_codes_in_capitals_and_not_are_counted_together(cohort):
    """Nine of ten cells say M, one m: all are known words of the sex."""
    rows = "".join(f"P{n},M,50\n" for n in range(9))
    cohort.write("subjects.csv", f"Patient ID,Sex,Age\n{rows}P9,m,50\n")
    (found,) = drafted(cohort)[0]["subjects"]
    assert found.columns["sex"].rule == {"column": "Sex", "values": {"M": "male", "m": "male"}}
    assert found.columns["sex"].sure == "sure"


def labs(cohort, results, delimiter=","):
    rows = [["Patient ID", "Day", "Test", "Result", "Unit"]]
    rows += [[name, "7", "Ferritin", result, "ng/mL"] for name, result in zip(NAMES, results, strict=True)]
    cohort.write("labs.csv", "".join(delimiter.join(row) + "\n" for row in rows))
    subjects(cohort)
    (found,) = drafted(cohort)[0]["analytes"]
    return found


COMMA = "whether ',' in 'Result' marks thousands, as drafted, or decimals (decimal: ',')"
POINT = "whether '.' in 'Result' marks decimals, as drafted, or thousands (decimal: ',')"
LABS = {
    "thousands or decimals": ([f'"1,{n}00"' for n in range(1, 10)], ",", ".", [COMMA]),
    "the same, by semicolons": ([f"2,{n}07" for n in range(1, 10)], ";", ".", [COMMA]),
    "points, by semicolons": ([f"2.{n}07" for n in range(1, 10)], ";", ".", [POINT]),
    "points, by commas": ([f"2.{n}07" for n in range(1, 10)], ",", ".", []),
    "thousands, told by a decimal point": (['"1,300"'] * 8 + ['"1,300.5"'], ",", ".", []),
    "thousands, told by millions": (['"1,300"'] * 8 + ['"1,300,000"'], ",", ".", []),
    "decimal commas and thousands": ([f"1,{n}" for n in range(1, 8)] + ["2.207", "1,300"], ";", ",", []),
    "no number of thousands begins with 0": ([f"0,{n}00" for n in range(1, 10)], ";", ",", []),
}


@pytest.mark.parametrize("name", LABS)
def test_thousands_are_not_taken_for_decimals(cohort, name):
    results, delimiter, decimal, asked = LABS[name]
    found = labs(cohort, results, delimiter)
    assert (found.table.decimal, found.open) == (decimal, asked)
    assert (found.columns["result"].sure == "sure") == (not asked)


def responses(cohort, name, dates):
    rows = "".join(f"{subject},{date},PR\n" for subject, date in zip(NAMES, dates, strict=True))
    cohort.write(name, f"Patient ID,Assessment date,Response\n{rows}")


MONTH_FIRST = [f"03/{day}/2020" for day in range(20, 29)]
DAY_FIRST = [f"{day}/03/2020" for day in range(20, 29)]


def test_two_orders_of_day_and_month_in_one_column_are_asked_about(cohort):
    subjects(cohort)
    responses(cohort, "responses.csv", [*DAY_FIRST[:5], *MONTH_FIRST[:4]])
    (found,) = drafted(cohort)[0]["responses"]
    assert found.columns["assessment_date"].sure == "likely"
    assert found.open == ["which dates of 'Assessment date' have the month first: all are read by the day first"]


def test_sites_that_write_dates_differently_are_read_apart(cohort):
    subjects(cohort)
    responses(cohort, "eu.csv", DAY_FIRST)
    responses(cohort, "us.csv", MONTH_FIRST)
    found = drafted(cohort)[0]["responses"]
    formats = [reading.columns["assessment_date"].rule["date_format"] for reading in found]
    assert formats == ["%d/%m/%Y", "%m/%d/%Y"]
    assert [reading.outcome for reading in found] == ["9 rows read, 9 accepted"] * 2


def test_a_second_list_of_subjects_with_other_dates_is_asked_about(cohort):
    for site, date in (("eu", "2{}/03/2020"), ("us", "03/2{}/2020")):
        rows = "".join(f"{site}-{n},5{n},{date.format(n)}\n" for n in range(1, 6))
        cohort.write(f"{site}.csv", f"Patient ID,Age,Infusion date\n{rows}")
    (found,) = drafted(cohort)[0]["subjects"]
    assert found.open == ["whether us.csv, which has the same columns, lists more subjects"]


def counts(cohort, header, rows):
    cohort.write(
        "labs.csv", f"{header},Day,Test,Result,Unit\n" + "".join(f"{row},7,Ferritin,100,ng/mL\n" for row in rows)
    )
    (found,) = drafted(cohort)[0]["analytes"]
    return found, found.columns["subject_id"]


def test_the_number_of_a_plate_is_no_subject(cohort):
    subjects(cohort, range(1, 13))
    found, key = counts(cohort, "Patient ID,Plate", [f"PT-{n:02d},{1 + n % 3}" for n in range(1, 13)])
    assert (key.rule["column"], key.sure, found.outcome) == ("Patient ID", "likely", "12 rows read, 12 accepted")


@pytest.mark.parametrize(("boxes", "column"), [(3, "Patient ID"), (12, "Box")])
def test_a_number_that_is_called_otherwise_is_never_sure(cohort, boxes, column):
    """Identifiers that are no subjects, beside a column called otherwise: three numbers of twelve are chance."""
    subjects(cohort, range(1, 13))
    _, key = counts(cohort, "Patient ID,Box", [f"x{'abcdefghijkl'[n]},{1 + n % boxes}" for n in range(12)])
    assert (key.rule, key.sure) == (column, "likely")


def test_different_patients_are_never_made_one(cohort):
    subjects(cohort, [f"{n:03d}" for n in range(1, 9)])
    found, key = counts(cohort, "Patient ID", [f"{site}-{n:03d}" for n in range(1, 9) for site in "AB"])
    assert (key.rule, key.sure) == ("Patient ID", "likely")
    assert found.open[0].startswith("which subjects 'Patient ID' names")
    assert found.blocked


def test_samples_of_one_subject_may_become_one_but_it_is_asked(cohort):
    subjects(cohort)
    found, key = counts(cohort, "Patient ID", [f"{name}-{sample}" for name in NAMES for sample in "xy"])
    assert key.rule["replace"] == {"pattern": "[ _-][^ _-]*$", "with": ""}
    assert found.open == [
        "whether what follows the last mark in 'Patient ID' tells samples apart, not subjects: it is cut off"
    ]


def test_leading_zeros_that_a_spreadsheet_took_are_put_back(cohort):
    subjects(cohort, [f"{n:03d}" for n in range(1, 13)])
    found, key = counts(cohort, "Patient ID", range(1, 13))
    steps = [{"pattern": r"^(\d{1})$", "with": r"00\1"}, {"pattern": r"^(\d{2})$", "with": r"0\1"}]
    assert (key.rule["replace"], key.sure, found.outcome) == (steps, "likely", "12 rows read, 12 accepted")


def test_leading_zeros_that_no_rule_puts_back_are_asked_about(cohort):
    subjects(cohort, [f"00{n}" for n in range(1, 13)])
    found, _ = counts(cohort, "Patient ID", range(1, 13))
    assert found.open == ["which subjects 'Patient ID' names: they are those of the list but for leading zeros"]


GRADES = {
    "a column of its own": ("Patient ID,CRS grade", "{name},{grade}"),
    "a table of events": ("Patient ID,Day,Event,Scale,Grade", "{name},3,CRS,ASTCT,{grade}"),
}


@pytest.mark.parametrize("kind", GRADES)
def test_no_event_is_grade_0_and_asked_about(cohort, kind):
    """None was taken as missing, so that a subject without the event was not known to have none."""
    subjects(cohort)
    header, row = GRADES[kind]
    grades = ["None", "1", "2", "no", "3", "None", "not assessed", "0", "2"]
    rows = "".join(row.format(name=name, grade=grade) + "\n" for name, grade in zip(NAMES, grades, strict=True))
    cohort.write("crs.csv", f"{header}\n{rows}")
    (found,) = drafted(cohort)[0]["toxicities"]
    grade = found.columns["grade"]
    assert (grade.rule["values"], grade.sure) == ({"None": "0", "no": "0"}, "likely")
    assert found.steps["missing"] == ["not assessed"]
    assert (
        f"whether 'None' and 'no' in '{header.rpartition(',')[2]}' means grade 0, as drafted, or not known"
        in found.open
    )
    assert found.outcome == "9 rows read, 9 accepted"


def test_a_grade_without_such_words_is_sure(cohort):
    subjects(cohort)
    cohort.write("crs.csv", "Patient ID,CRS grade\n" + "".join(f"{name},2\n" for name in NAMES))
    (found,) = drafted(cohort)[0]["toxicities"]
    assert (found.columns["grade"].rule, found.columns["grade"].sure) == ("CRS grade", "sure")


@pytest.mark.parametrize("header", ["Stage", "Ann Arbor", "Ann-Arbor-Stadium", "Stadium bei Diagnose", "Tumorstadium"])
def test_a_number_among_stages_is_drafted_and_asked_about(cohort, header):
    stages = ["II", "III", "IV", "III", "4", "II", "IV", "III", "II"]
    rows = "".join(f"{name},5{n},{stage}\n" for n, (name, stage) in enumerate(zip(NAMES, stages, strict=True)))
    cohort.write("subjects.csv", f"Patient ID,Age,{header}\n{rows}")
    (found,) = drafted(cohort)[0]["subjects"]
    stage = found.columns["disease_stage"]
    assert (stage.rule, stage.sure) == ({"column": header, "values": {"4": "IV"}}, "likely")
    assert f"what '4' in '{header}' stands for, where the other cells are words" in found.open


def test_numbers_alone_are_no_odd_stages(cohort):
    rows = "".join(f"{name},5{n},{1 + n % 4}\n" for n, name in enumerate(NAMES))
    cohort.write("subjects.csv", f"Patient ID,Age,Stage\n{rows}")
    (found,) = drafted(cohort)[0]["subjects"]
    assert not [question for question in found.open if "Stage" in question]
    assert found.columns["disease_stage"].sure == "sure"


def dated_labs(cohort):
    rows = "".join(f"{name},2020-03-{n + 1:02d},Ferritin,{300 + n},ng/mL\n" for n, name in enumerate(NAMES))
    cohort.write("labs.csv", f"Patient ID,Drawn,Test,Result,Unit\n{rows}")


def test_a_column_of_dates_headed_day_0_is_the_infusion(cohort):
    """Of a name the number at its end is left off, as of `lesion 1`; the 0 of day 0 is no such number."""
    rows = "".join(f"{name},{50 + n},2020-02-{n + 1:02d}\n" for n, name in enumerate(NAMES))
    cohort.write("subjects.csv", f"Patient ID,Age,Day 0\n{rows}")
    dated_labs(cohort)
    (found,) = drafted(cohort)[0]["subjects"]
    assert found.columns["infusion_date"].rule == "Day 0"
    assert found.open == []


@pytest.mark.parametrize("other", ["", "Culture day"])
def test_dates_without_a_day_of_infusion_are_asked_about(cohort, other):
    """The day of another table, such as that of a culture, does not place the dates of this one."""
    rows = "".join(f"{name},{50 + n}\n" for n, name in enumerate(NAMES))
    cohort.write("subjects.csv", f"Patient ID,Age\n{rows}")
    dated_labs(cohort)
    if other:
        counts = "".join(f"{name},{n},{100 + n}\n" for n, name in enumerate(NAMES))
        cohort.write("culture.csv", f"Patient ID,{other},Viable cells\n{counts}")
    (found,) = drafted(cohort)[0]["subjects"]
    assert found.open == ["the day of infusion (infusion_date): without it, dates are no study days"]


def test_n_d_is_read_as_not_detected_and_asked_about(cohort):
    """Not done has a word of its own in most files, and is drafted as missing."""
    found = labs(cohort, ["5", "n.d.", "7", "ND", "9", "not done", "Nicht durchgeführt", "11", "n. d."])
    assert found.open == [
        "whether 'ND' and 'n. d.' and 'n.d.' in 'Result' means not detected, as drafted, or not done"
        " (missing: [ND, n. d., n.d.])"
    ]
    assert (found.columns["result"].sure, found.steps["missing"]) == ("likely", ["Nicht durchgeführt", "not done"])
    assert found.outcome == "9 rows read, 9 accepted"


def test_words_below_the_limit_are_not_asked_about(cohort):
    found = labs(cohort, ["5", "<2", "7", "BLQ", "9", "not detected", "8", "11", "undetectable"])
    assert (found.open, found.columns["result"].sure) == ([], "sure")
