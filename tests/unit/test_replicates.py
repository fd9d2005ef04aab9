"""Many cohorts counted: which class each finding fell into, and which analyses they need."""

import csv
from pathlib import Path

from python_stats.simulate.replicates import COLUMNS, needed_sql, shares, write_shares

SQL = Path(__file__).parents[2] / "sql"


def test_classes_are_counted_finding_by_finding(tmp_path):
    """By hand: three cohorts; one does not have the second finding."""
    found = [{"a": "agrees", "b": "disagrees"}, {"a": "agrees"}, {"a": "agrees in direction", "b": "not testable"}]
    first, second = shares(found, 101)
    assert first == {
        "finding_id": "a",
        "agrees": 2,
        "agrees_in_direction": 1,
        "disagrees": 0,
        "not_testable": 0,
        "n_replicates": 3,
        "n_subjects": 101,
    }
    assert (second["disagrees"], second["not_testable"], second["n_replicates"]) == (1, 1, 2)
    path = write_shares(tmp_path / "new" / "expected_agreement.csv", [first, second])
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["agrees"] == "2"


def test_only_analyses_that_speak_for_a_finding_are_run(tmp_path):
    kept = {path.stem for path in (needed_sql(SQL, tmp_path / "sql") / "analyses").glob("*.sql")}
    assert "fig1c_tumor_burden_durable_response" in kept
    assert not any(name.startswith("fig7_forest") for name in kept)
    assert {path.stem for path in (SQL / "analyses").glob("*.sql")} > kept


def test_the_shipped_shares_are_of_published_findings():
    def identifiers(name):
        with (SQL / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return [row["finding_id"] for row in csv.DictReader(file)]

    expected = identifiers("expected_agreement")
    assert len(set(expected)) == len(expected)
    assert set(expected) <= set(identifiers("published_findings"))
