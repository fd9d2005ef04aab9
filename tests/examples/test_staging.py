"""Staging drops nothing: a record whose subject cannot be read is left to the tests of the model, which stop the build."""

import pytest

from tests.small_study import build

RECORDS = {
    "immunophenotypes": {"sample_type": "blood", "population": "CD4+", "parent_population": "CD3+", "percent": 5},
    "car_t_levels": {"study_day": 7, "assay": "qpcr", "unit": "cells/uL"},
    "analytes": {"study_day": 7, "analyte": "LDH", "unit": "U/L"},
    "lesions": {"study_day": -7, "lesion_id": "L1", "unit": "mm"},
    "responses": {"study_day": 30, "response": "CR"},
    "toxicities": {"study_day": 3, "event": "CRS", "scale": "Lee"},
    "treatments": {"study_day": 3, "category": "bridging"},
    "follow_up": {"study_day": 30, "status": "alive"},
    "gene_expression": {"gene": "CD19", "expression": 7},
}


@pytest.mark.parametrize("source", RECORDS)
def test_no_record_is_dropped(source):
    rows = build(f"staging.stg_{source}", {source: [{"subject_id": name} | RECORDS[source] for name in ("S1", "NA")]})
    assert [row["subject_id"] for row in rows] == ["S1", None]
