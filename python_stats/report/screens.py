"""The strongest rows of each screen: what was looked at beside the questions that have a file of their own."""

from collections.abc import Mapping
from dataclasses import dataclass

from python_stats.report.quantities import Columns, load_columns
from python_stats.report.results import question
from python_stats.report.tables import Record, Tables, by, records


@dataclass(frozen=True)
class Screen:
    """A screen with its question; `outcomes` are its rows by outcome, `n_tests` all it tested."""

    name: str
    figure: str
    about: str
    outcomes: Mapping[str, list[Record]]
    n_tests: int
    has_adjusted: bool


def load_screens(tables: Tables) -> list[Screen]:
    abouts = {model.text("name"): model.text("about") for model in records(tables, "meta.models")}
    columns = load_columns(tables)
    screens = by(records(tables, "report.rpt_screens", ("row_order",)), "analysis")
    return [_screen(name, question(abouts.get(name, name)), rows, columns) for name, rows in screens.items()]


def _screen(name: str, about: str, rows: list[Record], columns: Columns) -> Screen:
    # An outcome that the screen makes itself is in no registry, which then gives back its bare name.
    outcomes = {
        columns.get((name, label), Record({})).text("about") or label: found
        for label, found in by(rows, "outcome_label").items()
    }
    return Screen(
        name=name,
        figure=rows[0].text("figure"),
        about=about,
        outcomes=outcomes,
        n_tests=sum(int(found[0].number("n_tests") or 0) for found in outcomes.values()),
        has_adjusted=any(row.number("p_adjusted") is not None for row in rows),
    )
