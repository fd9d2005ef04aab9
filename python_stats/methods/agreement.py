"""How two assays of the same thing agree: Bland-Altman, Lin's concordance, Passing and Bablok's line.

Bland and Altman, Lancet 1986, 1:307; Lin, Biometrics 1989, 45:255 (variances over n); Passing and Bablok, Journal of
Clinical Chemistry 1983, 21:709. On the log10 scale differences are given back as ratios.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtrit

from python_stats.contract.results import FEWEST, NO_INTERVAL, Estimate, Findings, Interval, counted, joined
from python_stats.contract.sample import Numbers, Sample
from python_stats.contract.spec import Analysis
from python_stats.summaries.intervals import LEVEL, Z


@dataclass(frozen=True)
class Measure:
    """A number with its 95 % interval."""

    estimate: float | None = None
    interval: Interval = NO_INTERVAL


NO_LINE = Measure()

# Passing and Bablok's line looks at every pair of subjects: of so many, 12.5 million pairs in 0.7 GB.
MOST_FOR_A_LINE = 5_000


def bland_altman(a: Numbers, b: Numbers) -> tuple[Measure, Measure, Measure]:
    """The mean difference a - b, and the limits that hold 95 % of differences; intervals by Student's t."""
    difference = a - b
    n, bias, spread = len(a), float(difference.mean()), float(np.std(difference, ddof=1))
    reach = float(stdtrit(n - 1, 0.5 + LEVEL / 2)) * spread / math.sqrt(n)
    # The variance of a limit is about three times that of the mean (Bland and Altman, section on precision).
    wide = reach * math.sqrt(1 + Z**2 / 2)

    def around(centre: float, half: float) -> Measure:
        return Measure(centre, Interval(centre - half, centre + half))

    return around(bias, reach), around(bias - Z * spread, wide), around(bias + Z * spread, wide)


def lin(a: Numbers, b: Numbers) -> Measure:
    """The concordance correlation: 1 only if every pair is equal. Interval on Fisher's scale."""
    n = len(a)
    shared = float(np.mean((a - a.mean()) * (b - b.mean())))
    spread_a, spread_b, shift = float(np.var(a)), float(np.var(b)), float(a.mean() - b.mean())
    concordance = 2 * shared / (spread_a + spread_b + shift**2)
    correlation = shared / math.sqrt(spread_a * spread_b)
    if abs(concordance) >= 1 or correlation == 0 or n < FEWEST:
        return Measure(concordance)
    u2, r2, c2 = shift**2 / math.sqrt(spread_a * spread_b), correlation**2, concordance**2
    variance = (1 - r2) * c2 / ((1 - c2) * r2)
    variance += 2 * concordance**3 * (1 - concordance) * u2 / (correlation * (1 - c2) ** 2)
    variance -= concordance**4 * u2**2 / (2 * r2 * (1 - c2) ** 2)
    half = Z * math.sqrt(max(0.0, variance) / (n - 2))
    centre = math.atanh(concordance)
    return Measure(concordance, Interval(math.tanh(centre - half), math.tanh(centre + half)))


def passing_bablok(a: Numbers, b: Numbers) -> tuple[Measure, Measure]:
    """Slope and intercept of b on a: a median of the slopes of all pairs, shifted so that a and b may change places."""
    slopes = _slopes(a, b)
    count, shift = len(slopes), int(np.count_nonzero(slopes < -1))
    slope = _shifted_median(slopes, shift) if count else np.inf
    if not math.isfinite(slope):
        return NO_LINE, NO_LINE
    reach = Z * math.sqrt(len(a) * (len(a) - 1) * (2 * len(a) + 5) / 18)
    first = round((count - reach) / 2)
    limits = [_slope_at(slopes, place + shift) for place in (first, count - first + 1)]
    intercept = _intercept(a, b, slope)
    ends = [_intercept(a, b, side) for side in limits if side is not None]
    return Measure(slope, Interval(*limits)), Measure(intercept, _around(intercept, ends))


def _around(intercept: float, ends: list[float]) -> Interval:
    """The ends on their sides of the intercept. The steeper line has the lower one only where `a` is above zero, which
    logarithms of levels below 1 are not."""
    if len(ends) == 1:
        (end,) = ends
        return Interval(end, None) if end <= intercept else Interval(None, end)
    return Interval(min(ends), max(ends)) if ends else NO_INTERVAL


def _slope_at(slopes: Numbers, place: int) -> float | None:
    """The slope of a rank counted from 1; None beyond the ends, or where it is infinite."""
    if not 1 <= place <= len(slopes) or not math.isfinite(slopes[place - 1]):
        return None
    return float(slopes[place - 1])


def _intercept(a: Numbers, b: Numbers, slope: float) -> float:
    return float(np.median(b - slope * a))


def findings(analysis: Analysis, sample: Sample) -> Findings:
    """Both columns on the scale of the header; a pair with a value that has no logarithm is left out and counted."""
    a, b = sample.x[sample.paired], sample.y[sample.paired]
    logged = analysis.scale == "log10"
    usable = (a > 0) & (b > 0) if logged else np.full(len(a), True)
    lost = counted(int((~usable).sum()), "pair at or below zero left out", "pairs at or below zero left out")
    a, b = (np.log10(one[usable]) if logged else one[usable] for one in (a, b))
    rows = [*_rows(a, b, logged)]
    return Findings(tuple(replace(row, term=_term(analysis), note=joined(row.note, lost, sample.note)) for row in rows))


def _term(analysis: Analysis) -> str:
    return f"{analysis.covariate} and {analysis.outcome}"


def _slopes(a: Numbers, b: Numbers) -> Numbers:
    """Of every pair of subjects, in order; vertical ones are infinite, and those of -1 say nothing and are left out."""
    first, second = np.triu_indices(len(a), 1)
    rise, run = b[second] - b[first], a[second] - a[first]
    moved = (rise != 0) | (run != 0)
    with np.errstate(divide="ignore"):
        slopes = rise[moved] / run[moved]
    # A vertical pair has no sign of its own: it counts as rising.
    slopes = np.where(np.isinf(slopes), np.inf, slopes)
    return np.sort(slopes[slopes != -1])


def _shifted_median(slopes: Numbers, shift: int) -> float:
    count = len(slopes)
    below, above = (count - 1) // 2 + shift, count // 2 + shift
    middle = slopes[min(below, count - 1)], slopes[min(above, count - 1)]
    return float(sum(middle)) / 2 if np.isfinite(middle).all() else math.inf


def _rows(a: Numbers, b: Numbers, logged: bool) -> Iterator[Estimate]:
    names = ("bias_ratio", "limit_ratio_low", "limit_ratio_high") if logged else ("bias", "limit_low", "limit_high")
    others = ("lin_concordance", "passing_bablok_slope", "passing_bablok_intercept")
    if refusal := _refusal(a, b):
        for name in (*names, *others):
            yield Estimate("", name, len(a), status=refusal[0], note=refusal[1])
        return
    for name, measure in zip(names, bland_altman(a, b), strict=True):
        yield _row(name, len(a), _as_ratio(measure) if logged else measure)
    line = passing_bablok(a, b) if len(a) <= MOST_FOR_A_LINE else (NO_LINE, NO_LINE)
    for name, measure in zip(others, (lin(a, b), *line), strict=True):
        yield _row(name, len(a), measure)


def _refusal(a: Numbers, b: Numbers) -> tuple[str, str] | None:
    if len(a) < FEWEST:
        return "too_few", f"fewer than {FEWEST} subjects with both values"
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return "constant", "all values of an assay are equal"
    return None


def _row(name: str, n: int, measure: Measure) -> Estimate:
    if measure.estimate is None:
        is_large = n > MOST_FOR_A_LINE
        why = f"more than {MOST_FOR_A_LINE:,} subjects, in too many pairs" if is_large else "its slope is infinite"
        return Estimate("", name, n, status="failed", note=f"no line: {why}")
    interval = measure.interval
    return Estimate(
        "", name, n, estimate=measure.estimate, ci_low=interval.low, ci_high=interval.high, status="descriptive"
    )


def _as_ratio(measure: Measure) -> Measure:
    def ratio(value: float | None) -> float | None:
        return None if value is None else 10**value

    return Measure(ratio(measure.estimate), Interval(ratio(measure.interval.low), ratio(measure.interval.high)))
