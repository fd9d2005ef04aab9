"""`by` asks one question of every group: the same numbers as asking each alone, told apart by subset and term."""

import pandas as pd
import pytest
from scipy import stats

from python_stats.battery import analyse, problems

HEADER = {"method": "spearman", "covariate": "level", "outcome": "peak", "by": ["analyte", "study_day"]}
COLUMNS = ["subject_id", "level", "peak", "analyte", "study_day"]


@pytest.fixture
def frame():
    """16 analytes on 4 days in 12 subjects, each combination with ranks of its own."""
    rows = [
        (f"S{subject:02d}", ((subject + 3) * (analyte + 2) * (day + 5)) % 13 + subject / 10, subject % 7 + subject / 10, f"a{analyte:02d}", float(day))
        for analyte in range(16) for day in (0, 7, 14, 28) for subject in range(12)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def test_sixteen_variables_on_four_days_are_sixty_four_answers(frame):
    found = analyse("many", HEADER, frame)
    primary = [row for row in found["estimates"] if row["is_primary"]]
    assert len(primary) == 64
    assert {row["family"] for row in primary} == {"many"}
    assert not found.get("observations")
    for row in primary:
        analyte, day = (part.split()[-1] for part in row["subset"].split(", "))
        group = frame[(frame["analyte"] == analyte) & (frame["study_day"] == float(day))]
        assert row["estimate"] == pytest.approx(stats.spearmanr(group["level"], group["peak"]).statistic)
        assert row["term"].startswith(f"analyte {analyte}, study_day {day}: ")


def test_rows_without_a_group_are_a_group(frame):
    frame.loc[frame["analyte"] == "a00", "analyte"] = None
    found = {row["subset"] for row in analyse("many", HEADER, frame)["estimates"]}
    assert "analyte missing, study_day 7" in found


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("analyte", "by: a list of columns is needed"),
        (["analite"], "did you mean 'analyte'?"),
        (["level"], "column 'level' has another part"),
        (["subject_id"], "column 'subject_id' has another part"),
    ],
)
def test_groups_that_cannot_be_made_are_refused(by, said):
    (problem,) = problems(HEADER | {"by": by}, COLUMNS)
    assert said in problem
