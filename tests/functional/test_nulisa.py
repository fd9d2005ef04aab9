"""A study of real data written only as a study.yml: 80 patients, daily CRS and ICANS grades from a workbook.

What is odd in the file, found by looking at it; the rules that list oddities must find these and no more:

- 1,200 rows for 80 identifiers and days 0 to 14, but not 15 rows each: `Kym P18` has 16 and `Kym P17` has 14. Row 895
  of the sheet, day 8 of P18 with nothing assessed, is between days 7 and 9 of P17, who has no day 8; P18 has a day 8
  of its own with grade 0. It looks like a row of P17 under a wrong name, and only the study can say so.
- `Yes P05 ` and `Yes P06 ` end with a blank, in all their rows.
- A grade not assessed is the text NA; a treatment not known is blank. On 236 rows both grades and all treatments are
  missing (51 patients, mostly after discharge). Not assessed is not grade 0.
- Missing is not always missing together. `Yes P02` on day 13 has no grades but treatments; `Bre P01` on day 8 has no
  grades but two of four treatments; `Kym P19` on day 0 has grades but no steroids or anakinra; `Yes P36` on day 11 and
  `Yes P34` on day 6 have no ICANS grade, the latter while CRS is at its worst with grade 4.
- Nine patients are assessed again after a gap or miss a day on its own: `Yes P02`, `Yes P12`, `Yes P27`, `Yes P48`,
  `Kym P18` (row 895 above), `Kym P22` (day 0, then 6 on), `Kym P23`, `Kym P26`, `Bre P02`.
- Treatments are one yes or no for each day, so a row is a day on it, not a course; doses and times of day are absent.
- The product is only in the identifier (46 Yes, 22 Kym, 8 Bre, 2 KTE-C19, 2 Tec), which nothing here takes apart.
- The scale is not in the file; its authors graded by ASTCT, so the study declares it.
"""

import shutil

import pytest

FILE = "nulisa_lbcl_toxicity/raw/swimmer_plot_data.xlsx"


@pytest.fixture(scope="module")
def study(shared, root, tmp_path_factory):
    if not (shared / "data" / FILE).is_file():
        pytest.skip("the data of the 80 patients are not here")
    folder = tmp_path_factory.mktemp("nulisa")
    (folder / "data").mkdir()
    shutil.copy(root / "tests" / "functional" / "nulisa" / "study.yml", folder)
    shutil.copy(shared / "data" / FILE, folder / "data")
    return folder


@pytest.fixture
def built(study, cartwheel):
    """The study, built by whichever test comes first."""
    if not (study / "warehouse.duckdb").exists():
        cartwheel("build", "--study", study)
    return study


def test_every_row_is_accepted_and_accounted_for(built, query):
    rows = query(
        built, "select source, rows_read, rows_accepted, rows_rejected, rows_duplicated from meta.files order by all"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("subjects", "1200", "80", "0", "1120"),
        *[("toxicities", "1200", "1200", "0", "0")] * 2,
        *[("treatments", "1200", "1200", "0", "0")] * 4,
    ]


def test_grades_are_those_of_the_file(built, query):
    """Counted in the workbook with another reader."""
    rows = query(built, "select event, grade, count(*) as n from raw.toxicities group by all order by all")
    counts = {(row["event"], row["grade"]): int(row["n"]) for row in rows}
    assert counts == {
        ("CRS", "0"): 670, ("CRS", "1"): 190, ("CRS", "2"): 98, ("CRS", "3"): 2, ("CRS", "4"): 2, ("CRS", "NA"): 238,
        ("NE", "0"): 801, ("NE", "1"): 104, ("NE", "2"): 22, ("NE", "3"): 29, ("NE", "4"): 4, ("NE", "NA"): 240,
    }  # fmt: skip


def test_treatments_are_those_of_the_file(built, query):
    rows = query(built, "select treatment, is_given, count(*) as n from raw.treatments group by all order by all")
    counts = {(row["treatment"], row["is_given"]): int(row["n"]) for row in rows}
    assert {key: n for key, n in counts.items() if key[1] == "1"} == {
        ("tocilizumab", "1"): 64, ("siltuximab", "1"): 8, ("corticosteroid", "1"): 157, ("anakinra", "1"): 1,
    }  # fmt: skip
    assert sum(counts.values()) == 4 * 1200


def test_trailing_blanks_stay_in_raw_and_are_counted(built, query):
    rows = query(
        built, "select distinct subject_id from raw.subjects where subject_id <> trim(subject_id) order by all"
    )
    assert [row["subject_id"] for row in rows] == ["Yes P05 ", "Yes P06 "]
    assert query(built, "select sum(ids_trimmed) as n from meta.files")[0]["n"] == str(2 + 6 * 30)


def test_the_day_that_seems_to_be_of_another_patient_is_kept(built, query):
    rows = query(
        built,
        "select subject_id, count(*) as n, count(distinct study_day) as days from raw.toxicities"
        " where event = 'CRS' group by all having count(*) <> 15 order by all",
    )
    assert [tuple(row.values()) for row in rows] == [("Kym P17", "14", "14"), ("Kym P18", "16", "15")]
