"""The report of a study as a file: of its rows, or of what may be seen of them."""

from collections.abc import Callable
from pathlib import Path

from python_stats import report
from warehouse.ask import NO_LIMITS, open_desk, open_tables
from warehouse.disclosure import disclosure_of


def write_report(
    study: Path, figures: Path | None, progress: Callable[[int, int, str], None]
) -> tuple[Path, list[Path]]:
    """Returns the page and the files of its figures, which a study under disclosure control does not give."""
    folder = study / "report"
    if figures is None and disclosure_of(study) is not None:
        from cli.disclosed import disclosed_report

        with open_desk(study, NO_LIMITS) as desk:
            return report.write_page(disclosed_report(study, desk.reader), folder), []
    with open_tables(study) as tables:
        path = report.write_report(tables, folder)
        return path, report.write_pictures(tables, figures, progress=progress) if figures else []
