"""Slow, obvious twins: each statistic again, straight from its definition, by counting pairs and summing lists."""

import itertools
import math
from fractions import Fraction
from statistics import median


def rank(value, values):
    """One more than the number of smaller values, halfway through the equal ones."""
    smaller = sum(other < value for other in values)
    equal = sum(other == value for other in values)
    return Fraction(2 * smaller + equal + 1, 2)


def ranks(values):
    return [rank(value, values) for value in values]


def tie_sum(values):
    return sum(count**3 - count for count in (values.count(value) for value in set(values)))


def rho(x, y):
    """Pearson's correlation of the ranks, exact up to the last square root."""
    a, b = ranks(list(x)), ranks(list(y))
    middle = Fraction(len(a) + 1, 2)
    product = sum((i - middle) * (j - middle) for i, j in zip(a, b, strict=True))
    squares = sum((i - middle) ** 2 for i in a) * sum((j - middle) ** 2 for j in b)
    return float(product) / math.sqrt(squares)


def kruskal_h(groups):
    """Kruskal and Wallis 1952: 12 / N(N+1) sum R^2/n - 3(N+1), divided by the correction for ties."""
    everybody = [value for group in groups for value in group]
    n = len(everybody)
    sums = sum(sum(rank(value, everybody) for value in group) ** 2 / Fraction(len(group)) for group in groups)
    uncorrected = Fraction(12, n * (n + 1)) * sums - 3 * (n + 1)
    return float(uncorrected / (1 - Fraction(tie_sum(everybody), n**3 - n)))


def dunn_z(first, second, everybody):
    """Dunn 1964: with the tie correction written out."""
    n = len(everybody)
    difference = sum(rank(value, everybody) for value in first) / Fraction(len(first))
    difference -= sum(rank(value, everybody) for value in second) / Fraction(len(second))
    variance = Fraction(n * (n + 1), 12) - Fraction(tie_sum(everybody), 12 * (n - 1))
    return float(difference) / math.sqrt(variance * (Fraction(1, len(first)) + Fraction(1, len(second))))


def pairs_won(first, second):
    """In how many pairs the first is above, ties counting one half."""
    return sum((a > b) + (a == b) / 2 for a, b in itertools.product(first, second))


def rank_sum_p(first, second):
    """Two-sided normal tail of W with ties and a continuity correction of one half."""
    n, pairs = len(first) + len(second), len(first) * len(second)
    distance = max(abs(pairs_won(first, second) - pairs / 2) - 0.5, 0)
    variance = pairs / 12 * (n + 1 - tie_sum([*first, *second]) / (n * (n - 1)))
    return math.erfc(distance / math.sqrt(variance) / math.sqrt(2))


def shifts_not_rejected(first, second):
    """The least and greatest difference beside a shift that the test above does not reject at 5 %."""
    differences = sorted({a - b for a, b in itertools.product(first, second)})
    between = list(itertools.pairwise(differences))
    kept = [(low, high) for low, high in between if rank_sum_p([a - (low + high) / 2 for a in first], second) > 0.05]
    return (kept[0][0], kept[-1][1]) if kept else None


def hodges_lehmann(first, second):
    return median(a - b for a, b in itertools.product(first, second))


def delong_variance(high, low):
    """DeLong 1988, equations 4 to 6: the spread of each subject's share of pairs won."""
    area = pairs_won(high, low) / (len(high) * len(low))
    above = [pairs_won([a], low) / len(low) for a in high]
    below = [pairs_won(high, [b]) / len(high) for b in low]
    spread = [sum((share - area) ** 2 for share in side) / (len(side) - 1) / len(side) for side in (above, below)]
    return sum(spread)


def quantile(values, share):
    """Type 7 of Hyndman and Fan 1996: linear between the order statistics around (n - 1) p."""
    ordered = sorted(map(Fraction, values))
    place = Fraction(share) * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def quarter(value, values):
    return 1 + sum(Fraction(value) > quantile(values, Fraction(part, 4)) for part in (1, 2, 3))


def binomial_tail(events, n, chance):
    """The probability of at least this many events."""
    return sum(math.comb(n, k) * chance**k * (1 - chance) ** (n - k) for k in range(events, n + 1))


def holm(p_values):
    """For each, the largest of (number not smaller) * p over those not larger than it."""
    count = len(p_values)
    ordered = sorted(p_values)
    steps = [(p, (count - place) * p) for place, p in enumerate(ordered)]
    return [min(1.0, max(step for p, step in steps if p <= mine)) for mine in p_values]


def benjamini_hochberg(p_values):
    """For each, the least of m p / rank over those not smaller than it."""
    count = len(p_values)
    steps = [(p, count * p / place) for place, p in enumerate(sorted(p_values), start=1)]
    return [min(1.0, *(step for p, step in steps if p >= mine)) for mine in p_values]


def log_likelihood(x, y, intercept, slope):
    """The probability of what happened, subject by subject."""
    total = 0.0
    for value, outcome in zip(x, y, strict=True):
        linear = intercept + slope * value
        total -= math.log1p(math.exp(-linear)) if outcome else math.log1p(math.exp(linear))
    return total
