"""What is told of several covariates at once, where no single row speaks for the whole."""

from collections.abc import Mapping, Sequence

from python_stats.format import number, p_value
from python_stats.report import words
from python_stats.report.lines import Line
from python_stats.report.tables import Record

# Of several covariates at once, the rows that hold for all of them and stand above the figure.
SUMMED_UP: Mapping[str, tuple[str, ...]] = {
    "logistic_multivariable": ("likelihood_ratio", "events_per_coefficient", "auc_corrected"),
    "linear_multivariable": ("r_squared", "subjects_per_coefficient"),
    "cox": ("likelihood_ratio", "events_per_coefficient", "concordance"),
    "cluster_covariates": ("cophenetic_correlation",),
    "pca": ("none",),
}


def summed_up(method: str, lines: Sequence[Line]) -> str:
    """The line above the figure."""
    told = [line for line in lines if line.raw_name in SUMMED_UP[method] and not line.covariate]
    said = ", ".join(
        f"{words.estimate_name(line.raw_name)} {number(line.estimate, 2)}"
        + (f" (P{p_value(line.p_value)})" if line.p_value is not None else "")
        for line in told
        if line.estimate is not None
    )
    return said[:1].upper() + said[1:]


def is_pair(row: Record) -> bool:
    """A pair of clustered covariates: there are hundreds, and the heat map shows them."""
    return row.text("method") == "cluster_covariates" and row.text("estimate_name") == "spearman_rho"


def correlations(pairs: Sequence[Record]) -> dict[tuple[str, str], float]:
    """Either way round."""
    found: dict[tuple[str, str], float] = {}
    for row in pairs:
        rho, names = row.number("estimate"), (row.text("covariate"), row.text("outcome"))
        if rho is not None:
            found |= {names: rho, names[::-1]: rho}
    return found
