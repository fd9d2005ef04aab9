"""One estimate as a line of a table, and the order in which the lines of an analysis stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from python_stats.contract.registry import names_of
from python_stats.format import MINUS, name_words, number, number_of
from python_stats.report import words
from python_stats.report.tables import Record

COMPARISONS = names_of(lambda method: method.compares_groups)
MODELS = names_of(lambda method: method.is_model)
OMNIBUS = "epsilon_squared"
DEGREES = "degrees of freedom"
# How the rows of imputed models begin what they say.
OF_STUDENT = re.compile(rf"t with ([\d.]+) {DEGREES}")


@dataclass(frozen=True)
class Line:
    """One estimate as a row of a table; numbers are made into words by the template's filters."""

    term: str
    name: str
    n: int | None
    n_events: int | None
    n_missing: int | None
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    p_value: float | None
    p_adjusted: float | None
    adjustment: str
    q_value: float | None
    status: str
    note: str
    is_primary: bool
    raw_name: str
    raw_term: str
    # What else the table says of the row.
    row: Record = field(default_factory=lambda: Record({}), repr=False, compare=False)
    covariate: str = ""
    is_yes_no: bool = False

    @property
    def status_words(self) -> str:
        if self.raw_name == "median_time" and self.status == "descriptive" and self.estimate is None:
            return "not reached"
        return words.status_of(self.status, self.n)


def place(line: Line, levels: Sequence[str]) -> tuple[bool, bool, float, int]:
    """The test over all groups, then the pairs and the groups in the order of the levels; others as they come."""
    pairs = [f"{first} vs {second}" for first, second in combinations(levels, 2)]
    known = {term: place for place, term in enumerate([*pairs, *levels])}
    day, term = _day(line.raw_term)
    return line.raw_name != OMNIBUS, not line.is_primary, day, known.get(term, -1)


def _day(term: str) -> tuple[float, str]:
    """The day that an answer is of, and the rest of its term; 0 where it is of no day.

    >>> _day('day 14: durable vs relapsed'), _day('durable')
    ((14.0, 'durable vs relapsed'), (0.0, 'durable'))
    """
    found = re.fullmatch(r"day (-?[\d.]+): (.*)", term)
    return (float(found[1]), found[2]) if found else (0.0, term)


def kruskal_wallis(lines: Sequence[Line]) -> str:
    """H and its degrees of freedom, one less than the groups that hold anybody; nothing where it was not computed."""
    h = next((line.row.number("statistic") for line in lines if line.raw_name == OMNIBUS), None)
    groups = sum(1 for line in lines if line.raw_name == "median" and line.n)
    return f"H={number(h)}, {number_of(groups - 1, 'degree')} of freedom" if h is not None and groups > 1 else ""


def line_of(row: Record, group: str, *, is_yes_no: bool = False) -> Line:
    return Line(
        is_yes_no=is_yes_no,
        term=_term(row, group),
        covariate=row.text("covariate_label") or name_words(row.text("covariate")),
        name=words.estimate_name(row.text("estimate_name")),
        n=row.whole("n"),
        n_events=row.whole("n_events"),
        n_missing=row.whole("n_missing"),
        estimate=row.number("estimate"),
        ci_low=row.number("ci_low"),
        ci_high=row.number("ci_high"),
        p_value=row.number("p_value"),
        p_adjusted=row.number("p_adjusted"),
        adjustment=name_words(row.text("adjustment")),
        q_value=row.number("q_value"),
        status=row.text("status") or "ok",
        note=row.text("note"),
        is_primary=row.flag("is_primary"),
        raw_name=row.text("estimate_name"),
        raw_term=row.text("term"),
        row=row,
    )


def _term(row: Record, group: str) -> str:
    """A covariate by its label; a level of a text covariate after it; else what is compared."""
    covariate, term, label = (row.text(column) for column in ("covariate", "term", "covariate_label"))
    if row.text("method") in MODELS and covariate:
        # A covariate which is no feature has no label; a level of a text stands after its covariate.
        said = label if label not in ("", covariate) else name_words(covariate).capitalize()
        return said if term == covariate else f"{said}: {term.removeprefix(covariate).lstrip(' :')}{_reference(row)}"
    on, term = re.fullmatch(r"(day -?[\d.]+: )?(.*)", term, re.DOTALL).groups("")  # type: ignore[union-attr]
    return on.replace("-", MINUS) + " vs ".join(words.level_name(part, group) for part in term.split(" vs "))


def notes_of(lines: Sequence[Line]) -> tuple[str, ...]:
    """Every remark of the method once, in the order of its rows; of those that differ in their degrees of freedom alone
    one, with the least and the most."""
    together: dict[str, list[str]] = {}
    for note in dict.fromkeys(line.note for line in lines if line.note):
        found = OF_STUDENT.match(note)
        together.setdefault(OF_STUDENT.sub("", note) if found else note, []).extend([found[1]] if found else [])
    return tuple(_sentence(note, sorted(degrees, key=float)) for note, degrees in together.items())


def _sentence(note: str, degrees: Sequence[str]) -> str:
    if degrees:
        least, most = degrees[0], degrees[-1]
        return _sentence(f"Student’s t with {least if least == most else f'{least} to {most}'} {DEGREES}{note}", ())
    return note[:1].upper() + note[1:] + ("" if note.endswith((".", "!", "?")) else ".")


def _reference(row: Record) -> str:
    """Which level the row is held against: an odds ratio of a level says nothing without the other."""
    found = re.search(r"(?:^|; )compared with (.+?)(?:; |$)", row.text("note"))
    return f" vs {found[1]}" if found else ""
