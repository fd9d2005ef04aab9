"""Levels over time by group: on each day the Kruskal-Wallis test, Dunn's pairs and the median of each group.

Days are tested one by one. Nothing here joins the days of a subject, and who has left by a day is not in it.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from python_stats.contract.header import label
from python_stats.contract.results import Estimate, Findings
from python_stats.contract.sample import Sample
from python_stats.contract.spec import Analysis
from python_stats.methods.kruskal import findings as compared


def findings(analysis: Analysis, sample: Sample) -> Findings:
    """The rows of `kruskal_dunn` for every day, each with its day before its term."""
    days = np.unique(sample.x[sample.paired])
    rows = [row for day in days.tolist() for row in _rows(analysis, sample, day)]
    return Findings(tuple(rows or compared(analysis, _levels(sample, np.zeros(0, dtype=np.intp))).estimates))


def _rows(analysis: Analysis, sample: Sample, day: float) -> Iterator[Estimate]:
    there = np.flatnonzero(sample.paired & (sample.x == day))
    for row in compared(analysis, _levels(sample, there)).estimates:
        yield replace(row, term=f"day {label(day)}: {row.term}")


def _levels(sample: Sample, places: "np.ndarray[tuple[int], np.dtype[np.intp]]") -> Sample:
    """The levels of some rows, as the one column that a comparison of groups looks at."""
    groups = tuple(sample.groups[place] for place in places)
    subjects = tuple(sample.subjects[place] for place in places)
    return Sample(subjects, sample.y[places], np.full(len(places), np.nan), groups, sample.note)
