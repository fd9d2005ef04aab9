"""The commands. Each says what it does, hands over to the rooms that do it, and shows what came back.

Libraries are imported inside the commands, because `--help` and a build with nothing to do should not wait for them.
"""

import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from cli import desk, export, show
from cli.options import StudyOption, study_folder
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

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
SelectOption = Annotated[
    str | None,
    typer.Option(
        "--select",
        metavar="WORDS",
        help="Only these: names, +name (with all it reads), name+ (with all that reads it), layer:marts, tag:word.",
    ),
]


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


app.add_typer(desk.commands)
app.add_typer(export.commands)


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


def _project(study: Path | None) -> "Project":
    from python_stats import battery
    from warehouse.project import load_project

    return load_project(study_folder(study), battery)


def main() -> None:
    """The command line: user errors in words with their exit code, anything else is a fault of ours with its trace."""
    try:
        app()
    except KeyboardInterrupt:
        show.said("cartwheel: cancelled")
        sys.exit(130)
    except UserError as error:
        show.error(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
