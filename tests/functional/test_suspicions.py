"""`cartwheel check` tells of the data before anything is built; an answer in study.yml is kept in the ledger and shown."""

import json

import pytest

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
    assert "accept: two tubes" in (planted / "report" / "report.html").read_text(encoding="utf-8")


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
