"""Terminal half-life and the published scores, worked by hand.

A level that halves every 5 days has a half-life of 5 days, whatever line goes through it. The scores are the golden ones
of Pennisi 2021's formulas: LDH 400 U/L, creatinine 1.0 mg/dL, platelets 100, CRP 50 mg/L (5 mg/dL).
"""

import math

import pytest

from tests.small_study import build

DECLINES = "intermediate.int_car_t_declines"


def test_half_life_is_of_the_last_samples_that_lie_on_a_line(example):
    """EVEN halves every 5 days after day 7. TWICE falls fast to day 14 and then halves every 20 days: the line of the
    last four samples is exact, one more sample spoils it. BLQ has its last quantified level on day 17."""
    example(
        DECLINES,
        """
        subject_id | car_t_last_per_ul | car_t_last_day | car_t_half_life_days | half_life_missing_reason | half_life_n_samples | half_life_first_day | half_life_span
        BLQ        | 8                 | 17             | 5                    |                          | 3                   | 7                   | 2
        EVEN       | 1.25              | 27             | 5                    |                          | 4                   | 12                  | 3
        TWICE      | 1                 | 74             | 20                   |                          | 4                   | 14                  | 3
        """,
        {
            "car_t_levels": """
            subject_id | study_day | assay | result | unit     | lloq
            BLQ        | 2         | qpcr  | 40     | cells/uL | 0.5
            BLQ        | 7         | qpcr  | 32     | cells/uL | 0.5
            BLQ        | 12        | qpcr  | 16     | cells/uL | 0.5
            BLQ        | 17        | qpcr  | 8      | cells/uL | 0.5
            BLQ        | 28        | qpcr  | <0.5   | cells/uL | 0.5
            EVEN       | 7         | qpcr  | 20     | cells/uL | 0.5
            EVEN       | 12        | qpcr  | 10     | cells/uL | 0.5
            EVEN       | 17        | qpcr  | 5      | cells/uL | 0.5
            EVEN       | 22        | qpcr  | 2.5    | cells/uL | 0.5
            EVEN       | 27        | qpcr  | 1.25   | cells/uL | 0.5
            TWICE      | 7         | qpcr  | 900    | cells/uL | 0.5
            TWICE      | 10        | qpcr  | 100    | cells/uL | 0.5
            TWICE      | 14        | qpcr  | 8      | cells/uL | 0.5
            TWICE      | 34        | qpcr  | 4      | cells/uL | 0.5
            TWICE      | 54        | qpcr  | 2      | cells/uL | 0.5
            TWICE      | 74        | qpcr  | 1      | cells/uL | 0.5
            """
        },
    )


def test_no_half_life_without_a_decline_that_can_be_seen(example):
    """FEW has two samples after the peak, FLAT does not fall, SHORT falls by less than two half-lives, WILD is no line."""
    example(
        DECLINES,
        """
        subject_id | car_t_last_per_ul | car_t_half_life_days | half_life_missing_reason
        FEW        | 2                 |                      | too_few_samples
        FLAT       | 9                 |                      | not_falling
        SHORT      | 5                 |                      | short_span
        WILD       | 6                 |                      | poor_fit
        """,
        {
            "car_t_levels": """
            subject_id | study_day | assay | result | unit
            FEW        | 7         | qpcr  | 40     | cells/uL
            FEW        | 14        | qpcr  | 10     | cells/uL
            FEW        | 28        | qpcr  | 2      | cells/uL
            FLAT       | 7         | qpcr  | 40     | cells/uL
            FLAT       | 14        | qpcr  | 9      | cells/uL
            FLAT       | 21        | qpcr  | 9      | cells/uL
            FLAT       | 28        | qpcr  | 9      | cells/uL
            SHORT      | 7         | qpcr  | 40     | cells/uL
            SHORT      | 10        | qpcr  | 10     | cells/uL
            SHORT      | 20        | qpcr  | 7.0710678118654755 | cells/uL
            SHORT      | 30        | qpcr  | 5      | cells/uL
            WILD       | 7         | qpcr  | 40     | cells/uL
            WILD       | 14        | qpcr  | 10     | cells/uL
            WILD       | 21        | qpcr  | 1      | cells/uL
            WILD       | 28        | qpcr  | 6      | cells/uL
            """
        },
    )


GOLDEN = """
subject_id | study_day | analyte    | result | unit
S1         | -6        | LDH        | {ldh}
S1         | -6        | Creatinine | {creatinine}
S1         | -6        | Platelets  | {platelets}
S1         | -6        | CRP        | {crp}
"""


@pytest.mark.parametrize(
    "units",
    [
        {"ldh": "400 | U/L", "creatinine": "1.0 | mg/dL", "platelets": "100 | 10^9/L", "crp": "5 | mg/dL"},
        {"ldh": "6.6666666666666667 | ukat/L", "creatinine": "88.42 | umol/L", "platelets": "100000 | /uL", "crp": "50 | mg/L"},
    ],
)  # fmt: skip
def test_the_scores_are_the_golden_ones_in_any_unit(units):
    """EASIX 4.0 (log2 2.0) and m-EASIX 20.0 (log2 4.3219); CRP in mg/L would have given 200."""
    (row,) = build("intermediate.int_scores_windowed", {"analytes": GOLDEN.format(**units)})
    assert (row["visit"], row["easix"], row["m_easix"]) == ("baseline", pytest.approx(4.0), pytest.approx(20.0))
    assert math.log2(row["m_easix"]) == pytest.approx(4.3219, abs=1e-4)


def test_a_score_without_one_of_its_parts_is_missing(example):
    """No CRP: no modified score. Platelets of another visit are no platelets of this one."""
    example(
        "intermediate.int_scores_windowed",
        """
        visit    | easix | m_easix
        baseline | 4     |
        day0     |       |
        """,
        {
            "analytes": """
            subject_id | study_day | analyte    | result | unit
            S1         | -6        | LDH        | 400    | U/L
            S1         | -6        | Creatinine | 1.0    | mg/dL
            S1         | -6        | Platelets  | 100    | 10^9/L
            S1         | 0         | LDH        | 400    | U/L
            S1         | 0         | Creatinine | 1.0    | mg/dL
            S1         | 0         | CRP        | 50     | mg/L
            """
        },
    )
