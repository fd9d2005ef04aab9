"""`cartwheel init` on listings as a trial's database writes them, of a myeloma trial: adverse events, baseline, responses,
lesions, samples. All of them are made up here; what is expected was counted by hand in the table beside it."""

import pytest

from tests.small_cohort import Cohort, drafted

NAMES = [f"BC-{number}" for number in range(1001, 1011)]
BASELINE = "Patient No.,Age,LD chemo start,CAR-T infusion\n" + "".join(
    f"{name},6{n},2023-03-{n + 10},2023-03-{n + 15}\n" for n, name in enumerate(NAMES)
)
HEAD = "Subject,Adverse event,CTCAE grade,Start date,End date\n"


@pytest.fixture
def cohort(tmp_path):
    cohort = Cohort(tmp_path / "listing")
    cohort.write("baseline.csv", BASELINE)
    return cohort


def test_the_day_of_infusion_and_of_conditioning_by_the_names_of_a_database(cohort):
    (subjects,) = drafted(cohort)[0]["subjects"]
    assert subjects.columns["infusion_date"].rule == "CAR-T infusion"
    assert subjects.columns["conditioning_date"].rule == "LD chemo start"
    assert subjects.open == []


@pytest.mark.parametrize(
    "term",
    [
        "Immune effector cell-associated neurotoxicity syndrome",
        "IMMUNE EFFECTOR CELL-ASSOCIATED NEUROTOXICITY SYNDROME",
        "Immune effector cell associated neurotoxicity syndrome",
        "ICANS",
    ],
)
def test_icans_in_full_is_a_neurologic_event_and_terms_that_count_as_other_are_asked_about(cohort, term):
    """Six terms: CRS, ICANS, and four that count as other until a person says which are neurologic."""
    terms = ("Cytokine release syndrome", term, "Confusional state", "Tremor", "Nausea", "Neutropenia")
    rows = "".join(f"{name},{each},2,2023-04-01,2023-04-05\n" for name in NAMES for each in terms)
    cohort.write("ae.csv", HEAD + rows)
    (events,) = drafted(cohort)[0]["toxicities"]
    assert events.columns["event"].rule["values"] == {"Cytokine release syndrome": "CRS", term: "NE"}
    (question,) = events.open
    assert question.startswith("which of the 4 other terms of 'Adverse event' are CRS or neurologic events (NE)")


def test_a_list_of_mostly_known_terms_keeps_the_others_too(cohort):
    """Twenty rows of CRS and ten of headache: what is not known is another event, and no row that cannot be read."""
    terms = ("Cytokine release syndrome", "CRS", "Headache")
    rows = "".join(f"{name},{each},2,2023-04-01,2023-04-05\n" for name in NAMES for each in terms)
    cohort.write("ae.csv", HEAD + rows)
    (events,) = drafted(cohort)[0]["toxicities"]
    assert events.outcome == "30 rows read, 30 accepted"
    assert events.columns["term"].rule == "Adverse event"
    assert len(events.open) == 1
    engine, _ = cohort.read()
    found = engine.rows("select term, event, count(*) from raw.toxicities group by all order by all")
    assert found == [("CRS", "CRS", 10), ("Cytokine release syndrome", "CRS", 10), ("Headache", "other", 10)]


def test_a_short_word_among_many_terms_is_no_other_event(cohort):
    """One of five terms is the word of the contract itself."""
    terms = ("CRS", "Headache", "Nausea", "Neutropenia", "Anaemia")
    cohort.write("ae.csv", HEAD + "".join(f"{name},{each},2,2023-04-01,\n" for name in NAMES for each in terms))
    drafted(cohort)
    engine, _ = cohort.read()
    found = engine.rows("select event, count(*) from raw.toxicities group by all order by all")
    assert found == [("CRS", 10), ("other", 40)]


def test_a_list_without_any_known_term_loads_and_asks(cohort):
    rows = "".join(f"{name},{each},2,2023-04-01,2023-04-05\n" for name in NAMES for each in ("Headache", "Nausea"))
    cohort.write("ae.csv", HEAD + rows)
    (events,) = drafted(cohort)[0]["toxicities"]
    assert events.outcome == "20 rows read, 20 accepted"
    assert events.open[0].startswith("which of the 2 other terms of 'Adverse event'")


def test_terms_that_are_all_known_raise_no_question(cohort):
    cohort.write("ae.csv", HEAD + "".join(f"{name},CRS,2,2023-04-01,2023-04-05\n" for name in NAMES))
    (events,) = drafted(cohort)[0]["toxicities"]
    assert events.open == []


def test_an_event_that_goes_on_keeps_its_grade(cohort):
    """Ten events, two of them without an end: the word for it is no reason to set the grade aside."""
    ends = {0: "ongoing", 1: "Continuing"}
    rows = "".join(f"{name},CRS,2,01.04.2023,{ends.get(n, '05.04.2023')}\n" for n, name in enumerate(NAMES))
    cohort.write("ae.csv", HEAD + rows)
    readings, _ = drafted(cohort)
    assert readings["toxicities"][0].outcome == "10 rows read, 10 accepted"
    engine, _ = cohort.read()
    assert engine.rows("select count(*), count(end_date) from raw.toxicities") == [(10, 8)]


def test_responses_of_myeloma_are_known_by_their_words(cohort):
    words = ("VGPR", "sCR", "CR", "PR", "PD") * 2
    rows = "".join(f"{name},2023-05-{n + 10},{words[n]}\n" for n, name in enumerate(NAMES))
    cohort.write("response.csv", f"Subject,Assessment date,IMWG response\n{rows}")
    (responses,) = drafted(cohort)[0]["responses"]
    assert responses.outcome == "10 rows read, 10 accepted"
    assert responses.columns["response"].rule["values"] == {"VGPR": "PR", "sCR": "CR"}


@pytest.mark.parametrize("order", ["Lesion,Target lesion", "Target lesion,Lesion"])
def test_whether_a_lesion_is_a_target_is_not_its_name(cohort, order):
    cells = ("T1", "Y") if order.startswith("Lesion") else ("Y", "T1")
    rows = "".join(f"{name},{','.join(cells)},2023-03-01,{20 + n},1{n}\n" for n, name in enumerate(NAMES))
    cohort.write("lesions.csv", f"Patient No.,{order},Scan date,Long axis [mm],Short axis [mm]\n{rows}")
    (lesions,) = drafted(cohort)[0]["lesions"]
    assert lesions.columns["lesion_id"].rule == "Lesion"
    assert lesions.columns["is_index"].rule == "Target lesion"
    assert lesions.outcome == "10 rows read, 10 accepted"


def test_german_samples_are_named_by_subject_and_day(cohort):
    rows = "".join(f"{name} d{day};{3 + n},25;1{n},5\n" for n, name in enumerate(NAMES) for day in (-5, 0, 7))
    cohort.write("luminex.csv", f"Probe;IL-6 (pg/ml);IL-15 (pg/ml)\n{rows}")
    (analytes,) = drafted(cohort)[0]["analytes"]
    assert analytes.columns["subject_id"].rule == "patient"
    assert analytes.outcome == "60 rows read, 60 accepted"


def test_decimal_commas_are_not_taken_for_the_delimiter_and_no_row_for_the_header(cohort):
    """Three columns by semicolons, and by the commas of their numbers; an identifier must not be written down."""
    rows = "".join(f"{name} d{day};{3 + n},25;1{n},5\n" for n, name in enumerate(NAMES) for day in (0, 1, 7))
    cohort.write("luminex.csv", f"Sample;IL-6 (pg/ml);IL-15 (pg/ml)\n{rows}")
    _, text = drafted(cohort)
    assert "delimiter: ';'" in text
    assert [name for name in NAMES if name in text] == []


def test_the_day_of_the_data_is_given_a_place(cohort):
    """Without it the next cut takes the place of this one, and nothing is left to compare it with."""
    _, text = drafted(cohort)
    assert "# data_cut: YYYY-MM-DD" in text
    (cohort.folder / "study.yml").write_text(text.replace("# data_cut: YYYY-MM-DD", "data_cut: 2024-06-30 #"), "utf-8")
    assert cohort.load().data_cut.isoformat() == "2024-06-30"


def test_a_drug_is_known_before_its_dose(cohort):
    drugs = ("Tocilizumab 8 mg/kg", "Dexamethasone 10 mg", "Bridging: KRd", "Paracetamol 1 g")
    rows = "".join(f"{name},{drug},2023-04-01,2023-04-05\n" for name in NAMES for drug in drugs)
    cohort.write("meds.csv", f"Patient,Medication,First dose,Last dose\n{rows}")
    (treatments,) = drafted(cohort)[0]["treatments"]
    assert treatments.columns["start_date"].rule == "First dose"
    assert treatments.columns["end_date"].rule == "Last dose"
    assert treatments.columns["category"].rule["values"] == {
        "Bridging: KRd": "bridging",
        "Dexamethasone 10 mg": "corticosteroid",
        "Tocilizumab 8 mg/kg": "tocilizumab",
    }
