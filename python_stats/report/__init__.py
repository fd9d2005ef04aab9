"""The tables of a built warehouse -> one HTML page which needs nothing but itself.

`write_report(tables, folder)` writes it; the same tables give the same bytes. `write_pictures(tables, folder)` writes
every figure as an SVG, a PDF and a PNG file, with its data beside it as CSV.
"""

from collections.abc import Callable
from pathlib import Path

from python_stats.report.tables import Tables

__all__ = ["Tables", "write_page", "write_pictures", "write_report"]

PAGE = "report.html"
Progress = Callable[[int, int, str], None]


def write_report(tables: Tables, folder: Path) -> Path:
    """Write the report of a warehouse; returns the path."""
    from python_stats.report.page import render

    return write_page(render(tables), folder)


def write_page(text: str, folder: Path) -> Path:
    """Write the page beside where it goes and rename it there: a reader never sees half a report."""
    folder.mkdir(parents=True, exist_ok=True)
    target, beside = folder / PAGE, folder / f".{PAGE}.new"
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(target)
    return target


def write_pictures(
    tables: Tables, folder: Path, dots_per_inch: int = 300, progress: Progress = lambda done, total, name: None
) -> list[Path]:
    """Write every figure of the report as a picture, named by its analysis and kind."""
    from python_stats.report.page import picture_files

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in picture_files(tables, dots_per_inch, progress):
        (folder / name).write_bytes(content)
        written.append(folder / name)
    return written
