"""The tables of a built warehouse -> one HTML page which needs nothing but itself.

`write_report(tables, folder)` writes it; the same tables give the same bytes.
"""

from pathlib import Path

from python_stats.report.tables import Tables

__all__ = ["Tables", "write_report"]

PAGE = "report.html"


def write_report(tables: Tables, folder: Path) -> Path:
    """Write the page beside where it goes and rename it there: a reader never sees half a report."""
    from python_stats.report.page import render

    folder.mkdir(parents=True, exist_ok=True)
    target, beside = folder / PAGE, folder / f".{PAGE}.new"
    beside.write_text(render(tables), encoding="utf-8", newline="\n")
    beside.replace(target)
    return target
