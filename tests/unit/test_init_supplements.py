"""`cartwheel init` on tables in the manner of published supplements and of CDISC SDTM. All of them are made up here; what
is expected was counted by hand in the table beside it."""

import openpyxl
import pytest

from tests.small_cohort import Cohort, drafted
from warehouse.drafting.dates import Dates, dates_of, rule_of
from warehouse.drafting.start import start_study


@pytest.fixture
def cohort(tmp_path):
    return Cohort(tmp_path / "supplement")


@pytest.fixture
def supplement(cohort):
    """A title, analytes in merged cells over visits, results in words, an abbreviation and a note below."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Supplementary Table 3. Serum cytokines of patients"])
    sheet.append([])
    sheet.append(["Patient", "IL-6 (pg/mL)", None, None, "CRP (mg/L)"])
    sheet.append([None, *["Pre-LD", "Day 0", "Day +7"] * 2])
    for cells in ("A3:A4", "B3:D3", "E3:G3"):
        sheet.merge_cells(cells)
    for n in range(1, 9):
        sheet.append([f"Q-{n:02d}", "ND", "<LLOQ", 11.5 + n, 3.25 + n, "<LLOQ", 70.5 + n])
    sheet.append(["Q-09", *["ND"] * 6])
    sheet.append([])
    sheet.append(["ND, not done; LLOQ, lower limit of quantification"])
    cohort.folder.mkdir()
    book.save(cohort.folder / "table_s3.xlsx")
    return cohort


def test_two_header_rows_with_merged_cells_and_visits_that_repeat(supplement):
    """Nine patients, two analytes, three visits: 54 cells, of which 18 are of a visit that says no day."""
    readings, text = drafted(supplement)
    (analytes,) = readings["analytes"]
    assert analytes.outcome == "54 rows read, 36 accepted, 18 set aside (18 not_a_number in study_day)"
    assert "header_row: [3, 4]" in text
    assert analytes.open == [
        "the study day of Pre-LD: their rows are set aside until it is named",
        "whether 'ND' in 'CRP (mg/L) Day +7' and 5 more means not detected, as drafted, or not done (missing: [ND])",
    ]
    assert analytes.columns["study_day"].rule == {"column": "visit", "values": {"Day 0": "0", "Day +7": "7"}}


def test_a_row_of_results_in_words_is_never_taken_for_a_header(supplement):
    """Else the draft would write an identifier and results of a patient down as names of columns."""
    _, text = drafted(supplement)
    assert [cell for cell in ("Q-09", "Q-01", "12.5", "LLOQ") if cell in text] == []


def test_a_dose_for_each_kilogram_is_no_dose(cohort):
    rows = "".join(f"P{n},{1 + n / 10},{80 + n}%\n" for n in range(9))
    cohort.write("products.csv", f"Patient,CAR T cell dose (x10^6/kg),Viability (%)\n{rows}")
    readings, text = drafted(cohort)
    assert set(readings["products"][0].columns) == {"subject_id", "viability_percent"}
    assert "# Not used, products.csv: CAR T cell dose (x10^6/kg)" in text


def test_a_column_for_each_subject_and_a_row_for_each_day(cohort):
    """Ten columns, four rows, one of them before treatment without a day."""
    names = [f"UPN{n:02d}" for n in range(1, 11)]
    rows = "".join(
        f"{day},{','.join(str(100 + n * 3 + k) for n in range(10))}\n"
        for k, day in enumerate(["Baseline", "0", "7", "28"])
    )
    cohort.write("clinical.csv", "ID,Age\n" + "".join(f"{name},50\n" for name in names))
    cohort.write("car_t_expansion_copies_per_ug.csv", f"Day,{','.join(names)}\n{rows}")
    readings, text = drafted(cohort)
    (levels,) = readings["car_t_levels"]
    assert levels.outcome == "40 rows read, 30 accepted, 10 set aside (10 not_a_number in study_day)"
    assert levels.columns["unit"].rule == {"constant": "copies/ug"}
    assert [name for name in names if name in text] == []


def test_a_list_of_adverse_events_keeps_every_term_and_reads_grades_called_so(cohort):
    events = (("Cytokine release syndrome", "Grade 2"), ("Neutropenia", "G3"), ("Headache", "1"))
    rows = "".join(f"P{n},{term},{grade},{n}\n" for n in range(5) for term, grade in events)
    cohort.write("ae.csv", f"Subject ID,Adverse event,CTCAE grade,Onset (study day)\n{rows}")
    readings, _ = drafted(cohort)
    (events,) = readings["toxicities"]
    assert events.outcome == "15 rows read, 15 accepted"
    assert events.columns["event"].rule["otherwise"] == "other"


def test_a_french_follow_up(cohort):
    rows = "".join(f"FR-{n};H;{50 + n};{n + 1} août 2020;RC;RP;Vivant\n" for n in range(9))
    header = "N° patient;Sexe;Âge;Date de perfusion;Réponse à M1;Réponse à M3;Statut"
    cohort.write("suivi.csv", f"{header}\n{rows}")
    readings, _ = drafted(cohort)
    assert set(readings["subjects"][0].columns) == {"subject_id", "sex", "age_years", "infusion_date"}
    assert readings["subjects"][0].outcome == "9 rows read, 9 accepted"
    assert readings["responses"][0].outcome == "18 rows read, 18 accepted"


def test_an_analyte_without_a_unit_is_asked_about_and_does_not_hide_the_others(cohort):
    rows = "".join(f"P{n},{n},{100 + n}.5,{200 + n}\n" for n in range(9))
    cohort.write("labs.csv", f"Patient,Day,Ferritin ng/mL,LDH\n{rows}")
    readings, _ = drafted(cohort)
    assert [reading.outcome for reading in readings["analytes"]] == ["9 rows read, 9 accepted", ""]
    assert "unit" in readings["analytes"][1].open[0]


def test_the_same_table_in_another_format_is_read_once(cohort):
    cohort.write("labs.csv", "Patient,Day,CRP mg/L\nA,1,5\nB,2,6\n")
    cohort.write("labs.tsv", "Patient\tDay\tCRP mg/L\nA\t1\t5\nB\t2\t6\n")
    started = start_study(cohort.folder, [])
    assert started.unread == (("labs.tsv", "it looks like a copy of labs.csv in another format"),)


DM = "STUDYID,DOMAIN,USUBJID,SITEID,AGE,SEX,RFXSTDTC,DTHDTC\n"
LB = "STUDYID,DOMAIN,USUBJID,LBTEST,LBORRES,LBORRESU,LBDTC\n"
SUPPAE = "STUDYID,RDOMAIN,USUBJID,IDVAR,IDVARVAL,QNAM,QVAL\nX,AE,X-1,AESEQ,1,CRSGRADE,2\n"


def test_data_sets_of_sdtm_are_read_by_the_mappings_that_ship(cohort):
    """Three subjects, one of them never treated, whose ferritin is that of an unknown subject."""
    people = ((1, "2020-01-01", ""), (2, "2020-02-01", "2020-09-01"), (3, "", ""))
    cohort.write("dm.csv", DM + "".join(f"X,DM,X-{n},01,5{n},F,{date},{death}\n" for n, date, death in people))
    cohort.write("lb.csv", LB + "".join(f"X,LB,X-{n},Ferritin,1{n}0,ug/L,2020-02-0{n}\n" for n in (1, 2, 3)))
    cohort.write("ae.csv", "STUDYID,DOMAIN,USUBJID,AETERM,AEDECOD,AESTDTC,AESEQ\nX,AE,X-1,CRS,Rash,2020-01-05,1\n")
    cohort.write("suppae.csv", SUPPAE)
    cohort.write("sv.csv", "STUDYID,DOMAIN,USUBJID,VISIT\nX,SV,X-1,DAY 1\n")
    readings, text = drafted(cohort)
    assert {source: [reading.shipped for reading in found] for source, found in readings.items()} == {
        "subjects": [("sdtm.dm",)],
        "analytes": [("sdtm.lb",)],
        "toxicities": [("sdtm.ae",)],
        "follow_up": [("sdtm.dm_deaths",)],
    }
    assert readings["subjects"][0].outcome == "3 rows read, 2 accepted, 1 left out by the rows that are wanted"
    assert readings["toxicities"][0].outcome == "1 rows read, 1 accepted"
    assert "use: [sdtm.ae, sdtm.suppae], lookup: {file: suppae.csv, take: [...]}" in text
    assert "# Not used, sv.csv: SV data" in text


MANNERS = [
    (["2020-01-05", "2020-02-06"], {}),
    (["05.01.2020"], {"date_format": "%d.%m.%Y"}),
    (["13/01/20"], {"date_format": "%d/%m/%Y", "replace": {"pattern": r"[/](\d\d)$", "with": r"/20\1"}}),
    (["8 Mär 2021"], {"date_format": "%d %b %Y", "replace": {"pattern": "[. -]*Mär[. -]*", "with": " Mar "}}),
    (["01/31/2020", "2020-02-06"], {"date_format": ["%m/%d/%Y", "%Y-%m-%d"]}),
]


@pytest.mark.parametrize("texts, rule", MANNERS)
def test_dates_in_the_manners_that_people_write(texts, rule):
    dates = dates_of(dict.fromkeys(texts, 1))
    assert isinstance(dates, Dates)
    assert rule_of(dates) == rule


@pytest.mark.parametrize("text", ["12 mg", "3 Tage 20", "CR", "1.5", "10 of 2020"])
def test_what_is_no_date(text):
    assert dates_of({text: 1}) is None


@pytest.mark.parametrize("how", [str, str.upper, str.title])
def test_the_mapping_of_sdtm_knows_the_events_however_their_capitals_are(cohort, how):
    names = {"Cytokine release syndrome": "CRS", "Immune effector cell-associated neurotoxicity syndrome": "NE"}
    rows = "".join(f"A,{how(name)},{how(name)},2020-01-05,2\n" for name in names)
    cohort.write("ae.csv", f"USUBJID,AETERM,AEDECOD,AESTDTC,AETOXGR\n{rows}")
    cohort.describe("toxicities: {use: sdtm.ae, file: ae.csv, columns: {scale: {constant: CTCAE}}}")
    engine, _ = cohort.read()
    assert engine.rows("select event from raw.toxicities order by all") == [("CRS",), ("NE",)]
