"""Random draws that are the same everywhere: PCG64 uniforms, and a normal quantile written out (no library's own)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import pi, prod, sin
from typing import TypeVar
from zlib import crc32

import numpy as np
from numpy.polynomial.polynomial import polyval
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Kind = TypeVar("Kind", bound=np.generic)

# Wichura 1988, algorithm AS 241 (PPND16): numerator and denominator, lowest power first
CENTRE = (
    (
        3.3871328727963666080,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ),
    (
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    ),
)
SHOULDER = (
    (
        1.42343711074968357734,
        4.63033784615654529590,
        5.76949722146069140550,
        3.64784832476320460504,
        1.27045825245236838258,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ),
    (
        1.0,
        2.05319162663775882187,
        1.67638483018380384940,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ),
)
TAIL = (
    (
        6.65790464350110377720,
        5.46378491116411436990,
        1.78482653991729133580,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ),
    (
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ),
)


def rational(coefficients: tuple[tuple[float, ...], tuple[float, ...]], x: Floats) -> Floats:
    above, below = coefficients
    return np.asarray(polyval(x, above) / polyval(x, below))


def normal_quantile(p: Floats) -> Floats:
    """The standard normal quantile of probabilities strictly between 0 and 1."""
    q = p - 0.5
    depth = np.sqrt(-np.log(np.minimum(p, 1.0 - p)))
    outer = np.where(depth <= 5.0, rational(SHOULDER, depth - 1.6), rational(TAIL, depth - 5.0))
    inner = q * rational(CENTRE, 0.180625 - q * q)
    return np.where(np.abs(q) <= 0.425, inner, np.sign(q) * outer)


@dataclass(frozen=True)
class Block:
    """Subjects `start` up to, and not including, `stop`, of a cohort of `total`, counted from 0."""

    start: int
    stop: int
    total: int

    @property
    def size(self) -> int:
        return self.stop - self.start

    def of(self, everyone: NDArray[Kind]) -> NDArray[Kind]:
        """Its part of an array with one element for each subject of the cohort."""
        return everyone[self.start : self.stop]


def whole(subjects: int) -> Block:
    return Block(0, subjects, subjects)


class Stream:
    """The draws of one purpose. Each purpose has its own stream, so that a new table leaves the others as they are.

    With a block, the draws are those that its subjects have among the draws for the whole cohort: the first dimension
    is the subjects', and the generator passes over the others. So a subject is the same in blocks of any size.
    """

    def __init__(self, seed: int, purpose: str, block: Block | None = None) -> None:
        self.bits = np.random.PCG64([seed, crc32(purpose.encode())])
        self.generator = np.random.Generator(self.bits)
        self.block = block

    def uniform(self, *shape: int) -> Floats:
        """Uniform draws strictly between 0 and 1."""
        each = prod(shape[1:])
        self.pass_over(each * self.block.start if self.block else 0)
        drawn = self.generator.random(shape) * (1.0 - 2.0**-52) + 2.0**-53
        self.pass_over(each * (self.block.total - self.block.stop) if self.block else 0)
        return drawn

    def pass_over(self, draws: int) -> None:
        self.bits.advance(draws)

    def normal(self, *shape: int) -> Floats:
        return normal_quantile(self.uniform(*shape))

    def integers(self, low: int, high: int, *shape: int) -> Integers:
        """Whole numbers from low to high, both included."""
        return low + np.floor(self.uniform(*shape) * (high - low + 1)).astype(np.int64)

    def chance(self, probability: float | Floats, *shape: int) -> Flags:
        return np.asarray(self.uniform(*shape) < probability)

    def exactly(self, count: int, among: Flags) -> Flags:
        """Exactly so many of those that qualify, or all of them when there are fewer."""
        ranked = np.where(among, self.uniform(among.size), 2.0)
        chosen = np.zeros(among.size, dtype=np.bool_)
        chosen[np.argsort(ranked, kind="stable")[: min(count, int(among.sum()))]] = True
        return chosen

    def categories(self, counts: Mapping[str, int], size: int) -> list[str]:
        return pick(counts, self.uniform(size))


def pick(counts: Mapping[str, int], uniform: Floats) -> list[str]:
    """The category in which a uniform draw falls, by counts."""
    names = list(counts)
    edges = np.cumsum(list(counts.values())) / sum(counts.values())
    return [names[place] for place in np.minimum(np.searchsorted(edges, uniform), len(names) - 1)]


def pearson_of(rho: float) -> float:
    """The correlation of two normals whose Spearman coefficient is rho."""
    return 2.0 * sin(pi * rho / 6.0)


def cholesky(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    """Lower triangle, in plain arithmetic so that no linear-algebra library can change a bit."""
    lower: list[list[float]] = []
    for i, row in enumerate(matrix):
        lower.append([0.0] * len(matrix))
        for j in range(i + 1):
            rest = row[j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            if i == j and rest <= 0.0:
                raise ValueError("the declared correlations do not fit together")
            lower[i][j] = rest**0.5 if i == j else rest / lower[j][j]
    return lower


def correlated(independent: Floats, lower: Sequence[Sequence[float]]) -> list[Floats]:
    """Rows of independent normals mixed into correlated ones, one row for each latent."""
    mixed = []
    for i, weights in enumerate(lower):
        row = weights[0] * independent[0]
        for j in range(1, i + 1):
            row = row + weights[j] * independent[j]
        mixed.append(np.asarray(row))
    return mixed
