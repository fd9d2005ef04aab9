"""YAML is read as it looks: what was typed is what is meant, every mistake names its line, and tricks are refused."""

import pytest

from warehouse.document import parse_document
from warehouse.errors import StudyError

# What the parser of YAML stumbles over often stands a line earlier.
LOOK = "\n  try: look for a missing quote, bracket, colon or blank on this line or the one before"

MISTAKES = {
    "a: 1\nb:\n  c: 1\n  c: 2": "key 'c' is given twice, first on line 3\n  study.yml:4",
    "a: !x 3": "YAML tags (!x) are not accepted here\n  study.yml:1\n  try: write the value out in full",
    "a: &b [1]\nc: *b": "YAML aliases (*name) are not accepted here\n  study.yml:2\n  try: write the value out in full",
    "a: 1\n<<: {b: 1}": "merge keys (<<) are not accepted here\n  study.yml:2\n  try: write the value out in full",
    "? [a]\n: 1": "a key must be a plain text\n  study.yml:1",
    "a: b: c": "this is not YAML: mapping values are not allowed in this context\n  study.yml:1" + LOOK,
    "- " * 500: "this is nested too deeply\n  study.yml:1",
    "a: 1\n---\nb: 2": "this is not YAML: but found another document\n  study.yml:2" + LOOK,
}


def parsed(text, first_line=1):
    return parse_document(text, "study.yml", StudyError, first_line)


@pytest.mark.parametrize("text", MISTAKES, ids=lambda text: text[:12].strip())
def test_a_mistake_names_its_line(text):
    with pytest.raises(StudyError) as refusal:
        parsed(text)
    assert str(refusal.value) == MISTAKES[text]


def test_python_objects_are_never_made():
    with pytest.raises(StudyError, match="YAML tags"):
        parsed('a: !!python/object/apply:os.system ["true"]')


def test_scalars_follow_yaml_1_2():
    document = parsed("{a: no, b: 007, c: 2018-08-11, d: '5', e: 1e3, f: ~, g: 1:30, h: true, i: -2, j: [on, 1.5]}")
    assert document.plain() == {
        "a": "no", "b": "007", "c": "2018-08-11", "d": "5", "e": 1000.0, "f": None, "g": "1:30", "h": True, "i": -2,
        "j": ["on", 1.5],
    }  # fmt: skip


def test_a_key_keeps_what_was_typed():
    assert list(parsed("{NO: 1, 01: 2, 1.0: 3, true: 4}").mapping()) == ["NO", "01", "1.0", "true"]


def test_lines_count_from_where_the_text_begins():
    """A model's header starts in the middle of its file."""
    with pytest.raises(StudyError) as refusal:
        parsed("a: 1\nb: 2", first_line=10).fields(["a"])
    assert refusal.value.where.line == 11


@pytest.mark.parametrize(
    ("reading", "message"),
    [
        (lambda node: node.text(), "'a' must be a text"),
        (lambda node: node.integer(), "'a' must be a whole number"),
        (lambda node: node.number(), "'a' must be a number"),
        (lambda node: node.boolean(), "'a' must be true or false"),
        (lambda node: node.items(), "'a' must be a list"),
    ],
)
def test_a_value_of_another_kind_is_refused(reading, message):
    with pytest.raises(StudyError) as refusal:
        reading(parsed("a: {b: 1}").mapping()["a"])
    assert refusal.value.what == message
