"""Every mistake in a study.yml is told with its line and what was probably meant, before any file is read."""

import pytest

from tests.small_cohort import SUBJECTS, Cohort, shipped_contract
from warehouse.errors import StudyError
from warehouse.studies.study import load_study

LEVELS = "car_t_levels: {file: a.csv, columns: {subject_id: i, study_day: d, assay: m, unit: u%s}%s}"
YML = "  study.yml:4"

# What stands on line 4, and the whole message.
MISTAKES = {
    "responces: {}": f"unknown source 'responces'\n{YML}\n  try: 'responses'",
    "responses: []": f"source 'responses' has no file\n{YML}\n  try: leave the source out, or give it a file",
    "responses: {flie: a.csv, columns: {}}": f"unknown key 'flie' in 'sources.responses'\n{YML}\n  try: 'file'",
    "responses: {columns: {}}": f"'sources.responses' lacks the key 'file'\n{YML}\n  try: file: ...",
    "responses: {file: b.csv, columns: {}}": f"there is no file 'b.csv' in the study folder\n{YML}\n  try: 'a.csv'",
    "responses: {file: ../a.csv, columns: {}}": (
        f"'../a.csv' leaves the study folder\n{YML}\n  try: a path inside the study folder, such as data/subjects.csv"
    ),
    "responses: {file: /etc/passwd, columns: {}}": (
        f"'/etc/passwd' leaves the study folder\n{YML}\n"
        "  try: a path inside the study folder, such as data/subjects.csv"
    ),
    "responses: {file: out.csv, columns: {}}": (
        f"'out.csv' is a link that leaves the study folder\n{YML}\n  try: copy the file into the study folder"
    ),
    "responses: {file: folder, columns: {}}": f"'folder' is not a file\n{YML}\n  try: the path of a file",
    "responses: {file: a.docx, columns: {}}": (
        f"files ending in '.docx' cannot be read\n{YML}\n"
        "  try: a file ending in .csv, .tsv, .tab, .txt, .xlsx, .xlsm, .xlsb, .xls, .ods, .parquet, "
        ".xpt, .sas7bdat, .sav, .zsav, .por, .dta, .jsonl, .ndjson, .json, .gz, .zip"
    ),
    LEVELS % (", speciman: s", ""): f"source 'car_t_levels' has no column 'speciman'\n{YML}\n  try: 'specimen'",
    LEVELS % (", lloq: {}", ""): f"'lloq' needs either a column or a constant\n{YML}\n  try: lloq: {{column: ...}}",
    LEVELS % (", lloq: {constant: 1, values: {a: b}}", ""): (
        f"'lloq' is a constant, so it has no values to map\n{YML}\n  try: write the constant itself"
    ),
    LEVELS % (", lloq: ", ""): f"'sources.car_t_levels.columns.lloq' is empty\n{YML}",
    LEVELS % ("", ", decimal: ';'"): f"'sources.car_t_levels.decimal' is not known: ';'\n{YML}\n  try: one of ., ,",
    LEVELS % ("", ", encoding: latin-11"): (
        f"unknown encoding 'latin-11'\n{YML}\n  try: utf-8, utf-16, latin-1 or cp1252"
    ),
    LEVELS % ("", ", delimiter: ', '"): f"a delimiter is one character\n{YML}\n  try: ',', ';', tab or '|'",
    LEVELS % ("", ", header_row: 0"): f"rows are counted from 1\n{YML}\n  try: header_row: 1",
    LEVELS % ("", ", sheet: Sheet1"): f"'sheet' means nothing for this kind of file\n{YML}\n  try: leave out 'sheet'",
    LEVELS % ("", ", distinct: yes"): f"'sources.car_t_levels.distinct' must be true or false\n{YML}",
    "toxicities: {file: a.csv, columns: {subject_id: i, event: {column: e, values: {x: CSR}}, scale: s}}": (
        f"'CSR' is not a value of 'event'\n{YML}\n  try: 'CRS'"
    ),
    "toxicities: {file: a.csv, columns: {subject_id: i, event: e}}": (
        f"source 'toxicities' needs 'scale', which is not mapped\n{YML}\n"
        "  try: scale: <its column>, or scale: {constant: ...}"
    ),
    "responses: {file: a.csv, columns: {subject_id: i, response: r}}": (
        f"source 'responses' needs a time, none is mapped\n{YML}\n  try: study_day or assessment_date or is_best_overall"
    ),
}


@pytest.fixture
def cohort(tmp_path):
    folder = tmp_path / "study"
    cohort = Cohort(folder)
    for name in ("a.csv", "a.docx", "folder/c.csv", "../outside.csv"):
        cohort.write(name, "x\n1\n")
    (folder / "out.csv").symlink_to(tmp_path / "outside.csv")
    return cohort


@pytest.mark.parametrize("line", MISTAKES)
def test_a_mistake_is_refused(cohort, line):
    cohort.describe(line)
    with pytest.raises(StudyError) as refusal:
        cohort.load()
    assert str(refusal.value) == MISTAKES[line]
    assert refusal.value.exit_code == 10


TOP = {
    "study: 1x\nsources: {}": (
        "'1x' is not an identifier\n  study.yml:1\n  try: letters, digits, - and _, such as zuma1"
    ),
    "study: x\nsorces: {}": "unknown key 'sorces' in study.yml\n  study.yml:2\n  try: 'sources'",
    "study: x\nsources: {}": (
        "the study has no source 'subjects', which every study needs\n  study.yml:2\n  try: subjects: ..."
    ),
    "study: x\ndata_cut: 2018-13-01\nsources: {}": (
        "'2018-13-01' is not a date\n  study.yml:2\n  try: year-month-day, such as 2018-08-11"
    ),
    "study: x\nsettings: {mnoths: 6}\nsources: {}": "unknown setting 'mnoths'\n  study.yml:2\n  try: 'months'",
    "study: x\nsettings: {months: six}\nsources: {}": (
        "setting 'months' must be a number\n  study.yml:2\n  try: months: 12"
    ),
}


@pytest.mark.parametrize("text", TOP)
def test_a_mistake_at_the_top_is_refused(cohort, text):
    cohort.write("study.yml", text)
    with pytest.raises(StudyError) as refusal:
        load_study(cohort.folder, shipped_contract(), {"months": 12})
    assert str(refusal.value) == TOP[text]


def test_a_folder_without_a_study_is_refused(tmp_path):
    with pytest.raises(StudyError, match=r"study\.yml is not there"):
        load_study(tmp_path, shipped_contract())
    with pytest.raises(StudyError, match="there is no such study folder"):
        load_study(tmp_path / "absent", shipped_contract())


def test_one_source_may_have_several_files(cohort):
    cohort.describe("", subjects=f"[{SUBJECTS}, {SUBJECTS}]")
    assert [mapping.file for mapping in cohort.load().mappings("subjects")] == ["subjects.csv", "subjects.csv"]


def test_the_words_of_a_value_map_stay_as_typed(cohort):
    cohort.describe(
        "", subjects="{file: a.csv, columns: {subject_id: i, sex: {column: s, values: {NO: male, 1: female, 9: }}}}"
    )
    assert cohort.load().sources[0].columns[1].values == {"NO": "male", "1": "female", "9": None}
