"""Staging drops nothing: a record whose subject cannot be read is left to the tests of the model, which stop the build."""

import pytest

from tests.small_study import RECORDS, build


@pytest.mark.parametrize("source", RECORDS)
def test_no_record_is_dropped(source):
    rows = build(f"staging.stg_{source}", {source: [{"subject_id": name} | RECORDS[source] for name in ("S1", "NA")]})
    assert [row["subject_id"] for row in rows] == ["S1", None]
