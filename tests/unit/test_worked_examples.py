"""A worked example is read from Markdown, built from what it gives, and refused row by row where it does not hold."""

import pytest

from warehouse.adapters.duckdb import open_memory
from warehouse.check import check_study
from warehouse.errors import CheckError, ModelError
from warehouse.examples.drawn import read_examples
from warehouse.examples.held import agrees

HOLDS = """# Doses

Only these count.

Given `raw.subjects`

| subject_id | dose | arm  |
|------------|------|------|
| A          | 1.5  | high |
| B          | 9    | low  |

## Who is dosed

With `least_dose: 2`.

Gives `dosed`

| subject_id | dose |
|------------|------|
| B          | 9    |

## Arms are counted
The registry is as it is.

Gives `arm_sizes` where `n_subjects > 0`

| n_subjects | arm  |
|------------|------|
| 1          | low  |
| 1          | high |

## A model is given as well as a source

Given `dosed`

| subject_id | arm |
|------------|-----|
| X          | low |
| Y          | low |

Gives `arm_sizes`:

| arm  | n_subjects |
|------|------------|
| high | 0          |
| low  | 2          |
"""


def held(project, text):
    project.write("study/sql/examples/doses.md", text)
    return check_study(project.load())


def refused(project, kind, old, new):
    assert old in HOLDS
    with pytest.raises(kind) as caught:
        held(project, HOLDS.replace(old, new, 1))
    return str(caught.value)


def test_what_stands_first_is_given_in_every_example():
    first, second, third = read_examples(HOLDS, "sql/examples/doses.md")
    assert [table.name for table in first.given] == [table.name for table in second.given] == ["raw.subjects"]
    assert [table.name for table in third.given] == ["raw.subjects", "dosed"]
    assert first.settings == {"least_dose": 2}
    assert (second.title, second.about, second.line) == ("Arms are counted", "The registry is as it is.", 22)
    assert second.gives[0].where == "n_subjects > 0"


def test_examples_that_hold_are_counted(project):
    assert held(project, HOLDS).n_examples == 3


def test_a_study_without_examples_has_none(project):
    assert check_study(project.load()).n_examples == 0


def test_a_wrong_cell_is_told_with_its_row_and_line(project):
    told = refused(project, CheckError, "| B          | 9    |\n\n## Arms", "| B          | 8    |\n\n## Arms")
    assert told == (
        "The example 'Who is dosed' does not hold:\n"
        "  line 20: subject_id B: dose is 9.0, not 8\n"
        "  sql/examples/doses.md:20\n"
        "  try: mend the model, or the example where it is wrong"
    )


def test_rows_too_few_and_too_many_are_told(project):
    told = refused(project, CheckError, "| high | 0          |", "| none | 0          |")
    assert "line 45: arm none: drawn, but not made" in told
    assert "line 41: arm high: made, but not drawn" in told


def test_rows_without_the_key_are_compared_in_any_order(project):
    assert "drawn, but not made" in refused(
        project,
        CheckError,
        "| n_subjects | arm  |\n|------------|------|\n| 1          | low  |\n| 1          | high |",
        "| n_subjects |\n|------------|\n| 1          |\n| 2          |",
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "Gives `dosed`",
            "Gives `dosd`",
            "There is no 'dosd' for an example\n  sql/examples/doses.md:16\n  try: 'dosed'",
        ),
        (
            "| subject_id | dose |\n",
            "| subject_id | dos |\n",
            "marts.dosed has no column 'dos'\n  sql/examples/doses.md:16",
        ),
        ("| A          | 1.5  | high |", "| A          | 1.5  |", "The row has 2 cells, but the table has 3 columns"),
        ("With `least_dose: 2`.", "With `least_dose` 2.", "The settings cannot be read\n  sql/examples/doses.md:14"),
        ("With `least_dose: 2`.", "With `least: 2`.", "There is no setting 'least'\n  sql/examples/doses.md:12"),
        ("n_subjects > 0", "n > 0", "The condition on arm_sizes cannot be used"),
        ("Gives `dosed`\n", "\n", "A table that is neither given nor made\n  sql/examples/doses.md:18"),
        (
            "Given `dosed`\n",
            "Given `dosed` twice\n",
            "What is given or made cannot be read\n  sql/examples/doses.md:34",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_line(project, old, new, told):
    assert told in refused(project, ModelError, old, new)


def test_a_cell_that_is_not_of_its_type_is_refused(project):
    text = HOLDS.replace("Given `dosed`\n\n| subject_id | arm |", "Given `dosed`\n\n| dose       | arm |")
    with pytest.raises(ModelError, match=r"DOUBLE, which this cell is not\n  sql.examples.doses\.md:38"):
        held(project, text)


def test_a_build_holds_the_examples_of_what_it_builds(project):
    project.write("study/sql/examples/doses.md", HOLDS.replace("| low  | 2 ", "| low  | 3 "))
    with pytest.raises(CheckError, match="A model is given as well as a source"):
        project.build()
    project.write("study/sql/examples/doses.md", HOLDS)
    assert project.build().run_id == 1


def test_the_ledger_keeps_the_examples_beside_their_models(project):
    project.write("study/sql/examples/doses.md", HOLDS)
    report = project.build()
    engine = open_memory()
    engine.execute(f"attach '{report.published}' as built (read_only)")
    found = engine.rows("select relation, title, line from built.meta.examples order by line")
    engine.close()
    assert found == [
        ("marts.dosed", "Who is dosed", 12),
        ("marts.arm_sizes", "Arms are counted", 22),
        ("marts.arm_sizes", "A model is given as well as a source", 32),
    ]


@pytest.mark.parametrize(
    ("cell", "value", "same"),
    [
        ("9", 9.0, True),
        ("0.1", 0.1 + 1e-15, True),
        ("0.1", 0.1001, False),
        ("0.333…", 1 / 3, True),
        ("0.334…", 0.3331, True),
        ("0.334…", 0.3319, False),
        ("", "", True),
        (None, "", False),
        (None, None, True),
        ("x", 3.0, False),
        ("true", "true", True),
        ("0.3…", float("nan"), False),
        ("0.3…", float("inf"), False),
    ],
)
def test_a_number_is_compared_to_nine_digits_or_to_those_drawn(cell, value, same):
    assert agrees(cell, value) == same
