"""Everything the page says, put into its template."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from python_stats import format as form
from python_stats.figures.kinds import Drawing
from python_stats.report.cohort import load_cohort
from python_stats.report.concordance import load_concordance
from python_stats.report.contents import entries, is_computed, not_computed
from python_stats.report.making import load_making
from python_stats.report.missing import load_missing
from python_stats.report.models import plane_files, planes
from python_stats.report.pictures import draw, load_parts, pictures
from python_stats.report.quantities import load_columns
from python_stats.report.results import Result, figure_group, load_results
from python_stats.report.screens import load_screens
from python_stats.report.sensitivity import load_sensitivity
from python_stats.report.tables import Tables, present
from python_stats.report.words import digits, estimate_name

TEMPLATES = Path(__file__).parents[1] / "templates"
MARK = "Synthetic data"

FILTERS: Mapping[str, Callable[..., object]] = {
    "count": form.count,
    "number": form.number,
    "interval": form.interval,
    "percent": form.percent,
    "span": form.span,
    "short_number": form.short_number,
    "number_of": form.number_of,
    "digits": digits,
    "estimate_name": estimate_name,
    "anchor": lambda text: text.lower().replace(" ", "-"),
    "p_cell": form.p_cell,
    "words": form.name_words,
    "with_unit": form.with_unit,
    "short_hash": form.short_hash,
    "size": form.size,
}


@dataclass(frozen=True)
class Illustrated:
    """A result with its figures, and its title in the contents."""

    result: Result
    drawings: list[Drawing]
    entry: str


def render(warehouse: Tables) -> str:
    tables = present(warehouse)
    cohort, parts = load_cohort(tables), load_parts(tables)
    mark = MARK if cohort.is_synthetic else ""
    results = load_results(tables)
    titles = entries(results, load_columns(tables))
    shown = [Illustrated(each, draw(each, parts, mark), titles[each.name]) for each in results if is_computed(each)]
    template = environment().get_template("report.html.jinja")
    page = template.render(
        cohort=cohort,
        n_subjects=form.number_of(cohort.n_subjects, "subject"),
        results=shown,
        n_analyses=len(results),
        not_computed=not_computed(results),
        titles=titles,
        groups=_grouped(shown),
        beside=_beside(planes(tables, mark)),
        methods={result.method_name: result.method_about for result in results},
        concordance=load_concordance(tables),
        making=load_making(tables),
        missing=load_missing(tables),
        screens=load_screens(tables),
        sensitivity=load_sensitivity(tables),
    )
    return page.rstrip() + "\n"


def picture_files(
    warehouse: Tables, dots_per_inch: int, progress: Callable[[int, int, str], None]
) -> Iterator[tuple[str, bytes]]:
    """Every figure of the report as SVG, PDF, PNG and CSV, by file name."""
    tables = present(warehouse)
    mark = MARK if load_cohort(tables).is_synthetic else ""
    parts = load_parts(tables)
    results = load_results(tables)
    for place, result in enumerate(results, 1):
        progress(place, len(results), result.name)
        yield from pictures(result, parts, mark, dots_per_inch).items()
    yield from plane_files(tables, mark, dots_per_inch).items()


def environment() -> Environment:
    """Every value is escaped; a name the template does not know is an error, not an empty place on the page."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    return made


def _grouped(shown: list[Illustrated]) -> dict[str, list[Illustrated]]:
    groups: dict[str, list[Illustrated]] = {}
    for item in shown:
        groups.setdefault(figure_group(item.result.figure), []).append(item)
    return groups


def _beside(drawn: Mapping[str, list[Drawing]]) -> dict[str, list[tuple[str, Drawing]]]:
    """Figures that belong to a group as a whole and to no single analysis, each with its number."""
    groups: dict[str, list[tuple[str, Drawing]]] = {}
    for figure, drawings in drawn.items():
        groups.setdefault(figure_group(figure), []).extend((figure, drawing) for drawing in drawings)
    return groups
