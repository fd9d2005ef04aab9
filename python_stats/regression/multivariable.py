"""What a logistic and a linear model of several covariates share: when they are refused, and the rows they make.

A covariate measured in numbers has a coefficient per standard deviation and one in its own unit; a level of a text has
one beside the reference level. The rows are the same whether or not there was anything to fit.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from scipy.special import chdtrc, ndtr

from python_stats.contract.results import FEWEST, NO_INTERVAL, Estimate, Interval, joined
from python_stats.contract.sample import Numbers
from python_stats.contract.spec import Analysis
from python_stats.regression.design import IDENTITY, LEVEL, LOG2, Column, Design, LeftOut, dependent
from python_stats.summaries.intervals import wald

# Below ten events for each coefficient estimates drift (Peduzzi 1996); below five the intervals do not hold either
# (Vittinghoff and McCulloch, American Journal of Epidemiology 2007, 165:710).
SCARCE = 10
FEWEST_PER_TERM = 5


@dataclass(frozen=True)
class Answer:
    """A number with all that belongs to it, on the standardised scale."""

    estimate: float | None = None
    interval: Interval = NO_INTERVAL
    statistic: float | None = None
    p_value: float | None = None
    status: str = "ok"
    note: str | None = None


NO_ANSWER = Answer()


@dataclass(frozen=True)
class Refusal:
    status: str
    note: str


@dataclass(frozen=True)
class Names:
    """What the coefficients of a model are called, and how one on the fitted scale is printed."""

    per_sd: str
    per_unit: str
    per_doubling: str
    of_level: str
    printed: Callable[[float], float | None]

    def of(self, column: Column) -> str:
        return self.of_level if column.scale == LEVEL else self.per_sd

    def in_own_unit(self, column: Column) -> str:
        return self.per_doubling if column.scale == LOG2 else self.per_unit


@dataclass(frozen=True)
class Fitted:
    """Answers by column for each suffix of a name ('' the plain one); all else has rows of its own.

    `by_column` are numbers of a column that are no coefficients, `by_term` those of a covariate, `whole` of the model.
    """

    answers: Mapping[str, Sequence[Answer]]
    by_column: Mapping[str, Sequence[Answer]] = field(default_factory=dict)
    by_term: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)
    whole: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """A design, what was found in it, and what is said on every row."""

    design: Design
    names: Names
    n_events: int | None
    refusal: Refusal | None
    fitted: Fitted | None
    note: str | None


def refusal_of(analysis: Analysis, design: Design, informative: int, what: str) -> Refusal | None:
    """Why a model is not fitted; `informative` are the subjects, or the events, that the coefficients share."""
    n, width = design.matrix.shape
    if n < FEWEST:
        return Refusal("too_few", f"fewer than {FEWEST} subjects with every value")
    if width == 1:
        return Refusal("constant", "no covariate is left to fit")
    if n <= width:
        return Refusal("too_many_terms", f"{width - 1} coefficients for {n} subjects")
    if together := dependent(design):
        return Refusal("collinear", f"exact combinations of each other: {', '.join(together)}")
    if informative < FEWEST_PER_TERM * (width - 1) and analysis.words["too_many_terms"] == "refuse":
        told = f"{informative} {what} for {width - 1} coefficients, fewer than {FEWEST_PER_TERM} for each"
        return Refusal("too_many_terms", f"{told}; 'too_many_terms: fit' fits it all the same")
    return None


def scarcity(informative: int, width: int, what: str) -> str | None:
    """What to know of a model with few events for each coefficient."""
    per_term = informative / max(1, width)
    return f"{per_term:.1f} {what} per coefficient" if width and per_term < SCARCE else None


@dataclass(frozen=True)
class Asked:
    """The rows of a model: suffixes of coefficients, the first of them in the covariate's own unit too, and names."""

    suffixes: Sequence[str]
    by_column: Sequence[str] = ()
    by_term: Sequence[str] = ()
    whole: Sequence[str] = ()


def rows(model: Model, asked: Asked) -> list[Estimate]:
    """All rows of a model, in the order of the header: each covariate's, then what holds for the whole."""
    left_out = {left.covariate: left for left in model.design.left_out}
    found = [
        row
        for covariate in model.design.covariates
        for row in (
            _absent(model, left_out[covariate], asked)
            if covariate in left_out
            else (*_coefficients(model, covariate, asked), *_term_rows(model, covariate, asked.by_term))
        )
    ]
    return [*found, *(_whole_row(model, name) for name in asked.whole)]


def _coefficients(model: Model, covariate: str, asked: Asked) -> Iterator[Estimate]:
    for place in model.design.terms[covariate]:
        column = model.design.columns[place - 1]
        for suffix in asked.suffixes:
            answer = model.fitted.answers[suffix][place - 1] if model.fitted else NO_ANSWER
            row = _row(model, column, model.names.of(column) + suffix, answer, 1.0)
            yield replace(row, is_primary=suffix == "" and not column.is_control)
        if column.scale != LEVEL:
            first = asked.suffixes[0]
            answer = model.fitted.answers[first][place - 1] if model.fitted else NO_ANSWER
            yield _row(model, column, model.names.in_own_unit(column) + first, answer, column.sd)
        for name in asked.by_column:
            answer = model.fitted.by_column[name][place - 1] if model.fitted else NO_ANSWER
            yield replace(_bare(model, covariate, column.term, name, answer), estimate=answer.estimate)


def _row(model: Model, column: Column, name: str, answer: Answer, sd: float) -> Estimate:
    def printed(value: float | None) -> float | None:
        return None if value is None else model.names.printed(value / sd)

    row = _bare(model, column.covariate, column.term, name, replace(answer, note=joined(answer.note, column.note)))
    interval = answer.interval
    return replace(row, estimate=printed(answer.estimate), ci_low=printed(interval.low), ci_high=printed(interval.high))


def _term_rows(model: Model, covariate: str, names: Sequence[str]) -> Iterator[Estimate]:
    for name in names:
        answer = model.fitted.by_term[name][covariate] if model.fitted else NO_ANSWER
        row = _bare(model, covariate, covariate, name, answer)
        yield replace(row, estimate=answer.estimate)


def _whole_row(model: Model, name: str) -> Estimate:
    answer = model.fitted.whole[name] if model.fitted else NO_ANSWER
    row = _bare(model, None, "model", name, answer)
    return replace(row, estimate=answer.estimate, ci_low=answer.interval.low, ci_high=answer.interval.high)


def _bare(model: Model, covariate: str | None, term: str, name: str, answer: Answer) -> Estimate:
    refusal = model.refusal or Refusal(answer.status, "")
    return Estimate(
        term=term,
        estimate_name=name,
        n=int(model.design.used.sum()),
        n_events=model.n_events,
        statistic=answer.statistic,
        p_value=answer.p_value,
        status=refusal.status,
        note=joined(refusal.note, answer.note, model.note, model.design.note),
        covariate=covariate,
        n_missing=model.design.n_missing,
    )


def _absent(model: Model, left: LeftOut, asked: Asked) -> Iterator[Estimate]:
    """The rows of a covariate that is not in the model: as many as a number would have, and each says why."""
    scale = IDENTITY if left.scale == LEVEL else left.scale
    column = Column(left.covariate, left.covariate, scale, 1.0, None, left.is_control)
    per_sd = [model.names.of(column) + suffix for suffix in asked.suffixes]
    own_unit = model.names.in_own_unit(column) + asked.suffixes[0]
    for name in (*per_sd, own_unit, *asked.by_column, *asked.by_term):
        row = _bare(model, left.covariate, left.covariate, name, NO_ANSWER)
        is_primary = name == model.names.per_sd and not left.is_control
        yield replace(row, status=left.status, note=joined(left.note, model.design.note), is_primary=is_primary)


class Estimated(Protocol):
    """Coefficients with their standard errors."""

    @property
    def coefficients(self) -> Numbers: ...
    @property
    def standard_errors(self) -> Numbers: ...


def by_wald(found: Estimated, place: int) -> Answer:
    slope, error = float(found.coefficients[place]), float(found.standard_errors[place])
    z = slope / error
    return Answer(slope, wald(slope, error), z, float(2 * ndtr(-abs(z))))


def chi_squared(statistic: float, freedom: int) -> Answer:
    """A statistic that is its own estimate; of one degree of freedom nothing need be said."""
    told = f"chi-squared with {freedom} degrees of freedom" if freedom > 1 else None
    return Answer(statistic, statistic=statistic, p_value=float(chdtrc(freedom, statistic)), note=told)


def ratio_of(slope: float) -> float | None:
    """The odds or hazard ratio of a slope; None where it is too large or too small for a number."""
    try:
        return math.exp(slope) or None
    except OverflowError:
        return None


def fitted_values(matrix: Numbers, coefficients: Numbers) -> Numbers:
    """The linear predictor without the noise in its last digits, which would break ties between equal subjects."""
    predictor: Numbers = np.round(matrix @ coefficients, 10)
    return predictor
