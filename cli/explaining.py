"""The commands that say where numbers come from: one value explained, and the catalogue of everything."""

import json as json_module
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli import show
from cli.options import StudyOption, study_folder
from warehouse.errors import UsageError

commands = typer.Typer()

# What following a value may take: cells seen through a window over many rows grow with the square of their number.
MOST_MEMORY = "4GB"


class Form(StrEnum):
    text = "text"
    json = "json"


@commands.command()
def explain(
    what: Annotated[str, typer.Argument(metavar="WHAT", help="A result, a term of it, or one value of a table.")],
    study: StudyOption = None,
    format: Annotated[Form, typer.Option("--format", help="How to print it.")] = Form.text,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE.html", help="Write a page instead.")] = None,
    rows: Annotated[int, typer.Option("--rows", min=0, help="Rows to show of each table and file.")] = 5,
) -> None:
    """Follow one number back: the SQL and method that made it, the rows it came from, the cells of the files.

    It asks the published warehouse and shows values of subjects: mind where a page of it goes. The row of a value is
    named by its keys with commas between them; a key that has a comma itself stands in quotes.

    cartwheel explain results.fig1a_peak_by_response

    cartwheel explain 'results.fig1a_peak_by_response:durable vs relapsed'

    cartwheel explain cohort.peak_car_t_per_ul@SYN-001

    cartwheel explain peak_car_t_per_ul@SYN-001 --output why.html

    cartwheel explain 'features.value@"SYN-001",peak_car_t_per_ul'
    """
    from cli.explained import explained
    from warehouse.ask import open_tables
    from warehouse.explaining.explain import explain as explain_value

    if output is not None and output.suffix.lower() not in {".html", ".htm"}:
        raise UsageError("An explanation is written as a page", str(output), f"--output {output.stem}.html")
    with open_tables(study_folder(study), MOST_MEMORY) as tables:
        found = explain_value(tables.engine, what, rows)
    if output is not None:
        from warehouse.site import write_explanation

        show.said(f"The explanation is {write_explanation(found, output)}")
    elif format is Form.json:
        show.data(json_module.dumps(asdict(found), default=str, indent=2, ensure_ascii=False))
    else:
        show.data("\n".join(explained(found)))


@commands.command()
def docs(
    study: StudyOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE.html", help="Default: docs/index.html in the study.")
    ] = None,
) -> None:
    """Write the catalogue: one page, readable offline, of every model, column, check and seed, and what reads what.

    It holds no row of any subject; of a study under disclosure control neither numbers of rows nor results of checks.

    cartwheel docs --output catalogue.html
    """
    from cli.catalogue import study_catalogue

    folder = study_folder(study)
    path = study_catalogue(folder, output or folder / "docs" / "index.html")
    show.said(f"The catalogue is {path}")
