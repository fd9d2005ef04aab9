"""`cartwheel check` tells of the data before anything is built; an answer in study.yml is kept in the ledger and shown."""

import csv
import json
import shutil
import subprocess

import pytest

from tests.functional.conftest import COMMAND, ENVIRONMENT, LIMIT_SECONDS

pytestmark = pytest.mark.slow

PLANTED = "S003,7,qpcr,1000,cells/uL\nS999,7,qpcr,5,cells/uL\nS004,21,qpcr,<2,cells/uL\n"


@pytest.fixture
def planted(small_study):
    """The small study with a second, different level of one day, a stranger, and a result below a limit."""
    with (small_study.folder / "data" / "car_t_levels.csv").open("a", encoding="utf-8") as file:
        file.write(PLANTED)
    return small_study.folder


def answer(folder, text):
    with (folder / "study.yml").open("a", encoding="utf-8") as file:
        file.write(f"answers:\n  - {text}\n")


def test_check_tells_of_sources_strangers_and_suspicions(cartwheel, planted):
    found = json.loads(cartwheel("check", "--json", "--study", planted).stdout)
    (levels,) = (row for row in found["sources"] if row["source"] == "car_t_levels")
    assert levels["n_records"] == 24 * 3 + 2
    assert (levels["units"], levels["n_below_limit"], levels["n_doubled"]) == ("cells/uL", 1, 1)
    assert found["ids_without_subject"] == [{"source": "car_t_levels", "ids": 1}]
    assert "same_day_different_values" in {row["rule"] for row in found["suspicions"]}
    assert not (planted / "warehouse.duckdb").exists()


def test_check_prints_no_value_of_a_patient(cartwheel, planted):
    done = cartwheel("check", "--study", planted)
    assert "same_day_different_values" in done.stdout
    assert f"cartwheel build --study {planted}" in done.stderr
    assert not [word for word in ("1000", "S003", "S999") if word in done.stdout + done.stderr]


def test_an_accepted_suspicion_keeps_its_answer(cartwheel, query, planted):
    answer(planted, "{suspicion: same_day_different_values, source: car_t_levels, accept: true, because: two tubes}")
    cartwheel("build", "--study", planted)
    sql = "select answer, because from report.rpt_oddities where rule = 'same_day_different_values'"
    assert query(planted, sql) == [{"answer": "accept", "because": "two tubes"}]
    assert query(planted, "select suspicion, answer from meta.answers") == [
        {"suspicion": "same_day_different_values", "answer": "accept"}
    ]
    cartwheel("report", "--study", planted)
    page = (planted / "report" / "report.html").read_text(encoding="utf-8")
    assert "accept: two tubes" in page
    assert "1 identifier that no subject has" in page
    assert "S999" not in page


def test_an_answer_that_answers_nothing_is_told(cartwheel, planted):
    answer(planted, "{suspicion: same_day_diferent_values, accept: true, because: two tubes}")
    found = json.loads(cartwheel("check", "--json", "--study", planted).stdout)["suspicions"]
    assert [row["about"] for row in found if row["rule"] == "answer_without_suspicion"] == [
        "the answer to same_day_diferent_values in study.yml accepts what nothing here raises"
    ]
    assert [row["answer"] for row in found if row["rule"] == "same_day_different_values"] == [None]


def test_an_excluded_row_leaves_the_suspicions_and_stays_on_the_report(cartwheel, query, planted):
    row = 24 * 3 + 2
    place = f"source: car_t_levels, file: data/car_t_levels.csv, rows: [{row}]"
    answer(
        planted, f"{{suspicion: same_day_different_values, {place}, exclude: true, because: another patient's tube}}"
    )
    cartwheel("build", "--study", planted)
    assert query(planted, "select rule from report.rpt_oddities where rule = 'same_day_different_values'") == []
    assert query(planted, "select source_row, about from raw.rejects where reason = 'excluded'") == [
        {"source_row": str(row), "about": "another patient's tube"}
    ]
    cartwheel("report", "--study", planted)
    page = (planted / "report" / "report.html").read_text(encoding="utf-8")
    assert "Answers that changed what was read" in page
    assert "another patient&#39;s tube" in page


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    """The synthetic cohort of 101 subjects as it ships."""
    folder = tmp_path_factory.mktemp("simulated") / "study"
    words = [*COMMAND, "simulate", str(folder)]
    subprocess.run(words, env=ENVIRONMENT, capture_output=True, timeout=LIMIT_SECONDS, check=True)
    return folder


def changed(folder, name, change):
    """A file of the study with some of its rows changed; the numbers of those rows, as a person counts."""
    path = folder / "data" / name
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    touched = [number for number, row in enumerate(rows[1:], 2) if change(dict(zip(rows[0], row, strict=True)), row)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return touched


def warnings(query, folder):
    sql = "select rule, source_file, source_row from marts.oddities where severity = 'warning' order by all"
    return {(row["rule"], row["source_file"], row["source_row"]) for row in query(folder, sql)}


def test_no_rule_cries_wolf_over_the_synthetic_cohort(cartwheel, simulated):
    """Seven warnings, all true: one lesion with one diameter; CRP and LDH, which the simulator cuts off at an end; and
    four rows that it makes unreadable, of a toxicity, a response, a lesion and a contact."""
    found = json.loads(cartwheel("check", "--json", "--study", simulated).stdout)["suspicions"]
    counts = {}
    for row in found:
        if row["severity"] == "warning":
            counts[row["rule"]] = counts.get(row["rule"], 0) + row["n_rows"]
    assert counts == {"heap_at_an_extreme": 2, "lesion_with_one_diameter": 1, "record_set_aside": 4}


def test_faults_planted_in_the_cohort_are_pointed_to(cartwheel, query, simulated, tmp_path):
    """A laboratory's creatinine in umol/L called mg/dL; a ddPCR result and a platelet count with the point elsewhere."""
    folder = shutil.copytree(simulated, tmp_path / "planted")

    def creatinine(row, cells):
        is_meant = (
            row["Test"] == "Creatinine" and row["Lab"].startswith("S05") and row["Result"].replace(".", "").isdigit()
        )
        if is_meant:
            cells[5] = f"{float(row['Result']) * 88.42:.1f}"
        return is_meant

    def platelets(row, cells):
        is_meant = row["Test"] == "Platelets" and cells[0] == "SYN-012" and row["Visit"] == "Day 7"
        if is_meant:
            cells[5] = f"{float(row['Result']) / 10:g}"
        return is_meant

    ddpcr = changed(folder, "synthetic_car_t_ddpcr.csv", lambda row, cells: cells[0] == "SYN-002" and moved(cells, 2))
    plt = changed(folder, "synthetic_chemistry.csv", platelets)
    laboratory = changed(folder, "synthetic_chemistry.csv", creatinine)
    cartwheel("build", "--select", "+marts.oddities", "--study", folder)
    found = {(rule, row) for rule, _, row in warnings(query, folder)}
    assert laboratory and ddpcr and plt
    assert {("tenfold_beside_a_sister", str(row)) for row in ddpcr[:1]} <= found
    assert {row for rule, row in found if rule == "two_units_mixed"} == set(map(str, laboratory))
    assert "origins_apart_by_a_factor" in {rule for rule, _ in found}


def moved(cells, place):
    cells[place] = f"{float(cells[place]) * 100:.2f}"
    return True
