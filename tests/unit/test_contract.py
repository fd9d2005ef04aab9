"""The input contract is checked as strictly as data are: a typo in it would let wrong rows through in every study."""

import pytest

from tests.small_cohort import shipped_contract
from warehouse.contract import parse_contract
from warehouse.errors import ContractError

COLUMN = "a: {about: A, key: [id], columns: {id: {type: id, about: I}, b: %s}}"

MISTAKES = {
    "a: {abuot: A, columns: {}}": "unknown key 'abuot' in 'a'\n  sql/sources.yml:1\n  try: 'about'",
    "a: {about: A}": "'a' lacks the key 'columns'\n  sql/sources.yml:1\n  try: columns: ...",
    "a: {about: A, columns: {}}": "source 'a' has no columns\n  sql/sources.yml:1",
    "A: {about: A, columns: {}}": (
        "'A' is not a name\n  sql/sources.yml:1\n  try: lower-case letters, digits and underscores, a letter first"
    ),
    COLUMN % "{type: nubmer, about: B}": (
        "'a.columns.b.type' is not known: 'nubmer'\n  sql/sources.yml:1\n  try: 'number'"
    ),
    COLUMN % "{type: code, about: B}": (
        "'a.columns.b' is a code without its values\n  sql/sources.yml:1\n  try: values: [...]"
    ),
    COLUMN % "{type: text, about: B, values: [x]}": (
        "only a code has values; 'a.columns.b' is of type text\n  sql/sources.yml:1\n  try: type: code"
    ),
    COLUMN % "{type: code, about: B, values: [x, X]}": (
        "'a.columns.b.values' holds a value twice (codes are compared without case)\n  sql/sources.yml:1"
    ),
    COLUMN % "{type: date, about: B, min: 1}": (
        "'min' needs a numeric type; 'a.columns.b' is of type date\n  sql/sources.yml:1"
    ),
    COLUMN % "{type: number, about: B, min: 2, max: 1}": "column 'b' has its min above its max\n  sql/sources.yml:1",
    COLUMN % "{type: id, about: B, references: c}": "unknown source 'c'\n  sql/sources.yml:1\n  try: one of a",
    COLUMN % "{type: id, about: B, references: a}": (
        "source 'a' refers to itself, directly or through others\n  sql/sources.yml:1"
    ),
    "a: {about: A, columns: {source_row: {type: id, about: I}}}": (
        "'source_row' is a column every raw table gets from us\n  sql/sources.yml:1\n  try: another name"
    ),
    "a: {about: A, shows_set_aside: true, columns: {id: {type: id, about: I}}}\n"
    "a_set_aside: {about: B, columns: {id: {type: id, about: I}}}": (
        "'a_set_aside' is the table of the rows of 'a' that were set aside (shows_set_aside)\n  sql/sources.yml:2\n"
        "  try: another name"
    ),
    "a: {about: A, key: [ib], columns: {id: {type: id, about: I}}}": (
        "unknown column 'ib'\n  sql/sources.yml:1\n  try: one of id"
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_refused(text):
    with pytest.raises(ContractError) as refusal:
        parse_contract(text)
    assert str(refusal.value) == MISTAKES[text]
    assert refusal.value.exit_code == 11


def test_a_source_may_end_in_set_aside_where_no_table_is_made_of_that_name():
    text = "a: {about: A, columns: {id: {type: id, about: I}}}\na_set_aside: {about: B, columns: {id: {type: id, about: I}}}"
    assert list(parse_contract(text).sources) == ["a", "a_set_aside"]


def test_the_shipped_contract_reads_subjects_before_what_refers_to_them():
    assert next(iter(shipped_contract().brought)) == "subjects"


def test_a_percentage_has_bounds_without_saying_so():
    column = shipped_contract().sources["products"].columns["viability_percent"]
    assert (column.minimum, column.maximum) == (0, 100)
