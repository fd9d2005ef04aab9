"""What an analysis found, in sentences for a reader in a hurry."""

from typing import TYPE_CHECKING

from python_stats.format import count, lower_first, number_of, p_value
from python_stats.report import words
from python_stats.report.lines import COMPARISONS, MODELS, OMNIBUS, Line, kruskal_wallis

if TYPE_CHECKING:
    from python_stats.report.results import Result

LOW = 0.05


def of_groups(result: "Result") -> str:
    """One question asked of many groups: how many answers there are, and how many stand out."""
    tested = [line for line in result.heading if line.p_value is not None]
    low = sum(1 for line in tested if (line.p_value or 0) < LOW)
    kept = sum(1 for line in tested if line.q_value is not None and line.q_value < LOW)
    return f"Of {number_of(len(tested), 'test')}, {count(low)} have P<.05 and {count(kept)} have q<.05."


def finding(result: "Result", line: Line) -> str:
    """Which way a covariate and the outcome go together; nothing of what has no direction."""
    covariate, outcome = (lower_first(side.label) for side in (result.covariate, result.outcome))
    covariate = lower_first(line.covariate) if result.method in MODELS and line.covariate else covariate
    return words.finding(line.raw_name, line.estimate, line.p_value, covariate, outcome, is_yes_no=line.is_yes_no)


def omnibus(result: "Result") -> str:
    """Group comparisons: whether anything differs, then each pair with its P value."""
    if result.method == "kaplan_meier" and result.leading.p_value is not None:
        between = f"{result.outcome.label} by {lower_first(result.covariate.label)}"
        return f"{between}: log-rank P{p_value(result.leading.p_value)}."
    if result.method not in COMPARISONS:
        return ""
    tested = [line for line in dict.fromkeys((result.leading, *result.heading)) if line.p_value is not None]
    between = f"{result.covariate.label} by {lower_first(result.outcome.label)}: "
    h = kruskal_wallis(result.lines)
    said = (
        f"{line.term} {f'{h}, ' if line.raw_name == OMNIBUS and h else ''}P{p_value(line.p_value)}" for line in tested
    )
    return between + "; ".join(said) + "." if tested else ""
