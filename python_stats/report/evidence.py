"""What a result rests on: limits, events, what this n could show, how P was got, and what to beware of."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from python_stats.format import count, number
from python_stats.report import words
from python_stats.report.lines import Line
from python_stats.report.tables import Record

# Columns that count subjects at a limit of quantification, and how they are said.
AT_LIMITS: Mapping[str, str] = {
    "n_below_limit": "below that of the covariate",
    "n_above_limit": "above that of the covariate",
    "n_outcome_below_limit": "below that of the outcome",
}

# Fewer events for a coefficient than this, and estimates drift (Peduzzi 1996).
FEW_EVENTS = 10


def cautions(row: Record) -> tuple[tuple[str, str], ...]:
    """What to beware of, each once and with the analysis that answers it, or nothing."""
    said = row.text("caution")
    found = zip_longest(said.split("; "), row.text("beside").split(", "), fillvalue="") if said else ()
    return tuple(dict.fromkeys((f"{said[:1].upper()}{said[1:]}.", beside) for said, beside in found if said))


def evidence(lines: Sequence[Line], leading: Line) -> tuple[str, ...]:
    """A sentence for each thing there is to say."""
    return tuple(filter(None, (_choices(leading.row), _limits(leading.row), _events(leading.row), _power(lines))))


def _choices(row: Record) -> str:
    version = row.text("method_version")
    said = "; ".join(filter(None, (row.text("method_choices"), f"method version {version}" if version else "")))
    return f"{said}." if said else ""


def _limits(row: Record) -> str:
    found = {said: n for column, said in AT_LIMITS.items() if (n := row.number(column))}
    parts = [f"{count(n)} {said}" for said, n in found.items()]
    return f"At limits of quantification: {', '.join(parts)}." if parts else ""


def _events(row: Record) -> str:
    scarce = row.number("events_per_coefficient")
    if scarce is None:
        return ""
    few = "; below 10, so Firth’s row is the one to read" if scarce < FEW_EVENTS else ""
    return (
        f"Subjects with the outcome or without it, whichever are fewer, for the one coefficient: {count(scarce)}{few}."
    )


def _power(lines: Sequence[Line]) -> str:
    """An odds ratio of 2 shows as well as one of a half, a correlation of .3 as one of -.3."""
    for line in lines:
        least = line.row.number("detectable_estimate")
        if least is not None:
            other = 1 / least if least > 1 else -least
            name = words.estimate_name(line.raw_name)
            return f"This n could have shown, with 80% power: {name} above {number(least)} or below {number(other)}."
    return ""
