"""Staging drops nothing: a record whose subject cannot be read is left to the tests of the model, which stop the build."""

import pytest

from tests.small_study import RECORDS, SQL, build

MODELS = {path.stem for path in (SQL / "staging").glob("*.sql")}


@pytest.mark.parametrize("source", RECORDS)
def test_no_record_is_dropped(source):
    rows = build(f"staging.stg_{source}", {source: [{"subject_id": name} | RECORDS[source] for name in ("S1", "NA")]})
    assert [row["subject_id"] for row in rows] == ["S1", None]


@pytest.mark.parametrize("source", [name for name in RECORDS if f"stg_{name}_set_aside" in MODELS])
def test_what_was_set_aside_of_no_subject_of_the_study_has_none(source):
    """It is told (record_of_no_subject), and is nobody's outcome."""
    rows = [{"subject_id": name} | RECORDS[source] for name in ("S1", "NA")]
    found = build(f"staging.stg_{source}_set_aside", {f"{source}_set_aside": rows})
    assert [row["subject_id"] for row in found] == ["S1", None]
