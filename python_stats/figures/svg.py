"""A matplotlib figure as a piece of an HTML page, the same bytes every time, in the page's own ink and paper."""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import matplotlib
from matplotlib.figure import Figure

from python_stats.figures import style

# The page redefines these variables for dark screens; the figure carries its own colour for where they are unknown.
VARIABLES = {
    style.INK: "--ink",
    style.MUTED: "--muted",
    style.RULE: "--rule",
    style.PAPER: "--paper",
    style.SOFT: "--soft",
    style.BLUE: "--blue",
    style.VERMILION: "--vermilion",
    style.ORANGE: "--orange",
    style.GREEN: "--green",
}


@contextmanager
def house_settings() -> Iterator[None]:
    """matplotlib's settings are global: ours hold only while a figure is made and written."""
    with matplotlib.rc_context(style.SETTINGS), warnings.catch_warnings():
        # A label may hold letters our font lacks; the reader's browser has them.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font", category=UserWarning)
        yield


def inline_svg(figure: Figure, prefix: str, title: str, description: str) -> str:
    """The figure as an <svg> element with alternative text; `prefix` keeps its ids apart."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    body = buffer.getvalue()
    body = body[body.index("<svg") :]
    # The page's own style sheet says how lines join; a rule of the figure's would reach every other drawing too.
    body = re.sub(r"\s*<(metadata|style)\b.*?</\1>", "", body, flags=re.DOTALL)
    opening = _opening(body, prefix, title, description)
    return opening + _rewrite(body[body.index(">") + 1 :], prefix)


def png(figure: Figure, dots_per_inch: int = 300) -> bytes:
    """The same figure as a picture on white, for a slide or a manuscript."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dots_per_inch, facecolor="white", metadata={"Software": None})
    return buffer.getvalue()


def _opening(body: str, prefix: str, title: str, description: str) -> str:
    found = re.search(r'viewBox="([^"]+)"', body)
    view = found[1] if found else ""
    width, height = view.split()[2:4]
    return (
        f'<svg class="figure" viewBox="{view}" width="{width}pt" height="{height}pt" role="img" '
        f'aria-labelledby="{prefix}-title {prefix}-desc">'
        f'<title id="{prefix}-title">{escape(title)}</title><desc id="{prefix}-desc">{escape(description)}</desc>'
    )


def _rewrite(body: str, prefix: str) -> str:
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', body))

    def tag(found: re.Match[str]) -> str:
        text = found[0].replace("xlink:href", "href")
        text = re.sub(r' id="([^"]+)"', lambda name: f' id="{prefix}-{name[1]}"' if name[1] in used else "", text)
        text = re.sub(r'(url\(#|href="#)', rf"\g<1>{prefix}-", text)
        text = re.sub(r"font: ([\d.]+px) [^;\"]+", r"font-size: \1", text)
        text = text if "base64" in text else re.sub(r"(\d\.\d\d)\d+", r"\1", text)
        return re.sub(r"#[0-9a-f]{6}\b", _variable, text)

    without_comments = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"<[^>]+>", tag, without_comments)).strip()


def _variable(found: re.Match[str]) -> str:
    name = VARIABLES.get(found[0])
    return f"var({name},{found[0]})" if name else found[0]
