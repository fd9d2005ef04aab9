"""Every mistake in a mapping is told with its line and what was probably meant; a rule does what it says and no more."""

import pytest

from tests.small_cohort import Cohort
from warehouse.errors import DataError, StudyError

YML = "  study.yml:4"
RESPONSES = "responses: {file: %s, columns: {subject_id: id, study_day: day, response: %s}%s}"


@pytest.fixture
def cohort(tmp_path):
    found = Cohort(tmp_path / "study")
    found.write("a.csv", "id,day,response,IL-6 d0,IL-6 d7,code\nA,30,CR,1,2,x\nB,30,PR,3,4,y\n")
    found.write("keys.csv", "code,label\nx,one\nx,two\ny,three\n")
    found.write("plate_1.csv", "id,day,response\nA,30,CR\n")
    found.write("plate_x.csv", "id,day,response\nA,30,CR\n")
    return found


def column(text):
    return (RESPONSES % ("a.csv", "response", "")).replace("study_day: day", f"study_day: {text}")


def options(text):
    return RESPONSES % ("a.csv", "response", f", {text}")


def response(text):
    return RESPONSES % ("a.csv", text, "")


def date(text):
    return f"responses: {{file: a.csv, columns: {{subject_id: id, assessment_date: {text}, response: response}}}}"


# What stands on line 4, and how the message begins.
MISTAKES = {
    RESPONSES % ("plat*.cvs", "response", ""): f"no file in the study folder matches 'plat*.cvs'\n{YML}",
    RESPONSES % ("[a.csv, '*.csv']", "response", ""): f"'a.csv' is named twice in one mapping\n{YML}",
    RESPONSES % ("../*.csv", "response", ""): f"'../*.csv' leaves the study folder\n{YML}",
    RESPONSES % ("'plate_*.csv'", "response", ", file_name: 'plate_(?P<n>[0-9])'"): (
        f"the pattern does not match the file name 'plate_x.csv'\n{YML}"
    ),
    options("file_name: plate"): f"the pattern names nothing that it finds\n{YML}",
    options("file_name: '(?P<n>'"): f"this is not a pattern: missing ), unterminated subpattern at position 0\n{YML}",
    options("file_name: '(?P<n>a)(?=b)'"): f"look-around and references to groups are not accepted in a pattern\n{YML}",
    options("unpvot: {}"): f"unknown key 'unpvot' in 'sources.responses'\n{YML}\n  try: 'unpivot'",
    options("unpivot: {columns: '(?P<a>x)'}"): f"unpivot must say into which column a cell goes, once\n{YML}",
    options("unpivot: {columns: '(?P<a>x) d(?P<day>.)', value: level}"): (
        f"no column of 'a.csv' matches the pattern of 'unpivot'\n{YML}"
    ),
    options("unpivot: {columns: '(?P<a>IL-6) d.', value: level}"): (
        f"columns 'IL-6 d0' and 'IL-6 d7' would become the same cell\n{YML}"
    ),
    options("split: {respones: '(?P<a>.*)'}"): (
        f"'a.csv' has no column 'respones', which 'split' names\n{YML}\n  try: 'response'"
    ),
    options("lookup: {file: keys.csv, on: code, take: [lable]}"): (
        f"'keys.csv' has no column 'lable', which 'lookup' names\n{YML}\n  try: 'label'"
    ),
    options("lookup: {file: keys.csv, on: {cod: code}, take: {c: code}}"): (
        f"'a.csv' has no column 'cod', which 'lookup' names\n{YML}\n  try: 'code'"
    ),
    options("lookup: {file: '*.csv', on: code, take: [label]}"): f"a lookup reads one file, this names 5\n{YML}",
    options("only: {column: day, is: [30]}"): f"'sources.responses.only' lacks the key 'because'\n{YML}",
    options("only: {column: day, because: x}"): f"'only' needs one of is, is_not and matches\n{YML}",
    options("only: {column: dya, is: 30, because: x}"): (
        f"'a.csv' has no column 'dya', which 'only' names\n{YML}\n  try: 'day'"
    ),
    options("only: {column: day, is: 31, because: day 31 only}"): (
        f"the mapping leaves none of the 2 rows: day 31 only\n{YML}"
    ),
    options("pivot: {key: id, name: coed, value: day}"): (
        f"'a.csv' has no column 'coed', which 'pivot' names\n{YML}\n  try: 'code'"
    ),
    options("ragged: yes"): f"'sources.responses.ragged' is not known: 'yes'\n{YML}",
    options("header_row: [2, 1]"): f"the rows of a header are named from the first to the last\n{YML}",
    options("labelled: codes"): f"'labelled' means nothing for this kind of file\n{YML}",
    response("{column: response, date_format: '%Y'}"): (
        f"'date_format' means nothing for 'response', which is of type code\n{YML}"
    ),
    response("{column: response, replace: {pattern: x}}"): (
        f"'sources.responses.columns.response.replace' lacks the key 'with'\n{YML}"
    ),
    response("{column: response, replace: {pattern: 'x*', with: y}}"): (
        f"the pattern also matches nothing, so it would add text anywhere\n{YML}"
    ),
    response("{column: response, replace: {pattern: '(x)', with: '\\2'}}"): (
        f"'with' refers to group 2, the pattern has 1\n{YML}"
    ),
    response("{constant: CR, replace: {pattern: x, with: y}}"): (
        f"'response' is a constant, so 'replace' means nothing\n{YML}"
    ),
    column("{column: day, multiply: 0}"): f"a factor is more than 0\n{YML}",
    column("{column: day, multiply: 2, fraction: true}"): f"'fraction' multiplies by 100 already\n{YML}",
    column("{column: day, multiply: 2, days_from: code}"): (
        f"days are whole days, so there is nothing to multiply\n{YML}"
    ),
    column("{column: day, days_from: start}"): (
        f"'a.csv' has no column 'start', which 'study_day' counts its days from\n{YML}"
    ),
    date("{column: day, date_format: '%d/%m/%y'}"): f"a year of two digits may be of two centuries\n{YML}",
    date("{column: day, date_format: '%m/%Y'}"): f"a format without day or month gives a partial date\n{YML}",
    date("{column: day, date_format: 'DD/MM/YYYY'}"): f"'DD/MM/YYYY' is not a date format\n{YML}",
    date("{column: day, partial: end}"): (
        f"'sources.responses.columns.assessment_date.partial' is not known: 'end'\n{YML}"
    ),
}  # fmt: skip


@pytest.mark.parametrize("line", MISTAKES)
def test_a_mistake_is_told_with_its_line(cohort, line):
    cohort.describe(line)
    with pytest.raises(StudyError) as refused:
        cohort.read()
    assert str(refused.value).startswith(MISTAKES[line])


def test_a_key_table_with_one_key_twice_is_refused(cohort):
    cohort.describe(options("lookup: {file: keys.csv, on: code, take: [label]}"))
    with pytest.raises(DataError) as refused:
        cohort.read()
    assert str(refused.value).startswith("the key table has 1 keys in several rows that differ\n  keys.csv\n")


# A file, the step, and what is said: a column that the data make may not stand in the place of one that is there.
HIDDEN = {
    "pivot": (
        "id,test,value,day\nA,response,CR,30\nA,id,999,30\n",
        "pivot: {key: [id, day], name: test, value: value}",
        "a text of 'test' is 'id', which is also a column of the key",
        "only: {column: test, is_not: [id], because: it repeats the key}",
    ),
    "unpivot": (
        "id,day,old id,old response\nA,30,999,CR\n",
        "unpivot: {columns: 'old (?P<value>.*)'}",
        "'unpivot' would make a second column 'id' of 'a.csv'",
        "give it a name that no column has",
    ),
}


@pytest.mark.parametrize("step", HIDDEN)
def test_no_column_is_hidden_by_one_that_the_data_name(cohort, step):
    content, written, what, hint = HIDDEN[step]
    cohort.write("a.csv", content)
    cohort.describe(options(written))
    with pytest.raises(StudyError) as refused:
        cohort.read()
    assert str(refused.value) == f"{what}\n{YML}\n  try: {hint}"


# Each would make a column of the name of one that is there.
SECOND = {
    "row_number": "row_number: code",
    "file_name": "file_name: '(?P<code>.)[.]csv'",
    "split": "split: {response: '(?P<code>.).'}",
    "lookup": "lookup: {file: keys.csv, on: {day: code}, take: {code: code}}",
    "unpivot": "unpivot: {columns: '(?P<code>IL-6) d(?P<at>.)', value: level}",
}


@pytest.mark.parametrize("step", SECOND)
def test_no_column_is_hidden_by_one_that_a_step_names(cohort, step):
    cohort.describe(options(SECOND[step]))
    with pytest.raises(StudyError) as refused:
        cohort.read()
    what = f"'{step}' would make a second column 'code' of 'a.csv'"
    assert str(refused.value) == f"{what}\n{YML}\n  try: give it a name that no column has"


def test_the_row_that_repeats_the_key_may_be_left_out(cohort):
    cohort.write("a.csv", HIDDEN["pivot"][0])
    cohort.describe(options(f"{HIDDEN['pivot'][1]}, {HIDDEN['pivot'][3]}"))
    engine, _ = cohort.read()
    assert engine.rows("select subject_id, response from raw.responses") == [("A", "CR")]


@pytest.mark.parametrize("blank", [" ", "\N{NO-BREAK SPACE}"])
def test_a_key_with_a_blank_after_it_is_the_same_key(cohort, blank):
    cohort.write("a.csv", f"id,test,value\nA{blank},day,30\nA,response,CR\nA,seen,yes\n")
    cohort.describe(options("pivot: {key: id, name: test, value: value}"))
    engine, readings = cohort.read()
    assert engine.rows("select subject_id, study_day, response from raw.responses") == [("A", "30", "CR")]
    assert readings["responses"][0].rows_merged == 2


@pytest.mark.parametrize("blank", ["", " ", "\t", "\N{NO-BREAK SPACE}"])
def test_a_wide_cell_of_blanks_is_no_row(cohort, blank):
    cohort.write("a.csv", f"id,day 30,day 90\nA,CR,{blank}\n")
    cohort.describe(options("unpivot: {columns: 'day (?P<day>.*)', value: response}"))
    engine, readings = cohort.read()
    assert engine.rows("select subject_id, study_day, response from raw.responses") == [("A", "30", "CR")]
    assert readings["responses"][0].rows_filtered == 1


def dates(cohort, rows, mapping):
    cohort.write("a.csv", "id,day,response\n" + "".join(f"A,{row},CR\n" for row in rows) + "A,2018-01-01,CR\n")
    cohort.describe(date(mapping))
    engine, _ = cohort.read()
    found = dict(engine.rows("select source_row, assessment_date from raw.responses"))
    return [found.get(number) for number in range(2, 2 + len(rows))]


PARTIAL = {
    "first": ["2018-08-11", "2018-08-01", "2018-01-01"],
    "middle": ["2018-08-11", "2018-08-15", "2018-07-01"],
    "last": ["2018-08-11", "2018-08-31", "2018-12-31"],
}


@pytest.mark.parametrize("partial", PARTIAL)
def test_a_partial_date_is_completed_as_declared(cohort, partial):
    found = dates(cohort, ["2018-08-11", "2018-08", "2018"], f"{{column: day, partial: {partial}}}")
    assert found == PARTIAL[partial]


def test_a_date_of_no_format_or_no_sensible_year_is_rejected(cohort):
    rows = ["31/02/2018", "11/08/18", "11/08/0018", "11/08/2399", "2018", "11/08/2018 x", "11/08/2018"]
    found = dates(cohort, rows, "{column: day, date_format: ['%d/%m/%Y', '%Y-%m-%d']}")
    assert found == [None] * 6 + ["2018-08-11"]


def test_a_spreadsheet_day_number_is_a_date(cohort):
    """43323 is 11 August 2018 in every spreadsheet, and 20000 is 3 October 1954."""
    found = dates(cohort, ["43323", "43323.75", "20000", "60", "x"], "{column: day, date_format: [excel, '%Y-%m-%d']}")
    assert found == ["2018-08-11", "2018-08-11", "1954-10-03", None, None]


def test_a_year_is_no_day_number_of_a_spreadsheet(cohort):
    """Day 2021 would be 13 July 1905. A birth may be before 1954: day 18000 is 12 April 1949."""
    assert dates(cohort, ["2021", "19999"], "{column: day, date_format: [excel, '%Y-%m-%d']}") == [None, None]
    cohort.write("subjects.csv", "id,born\nA,18000\nB,1955\nC,3653\nD,3654\n")
    cohort.describe(
        "", subjects="{file: subjects.csv, columns: {subject_id: id, birth_date: {column: born, date_format: excel}}}"
    )
    engine, _ = cohort.read()
    born = engine.rows("select subject_id, birth_date from raw.subjects order by all")
    assert born == [("A", "1949-04-12"), ("D", "1910-01-01")]


def results(cohort, rows, mapping, decimal="."):
    cohort.write("a.csv", "id;value\n" + "".join(f"A;{row}\n" for row in rows) + "A;0\n")
    mapped = f"{{subject_id: id, study_day: {{constant: 0}}, analyte: {{constant: a}}, unit: {{constant: u}}, result: {mapping}}}"
    cohort.describe(f"analytes: {{file: a.csv, decimal: '{decimal}', columns: {mapped}}}")
    engine, _ = cohort.read()
    found = dict(engine.rows("select source_row, result from raw.analytes"))
    return [found.get(number) for number in range(2, 2 + len(rows))]


def test_a_factor_keeps_sign_note_and_decimal_mark(cohort):
    rows = ["5", "<0.5", ">= 2", "7*", "n.d.", "NA", "1,000", "0.1", "1e3", "high"]
    found = results(cohort, rows, "{column: value, multiply: 10}")
    assert found == ["50", "<5", ">=20", "70 *", "n.d.", "NA", "10000", "1", "10000", None]
    assert results(cohort, ["0,57", "<1.000,5"], "{column: value, multiply: 100}", ",") == ["57", "<100050"]
    assert results(cohort, ["0,005"], "{column: value, multiply: 10}", ",") == ["0,05"]


def test_a_fraction_becomes_a_percentage(cohort):
    found = results(cohort, ["0.57", "1", "0", "1.2", "57%", "<0.01"], "{column: value, fraction: true}")
    assert found == ["57", "100", "0", None, None, "<1"]


def test_an_empty_cell_may_have_a_meaning(cohort):
    found = results(cohort, ["", "5"], "{column: value, values: {'': n.d.}}")
    assert found == ["n.d.", "5"]


def test_a_changed_mapping_is_read_again(cohort):
    """What tells whether a source must be read again holds all of its mapping, but not the lines it stands on."""
    from warehouse.planning.wanted import _mapping_content

    def content(line):
        cohort.describe(line)
        return _mapping_content(cohort.load().mappings("responses")[0])

    plain = content(options("only: {column: day, is: 30, because: x}"))
    assert plain == content("\n\n" + options("only: {column: day, is: 30, because: x}"))
    assert plain != content(options("only: {column: day, is: 31, because: x}"))
