"""What is said of the coefficients of a likelihood: by profiles, by Firth's penalty, without a term."""

from collections.abc import Sequence

from scipy.special import chdtrc

from python_stats.regression.firth_many import Penalisable, firth_many
from python_stats.regression.hill import Hill, Maximum, limits, ratio_without
from python_stats.regression.multivariable import Answer, chi_squared


def by_profile(hill: Hill, found: Maximum, place: int) -> Answer:
    ratio = ratio_without(hill, found, [place])
    p = None if ratio is None else float(chdtrc(1, ratio))
    return Answer(float(found.coefficients[place]), limits(hill, found, place), ratio, p)


def penalised(hill: Penalisable, width: int, first: int = 0) -> list[Answer]:
    """Of each coefficient from the first asked for on."""
    found = firth_many(hill, width, first)
    if found is None:
        return [Answer(status="failed", note="the penalised fit did not settle")] * (width - first)
    return [Answer(term.slope, term.interval, term.likelihood_ratio, term.p_value) for term in found]


def by_ratio(hill: Hill, found: Maximum, places: Sequence[int]) -> Answer:
    """All columns of a covariate at once."""
    ratio = ratio_without(hill, found, places)
    if ratio is None:
        return Answer(status="failed", note="the model without it did not converge")
    return chi_squared(ratio, len(places))
