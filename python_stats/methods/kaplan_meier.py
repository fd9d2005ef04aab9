"""Times to an event in groups: Kaplan and Meier's curves, and the log-rank test over all groups and between pairs."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.linalg import LinAlgError
from scipy.special import chdtrc
from statsmodels.duration.survfunc import survdiff

from python_stats.contract.results import (
    FEWEST,
    NO_INTERVAL,
    Estimate,
    Findings,
    SurvivalStep,
    counted,
    joined,
)
from python_stats.contract.sample import Mask, Sample, UnusableColumnError
from python_stats.contract.spec import Analysis
from python_stats.summaries.adjust import holm
from python_stats.summaries.groups import outside
from python_stats.summaries.survival import Course, course_of, median


def findings(analysis: Analysis, sample: Sample) -> Findings:
    """The log-rank test over all levels and between each two, and each level's median, share and curve."""
    if not np.isin(sample.y[np.isfinite(sample.y)], (0.0, 1.0)).all():
        raise UnusableColumnError(f"column '{analysis.event}' is not a yes/no outcome")
    usable = sample.paired & (sample.x >= 0)
    groups = {level: usable & sample.member_of(level) for level in analysis.levels}
    negative = counted(int((sample.x < 0).sum()), "negative time left out", "negative times left out")
    overall = _log_rank("all levels", sample, list(groups.values()))
    overall = replace(
        overall, is_primary=True, note=joined(overall.note, outside(analysis, sample), negative, sample.note)
    )
    courses = {level: course_of(sample.x[inside], sample.y[inside] == 1) for level, inside in groups.items()}
    pairs = _pairs(sample, groups) if len(groups) > 2 else ()
    levels = (row for level, inside in groups.items() for row in _level_rows(analysis, level, inside, sample, courses))
    steps = (step for level, course in courses.items() for step in _steps(level, course))
    rows = (replace(row, covariate=analysis.group) for row in (overall, *pairs, *levels))
    return Findings(tuple(rows), survival_curves=tuple(steps))


def _log_rank(term: str, sample: Sample, groups: list[Mask]) -> Estimate:
    """Whether times to the event differ between groups (Mantel 1966)."""
    inside = np.logical_or.reduce(groups)
    number = np.argmax(groups, axis=0)[inside]
    days, happened = sample.x[inside], sample.y[inside]
    row = Estimate(term, "log_rank", len(days), n_events=int(happened.sum()))
    if any(not group.any() for group in groups) or len(days) < FEWEST:
        return replace(row, status="too_few", note=f"a group is empty, or all have fewer than {FEWEST} subjects")
    if not happened.any():
        return replace(row, status="constant", note="nobody had the event")
    try:
        statistic = float(survdiff(days, happened, number)[0])
    except LinAlgError:
        statistic = np.nan
    if not np.isfinite(statistic):
        return replace(row, status="failed", note="at no event was anybody of another group at risk")
    freedom = len(groups) - 1
    told = f"chi-squared with {freedom} degrees of freedom" if freedom > 1 else None
    p = float(chdtrc(freedom, statistic))
    return replace(row, estimate=statistic, statistic=statistic, p_value=p, note=told)


def _pairs(sample: Sample, groups: dict[str, Mask]) -> Iterator[Estimate]:
    rows = [
        _log_rank(f"{one} vs {other}", sample, [groups[one], groups[other]]) for one, other in combinations(groups, 2)
    ]
    for row, adjusted in zip(rows, holm([row.p_value for row in rows]), strict=True):
        yield replace(row, p_adjusted=adjusted, adjustment="holm")


def _level_rows(
    analysis: Analysis, level: str, inside: Mask, sample: Sample, courses: dict[str, Course]
) -> Iterator[Estimate]:
    n, events, course = int(inside.sum()), int(sample.y[inside].sum()), courses[level]
    status = "descriptive" if n else "too_few"
    middle, interval = median(course) if n else (None, NO_INTERVAL)
    told = (
        "nobody has this level"
        if not n
        else "no median: fewer than half have had the event"
        if middle is None
        else None
    )
    row = Estimate(level, "median_time", n, n_events=events, status=status, note=told)
    yield replace(row, estimate=middle, ci_low=interval.low, ci_high=interval.high)
    at = analysis.numbers.get("at")
    if at is not None:
        yield _share(
            replace(row, estimate_name="event_free_share", note=f"shares without the event are those at time {at}"),
            course,
            at,
        )


def _share(row: Estimate, course: Course, at: int) -> Estimate:
    """The share without the event after a time, where somebody was seen so long."""
    if not row.n or course.times[-1] < at:
        return replace(row, note=joined(row.note, "nobody was seen so long"))
    place = course.at(at)
    if place is None:
        return replace(row, estimate=1.0)
    low, high = course.limits(place)
    return replace(row, estimate=float(course.survival[place]), ci_low=low, ci_high=high)


def _steps(level: str, course: Course) -> Iterator[SurvivalStep]:
    """The curve from its start, at which nobody has left."""
    if not len(course.times):
        return
    if course.times[0] > 0:
        yield SurvivalStep(level, 0.0, int(course.at_risk[0]), 0, 0, 1.0, 1.0, 1.0)
    for place, time in enumerate(course.times):
        yield SurvivalStep(
            level,
            float(time),
            int(course.at_risk[place]),
            int(course.events[place]),
            int(course.censored[place]),
            float(course.survival[place]),
            *course.limits(place),
        )
