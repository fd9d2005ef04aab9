"""The commands. Each says what it does, hands over to the rooms that do it, and shows what came back.

Libraries are imported inside the commands, because `--help` and a build with nothing to do should not wait for them.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import desk, diff, explaining, export, show, simulating
from cli.cancelled import in_one_line, is_cancelled
from cli.options import StudyOption, VersionOption, study_folder
from cli.pipe import Commands, open_what_is_closed
from warehouse.errors import UsageError, UserError

if TYPE_CHECKING:
    from warehouse.building.ground import Ahead
    from warehouse.building.task import Choice
    from warehouse.models.project import Project

app = typer.Typer(
    name="cartwheel",
    cls=Commands,
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
        help="Only these: names, +name (with all it reads), name+ (with all that reads it), 2+name (two steps back), "
        "layer:marts, tag:word, path:sql/marts, changed, failed. Blanks join, a comma keeps what both choose.",
    ),
]
ExcludeOption = Annotated[
    str | None, typer.Option("--exclude", metavar="WORDS", help="All but these, in the same words.")
]


@app.callback()
def cartwheel(version: VersionOption = False) -> None:
    """What is said before a command."""


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the new study.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILES", help="Data files, or folders of them; copied into DIR if they lie elsewhere."),
    ] = None,
) -> None:
    """Look at data files and draft the study.yml that reads them.

    Guesses what each table holds, where its header is, who the subjects are, time, units and words for missing. The
    draft says how sure each guess is and what it leaves open, and is tried on the files. It holds no patient's values.

    cartwheel init my_cohort data/subjects.csv data/responses.csv
    """
    from warehouse.drafting.start import start_study

    show.started(start_study(folder, files or []))


@app.command()
def build(
    study: StudyOption = None,
    select: SelectOption = None,
    exclude: ExcludeOption = None,
    anew: Annotated[bool, typer.Option("--anew", help="Build everything from nothing.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Go on from the step at which the last build failed.")] = False,
    empty: Annotated[
        bool,
        typer.Option("--empty", help="Build everything on no rows, in memory: models, checks and methods are tried."),
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Build, then again whenever a file is saved.")] = False,
    json: JsonOption = False,
) -> None:
    """Read the files, build the tables, check them, run the statistics, publish.

    Only what changed is built. Readers keep the old warehouse until the new one is whole; if a check fails, nothing is
    published and the failed build is kept for `cartwheel query --failed` and `cartwheel build --retry`.

    cartwheel build

    cartwheel build --select +cohort

    cartwheel build --empty
    """
    from warehouse.building.task import Choice

    if empty:
        if select or exclude or anew or retry or watch:
            raise UsageError("--empty tries everything and takes no choice", hint="cartwheel build --empty alone")
        _try_on_no_rows(study, json)
        return
    choice = Choice(select, exclude, anew, retry)
    if not watch:
        _build(study, choice, json)
        return
    if anew or retry:
        raise UsageError("--watch builds what changed", hint="build --anew or --retry first, then --watch")
    from cli.watch import watch_study

    watch_study(study_folder(study), lambda ahead: _build(study, choice, json, ahead))


@app.command()
def plan(
    study: StudyOption = None,
    select: SelectOption = None,
    exclude: ExcludeOption = None,
    retry: Annotated[bool, typer.Option("--retry", help="What build --retry would do.")] = False,
    json: JsonOption = False,
) -> None:
    """Say what a build would do, and why, without doing it.

    cartwheel plan --select changed+

    cartwheel plan --json
    """
    from python_stats import battery
    from warehouse.building.task import Choice, plan_build

    choice = Choice(select, exclude, retry=retry)
    task = plan_build(_project(study), battery, choice)
    show.plan(task.plan, as_json=json)
    show.notes(task.notes)
    if task.verdict.faults:
        show.ledger(task.verdict)


@app.command()
def check(study: StudyOption = None, json: JsonOption = False) -> None:
    """Check the models without data, then read the files into memory and say what would come of them.

    Nothing is built or published; what was found out of the models is kept in .cartwheel/, and no row of a subject. For
    each file: rows read, accepted, rejected by reason, and columns that nothing uses; then files that nothing reads,
    and for each source: units, values beyond the limits, doubled records, identifiers without a subject; and what looks
    wrong. The ledger of what was built is held against its hashes.

    cartwheel check
    """
    from warehouse.check import check_study

    project = _project(study)
    show.check_report(check_study(project), project.folder, as_json=json)


app.add_typer(simulating.commands)
app.add_typer(desk.commands)
app.add_typer(diff.commands)
app.add_typer(export.commands, name="export")
app.add_typer(explaining.commands)


@app.command()
def report(
    study: StudyOption = None,
    figures: Annotated[
        Path | None,
        typer.Option("--figures", metavar="DIR", help="Also write every figure as SVG, PDF and PNG, with its data."),
    ] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Also print it as report.pdf, by a Chromium or Chrome of this machine.")
    ] = False,
) -> None:
    """Write the report: one page with every result, its figure and the cohort it comes from, readable offline.

    cartwheel report --figures figures
    """
    from cli.reports import write_report

    folder = study_folder(study)
    with show.progress() as progress:
        path, written = write_report(folder, figures, progress)
    show.said(f"The report is {path}")
    if pdf:
        from cli.paper import print_page

        show.said(f"Printed as {print_page(path, path.with_suffix('.pdf'))}")
    if figures:
        show.said(f"Wrote {len(written):,} files of figures to {figures}")


@app.command()
def sensitivity(
    study: StudyOption = None,
    settings: Annotated[
        list[str] | None, typer.Option("--setting", metavar="NAME", help="Only this setting; may be repeated.")
    ] = None,
) -> None:
    """Change each open choice, one at a time, and say which conclusions cross P = .05.

    The choices are the settings with alternatives. They are tried on a copy of the warehouse; what was found is kept
    in it as results.sensitivity with the number of the run, and shown in the report until another run is newer.

    cartwheel sensitivity --setting durable_if_short_follow_up
    """
    from python_stats import battery
    from python_stats.sensitivity import COLUMNS, TABLE, compared, compared_methods, summary
    from warehouse.building.otherwise import changes_of, keep, published_rows, published_run, try_out

    project = _project(study)
    now, changes = project.setting_values(), changes_of(project, settings or ())
    run_id = published_run(project)
    rows: list[dict[str, object]] = []
    with show.progress() as progress:
        for found in try_out(project, battery, changes, progress):
            name, value = found.change.setting, found.change.value
            for analysis, before in found.before.items():
                rows += compared(name, now[name], value, before, found.after[analysis])
    rows += compared_methods(published_rows(project, "results.estimates"))
    keep(project, TABLE, COLUMNS, [row | {"run_id": run_id} for row in rows], run_id)
    show.sensitivity(summary(rows, [(change.setting, change.value) for change in changes]), project.folder)


def _try_on_no_rows(study: Path | None, as_json: bool) -> None:
    from python_stats import battery
    from warehouse.building.empty import build_empty

    show.empty_report(build_empty(_project(study), battery), as_json=as_json)


def _build(study: Path | None, choice: "Choice", json: bool, ahead: "Ahead | None" = None) -> None:
    from python_stats import battery
    from warehouse.building.methods import spare_cores
    from warehouse.building.run import Means
    from warehouse.building.run import build as run_build

    project = _project(study)
    with show.progress() as progress:
        means = Means(progress, spare_cores(), ahead)
        report = run_build(project, battery, choice=choice, means=means)
    show.notes(report.notes)
    show.build_report(report, project, as_json=json)


def _project(study: Path | None) -> "Project":
    from python_stats import battery
    from warehouse.models.project import load_project

    return load_project(study_folder(study), battery)


def main() -> None:
    """The command line: user errors in words with their exit code, anything else is a fault of ours with its trace."""
    open_what_is_closed()
    with in_one_line():
        try:
            app()
        except UserError as error:
            if is_cancelled():
                raise
            show.error(error)
            sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
