"""The report of a study under disclosure control: of its disclosed tables, in the words of the whole warehouse."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from python_stats.report.disclosed import load_words, render_disclosed
from warehouse.adapters.reader import Reader, open_reader
from warehouse.ask import Tables
from warehouse.building.publish import Files

ALONE: Mapping[str, str] = {}


def disclosed_report(study: Path, disclosed: Reader, beside: Mapping[str, str] = ALONE) -> str:
    """The page as text; `beside` are the addresses and names of pages that lie next to it."""
    with closing(open_reader(Files(study).published)) as whole:
        said = load_words(Tables(whole))
    return render_disclosed(Tables(disclosed), said, beside)
