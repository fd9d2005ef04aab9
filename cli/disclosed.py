"""The report of a study under disclosure control: of its disclosed tables, in the words of the whole warehouse."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from python_stats.report.disclosed import Words, load_words, render_disclosed
from warehouse.adapters.reader import Reader, open_reader
from warehouse.ask import Tables
from warehouse.building.publish import Files
from warehouse.disclosing.naming import subjects_of, unnamed

ALONE: Mapping[str, str] = {}


def disclosed_report(study: Path, disclosed: Reader, beside: Mapping[str, str] = ALONE) -> str:
    """The page as text; `beside` are the addresses and names of pages that lie next to it."""
    with closing(open_reader(Files(study).published)) as whole:
        said, subjects = load_words(Tables(whole)), subjects_of(whole)
    questions, labels = (
        {name: unnamed(text, subjects) for name, text in each.items()} for each in (said.questions, said.labels)
    )
    return render_disclosed(Tables(disclosed), Words(questions, labels), beside)
