"""Published scores in any unit: the golden ones of Pennisi 2021's formulas.

LDH 400 U/L, creatinine 1.0 mg/dL, platelets 100, CRP 50 mg/L (5 mg/dL).
"""

import math

import pytest

from tests.small_study import build

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
