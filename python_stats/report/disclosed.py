"""What may be seen of a study under disclosure control as one page: its disclosed tables in words, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from python_stats import format as form
from python_stats.report import words
from python_stats.report.page import environment
from python_stats.report.results import figure_group, figure_order, question
from python_stats.report.tables import Record, Tables, by, records

HIDDEN = "is_suppressed"


@dataclass(frozen=True)
class Words:
    """What the analyses ask, and what the columns of the cohort are called."""

    questions: Mapping[str, str]
    labels: Mapping[str, str]

    def label(self, column: str) -> str:
        return self.labels.get(column) or form.name_words(column)


@dataclass(frozen=True)
class Rates:
    """One covariate against one outcome: a row for each quarter."""

    covariate: str
    quarters: tuple[Record, ...]

    @property
    def is_hidden(self) -> bool:
        return any(quarter.flag(HIDDEN) for quarter in self.quarters)


def load_words(tables: Tables) -> Words:
    """From the published warehouse: no row of a subject is read."""
    models, columns = records(tables, "meta.models"), records(tables, "meta.columns")
    return Words(
        {row.text("name"): question(row.text("about")) for row in models if row.text("layer") == "analyses"},
        {
            row.text("column_name"): form.quantity(row.text("about"), row.text("unit"))
            for row in columns
            if row.text("relation") == "marts.cohort" and row.text("about")
        },
    )


def render_disclosed(tables: Tables, said: Words, beside: Mapping[str, str]) -> str:
    """The page of a database of disclosed tables; `beside` are the addresses and names of pages next to it."""
    facts = {row.text("key"): row.text("value") for row in records(tables, "meta.study")}
    made = environment()
    made.filters.update(level=_level, term=_term)
    page = made.get_template("disclosed.html.jinja").render(
        facts=facts,
        is_synthetic=facts.get("synthetic", "").lower() == "true",
        said=said,
        beside=beside,
        attrition=records(tables, "disclosed.attrition", ("step_order",)),
        cohort=by(records(tables, "disclosed.cohort", ("characteristic", "level")), "characteristic"),
        groups=_groups(records(tables, "disclosed.estimates", ("analysis", "covariate", "outcome", "term"))),
        rates=_rates(records(tables, "disclosed.outcomes_by_quarter", ("feature", "quarter")), said),
        covariates=by(records(tables, "disclosed.covariates", ("feature", "quarter")), "feature"),
        methods=words.METHOD_NAMES,
    )
    return page.rstrip() + "\n"


def _groups(rows: list[Record]) -> dict[str, dict[str, list[Record]]]:
    """Figure by figure, analysis by analysis."""
    ordered = sorted(rows, key=lambda row: (*figure_order(row.text("figure")), row.text("analysis")))
    found: dict[str, dict[str, list[Record]]] = {}
    for row in ordered:
        found.setdefault(figure_group(row.text("figure")), {}).setdefault(row.text("analysis"), []).append(row)
    return found


def _rates(rows: list[Record], said: Words) -> dict[str, list[Rates]]:
    """Outcome by outcome, the covariates of which something may be seen first."""
    found = {}
    for outcome, of_outcome in by(rows, "outcome").items():
        each = [Rates(said.label(name), tuple(quarters)) for name, quarters in by(of_outcome, "feature").items()]
        found[outcome] = sorted(each, key=lambda rates: rates.is_hidden)
    return found


def _level(text: str) -> str:
    return {"true": "yes", "false": "no"}.get(text, text)


def _term(row: Record, said: Words) -> str:
    """What an estimate is of: groups that are compared, or the covariate where an analysis has several."""
    term, covariate = row.text("term"), row.text("covariate")
    if term in ("", covariate):
        return said.label(covariate)
    return term if " vs " in term else f"{said.label(covariate)}: {term}"
