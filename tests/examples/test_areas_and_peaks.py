"""CAR T kinetics, worked by hand: the area is the number most often computed differently by two groups.

Areas: (0 + 40) / 2 * 7 + (40 + 10) / 2 * 7 + (10 + 2) / 2 * 14 = 140 + 175 + 84 = 399. The logarithmic ones follow
(a - b) * days / ln(a / b) on each fall: 140 + 30 * 7 / ln 4 + 8 * 14 / ln 5 = 361.0725.
"""

import pytest

from tests.small_study import build

FOUR_SAMPLES = """
subject_id | study_day | assay | result | unit     | lloq
S1         | 7         | qpcr  | 40     | cells/uL | 0.5
S1         | 14        | qpcr  | 10     | cells/uL | 0.5
S1         | 28        | qpcr  | {last} | cells/uL | 0.5
"""
NO_MINIMUM = {"auc_minimum_samples": 2, "auc_late_first_day": 14}


@pytest.mark.parametrize(
    ("last", "policy", "linear", "log_down"),
    [
        ("2", "zero", 399.0, 361.07247),
        ("<0.5", "zero", 385.0, 361.48299),
        ("n.d.", "half_lloq", 386.75, 328.48608),
        ("0.3", "half_lloq", 386.75, 328.48608),
        ("<0.5", "drop", 315.0, 291.48299),
    ],
)
@pytest.mark.parametrize("method", ["linear", "linear_up_log_down"])
def test_the_area_follows_method_and_policy_below_the_limit(last, policy, linear, log_down, method):
    expected = linear if method == "linear" else log_down
    given = {"car_t_levels": FOUR_SAMPLES.format(last=last)}
    settings = {"auc_method": method, "car_t_below_limit": policy} | (NO_MINIMUM if policy == "drop" else {})
    (row,) = build("intermediate.int_car_t_areas", given, settings)
    assert row["auc_car_t_day0_28"] == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(("method", "expected"), [("linear", 404.25), ("linear_up_log_down", 374.0383)])
def test_the_end_between_two_samples_is_interpolated_by_the_same_rule(method, expected):
    """c(28) between 6 on day 21 and 1 on day 35 is 3.5 on a line and 6 * (1/6)^0.5 = 2.449 on an exponential."""
    given = {
        "car_t_levels": """
subject_id | study_day | assay | result | unit     | lloq
S1         | 7         | qpcr  | 40     | cells/uL | 0.5
S1         | 14        | qpcr  | 10     | cells/uL | 0.5
S1         | 21        | qpcr  | 6      | cells/uL | 0.5
S1         | 35        | qpcr  | 1      | cells/uL | 0.5
"""
    }
    (row,) = build("intermediate.int_car_t_areas", given, {"auc_method": method})
    assert row["auc_car_t_day0_28"] == pytest.approx(expected, abs=1e-4)
    assert row["auc_end_day"] == 28


@pytest.mark.parametrize(("where", "expected"), [("as_levels", 266.0), ("pknca", 427.0), ("zero_to_peak", 426.0)])
def test_what_is_below_the_limit_may_depend_on_where_it_is(where, expected):
    """Levels: below on day 3, 40 on day 7, below on day 14, 6 on day 21, 2 on day 27, below on day 28.

    To day 7 the line rises from (3, 0): 80. Day 14 as zero: 140 and 21; left out: (40 + 6) / 2 * 14 = 322. Then
    (6 + 2) / 2 * 6 = 24. Day 28 as zero adds 2 / 2 * 1 = 1; left out, the area ends on day 27.
    """
    given = {
        "car_t_levels": """
subject_id | study_day | assay | result | unit     | lloq
S1         | 3         | qpcr  | <0.5   | cells/uL | 0.5
S1         | 7         | qpcr  | 40     | cells/uL | 0.5
S1         | 14        | qpcr  | <0.5   | cells/uL | 0.5
S1         | 21        | qpcr  | 6      | cells/uL | 0.5
S1         | 27        | qpcr  | 2      | cells/uL | 0.5
S1         | 28        | qpcr  | <0.5   | cells/uL | 0.5
"""
    }
    (row,) = build("intermediate.int_car_t_areas", given, {"auc_below_limit": where})
    assert row["auc_car_t_day0_28"] == pytest.approx(expected)


def test_a_curve_that_was_never_seen_has_no_area_under_it():
    given = {"car_t_levels": FOUR_SAMPLES.format(last="<0.5").replace("40 ", "<0.5").replace("10 ", "<0.5")}
    for where in ("as_levels", "pknca", "zero_to_peak"):
        (row,) = build("intermediate.int_car_t_areas", given, {"auc_below_limit": where})
        assert (row["auc_car_t_day0_28"], row["auc_missing_reason"]) == (0.0, None)
