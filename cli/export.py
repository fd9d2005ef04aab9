"""Leaving with everything: a study as a bundle of results, a dbt project, SQL scripts, or ADaM data sets."""

import sys
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Annotated

import typer

from cli import show
from cli.options import StudyOption, study_folder
from warehouse.exporting.folder import refuse_full

if TYPE_CHECKING:
    from warehouse.models.project import Project

commands = typer.Typer(
    help="Write the study for others: a bundle of its results, a web site, dbt, SQL of another dialect, or ADaM.",
    no_args_is_help=True,
)

FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")]


@commands.command()
def dbt(folder: FolderArgument, study: StudyOption = None) -> None:
    """Write a dbt project that dbt, with its DuckDB adapter, builds to the same tables.

    Models, macros, registries, tests and descriptions become dbt's. Raw tables and the results of statistical methods
    are read from the published warehouse, so build the study first.

    cartwheel export dbt as_dbt
    """
    from warehouse.building.publish import Files
    from warehouse.errors import StudyError
    from warehouse.exporting.export_dbt import export_dbt

    project = _project(study)
    published = Files(project.folder).published
    if not published.exists():
        raise StudyError("There is no warehouse to read raw tables from", str(published), "cartwheel build")
    paths = export_dbt(project, published, folder)
    show.said(f"Wrote {len(paths)} files of a dbt project to {folder}")
    show.said(f"Next: {join(['cd', str(folder)])} && dbt build --profiles-dir .")


@commands.command()
def sql(
    folder: FolderArgument,
    dialect: Annotated[str, typer.Option("--dialect", help="spark, postgres, snowflake, bigquery, redshift, ...")],
    study: StudyOption = None,
) -> None:
    """Write ordered SQL scripts in another dialect, and say which do not translate exactly, and why.

    cartwheel export sql as_spark --dialect spark
    """
    from warehouse.exporting.export_sql import export_sql

    scripts = export_sql(_project(study), dialect, folder)
    doubtful = [script for script in scripts if script.doubts]
    show.said(f"Wrote {len(scripts)} scripts to {folder}; {len(scripts) - len(doubtful)} translate exactly")
    if doubtful:
        show.table(["not exact", "why"], [(script.relation, "; ".join(script.doubts)) for script in doubtful])


@commands.command()
def bundle(
    folder: FolderArgument,
    study: StudyOption = None,
    figures: Annotated[
        bool,
        typer.Option("--figures/--no-figures", help="With report and figures, which show a point for each subject."),
    ] = True,
) -> None:
    """Write one folder to share: results, SQL as run, settings, versions, hashes, figures, report.

    Its compare.py builds the study anew and compares every result. Tables with a row for each subject are left out.

    cartwheel export bundle to_share --no-figures
    """
    from cli.bundle import write_bundle

    with show.progress() as progress:
        files = write_bundle(study_folder(study), folder, pictures=figures, progress=progress)
    show.said(f"Wrote {len(files)} files to {folder}")
    show.said(f"Next: {join([sys.executable, str(folder / 'compare.py'), str(study_folder(study))])}")


@commands.command()
def site(
    folder: FolderArgument,
    packages: Annotated[
        Path,
        typer.Option("--packages", metavar="DIR", help="Where DuckDB for browsers lies; what fetches it is said."),
    ] = Path(),
    study: StudyOption = None,
) -> None:
    """Write a static web site: what may be seen of the study, and SQL over it in the reader's browser.

    It holds the tables of sql/disclosed, small counts hidden, a report made of them, and the catalogue without numbers
    of rows; also of a study that is not under disclosure control. DuckDB for browsers is two packages of the npm
    registry, which are not part of Cartwheel.

    cartwheel export site as_site --packages npm
    """
    from cli.site import write_site

    refuse_full(folder)
    files = write_site(study_folder(study), folder, packages)
    show.said(f"Wrote {len(files)} files to {folder}")
    show.said(f"Next: python -m http.server --bind 127.0.0.1 {join(['--directory', str(folder)])}")


@commands.command()
def adam(
    folder: FolderArgument,
    study: StudyOption = None,
) -> None:
    """Write ADaM data sets: SAS transport files (XPT 5), Dataset-JSON, and define.json with the metadata.

    ADSL, ADLB, ADPC, ADPP, ADRS, ADTTE, ADTR and the analysis results (ANLRES), from the SQL files in sql/adam. A label
    or text too long for the format is refused, never cut.

    cartwheel export adam as_adam
    """
    from datetime import UTC, datetime
    from importlib.metadata import version

    from warehouse.ask import Limits, open_desk, refuse_rows
    from warehouse.exporting.dataset_files import Origin, write_files
    from warehouse.exporting.datasets import load_datasets, read_dataset, refuse_unbuilt
    from warehouse.models.project import sql_folders

    refuse_full(folder)
    refuse_rows(study_folder(study))
    project = _project(study)
    declared = load_datasets(project, sql_folders(project.folder), "adam")
    with open_desk(project.folder, Limits()) as desk:
        refuse_unbuilt(desk, declared)
        datasets = [read_dataset(desk, dataset) for dataset in declared]
    about = project.study
    origin = Origin(about.name, about.title, about.synthetic, "Cartwheel", version("cartwheel"), datetime.now(UTC))
    write_files(folder, datasets, origin)
    for dataset in datasets:
        show.said(f"{dataset.name.upper():8} {len(dataset.rows):>9,} records  {dataset.label}")
    show.said(f"Wrote {2 * len(datasets) + 1} files to {folder}; define.json says what they hold")


def _project(study: Path | None) -> "Project":
    from python_stats import battery
    from warehouse.models.project import load_project

    return load_project(study_folder(study), battery)
