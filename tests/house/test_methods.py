"""A method is told wherever a reader looks for it: forgotten places leave a figure, a sentence or a caption out in silence."""

import csv
import re

import pytest

from python_stats.contract.registry import METHODS
from python_stats.figures.kinds import KINDS_OF_METHOD
from python_stats.report import words
from tests.house.files import ROOT
from tests.stats.samples import HEADERS

# Every pair of a screen is printed as the method that it was asked with.
SCREEN = {"screen"}


def in_the_registry_of_choices():
    with (ROOT / "sql" / "seeds" / "method_choices.csv").open(encoding="utf-8", newline="") as file:
        return {row["method"] for row in csv.DictReader(file)}


def in_the_readme():
    text = (ROOT / "python_stats" / "README.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `(\w+)` \| .* \| .* \| `\w+\.py`", text, re.MULTILINE))


# place -> which methods it tells
PLACES = {
    "HEADERS in tests/stats/samples.py, a header to be tried with": {header["method"] for header in HEADERS.values()},
    "METHODS in python_stats/report/words.py, what it does": set(words.METHODS) | SCREEN,
    "METHOD_NAMES in python_stats/report/words.py, what it is called": set(words.METHOD_NAMES) | SCREEN,
    "KINDS_OF_METHOD in python_stats/figures/kinds.py, its figures, () where it has none": set(KINDS_OF_METHOD),
    "sql/seeds/method_choices.csv, where its P, ties and interval come from": in_the_registry_of_choices(),
    "the table of python_stats/README.md, its roles, rows and files": in_the_readme(),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("method", METHODS)
def test_a_method_is_told_everywhere(method, place):
    assert method in PLACES[place], f"'{method}' is missing in {place}"


@pytest.mark.parametrize("place", [place for place in PLACES if "figures" not in place])
def test_nothing_is_told_of_a_method_that_is_gone(place):
    assert PLACES[place] <= set(METHODS), f"no method of the registry: look in {place}"
