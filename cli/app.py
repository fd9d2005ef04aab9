"""The commands. Each says what it does, hands over to the rooms that do it, and shows what came back.

Libraries are imported inside the commands, because `--help` and a build with nothing to do should not wait for them.
"""

import sys
from enum import StrEnum
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from cli import show
from warehouse.errors import UsageError, UserError

if TYPE_CHECKING:
    from warehouse.project import Project

app = typer.Typer(
    name="cartwheel",
    help="A cohort warehouse for CAR T-cell correlative studies: raw tables in, P values and a report out.",
    epilog="Start with: cartwheel simulate my_study && cartwheel build --study my_study",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=True,
    no_args_is_help=True,
)

SHIPPED_STUDY = Path("studies/zuma1")

StudyOption = Annotated[
    Path | None,
    typer.Option("--study", metavar="DIR", help="Study folder. Default: this folder, or studies/zuma1 in a checkout."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
SelectOption = Annotated[
    str | None,
    typer.Option(
        "--select",
        metavar="WORDS",
        help="Only these: names, +name (with all it reads), name+ (with all that reads it), layer:marts, tag:word.",
    ),
]


class Format(StrEnum):
    table = "table"
    csv = "csv"
    json = "json"


@app.command()
def build(
    study: StudyOption = None,
    select: SelectOption = None,
    anew: Annotated[bool, typer.Option("--anew", help="Build everything from nothing.")] = False,
    json: JsonOption = False,
) -> None:
    """Read the files, build the tables, check them, run the statistics, publish.

    Only what changed is built. Readers keep the old warehouse until the new one is whole; if a check fails, nothing is
    published and the failed build is kept for `cartwheel query --failed`.
    """
    from python_stats import battery
    from warehouse.run import build as run_build

    project = _project(study)
    with show.progress() as progress:
        report = run_build(project, battery, selection=select, anew=anew, progress=progress)
    show.build_report(report, project, as_json=json)


@app.command()
def plan(study: StudyOption = None, select: SelectOption = None, json: JsonOption = False) -> None:
    """Say what a build would do, and why, without doing it."""
    from python_stats import battery
    from warehouse.run import plan_build

    show.plan(plan_build(_project(study), battery, select).plan, as_json=json)


@app.command()
def check(study: StudyOption = None, json: JsonOption = False) -> None:
    """Check the models without data, then read the files into memory and count what would be accepted.

    Nothing is written. For each file: rows read, accepted, rejected by reason, and columns that nothing uses.
    """
    from warehouse.check import check_study

    show.check_report(check_study(_project(study)), as_json=json)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(metavar="[SQL]", help="A query, or - to read it from standard input.")] = "-",
    study: StudyOption = None,
    form: Annotated[Format, typer.Option("--format", help="How to print the rows.")] = Format.table,
    failed: Annotated[bool, typer.Option("--failed", help="Ask the last build that failed a check instead.")] = False,
) -> None:
    """Ask the warehouse a question in SQL. The connection cannot write, nor reach any other file.

    cartwheel query "select analysis, term, estimate, p_value from results.estimates order by p_value limit 10"
    """
    from warehouse.ask import ask

    folder = study_folder(study)
    show.answer(ask(folder, sys.stdin.read() if sql == "-" else sql, failed=failed), form.value)


@app.command()
def report(study: StudyOption = None) -> None:
    """Write the report: one page with every result, its figure and the cohort it comes from, readable offline."""
    from python_stats.report import write_report
    from warehouse.ask import open_tables

    folder = study_folder(study)
    with open_tables(folder) as tables:
        path = write_report(tables, folder / "report")
    show.said(f"The report is {path}")


@app.command()
def simulate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write the study into.")],
    subjects: Annotated[int, typer.Option("--subjects", min=1, help="How many subjects.")] = 101,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Same seed, same bytes.")] = 2045,
) -> None:
    """Write a synthetic ZUMA-1-like study: invented patients, calibrated to published summary numbers.

    The folder gets a study.yml and the raw tables as sites would send them, faults included. Every file names itself
    synthetic.
    """
    from python_stats.simulate import simulate as run_simulation

    if (folder / "study.yml").exists():
        raise UsageError("There is a study in this folder already", str(folder), "name a new folder")
    paths = run_simulation(folder, subjects=subjects, seed=seed)
    show.said(f"Wrote {len(paths)} files of a synthetic study of {subjects:,} subjects to {folder}")
    show.said(f"Next: cartwheel build --study {quote(str(folder))}")


def study_folder(study: Path | None) -> Path:
    """The study meant: the one named, the folder we are in, or the one that ships with a checkout."""
    if study is not None:
        return study
    if Path("study.yml").exists() or not (SHIPPED_STUDY / "study.yml").exists():
        return Path()
    return SHIPPED_STUDY


def _project(study: Path | None) -> "Project":
    from python_stats import battery
    from warehouse.project import load_project

    return load_project(study_folder(study), battery)


def main() -> None:
    """The command line: user errors in words with their exit code, anything else is a fault of ours with its trace."""
    try:
        app()
    except UserError as error:
        show.error(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
