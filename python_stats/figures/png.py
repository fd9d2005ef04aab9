"""A canvas on white as PNG or PDF, for a slide or a manuscript. Loads the plotting library; the page never needs it."""

import io
import warnings
from typing import Any

import matplotlib
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from python_stats.figures.canvas import PAPER, Canvas, Lines, Marks, Words
from python_stats.figures.svg import baselines

POINTS_PER_INCH = 72
SETTINGS: dict[Any, Any] = {
    "text.parse_math": False,
    "font.family": ["DejaVu Sans"],
    "axes.unicode_minus": True,
}
# Without date and program the same canvas gives the same bytes.
PLAIN_PDF: dict[Any, Any] = {"CreationDate": None, "Creator": None, "Producer": None}


def png(canvas: Canvas, dots_per_inch: int = 300) -> bytes:
    """The same bytes for the same canvas."""
    return _saved(canvas, format="png", dpi=dots_per_inch, metadata={"Software": None})


def pdf(canvas: Canvas) -> bytes:
    """The same as vectors, on a sheet of the figure's own size."""
    return _saved(canvas, format="pdf", metadata=PLAIN_PDF)


def _saved(canvas: Canvas, **how: Any) -> bytes:
    """The library's settings are global: ours hold only meanwhile."""
    with matplotlib.rc_context(SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font", category=UserWarning)
        buffer = io.BytesIO()
        _figure(canvas).savefig(buffer, facecolor="white", **how)
        return buffer.getvalue()


def _figure(canvas: Canvas) -> Figure:
    figure = Figure(figsize=(canvas.width / POINTS_PER_INCH, canvas.height / POINTS_PER_INCH))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, canvas.width)
    axes.set_ylim(canvas.height, 0)
    for order, piece in enumerate(canvas.pieces):
        if isinstance(piece, Lines):
            axes.add_patch(_patch(piece, order))
        elif isinstance(piece, Marks):
            axes.scatter(*zip(*piece.places, strict=True), zorder=order, **_look(piece))
        else:
            for place, line in _lines_of(piece):
                axes.text(*place, line, zorder=order, **_letters(piece))
    return figure


def _patch(piece: Lines, order: int) -> PathPatch:
    paths = [Path([*path, path[0]] if piece.is_closed else path, closed=piece.is_closed) for path in piece.paths]
    return PathPatch(
        Path.make_compound_path(*paths),
        facecolor=_paper(piece.fill) if piece.fill else "none",
        edgecolor=_paper(piece.colour) if piece.colour else "none",
        linewidth=piece.width,
        linestyle=(0, piece.dash) if piece.dash else "solid",
        alpha=piece.opacity,
        capstyle="butt",
        joinstyle="round",
        zorder=order,
        clip_on=False,
    )


def _look(piece: Marks) -> dict[str, Any]:
    return {
        "s": piece.size**2,
        "marker": piece.shape,
        "facecolors": _paper(piece.face),
        "edgecolors": _paper(piece.edge),
        "linewidths": piece.width,
        "alpha": piece.opacity,
        "clip_on": False,
    }


def _letters(piece: Words) -> dict[str, Any]:
    return {
        "size": piece.size,
        "color": piece.colour,
        "ha": {"start": "left", "middle": "center", "end": "right"}[piece.align],
        "va": "baseline",
        "rotation": -piece.rotation,
        "rotation_mode": "anchor",
        "weight": "bold" if piece.is_bold else "normal",
    }


def _lines_of(piece: Words) -> list[tuple[tuple[float, float], str]]:
    """Baselines go down the page, or across it where the text is turned upwards."""
    lines = piece.text.split("\n")
    x, y = piece.place
    downs = baselines(piece, len(lines))
    if piece.rotation == -90:
        return [((x + down, y), line) for down, line in zip(downs, lines, strict=True)]
    return [((x, y + down), line) for down, line in zip(downs, lines, strict=True)]


def _paper(colour: str) -> str:
    return "white" if colour == PAPER else colour
