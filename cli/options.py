"""Options that several commands share, so that they are called and explained alike."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

SHIPPED_STUDY = Path("studies/zuma1")


class Format(StrEnum):
    table = "table"
    csv = "csv"
    json = "json"
    markdown = "markdown"
    parquet = "parquet"
    xlsx = "xlsx"


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib import metadata

        typer.echo(f"cartwheel {metadata.version('cartwheel')}")
        raise typer.Exit


VersionOption = Annotated[
    bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version and exit.")
]
StudyOption = Annotated[
    Path | None,
    typer.Option("--study", metavar="DIR", help="Study folder. Default: this folder, or studies/zuma1 in a checkout."),
]
FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help="How to write the rows. Default: what the name after --output ends in, or a table."),
]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write the rows to a file; parquet and xlsx need one."),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help='Give $NAME in the query a value: 12, 1.5, true, null, 2020-01-31, ["CR", "PR"], or else text.',
    ),
]
TimeOption = Annotated[
    float, typer.Option("--time-limit", metavar="SECONDS", min=0.1, help="Give up after so many seconds.")
]
MemoryOption = Annotated[
    str, typer.Option("--memory-limit", metavar="SIZE", help="Memory an answer may take, such as 500MB or 8GB.")
]
ExactOption = Annotated[
    bool, typer.Option("--exact", help="In CSV, leave text that a spreadsheet would run as a formula as it is.")
]


def study_folder(study: Path | None) -> Path:
    """The study meant: the one named, the folder we are in, or the one that ships with a checkout."""
    if study is not None:
        return study
    if Path("study.yml").exists() or not (SHIPPED_STUDY / "study.yml").exists():
        return Path()
    return SHIPPED_STUDY
