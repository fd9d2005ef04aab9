"""A result as a picture: which kinds of figure a method has, and each of them as inline SVG or as files.

A kind that has nothing to show is left out: the page says in words why, and no figure is ever empty.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from python_stats.figures import (
    box_plot,
    cluster_map,
    difference_plot,
    effect_plot,
    importance_plane,
    importance_plot,
    loadings_map,
    probability_curve,
    quartile_bars,
    quartile_rates,
    scatter,
    survival_curves,
    svg,
    time_course,
)
from python_stats.figures.canvas import Canvas
from python_stats.figures.data import data_csv
from python_stats.figures.panel import Panel

# In points: a figure wider than this gets the whole width of the page.
WIDE = 400.0


@dataclass(frozen=True)
class Kind:
    """`shows` names the parts of the panel that are drawn, which are the rows of its data file."""

    name: str
    shows: tuple[str, ...]
    about: Callable[[Panel], str]
    can_draw: Callable[[Panel], bool]
    draw: Callable[[Panel], Canvas]
    describe: Callable[[Panel], str]


@dataclass(frozen=True)
class Drawing:
    """One figure of a result, ready for the page."""

    kind: str
    about: str
    svg: str
    is_wide: bool = False


def _kind(name: str, module: object) -> Kind:
    """A module says what it shows by a text, or by a function where that hangs on the method."""
    about = getattr(module, "about", lambda _panel: str(getattr(module, "ABOUT", "")))
    shows, *functions = (getattr(module, part) for part in ("SHOWS", "can_draw", "draw", "describe"))
    return Kind(name, shows, about, *functions)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        _kind("box plot", box_plot),
        _kind("quartile rates", quartile_rates),
        _kind("probability curve", probability_curve),
        _kind("quartile bars", quartile_bars),
        _kind("scatter", scatter),
        _kind("difference plot", difference_plot),
        _kind("time course", time_course),
        _kind("survival curves", survival_curves),
        _kind("forest plot", effect_plot),
        _kind("cluster map", cluster_map),
        _kind("loadings", loadings_map),
        _kind("importance", importance_plot),
        _kind("importance plane", importance_plane),
    )
}

# Every method, one without a figure as well; the report draws the plane from two forests.
KINDS_OF_METHOD: Mapping[str, Sequence[str]] = {
    "kruskal_dunn": ("box plot",),
    "rank_sum": ("box plot",),
    "jonckheere": ("box plot",),
    "spearman": ("quartile bars", "scatter"),
    "logistic": ("quartile rates", "probability curve"),
    "quartile_trend": ("quartile rates",),
    "describe": ("scatter",),
    "partial_spearman": (),
    "agreement": ("scatter", "difference plot"),
    "time_course": ("time course",),
    "logistic_multivariable": ("forest plot",),
    "linear_multivariable": ("forest plot",),
    "censored_linear": ("forest plot",),
    "cox": ("forest plot",),
    "kaplan_meier": ("survival curves",),
    "cluster_covariates": ("cluster map",),
    "pca": ("scatter", "loadings"),
    "random_forest": ("importance",),
    "screen": (),
    "importance_plane": ("importance plane",),
}


def kinds_for(method: str, panel: Panel) -> list[Kind]:
    """The kinds of figure this method has and these data can fill."""
    return [KINDS[name] for name in KINDS_OF_METHOD.get(method, ()) if KINDS[name].can_draw(panel)]


def drawings(method: str, panel: Panel, title: str) -> list[Drawing]:
    """Every figure of a result as inline SVG, in the order they stand on the page."""
    return [_drawing(kind, panel, title) for kind in kinds_for(method, panel)]


def figure_files(method: str, panel: Panel, title: str, dots_per_inch: int = 300) -> dict[str, bytes]:
    """Every figure of a result by file name: as SVG and PDF for a manuscript, as PNG for a slide, and its data."""
    from python_stats.figures.png import pdf, png

    files: dict[str, bytes] = {}
    for kind in kinds_for(method, panel):
        name, canvas = f"{panel.name}__{kind.name.replace(' ', '_')}", kind.draw(panel)
        files[f"{name}.svg"] = svg.alone(_drawing(kind, panel, title).svg).encode()
        files[f"{name}.pdf"] = pdf(canvas)
        files[f"{name}.png"] = png(canvas, dots_per_inch)
        files[f"{name}.csv"] = data_csv(panel, kind.shows)
    return files


def _drawing(kind: Kind, panel: Panel, title: str) -> Drawing:
    prefix = re.sub(r"[^\w-]", "-", f"{panel.name}-{kind.name}")
    canvas = kind.draw(panel)
    drawn = svg.inline_svg(canvas, prefix, title, kind.describe(panel))
    return Drawing(kind.name, kind.about(panel), drawn, canvas.width > WIDE)
