"""From rows of results to what the page says of each analysis: one Result per analysis, in the order of the figures."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from python_stats.format import count, lower_first, name_words, number_of, p_value
from python_stats.report import words
from python_stats.report.evidence import cautions, evidence
from python_stats.report.lines import (
    COMPARISONS,
    MODELS,
    OMNIBUS,
    Line,
    kruskal_wallis,
    line_of,
    notes_of,
    place,
)
from python_stats.report.quantities import Columns, Quantity, group_of, is_yes_no, load_columns, quantity_of
from python_stats.report.sentences import finding, of_groups, omnibus
from python_stats.report.several import SUMMED_UP, correlations, is_pair, summed_up
from python_stats.report.tables import Record, Tables, by, records

# One analysis with an answer for each day.
BY_DAY = "time_course"
# One that counts samples, of which a subject may have given several, and compares the same two assays in every row.
AGREEMENT = "agreement"
ESTIMATE_ORDER = ("row_order",)
NOTHING_SAID: Mapping[str, Any] = {"raw_term": "", "term": "", "estimate": None}


@dataclass(frozen=True)
class Result:
    """One analysis with everything the page says of it but its figures."""

    name: str
    figure: str
    question: str
    method: str
    subset: str
    column: str
    covariate: Quantity
    outcome: Quantity
    levels: tuple[str, ...]
    lines: tuple[Line, ...]
    model: Record
    scale: str
    group: str = ""
    n_groups: int = 1
    correlations: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @property
    def leading(self) -> Line:
        """The row that speaks for the whole analysis: the test over all groups, or else the primary estimate."""
        found = [line for line in self.lines if line.raw_name == OMNIBUS] or [x for x in self.lines if x.is_primary]
        return (*found, *self.lines)[0]

    @property
    def heading(self) -> tuple[Line, ...]:
        """The rows that carry the result: those the family adjusts, or else the first; a description is one row."""
        if self.method == "describe":
            return tuple(replace(line, **NOTHING_SAID, n=self.n) for line in self.lines[:1])
        return tuple(line for line in self.lines if line.is_primary) or self.lines[:1]

    @property
    def status(self) -> str:
        """That of the best row: one untestable pair does not make the whole analysis impossible."""
        found = [line.status for line in self.heading]
        return next((status for status in ("ok", "descriptive") if status in found), found[0] if found else "failed")

    @property
    def is_estimated(self) -> bool:
        return self.status in ("ok", "descriptive")

    @property
    def status_words(self) -> str:
        return words.status_of(self.status, self.n)

    @property
    def entry(self) -> str:
        """What the contents call it: one covariate by its name, several by their method, and against what."""
        several = len({line.covariate for line in self.lines if line.covariate}) > 1 or not self.covariate.label
        subject = self.method_name if several else self.covariate.label
        return f"{subject}: {lower_first(self.outcome.label)}" if self.outcome.label else subject

    @property
    def method_name(self) -> str:
        return words.METHOD_NAMES.get(self.method, name_words(self.method))

    @property
    def heading_method(self) -> str:
        """The method of the rows that carry the result: the pairs, where groups are compared in pairs."""
        return words.PAIR_METHODS.get(self.method, self.method_name)

    @property
    def method_about(self) -> str:
        return words.METHODS.get(self.method, name_words(self.method))

    @property
    def method_words(self) -> str:
        scale = words.SCALES.get(self.scale, "") if self.method == "logistic" else ""
        return f"{self.method_about} {scale}".rstrip()

    def term_of(self, line: Line) -> str:
        """What the line compares; nothing where it only repeats the covariate."""
        return "" if line.raw_term == self.column or self.method == AGREEMENT else line.term

    @property
    def n(self) -> int:
        """Subjects in the result; a description has a row for each group instead of one for all."""
        return sum(line.n or 0 for line in self.lines) if self.method == "describe" else self.leading.n or 0

    @property
    def has_terms(self) -> bool:
        return any(self.term_of(line) for line in self.lines)

    @property
    def has_p(self) -> bool:
        return any(line.p_value is not None for line in self.lines)

    @property
    def has_adjusted(self) -> bool:
        return any(line.p_adjusted is not None for line in self.lines)

    @property
    def has_q(self) -> bool:
        return any(line.q_value is not None for line in self.lines)

    @property
    def has_numbers(self) -> bool:
        return any(line.estimate is not None or line.p_value is not None for line in self.lines)

    @property
    def counts(self) -> str:
        """How many subjects the result rests on, and how many it could not use."""
        if self.method == BY_DAY:
            return f"Up to {number_of(max(line.n or 0 for line in self.lines), 'subject')} on a day"
        first = self.leading
        parts = [number_of(self.n, "sample" if self.method == AGREEMENT else "subject")]
        parts += [f"{count(first.n_events)} with the outcome"] if first.n_events is not None else []
        parts += [f"{count(first.n_missing)} without a value or an outcome"] if first.n_missing else []
        return ", ".join(parts)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was found, or why nothing could be."""
        if self.status == "too_many_terms" and self.has_numbers:
            return (words.REASONS["only_imputed"],)
        if not self.is_estimated:
            if not self.n and self.status != "failed":
                return ("No subject has the values that this analysis needs, so nothing was estimated.",)
            return (words.REASONS.get(self.status, f"The result is {self.status_words}."),)
        if self.n_groups > 1 or self.method == BY_DAY:
            return (of_groups(self),)
        found = (finding(self, line) for line in self.heading)
        return tuple(filter(None, (omnibus(self), *found)))

    @property
    def notes(self) -> tuple[str, ...]:
        return notes_of(self.lines)

    @property
    def cautions(self) -> tuple[tuple[str, str], ...]:
        return cautions(self.leading.row)

    @property
    def evidence(self) -> tuple[str, ...]:
        return evidence(self.lines, self.leading)

    @property
    def statistic(self) -> str:
        """The line above the figure."""
        if self.status != "ok" or self.method == BY_DAY:
            return ""
        first = self.leading
        if self.method in COMPARISONS:
            h = f"{said}, " if (said := kruskal_wallis(self.lines)) else ""
            name = self.method_name.split(",")[0]
            return f"{name} {h}P{p_value(first.p_value)}" if first.p_value is not None else ""
        if self.method in SUMMED_UP:
            return summed_up(self.method, self.lines)
        value = words.estimated(first.raw_name, first.estimate, first.ci_low, first.ci_high)
        value = value.replace("odds ratio", "OR")
        if first.is_yes_no:
            value = value.replace(" per unit", " of yes against no")
        p = f"P{p_value(first.p_value)}" if first.p_value is not None else ""
        return ", ".join(filter(None, (value[:1].upper() + value[1:], p)))


def load_results(tables: Tables) -> list[Result]:
    """Every analysis that has rows, figure by figure."""
    rows = by(records(tables, "report.rpt_estimates", ESTIMATE_ORDER), "analysis")
    models = {model.text("name"): model for model in records(tables, "meta.models")}
    specs = {name: spec_of(models.get(name, Record({}))) for name in rows}
    order = level_order(specs.values())
    columns = load_columns(tables)
    results = [
        _result(name, found, models.get(name, Record({})), specs[name], order, columns) for name, found in rows.items()
    ]
    return sorted(results, key=lambda result: (*figure_order(result.figure), result.name))


def figure_order(figure: str) -> tuple[int, int, str]:
    """Main figures by number and letter, then supplemental ones, then what belongs to no figure.

    >>> sorted(['5N', 'S2A', '', '1E', '10B', '1D'], key=figure_order)
    ['1D', '1E', '5N', '10B', 'S2A', '']
    """
    found = re.fullmatch(r"(S?)(\d+)(.*)", figure.strip(), re.IGNORECASE)
    return (1 if found[1] else 0, int(found[2]), found[3]) if found else (2 if not figure else 1, 0, figure)


def figure_group(figure: str) -> str:
    """
    >>> figure_group('1E'), figure_group('S2A'), figure_group('')
    ('Figure 1', 'Supplemental figure 2', 'Other analyses')
    """
    supplemental, main_number, _ = figure_order(figure)
    if not main_number:
        return "Other analyses"
    return f"{'Supplemental figure' if supplemental else 'Figure'} {main_number}"


def level_order(specs: Iterable[Mapping[str, object]]) -> list[str]:
    """The levels as the analyses list them: a group keeps its colour and shape from figure to figure."""
    lists = [spec["levels"] for spec in specs if isinstance(spec.get("levels"), list)]
    return list(dict.fromkeys(_level(level) for levels in lists if isinstance(levels, list) for level in levels))


def question(about: str) -> str:
    """The question without its figure in brackets: the heading names the figure already.

    >>> question('Is the peak higher in durable responders? (Figure 1E)'), question('Is a (b) c?')
    ('Is the peak higher in durable responders?', 'Is a (b) c?')
    """
    return re.sub(r"\s*\((supplementa\w+ )?figures? [^()]*\)\.?\s*$", "", about.strip(), flags=re.IGNORECASE)


def _result(
    name: str, rows: Sequence[Record], model: Record, spec: Mapping[str, object], order: list[str], columns: Columns
) -> Result:
    first, subsets = rows[0], dict.fromkeys(row.text("subset") for row in rows)
    pairs = [row for row in rows if is_pair(row)]
    listed, group = spec.get("levels"), group_of(name, str(spec.get("group") or ""), columns)
    # Two assays are drawn on one scale; otherwise the scale of a header is its covariate's.
    scale = str(spec.get("scale", ""))
    levels = [_level(level) for level in listed] if isinstance(listed, list) else order
    lines = (line_of(x, group, is_yes_no=is_yes_no(x, "covariate", columns)) for x in rows if not is_pair(x))
    return Result(
        name=name,
        figure=first.text("figure"),
        question=question(model.text("about")) or name_words(name),
        method=first.text("method"),
        subset=first.text("subset") if len(subsets) == 1 else f"{count(len(subsets))} groups, each on its own",
        column="" if first.text("method") in MODELS else first.text("covariate"),
        covariate=quantity_of(first, "covariate", columns, scale),
        outcome=quantity_of(first, "outcome", columns, scale if first.text("method") == AGREEMENT else ""),
        levels=tuple(levels),
        lines=tuple(sorted(lines, key=lambda line: place(line, levels))),
        group=group,
        model=model,
        scale=str(spec.get("scale", "log2")),
        n_groups=len(subsets),
        correlations=correlations(pairs),
    )


def _level(level: object) -> str:
    return str(level).lower() if isinstance(level, bool) else str(level)


def spec_of(model: Record) -> Mapping[str, object]:
    """The analysis as its header says it; nothing when the ledger has none."""
    try:
        spec = json.loads(model.text("analysis") or "{}")
    except json.JSONDecodeError:
        return {}
    return spec if isinstance(spec, dict) else {}
