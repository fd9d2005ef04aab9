"""Logistic regression of every outcome on every covariate, one at a time, by Newton's method on many pairs at once.

Missing values are zeros of the standardised covariate, whose known share is taken off every sum. Pairs that this cannot
settle (separated, too few, diverging) are marked: the single-pair method has an answer for each of them.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtr

from python_stats.contract.results import FEWEST, STATUSES
from python_stats.contract.sample import Mask, Numbers
from python_stats.regression.profile import DROP
from python_stats.screens.ranks import blocks
from python_stats.summaries.spread import spreads
from python_stats.threads import THREADS, done, one_thread_each

OK, TOO_FEW, CONSTANT, SEPARATED, FAILED = (
    STATUSES.index(word) for word in ("ok", "too_few", "constant", "separated", "failed")
)
CELLS = 32_000
STEPS = 30
FITTED_TO = 1e-9
LIMIT_STEPS = 40


@dataclass(frozen=True)
class Slopes:
    """One entry for each pair; slopes are per standard deviation `sd`. NaN where `status` is not ok."""

    n: NDArray[np.int64]
    n_events: NDArray[np.int64]
    sd: Numbers
    intercept: Numbers
    slope: Numbers
    variance_intercept: Numbers
    covariance: Numbers
    variance_slope: Numbers
    log_likelihood: Numbers
    likelihood_ratio: Numbers
    ci_low: Numbers
    ci_high: Numbers
    status: NDArray[np.int8]

    @property
    def p_wald(self) -> Numbers:
        p: Numbers = 2 * ndtr(-np.abs(self.slope) / np.sqrt(self.variance_slope))
        return p

    @property
    def p_likelihood_ratio(self) -> Numbers:
        p: Numbers = chdtrc(1, self.likelihood_ratio)
        return p


@dataclass(frozen=True)
class _Block:
    """Standardised covariates (rows, 0 where missing) and the sums that no step changes."""

    z: Numbers
    absent: Numbers
    events: Numbers
    events_z: Numbers


def screen_logistic(x: Numbers, y: Numbers, profile: bool = False, threads: int = THREADS) -> Slopes:
    """Covariates by outcomes; `y` holds 0, 1 and NaN. The limits of the profile are found only if asked for."""
    columns = np.ascontiguousarray(x.T)
    tasks = [(outcome, block) for outcome in range(y.shape[1]) for block in blocks(len(columns), len(x), CELLS)]
    whole = _empty((len(columns), y.shape[1]))

    def work(task: tuple[int, slice]) -> None:
        outcome, block = task
        known = np.isfinite(y[:, outcome])
        _put(whole, (block, outcome), _fit_block(columns[block][:, known], y[known, outcome], profile))

    with ThreadPoolExecutor(threads) as pool, one_thread_each():
        done(pool.map(work, tasks), len(tasks))
    return whole


def _empty(shape: tuple[int, ...]) -> Slopes:
    kinds = {"n": np.int64, "n_events": np.int64, "status": np.int8}
    return Slopes(
        **{
            field.name: np.zeros(shape, dtype=kinds[field.name]) if field.name in kinds else np.full(shape, np.nan)
            for field in fields(Slopes)
        }
    )


def _put(whole: Slopes, place: object, part: Slopes) -> None:
    for field in fields(Slopes):
        getattr(whole, field.name)[place] = getattr(part, field.name)


def _fit_block(x: Numbers, y: Numbers, profile: bool) -> Slopes:
    """Every covariate of a block against one outcome that is known for all subjects here."""
    found = _empty((len(x),))
    present = np.isfinite(x)
    found.n[:] = np.count_nonzero(present, axis=1)
    found.n_events[:] = present @ y
    z = _standardised(x, present, found)
    found.status[:] = _status(x, present, y, found)
    chosen = np.flatnonzero(found.status == OK)
    if len(chosen) == 0:
        return found
    z = z[chosen]
    block = _Block(z, (len(y) - found.n[chosen]).astype(float), found.n_events[chosen].astype(float), z @ y)
    fitted = _newton(block, found.n[chosen])
    _put(found, chosen, _summed_up(block, fitted, _picked(found, chosen), profile))
    return found


def _picked(whole: Slopes, chosen: NDArray[np.intp]) -> Slopes:
    return Slopes(**{field.name: getattr(whole, field.name)[chosen] for field in fields(Slopes)})


def _standardised(x: Numbers, present: Mask, found: Slopes) -> Numbers:
    n = np.maximum(found.n, 1)
    filled = np.where(present, x, 0.0)
    centred = np.where(present, filled - (filled.sum(axis=1) / n)[:, None], 0.0)
    found.sd[:] = np.sqrt(np.einsum("ij,ij->i", centred, centred) / np.maximum(found.n - 1, 1))
    return centred / np.where(found.sd > 0, found.sd, 1.0)[:, None]


def _status(x: Numbers, present: Mask, y: Numbers, found: Slopes) -> NDArray[np.int8]:
    """What the single-pair method would say, in its order."""
    top, bottom = _ranges(x, present, y == 1)
    others_top, others_bottom = _ranges(x, present, y == 0)
    apart = (others_top <= bottom) | (top <= others_bottom)
    one_outcome = (found.n_events == 0) | (found.n_events == found.n)
    even = ~spreads(np.minimum(bottom, others_bottom), np.maximum(top, others_top))
    status = np.where(apart, SEPARATED, OK)
    status = np.where(one_outcome | even, CONSTANT, status)
    return np.where(found.n < FEWEST, TOO_FEW, status).astype(np.int8)


def _ranges(x: Numbers, present: Mask, chosen: Mask) -> tuple[Numbers, Numbers]:
    values, there = x[:, chosen], present[:, chosen]
    top = np.max(values, axis=1, where=there, initial=-np.inf)
    return top, np.min(values, axis=1, where=there, initial=np.inf)


def _newton(block: _Block, n: NDArray[np.int64]) -> tuple[Numbers, Numbers, Mask]:
    """Intercepts and slopes, and which of them settled; those that have are not moved again."""
    a, b = np.log(block.events / (n - block.events)), np.zeros(len(n))
    settled = np.zeros(len(n), dtype=np.bool_)
    with np.errstate(all="ignore"):
        for _ in range(STEPS):
            score, information = _derivatives(block, a, b)
            step_a, step_b = _solved(information, score)
            a, b = a + step_a, b + step_b
            # A step this small leaves an error of its square.
            settled = np.maximum(np.abs(step_a), np.abs(step_b)) < FITTED_TO * (1 + np.abs(b))
            if settled.all():
                break
    return a, b, settled


def _derivatives(block: _Block, a: Numbers, b: Numbers) -> tuple[tuple[Numbers, ...], tuple[Numbers, ...]]:
    probability = _probability(a[:, None] + b[:, None] * block.z)
    at_zero = _probability(a)
    weight = probability * (1 - probability)
    weighted = weight * block.z
    score = (
        block.events - probability.sum(axis=1) + block.absent * at_zero,
        block.events_z - np.einsum("ij,ij->i", probability, block.z),
    )
    information = (
        weight.sum(axis=1) - block.absent * at_zero * (1 - at_zero),
        weighted.sum(axis=1),
        np.einsum("ij,ij->i", weighted, block.z),
    )
    return score, information


def _probability(linear: Numbers) -> Numbers:
    power = np.exp(-linear)
    power += 1.0
    probability: Numbers = np.reciprocal(power, out=power)
    return probability


def _solved(information: tuple[Numbers, ...], score: tuple[Numbers, ...]) -> tuple[Numbers, Numbers]:
    p, q, r = information
    determinant = p * r - q * q
    return (r * score[0] - q * score[1]) / determinant, (p * score[1] - q * score[0]) / determinant


def _log_likelihood(block: _Block, a: Numbers, b: Numbers) -> Numbers:
    linear = a[:, None] + b[:, None] * block.z
    reached = a * block.events + b * block.events_z - np.logaddexp(0, linear).sum(axis=1)
    height: Numbers = reached + block.absent * np.logaddexp(0, a)
    return height


def _summed_up(block: _Block, fitted: tuple[Numbers, Numbers, Mask], found: Slopes, profile: bool) -> Slopes:
    a, b, settled = fitted
    with np.errstate(all="ignore"):
        _, (p, q, r) = _derivatives(block, a, b)
        determinant = p * r - q * q
        height = _log_likelihood(block, a, b)
        none = found.n_events * np.log(found.n_events / found.n)
        none += (found.n - found.n_events) * np.log1p(-found.n_events / found.n)
        settled &= (determinant > 0) & np.isfinite(height)
        columns = {
            "intercept": a,
            "slope": b,
            "variance_intercept": r / determinant,
            "covariance": -q / determinant,
            "variance_slope": p / determinant,
            "log_likelihood": height,
            "likelihood_ratio": np.maximum(0.0, 2 * (height - none)),
        }
    if profile:
        limits = (_limits(block, a, b, columns, side) for side in (-1.0, 1.0))
        columns |= dict(zip(("ci_low", "ci_high"), limits, strict=True))
    for name, values in columns.items():
        getattr(found, name)[:] = np.where(settled, values, np.nan)
    found.status[:] = np.where(settled, OK, FAILED)
    return found


def _limits(block: _Block, a: Numbers, b: Numbers, at: dict[str, Numbers], side: float) -> Numbers:
    """Where the profile has fallen to its limit: Venzon and Moolgavkar (Applied Statistics 1988, 37:87), damped.

    Two equations in intercept and slope: the intercept is the best for the slope, and the likelihood is the limit's.
    NaN where it does not settle; the single-pair method finds those.
    """
    reach = side * np.sqrt(2 * DROP * at["variance_slope"])
    place_a, place_b = a + reach * at["covariance"] / at["variance_slope"], b + reach
    target = at["log_likelihood"] - DROP
    with np.errstate(all="ignore"):
        for _ in range(LIMIT_STEPS):
            (first, second), (p, q, _) = _derivatives(block, place_a, place_b)
            short = _log_likelihood(block, place_a, place_b) - target
            # Rows of the Jacobian: (-p, -q) of the intercept's score, (first, second) of the likelihood.
            determinant = -p * second + q * first
            step_a = -(second * first + q * short) / determinant
            step_b = -(-p * short - first * first) / determinant
            shorter = np.minimum(1.0, np.sqrt(at["variance_slope"]) * 2 / np.abs(step_b))
            place_a, place_b = place_a + shorter * step_a, place_b + shorter * step_b
            settled = np.maximum(np.abs(step_a), np.abs(step_b)) < FITTED_TO * (1 + np.abs(place_b))
            if settled.all():
                break
    return np.where(settled & ((place_b - b) * side > 0), place_b, np.nan)
