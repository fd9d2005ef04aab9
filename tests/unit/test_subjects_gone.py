"""A subject whose own row cannot be read takes the records of other files along; check says how many."""

from pathlib import Path

from cli import show
from tests.small_cohort import Cohort
from warehouse.check import GONE_WITH_THEIR_SUBJECT, CheckReport

ANALYTES = (
    "analytes: {file: a.csv, columns: {subject_id: id, study_day: day, analyte: {constant: CRP}, result: x, "
    "unit: {constant: mg/L}}}"
)


def test_records_that_go_with_their_subject_are_counted(tmp_path):
    """B cannot be read; his two records go, and not that of X, who is in no file of subjects."""
    cohort = Cohort(tmp_path)
    cohort.write("subjects.csv", "id,kg\nA,70\nB,70 kg\nC,\n")
    cohort.write("a.csv", "id,day,x\nA,0,1\nB,0,1\nB ,1,2\nX,0,1\nC,0,high\n")
    cohort.describe(ANALYTES, subjects="{file: subjects.csv, columns: {subject_id: id, weight_kg: kg}}")
    engine, _ = cohort.read()
    assert engine.rows(GONE_WITH_THEIR_SUBJECT) == [(1, 2)]


def test_nothing_is_gone_where_every_subject_is_read(tmp_path):
    cohort = Cohort(tmp_path)
    cohort.write("a.csv", "id,day,x\nA,0,1\nX,0,1\n,0,1\n")
    cohort.describe(ANALYTES)
    engine, _ = cohort.read()
    assert engine.rows(GONE_WITH_THEIR_SUBJECT) == [(0, 0)]


def test_check_says_so(capsys):
    for subjects, records in ((1, 2), (0, 0)):
        report = CheckReport(
            1, (), (), (), {}, subjects_set_aside=subjects, records_set_aside_with_them=records, files_unread=()
        )
        show.check_report(report, Path("study"), as_json=False)
        said = capsys.readouterr()
        words = "Subjects set aside: 1; 2 records of other sources go with them."
        assert (words in said.out + said.err) == bool(subjects)
