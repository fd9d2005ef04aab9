"""`cartwheel init` drafts a study.yml that loads: what it must find in tables as people keep them, and what it must not do.

Every table here is made up, after exports of the instruments and laboratories that the names say.
"""

import datetime
import re

import pytest

from tests import small_cohort
from tests.small_cohort import Cohort, shipped_contract
from warehouse.drafting.guess import day_of
from warehouse.drafting.start import start_study, study_name
from warehouse.errors import UsageError
from warehouse.studies.study import load_study

NAMES = [f"CART-{number:03d}" for number in range(1, 16)]
RESPONSES = ["CR", "PR", "SD", "PD"]


@pytest.fixture
def cohort(tmp_path):
    return Cohort(tmp_path / "messy")


def subjects(cohort):
    rows = "".join(f"{name},{40 + n},{'MF'[n % 2]},2020-01-{n + 1:02d}\n" for n, name in enumerate(NAMES))
    cohort.write("data/patients.csv", f"Patient ID,Age,Gender,Infusion date\n{rows}")


def drafted(cohort):
    """What was drafted for each source: the readings that load, by source, and the whole text."""
    found = small_cohort.drafted(cohort)
    load_study(cohort.folder, shipped_contract())
    return found


def column(reading, name):
    return reading.columns[name].rule


def test_a_table_of_subjects_is_known_and_its_words_are_mapped(cohort):
    subjects(cohort)
    readings, _ = drafted(cohort)
    (found,) = readings["subjects"]
    assert {name: guess.rule for name, guess in found.columns.items()} == {
        "subject_id": "Patient ID",
        "age_years": "Age",
        "sex": {"column": "Gender", "values": {"F": "female", "M": "male"}},
        "infusion_date": "Infusion date",
    }
    assert found.outcome == "15 rows read, 15 accepted"


def test_no_identifier_and_no_value_of_a_patient_is_written(cohort):
    """Names of columns and known words are; 999 is asked about, being a word for missing."""
    subjects(cohort)
    levels = "".join(f"{name},7,{1000 + 37 * n},copies/µg\n" for n, name in enumerate(NAMES))
    cohort.write("data/qpcr.csv", f"Patient,Day,Transgene copies,Unit\n{levels}")
    _, text = drafted(cohort)
    cells = [*NAMES, *(str(1000 + 37 * n) for n in range(15)), *(f"2020-01-{n + 1:02d}" for n in range(15))]
    assert [cell for cell in cells if cell in text] == []


def test_a_workbook_with_titles_notes_and_several_sheets(cohort):
    """Supplementary tables: a title above the header, notes below a blank row, the unit only in the title."""
    cohort.folder.mkdir()
    header = ["UPN", "Age (years)", "Gender", "Infusion date", "CAR-T dose (x10^6)", "Max CRS grade", "Tocilizumab",
              "Best response", "OS (months)", "Vital status"]  # fmt: skip
    rows = [
        [name, 40 + n, "MF"[n % 2], datetime.date(2020, 1, n + 1), 100, n % 4, "YesNo"[3 * (n % 2) :][:3].strip("N"), RESPONSES[n % 4],
         1.5 + n, ["Alive", "Dead"][n % 2]]
        for n, name in enumerate(NAMES)
    ]  # fmt: skip
    for n, row in enumerate(rows):
        row[6] = ["Yes", "No"][n % 2]
    cohort.write_workbook(
        "tables.xlsx",
        {
            "Table S1": [["Table S1. Characteristics"], [], header, *rows, [], ["* graded by ASTCT"]],
            "Expansion": [
                ["CAR transgene copies/µg DNA by qPCR"],
                ["Patient ID", "Day 0", "Day 7", "Month 3"],
                *[[name, 0, 5000 + n, "BLQ"] for n, name in enumerate(NAMES)],
            ],
            "Response": [
                ["Patient", "Day 28 response", "Month 3 response"],
                *[[name, RESPONSES[n % 3], RESPONSES[n % 4]] for n, name in enumerate(NAMES)],
            ],
        },
    )
    readings, _ = drafted(cohort)
    assert readings["subjects"][0].table.shape.options == {"sheet": "Table S1", "header_row": 3, "stop_at": "^$"}
    assert column(readings["products"][0], "car_t_cells_infused_million") == "CAR-T dose (x10^6)"
    assert column(readings["follow_up"][0], "study_day") == {"column": "OS (months)", "multiply": 30.4375}
    (levels,) = readings["car_t_levels"]
    assert column(levels, "unit") == {"constant": "copies/ug"}
    assert column(levels, "assay") == {"constant": "qpcr"}
    assert column(levels, "study_day")["values"] == {"Day 0": "0", "Day 7": "7", "Month 3": "91"}
    assert levels.outcome == "45 rows read, 45 accepted"
    best, by_visit = readings["responses"]
    assert column(best, "is_best_overall") == {"constant": "yes"}
    assert by_visit.outcome == "30 rows read, 30 accepted"


def test_an_export_of_bio_plex(cohort):
    """`OOR <` is below the standard curve, `*0.31` beyond it; beads have their region behind the name."""
    subjects(cohort)
    rows = "".join(f'X,{name},{day},OOR <,*0.31,"1,240.5"\n' for name in NAMES for day in (0, 3))
    cohort.write(
        "data/plate.csv", f"File: p.rbx\n\nType,Sample ID,Day,Hu IL-10 (56),Hu TNF-a (36),Hu VEGF (45)\n{rows}"
    )
    (found,) = drafted(cohort)[0]["analytes"]
    assert found.table.shape.options == {"header_row": 3}
    assert found.outcome == "90 rows read, 90 accepted"
    assert column(found, "subject_id") == "Sample ID"


def test_an_export_of_xponent_is_read_from_its_block_of_results(cohort):
    subjects(cohort)
    block = '"DataType:","{}"\n"Location","Sample","IL-10","VEGF"\n{}\n'
    results = "".join(f'"{n}(1,A1)","{name}",<3.2,{n}.5\n' for n, name in enumerate(NAMES, 1))
    cohort.write(
        "data/x.csv",
        '"Program","xPONENT"\n\n'
        + block.format("Median", results)
        + block.format("Result", results)
        + block.format("Count", results),
    )
    (found,) = drafted(cohort)[0]["analytes"]
    assert found.table.shape.options == {"header_row": 22, "stop_at": "^$"}
    assert len(found.table.shape.body) == 15
    assert found.blocked == "no column tells the time: study_day or sample_date"


def test_flowjo_paths_become_population_and_parent(cohort):
    subjects(cohort)
    path = "Lymphocytes/Live/CD3+"
    header = f"Sample,Day,{path} | Freq. of Parent (%),{path}/CD4+ | Freq. of Parent (%),{path}/CAR+ | Count"
    rows = "".join(f"{name},7,55.2,40.1,1200\n" for name in NAMES)
    cohort.write("data/flow_blood.csv", f"{header}\n{rows}Mean,,55.2,40.1,1200\n")
    (found,) = drafted(cohort)[0]["immunophenotypes"]
    assert column(found, "sample_type") == {"constant": "blood"}
    assert found.outcome == "30 rows read, 30 accepted", "the mean below the samples is none of them"


def test_a_german_laboratory(cohort):
    """cp1252, semicolons, decimal commas, dates with dots, and subjects by their number alone."""
    subjects(cohort)
    rows = "".join(f"{name[-3:]};{n + 1:02d}.03.2020;Ferritin;{100 + n},5;µg/l\r\n" for n, name in enumerate(NAMES))
    rows += "".join(f"{name[-3:]};13.03.2020;CRP;<0,6;mg/dl\r\n" for name in NAMES)
    cohort.write("data/labor.csv", f"Pat.-Nr.;Datum;Untersuchung;Wert;Einheit\r\n{rows}".encode("cp1252"))
    (found,) = drafted(cohort)[0]["analytes"]
    assert found.table.shape.options == {"encoding": "cp1252", "delimiter": ";"}
    assert found.table.decimal == ","
    assert column(found, "sample_date") == {"column": "Datum", "date_format": "%d.%m.%Y"}
    assert column(found, "subject_id")["replace"] == {"pattern": "^(.+)$", "with": r"CART-\1"}
    assert found.outcome == "30 rows read, 30 accepted"


def test_rows_of_groups_and_of_units_belong_to_the_header(cohort):
    subjects(cohort)
    rows = "".join(f"{name},300,5,900,50\n" for name in NAMES)
    cohort.write("data/wide.csv", f",Day 0,,Day 7,\nSubject,Ferritin,CRP,Ferritin,CRP\n,ng/mL,mg/L,ng/mL,mg/L\n{rows}")
    (found,) = drafted(cohort)[0]["analytes"]
    assert found.table.shape.options["header_row"] == [1, 2, 3]
    assert (column(found, "study_day"), column(found, "unit")) == ("day", "unit")
    assert found.outcome == "60 rows read, 60 accepted"


def test_a_unit_that_no_file_tells_is_asked_for_and_not_made_up(cohort):
    subjects(cohort)
    cohort.write("data/cytokines.csv", "Patient,Day,IL-10,VEGF\n" + "".join(f"{name},7,5,6\n" for name in NAMES))
    readings, text = drafted(cohort)
    assert column(readings["analytes"][0], "unit") == {"constant": "not stated"}
    assert "# OPEN: the unit" in text


def test_days_and_months_either_way_round_are_said_to_be_so(cohort):
    subjects(cohort)
    rows = "".join(f"{name},0{1 + n % 9}/0{1 + n % 8}/2020,CR\n" for n, name in enumerate(NAMES))
    cohort.write("data/responses.csv", f"Patient,Assessment date,Response\n{rows}")
    readings, text = drafted(cohort)
    assert readings["responses"][0].columns["assessment_date"].why == "day and month could be either way round"
    assert "# OPEN: whether 'Assessment date' has the day first, as drafted, or the month" in text


def test_plates_of_one_build_are_one_reading(cohort):
    subjects(cohort)
    for plate in (1, 2):
        rows = "".join(f"{name},{plate},Ferritin,3,ng/mL\n" for name in NAMES)
        cohort.write(f"data/plate_{plate}.csv", f"Patient,Day,Analyte,Result,Unit\n{rows}")
    (found,) = drafted(cohort)[0]["analytes"]
    assert found.table.files == ("data/plate_1.csv", "data/plate_2.csv")
    assert found.outcome == "30 rows read, 30 accepted"


def test_a_column_for_each_subject(cohort):
    subjects(cohort)
    header = ",".join(["Cytokine", "Day", *NAMES])
    cohort.write("data/by_subject.csv", f"{header}\nIL-10,7,{','.join('5' * 15)}\nVEGF,7,{','.join('6' * 15)}\n")
    readings, text = drafted(cohort)
    (found,) = readings["analytes"]
    assert found.outcome == "30 rows read, 30 accepted"
    assert "CART-001" not in text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Day 7", 7),
        ("D-5", -5),
        ("d28", 28),
        ("Week 4", 28),
        ("Month 3", 91),
        ("6 months", 183),
        ("pre", None),
        ("IL-6", None),
    ],
)
def test_names_of_visits_say_a_day(text, day):
    """A month is 365.25 / 12 = 30.4375 days."""
    assert day_of(text) == day


def test_a_study_that_is_there_is_not_written_over(cohort):
    cohort.write("study.yml", "study: mine\n")
    with pytest.raises(UsageError):
        start_study(cohort.folder, [])


def test_files_from_elsewhere_are_copied_into_the_folder(cohort, tmp_path):
    outside = Cohort(tmp_path / "elsewhere")
    subjects(outside)
    started = start_study(cohort.folder, [outside.folder / "data" / "patients.csv"])
    assert started.copied == ("data/patients.csv",)
    assert re.search("file: data/patients.csv", started.path.read_text(encoding="utf-8"))


def test_what_cannot_be_read_is_named_and_the_rest_is_drafted(cohort):
    subjects(cohort)
    cohort.write("data/broken.xlsx", b"not a workbook")
    cohort.write("data/notes.txt", "only a sentence\n")
    started = start_study(cohort.folder, [])
    assert sorted(name for name, _ in started.unread) == ["data/broken.xlsx", "data/notes.txt"]


def test_an_empty_file_is_named_and_alone_it_is_refused(cohort):
    cohort.write("data/a.csv", "")
    with pytest.raises(UsageError, match="none of the files"):
        start_study(cohort.folder, [])
    subjects(cohort)
    assert [name for name, _ in start_study(cohort.folder, []).unread] == ["data/a.csv"]


def test_a_file_in_which_nothing_is_recognised_is_named(cohort):
    subjects(cohort)
    cohort.write("data/rooms.csv", "Room,Window\n1,open\n2,shut\n")
    assert start_study(cohort.folder, []).unread == (
        ("data/rooms.csv", "nothing in it was recognised; study.yml lists its columns at the end"),
    )


def test_a_draft_that_fails_leaves_no_folder(tmp_path):
    (tmp_path / "empty.csv").write_text("")
    for files in ([tmp_path / "nofile.csv"], [], [tmp_path / "empty.csv"]):
        with pytest.raises(UsageError):
            start_study(tmp_path / "new", files)
        assert not (tmp_path / "new").exists()


def test_a_draft_that_fails_leaves_a_folder_that_was_there(cohort):
    cohort.write("data/a.csv", "")
    with pytest.raises(UsageError):
        start_study(cohort.folder, [])
    assert (cohort.folder / "data" / "a.csv").exists()


FOLDERS = {
    "Kohorte Süd": "Kohorte_Sued",
    "Hôpital Nord-Est": "Hopital_Nord-Est",
    "Ærø 2": "Aeroe_2",
    "2024": "study_2024",
    "東京": "study",
    "u\u0308ber": "ueber",
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_study_is_called_as_its_folder_in_plain_letters(folder):
    assert study_name(folder) == FOLDERS[folder]
