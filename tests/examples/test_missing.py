"""What is missing: counted among the infused, and which measurements go missing together."""

from tests.small_study import build

SUBJECTS = """
    subject_id | age_years | weight_kg
    S1         | 50        | 80
    S2         | 60        | 75
    S3         |           |
    S4         | 70        | 75
"""
ANALYTES = """
    subject_id | study_day | analyte  | result | unit  | lloq
    S1         | -5        | ferritin | 100    | ng/mL | 10
    S1         | 0         | ferritin | <10    | ng/mL | 10
    S2         | -5        | ferritin | 200    | ng/mL | 10
"""
PRODUCTS = """
    subject_id | product_lot | car_t_cells_infused_million
    S4         | LOT         | 0
"""
GIVEN = {"subjects": SUBJECTS, "analytes": ANALYTES, "products": PRODUCTS}


def found(variable):
    row = next(row for row in build("report.rpt_missing", GIVEN) if row["variable"] == variable)
    return [row[name] for name in ("n_subjects", "n", "n_missing", "n_below_limit")]


def test_a_subject_who_was_not_infused_does_not_count():
    assert found("age_years") == [3, 2, 1, 0]
    assert found("weight_kg") == [3, 2, 1, 0]


def test_a_value_below_its_limit_is_there():
    assert found("ferritin_baseline_ng_ml") == [3, 2, 1, 0]
    assert found("ferritin_day0_ng_ml") == [3, 1, 2, 1]


def test_what_one_sample_gives_goes_missing_together():
    patterns = {
        row["pattern"]: (row["n"], row["n_groups_missing"]) for row in build("report.rpt_missing_patterns", GIVEN)
    }
    assert patterns == {
        "nothing missing": (1, 0),
        "serum, day 0, serum, day 0-28": (1, 2),
        "screening, serum, baseline, serum, day 0, serum, day 0-28": (1, 4),
    }


def test_a_cohort_without_anybody_has_no_pattern():
    assert build("report.rpt_missing_patterns", {}) == []
    assert all(row["n_subjects"] == 0 for row in build("report.rpt_missing", {}))
