"""A screen gives the same rows, digit for digit, whether its rows are here at once or fetched by column from a database."""

import tracemalloc
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from python_stats import battery
from python_stats.contract.spec import analysis_of
from python_stats.contract.wide import wide_of
from python_stats.methods import screen
from tests.stats.samples import steady
from warehouse.adapters.duckdb import open_memory
from warehouse.building.fetch import InDatabase

OUTCOMES = ["durable", "peak", "response"]
COVARIATES = ["a", "b", "c", "flag", "note", "empty", "exact"]


class Counted:
    """Columns of a frame, and the most cells that were ever asked for at a time."""

    def __init__(self, frame):
        self.whole, self.most = frame, 0

    @property
    def names(self):
        return list(self.whole.columns)

    def frame(self, names):
        self.most = max(self.most, len(names) * len(self.whole))
        return self.whole[list(names)]


@contextmanager
def fetched(cells):
    """So few cells are fetched, and so few regressions stepped, at a time; both ways step the same ones together."""
    with pytest.MonkeyPatch.context() as patch:
        for room in ("contract.wide", "methods.screen", "screens.max_t"):
            patch.setattr(f"python_stats.{room}.CELLS", cells)
        for together in ("methods.screen.TOGETHER", "screens.screen_logistic.CELLS"):
            patch.setattr(f"python_stats.{together}", 400)
        yield


@st.composite
def rows(draw):
    """Ties, gaps, infinities, a covariate of text, one of yes and no, one that nobody has, one of exact decimals."""
    value = st.one_of(st.none(), st.integers(0, 4).map(float), st.sampled_from([0.5, -1.0, float("inf")]))
    size = draw(st.integers(0, 18))
    column = lambda entry: draw(st.lists(entry, min_size=size, max_size=size))  # noqa: E731
    numbers = {name: column(value) for name in ("a", "b", "c", "peak")}
    words = {name: column(st.sampled_from(["x", "y", None])) for name in ("note", "response")}
    yes_no = {name: column(st.sampled_from([True, False, None])) for name in ("durable", "flag")}
    subjects = [f"S{number}" for number in draw(st.permutations(range(size)))]
    exact = column(st.integers(-40, 40))
    return {"subject_id": subjects, **numbers, **words, **yes_no, "exact": exact, "visit": [*range(size)]}


def table_of(engine, found):
    kinds = {"note": "varchar", "response": "varchar", "durable": "boolean", "flag": "boolean", "subject_id": "varchar"}
    kinds |= {"exact": "decimal(9, 2)", "visit": "integer", "empty": "varchar"}
    columns = {name: kinds.get(name, "double") for name in (*found, "empty")}
    engine.write("t", columns, [dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True)])


HEADERS = {
    "each covariate named": {"covariates": COVARIATES},
    "all that are numeric": {"covariates": "all_numeric", "test": "spearman"},
    "shuffled": {"covariates": ["a", "b", "c"], "permutations": 9, "seed": 1},
    "by logistic regression": {"covariates": COVARIATES, "test": "logistic", "permutations": 9, "seed": 2},
}


def compared(header, found, cells):
    """The screen of a frame at once, and of a table of a database by column, so many cells at a time."""
    engine = open_memory()
    try:
        table_of(engine, found)
        grain = ("subject_id", "visit")
        whole = engine.frame("select * from t order by subject_id, visit")
        with fetched(10**9):
            at_once = battery.analyse("s", header, whole)
        with fetched(cells):
            return at_once, battery.analyse("s", header, InDatabase(engine, "t", grain, tuple(whole.columns)))
    finally:
        engine.close()


@pytest.mark.parametrize("header", HEADERS)
@given(found=rows(), cells=st.sampled_from([1, 40, 400]))
@settings(steady, max_examples=25)
def test_both_ways_give_the_same_rows(header, found, cells):
    at_once, by_column = compared({"method": "screen", "outcomes": OUTCOMES, **HEADERS[header]}, found, cells)
    assert by_column == at_once


def made_up(subjects, covariates, seed=3):
    draw = np.random.default_rng(seed)
    x = draw.lognormal(size=(subjects, covariates))
    x[draw.random(x.shape) < 0.1] = np.nan
    frame = pd.DataFrame(x, columns=[f"x{place}" for place in range(covariates)])
    frame["durable"] = draw.random(subjects) < 0.4
    frame["subject_id"] = [f"S{number:04d}" for number in draw.permutation(subjects)]
    return frame


HEADER = {"method": "screen", "covariates": "all_numeric", "outcomes": ["durable"]}


@pytest.mark.parametrize("cells", [1, 900])
def test_larger_screens_too(cells):
    """Enough subjects that sums have last digits to lose, and regressions of a block that settle at different steps."""
    frame = made_up(60, 23)
    found = {name: [None if pd.isna(value) else value for value in frame[name].tolist()] for name in frame}
    at_once, by_column = compared(HEADER, found | {"visit": [*range(60)]}, cells)
    assert by_column == at_once
    assert {row["status"] for row in by_column["estimates"] if row["covariate"].startswith("x")} == {"ok"}


@pytest.mark.parametrize("cells", [400, 1000])
def test_no_more_is_fetched_at_a_time_than_said(cells):
    columns, analysis = Counted(made_up(10, 90)), analysis_of("s", HEADER | {"permutations": 5, "seed": 1})
    with fetched(cells):
        wide = wide_of(analysis, columns)
        screen.findings(analysis, wide)
    assert columns.most <= cells
    assert len(wide.covariates) == 90


def test_memory_does_not_grow_with_the_covariates(monkeypatch):
    """Of four times as many covariates the fetching and computing takes no more; rows of results are left out."""
    monkeypatch.setattr(screen, "Findings", lambda estimates, observations: None)
    monkeypatch.setattr(screen, "_named", lambda rows, one, table, known: iter(()))
    header = HEADER | {"permutations": 5, "seed": 1, "test": "spearman"}
    peaks = []
    for covariates in (40, 160):
        columns = Counted(made_up(2_000, covariates))
        tracemalloc.start()
        with fetched(20_000):
            screen.findings(analysis_of("s", header), wide_of(analysis_of("s", header), columns))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0]


def test_what_is_told_of_a_screen_grows_to_its_end():
    heard = []
    battery.listen(lambda done, total: heard.append(done / total))
    try:
        with fetched(40):
            header = HEADER | {"outcomes": ["durable", "x0"], "covariates": ["x1", "x2", "x3"]}
            battery.analyse("s", header, made_up(20, 4))
    finally:
        battery.listen(lambda done, total: None)
    assert heard == sorted(heard) and heard[-1] == 1.0
