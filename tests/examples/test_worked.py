"""Every worked example of sql/examples holds: the rows that are drawn are the rows that the models make."""

import pytest

from tests.small_study import SQL
from warehouse.examples.drawn import find_examples
from warehouse.examples.held import try_example

EXAMPLES = find_examples([SQL])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.path.rpartition('/')[2]}:{example.line}")
def test_it_holds(workbench, example):
    assert try_example(workbench, example) == []


def test_no_two_examples_of_a_file_have_one_title():
    titles = [(example.path, example.title) for example in EXAMPLES]
    assert len(titles) == len(set(titles)) > 25
