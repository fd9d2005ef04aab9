"""A header is checked before anything runs, and each mistake is answered with the word that was probably meant."""

import pytest

from python_stats.contract.spec import analysis_of, problems
from tests.stats.samples import HEADERS
from warehouse.errors import ModelError

COLUMNS = ("subject_id", "x", "y", "durable", "response")
SPEARMAN = {"method": "spearman", "covariate": "x", "outcome": "y"}
TIMES = HEADERS["screen_of_times"]
GROUPS = {"method": "kruskal_dunn", "value": "x", "group": "response", "levels": ["durable", "relapsed"]}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_a_right_header_has_no_problems(header):
    named = {"figure": "1E", "family": "figure_1", "subset": "responders"}
    assert problems({**header, **named}, COLUMNS) == []


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ({}, "names no method; known: spearman, logistic"),
        ({**SPEARMAN, "method": "spearmen"}, "unknown method 'spearmen'; did you mean 'spearman'?"),
        ({**SPEARMAN, "method": "xyz"}, "unknown method 'xyz'; known: spearman, logistic"),
        ({**SPEARMAN, "famly": "figure_1"}, "unknown key 'famly' for method 'spearman'; did you mean 'family'?"),
        ({**SPEARMAN, "levels": ["a", "b"]}, "unknown key 'levels' for method 'spearman'"),
        ({**SPEARMAN, "adjust": ["x"]}, "unknown key 'adjust'"),
        ({"method": "spearman", "covariate": "x"}, "method 'spearman' needs 'outcome': the name of a column"),
        ({**SPEARMAN, "outcome": "respons"}, "outcome: the select has no column 'respons'; did you mean 'response'?"),
        ({**SPEARMAN, "figure": 4}, "figure: put it in quotes"),
        ({**TIMES, "events": []}, "test: cox needs 'events': a yes/no column for each of the outcomes"),
        ({**TIMES, "events": ["happened"]}, "events: the select has no column 'happened'"),
        ({**TIMES, "test": "spearman"}, "events: only 'test: cox' asks times to an event"),
        ({**TIMES, "permutations": 9, "seed": 1}, "permutations: not for 'test: cox'"),
        ({**HEADERS["logistic_log2"], "scale": "log10"}, "scale: 'log10' is not one of log2, identity"),
        ({**GROUPS, "levels": "durable"}, "needs 'levels': the list of groups"),
        ({**GROUPS, "levels": ["durable"]}, "levels: at least two"),
        ({**GROUPS, "levels": ["durable", "durable"]}, "levels: a level is listed twice"),
        ({**GROUPS, "method": "rank_sum", "levels": ["a", "b", "c"]}, "compares 2 levels, 3 are listed"),
    ],
)
def test_each_mistake_is_named(header, said):
    found = problems(header, COLUMNS)
    assert len(found) == 1 and said in found[0]


def test_the_select_must_name_the_subject():
    assert problems(SPEARMAN, ("x", "y")) == ["the select has no column 'subject_id'"]


def test_several_mistakes_are_all_named():
    assert len(problems({"method": "rank_sum", "valu": "x", "levels": ["a"]}, COLUMNS)) == 4


def test_a_header_becomes_an_analysis():
    found = analysis_of("fig1e", {**GROUPS, "figure": "1E"})
    assert (found.covariate, found.against, found.levels) == ("x", "response", ("durable", "relapsed"))
    assert (found.figure, found.family, found.subset) == ("1E", "fig1e", None)


def test_the_family_is_the_analysis_itself_unless_one_is_named():
    assert analysis_of("alone", SPEARMAN).family == "alone"
    assert analysis_of("alone", {**SPEARMAN, "family": "figure_4"}).family == "figure_4"


def test_logistic_takes_log2_unless_told_otherwise():
    header = {"method": "logistic", "covariate": "x", "outcome": "durable"}
    assert analysis_of("a", header).scale == "log2"
    assert analysis_of("a", {**header, "scale": "identity"}).scale == "identity"


def test_levels_are_compared_as_text():
    """YAML reads true and 1 as values; SQL's true, 1 and a float column's 1.0 are the same levels."""
    header = {"method": "rank_sum", "value": "x", "group": "durable", "levels": [True, False]}
    assert analysis_of("a", header).levels == ("true", "false")
    assert analysis_of("a", {**header, "levels": [1, 2.0]}).levels == ("1", "2")


def test_a_wrong_header_is_an_error_with_the_name_of_the_analysis():
    with pytest.raises(ModelError, match="spearmen") as raised:
        analysis_of("fig1e", {**SPEARMAN, "method": "spearmen"})
    assert "fig1e" in str(raised.value)
