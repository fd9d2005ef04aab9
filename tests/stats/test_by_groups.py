"""`by` asks one question of every group: the same numbers as asking each alone, told apart by subset and term."""

import pandas as pd
import pytest
from scipy import stats

from python_stats.battery import analyse, problems
from warehouse.adapters.duckdb import open_memory

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


GAPS = {
    "cast(null as integer)": ["missing"],
    "case when i % 3 < 2 then i % 3 end": ["0", "1", "missing"],
    "case when i % 3 < 2 then i % 3 = 0 end": ["false", "true", "missing"],
    "case when i % 3 < 2 then date '2020-01-31' + cast(i % 3 as integer) end": ["2020-01-31", "2020-02-01", "missing"],
    "timestamp '2020-01-31' + interval (i % 2 * 12) hour": ["2020-01-31", "2020-01-31 12:00:00"],
    "case when i % 3 < 2 then cast(i % 3 as decimal(5, 2)) + 0.5 end": ["0.5", "1.5", "missing"],
    "case i % 4 when 0 then 'missing' when 1 then '''missing''' when 2 then '' end": [
        "",
        "'''missing'''",
        "'missing'",
        "missing",
    ],
}


def of_database(by):
    """The frame of a query, which is what an analysis is handed: 48 subjects, grouped by an expression of i."""
    engine = open_memory()
    try:
        return engine.frame(f"""
            select 'S' || lpad(cast(i as varchar), 2, '0') as subject_id, (i * 7 % 13) + i / 10.0 as level,
                   i * 5 % 11 as peak, {by} as part
            from range(48) as numbers(i)
        """)
    finally:
        engine.close()


@pytest.mark.parametrize(("by", "shown"), GAPS.items())
def test_groups_of_every_type_with_gaps_have_names_of_their_own(by, shown):
    found = analyse("many", HEADER | {"by": ["part"]}, of_database(by))["estimates"]
    assert [row["subset"] for row in found if row["is_primary"]] == [f"part {value}" for value in shown]
    assert sum(row["n"] for row in found if row["is_primary"]) == 48


def test_two_columns_cannot_be_read_as_two_others():
    frame = of_database("case when i % 2 = 0 then 'x' else 'x, other y' end")
    frame["other"] = ["y, other z" if part == "x" else "z" for part in frame["part"]]
    found = analyse("many", HEADER | {"by": ["part", "other"]}, frame)["estimates"]
    assert len({row["subset"] for row in found if row["is_primary"]}) == 2


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
