"""Disclosure control: what is hidden cannot be found by subtraction, even by whoever knows the totals and these rules.

The search is exhaustive: every small table there is goes through the very SQL that controls a study's tables. Whoever
sees an answer can only conclude that the truth is one of the tables that give this answer and have the totals that are
known; a hidden count must differ among them. What may be seen is fixed, so no other pair of queries can tell more.
"""

from collections import defaultdict
from itertools import product

import pytest

from warehouse.adapters.duckdb import open_memory
from warehouse.disclosing.control import controlled, significant
from warehouse.disclosing.table import COUNT, LABEL, build_table, load_tables
from warehouse.disclosure import Disclosure, disclosure_of
from warehouse.errors import ModelError, StudyError
from warehouse.models.project import shipped_sql

RULES = [Disclosure(3, 3), Disclosure(6, 3), Disclosure(5, 5), Disclosure(10, 5)]
HEADER = """/*
about: Made up
grain: [world, cell]
{within}columns:
  world: {{is: label, about: Made up}}
  cell: {{is: label, about: Made up}}
{counts}
*/
from worlds
"""


def made_up(counts, within="within: [world]\n"):
    lines = "\n".join(f"  {name}: {{is: count, about: Subjects}}" for name in counts)
    return build_table("made_up", HEADER.format(within=within, counts=lines), "made_up.sql")


def answers(worlds, counts, rule, **kwargs):
    """What is shown of each world: a world is a tuple of cells, a cell is a tuple of its counts."""
    rows = [(w, c, *cell) for w, cells in enumerate(worlds) for c, cell in enumerate(cells)]
    columns = dict.fromkeys(("world", "cell", *counts), "bigint")
    memory, shown = open_memory(), defaultdict(list)
    memory.write("worlds", columns, [dict(zip(columns, row, strict=True)) for row in rows])
    for world, _, *found in memory.rows(controlled(made_up(counts, **kwargs), rule)):
        shown[world].append(tuple(found))
    memory.close()
    return [tuple(shown[world]) for world in range(len(worlds))]


def totals(cells):
    return tuple(map(sum, zip(*cells, strict=True)))


def worlds_of(n_cells, below, n_counts=1):
    """Every table of so many cells whose totals are so small that no table with the same totals is left out."""
    cells = list(product(range(below), repeat=n_counts))
    return [world for world in product(cells, repeat=n_cells) if max(totals(world)) < below]


def pinned(worlds, shown):
    """Hidden counts that only one value agrees with. Where the known total is 0 every count is, with no help of ours."""
    same = defaultdict(list)
    for cells, answer in zip(worlds, shown, strict=True):
        same[totals(cells), answer].append(cells)
    return [
        (total, answer)
        for (total, answer), candidates in same.items()
        for cell, (*_, is_hidden) in enumerate(answer)
        for count, sum_of_all in enumerate(total)
        if is_hidden and sum_of_all > 0 and len({cells[cell][count] for cells in candidates}) == 1
    ]


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize(("n_cells", "below"), [(2, 16), (3, 14), (4, 12)])
def test_no_hidden_count_follows_from_what_is_shown_and_the_total(n_cells, below, rule):
    worlds = worlds_of(n_cells, below)
    assert pinned(worlds, answers(worlds, ["n"], rule)) == []


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize(("n_cells", "below"), [(2, 10), (3, 5)])
def test_nor_of_two_kinds_of_counts(n_cells, below, rule):
    worlds = worlds_of(n_cells, below, n_counts=2)
    assert pinned(worlds, answers(worlds, ["n_with", "n_without"], rule)) == []


def test_the_search_finds_what_hiding_single_rows_would_betray():
    worlds = worlds_of(3, 14)
    assert pinned(worlds, answers(worlds, ["n"], Disclosure(3, 3), within=""))


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_the_difference_of_two_counts_is_not_the_few_between_them(rule):
    """Two queries, one of them with a few subjects more: how many those are is not what the answers differ by."""
    pairs = [(n, few) for n in range(60) for few in range(rule.smallest_count)]
    smaller = answers([((n,),) for n, _ in pairs], ["n"], rule)
    larger = answers([((n + few,),) for n, few in pairs], ["n"], rule)
    candidates = defaultdict(set)
    for (_, few), *both in zip(pairs, smaller, larger, strict=True):
        candidates[tuple(both)].add(few)
    assert {len(found) > 1 for found in candidates.values()} == {True}


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_it_hides_and_rounds_as_its_twin_in_plain_python(rule):
    worlds = worlds_of(2, 24)

    def twin(cells):
        is_hidden = any(n < rule.smallest_count for (n,) in cells)
        return tuple((None if is_hidden else n - n % rule.round_to, is_hidden) for (n,) in cells)

    found = answers(worlds, ["n"], rule)
    assert found == [twin(world) for world in worlds]
    assert {is_hidden for answer in found for _, is_hidden in answer} == {True, False}


NUMBERS = [(0.012345, 0.012), (0.98765, 0.99), (-1234.5, -1200), (0, 0), (7, 7), (1e-9, 1e-9), (99.6, 100)]


@pytest.mark.parametrize(("number", "expected"), NUMBERS)
def test_a_number_keeps_two_digits(number, expected):
    found = open_memory().rows(f"select {significant(f'({number})::double', 2)}")
    assert found[0][0] == pytest.approx(expected)


def test_what_is_no_number_stays_so():
    found = open_memory().rows(f"select {significant('x', 2)} from (values (null::double), ('inf'::double)) as t(x)")
    assert found == [(None,), (float("inf"),)]


def study(tmp_path, setting):
    (tmp_path / "study.yml").write_text(f"study: small\n{setting}", encoding="utf-8")
    return tmp_path


def test_a_study_says_how_careful_it_is(tmp_path):
    assert disclosure_of(tmp_path) is None
    assert disclosure_of(study(tmp_path, "")) is None
    assert disclosure_of(study(tmp_path, "title: 'disclosure'\n")) is None
    assert disclosure_of(study(tmp_path, "disclosure: {}\n")) == Disclosure(5, 5, 2)
    assert disclosure_of(study(tmp_path, "disclosure: {smallest_count: 9, round_to: 3}\n")) == Disclosure(9, 3, 2)


WRONG = [
    "smallest_count: 2",
    "round_to: 6",
    "round_to: 3",
    "round_to: 1",
    "digits: 0",
    "smallest: 5",
    "smallest_count: few",
]


@pytest.mark.parametrize("setting", WRONG)
def test_a_careless_setting_is_refused_at_its_line(tmp_path, setting):
    with pytest.raises(StudyError, match=r"study.yml:2"):
        disclosure_of(study(tmp_path, f"disclosure: {{{setting}}}\n"))


SLIPS = [
    "Disclosure: {}",
    "disclosures: {smallest_count: 5}",
    "discolsure: {}",
    "disclosure_control: {}",
    "'dislosure' : {}",
    "settings:\n  disclosure: {}",
    "settings: {disclosure: {}}",
]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_of_the_pen_shows_no_rows(tmp_path, slip):
    """Only a build reads all of study.yml: whoever asked was answered as if there were no control at all."""
    with pytest.raises(StudyError, match=r"disclosure.*\n.*study.yml:[23]"):
        disclosure_of(study(tmp_path, f"{slip}\n"))


@pytest.mark.parametrize(
    "text", ["title: full disclosure", "sources: {subjects: {file: disclosure.csv}}", "answers: []"]
)
def test_other_words_of_a_study_are_no_slip(tmp_path, text):
    assert disclosure_of(study(tmp_path, f"{text}\n")) is None


WRONG_HEADERS = {
    "a subject is no column": "/*\nabout: x\ngrain: []\ncolumns:\n  subject_id: {is: label, about: x}\n  n: {is: count, about: x}\n*/",
    "counts subjects": "/*\nabout: x\ngrain: []\ncolumns:\n  level: {is: label, about: x}\n*/",
    "no label of this table": "/*\nabout: x\ngrain: [n]\ncolumns:\n  n: {is: count, about: x}\n*/",
    "is not known: 'text'": "/*\nabout: x\ngrain: []\ncolumns:\n  n: {is: text, about: x}\n*/",
}


@pytest.mark.parametrize(("words", "header"), WRONG_HEADERS.items())
def test_a_table_that_would_show_rows_is_refused(words, header):
    with pytest.raises(ModelError, match=words):
        build_table("made_up", f"{header}\nselect 1", "made_up.sql")


@pytest.mark.parametrize("table", load_tables([shipped_sql()]), ids=lambda table: table.name)
def test_a_shipped_table_counts_subjects_by_its_labels(table):
    assert table.of(COUNT)
    assert set(table.grain) <= set(table.of(LABEL))
