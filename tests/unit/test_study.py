"""Every mistake in a study.yml is told with its line and what was probably meant, before any file is read."""

import pytest

from tests.small_cohort import ROOT, SUBJECTS, Cohort, shipped_contract, shipped_macros
from warehouse.errors import ModelError, StudyError
from warehouse.macros import MacroError
from warehouse.settings import Setting, load_settings
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
    "study: x\nsettings: {months: 900}\nsources: {}": (
        "setting 'months' cannot be 900: it goes from 1 to 120\n  study.yml:2\n  try: months: 12"
    ),
    "study: x\nsettings:\n  limit: half-lloq\nsources: {}": (
        "setting 'limit' cannot be 'half-lloq'\n  study.yml:3\n  try: limit: half_lloq"
    ),
    "study: x\nsettings: {limit: Zero}\nsources: {}": (
        "setting 'limit' cannot be 'Zero'\n  study.yml:2\n  try: limit: zero"
    ),
    "study: x\nsettings: {limit: no}\nsources: {}": (
        "setting 'limit' cannot be 'no'\n  study.yml:2\n  try: limit: one of zero, half_lloq"
    ),
    "study: x\nsettings: {assumed: no}\nsources: {}": (
        "setting 'assumed' must be true or false\n  study.yml:2\n  try: assumed: true"
    ),
    "study: x\nsettings: {assays: [flow, dpcr]}\nsources: {}": (
        "setting 'assays' cannot be 'dpcr'\n  study.yml:2\n  try: assays: [qpcr, flow]"
    ),
    "study: x\nsettings: {first: 7}\nsources: {}": (
        "setting 'first' is 7, after 'last', which is 5\n  study.yml:2\n  try: first of at most that"
    ),
    "study: x\nsettings:\n  last: 0\nsources: {}": (
        "setting 'first' is 1, after 'last', which is 0\n  study.yml:3\n  try: first of at most that"
    ),
}


SETTINGS = {
    each.name: each
    for each in (
        Setting("months", 12, "", "", minimum=1, maximum=120),
        Setting("first", 1, "", "", not_after="last"),
        Setting("last", 5, "", ""),
        Setting("limit", "zero", "", "", ("half_lloq",)),
        Setting("assumed", True, "", "", (False,)),
        Setting("assays", ["qpcr", "flow"], "", "", words=("qpcr", "flow")),
        Setting("scale", "Lee 2014", "", ""),
    )
}


@pytest.mark.parametrize("text", TOP)
def test_a_mistake_at_the_top_is_refused(cohort, text):
    cohort.write("study.yml", text)
    with pytest.raises(StudyError) as refusal:
        load_study(cohort.folder, shipped_contract(), SETTINGS)
    assert str(refusal.value) == TOP[text]


def test_a_setting_may_be_any_of_its_words_and_a_free_one_any(cohort):
    own = "{months: 120, limit: half_lloq, assumed: false, assays: [flow], scale: our own}"
    cohort.write("study.yml", f"study: x\nsettings: {own}\nsources: {{subjects: {SUBJECTS}}}")
    cohort.write("subjects.csv", "id\nA\n")
    study = load_study(cohort.folder, shipped_contract(), SETTINGS)
    assert study.settings["scale"] == "our own"
    assert study.settings["limit"] == "half_lloq"


# Words that name what a study's own data say, and so cannot be listed.
FREE = {
    "lesion_assessor", "dlbcl_pattern", "response_assessor", "response_criterion", "progression_death_pattern",
    "crs_scale", "ne_scale", "apheresis_quadrant_parent", "gene_expression_unit", "quadrant_parent",
}  # fmt: skip


def test_every_other_shipped_setting_says_what_it_may_be():
    known = load_settings(ROOT / "sql" / "settings.yml")
    worded = {name for name, setting in known.items() if isinstance(setting.value, str)}
    assert {name for name in worded if not known[name].allowed} == FREE
    numbers = [setting for setting in known.values() if isinstance(setting.value, int | float)]
    assert [setting.name for setting in numbers if not setting.bounds and not isinstance(setting.value, bool)] == []
    assert known["baseline_first_day"].meaning == "First study day that can serve as baseline; from -365 to 0"


@pytest.mark.parametrize("default", ["{value: 3, max: 2", "{value: 1, alternatives: [2], max: 1"])
def test_a_setting_cannot_ship_with_what_it_refuses(tmp_path, default):
    (tmp_path / "settings.yml").write_text(f"n: {default}, about: a, reference: r}}\n")
    with pytest.raises(ModelError, match="setting 'n' cannot be"):
        load_settings(tmp_path / "settings.yml")


@pytest.mark.parametrize(("last", "about"), [("m", "'n' is 3, after 'm', which is 2"), ("k", "unknown setting 'k'")])
def test_a_setting_cannot_ship_out_of_order(tmp_path, last, about):
    said = "about: a, reference: r}"
    text = f"n: {{value: 3, not_after: {last}, {said}\nm: {{value: 2, {said}\n"
    (tmp_path / "settings.yml").write_text(text)
    with pytest.raises(ModelError, match=about):
        load_settings(tmp_path / "settings.yml")


def test_first_days_of_the_shipped_windows_come_before_their_last():
    known = load_settings(ROOT / "sql" / "settings.yml")
    first = {name for name in known if "_first_day" in name and name.replace("_first_", "_last_") in known}
    assert first == {name for name in known if known[name].not_after} - {"month3_target_day"}


@pytest.mark.parametrize(
    "call",
    ["quantified('v', 'b', 'a', 'l', 'u', 'half-lloq')", "is_log_trapezoid('a', 'b', 'log')"],
)
def test_a_macro_has_no_reading_for_a_word_that_no_setting_has(call):
    with pytest.raises(MacroError):
        shipped_macros().render(f"{{{{ {call} }}}}")


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
