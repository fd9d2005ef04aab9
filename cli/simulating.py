"""`cartwheel simulate`: a synthetic study, or how often its findings agree with the published ones."""

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from cli import show
from warehouse.errors import UsageError

commands = typer.Typer()


@commands.command()
def simulate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write the study into.")],
    subjects: Annotated[int, typer.Option("--subjects", min=1, help="How many subjects.")] = 101,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Same seed, same bytes.")] = 2045,
    replicates: Annotated[
        int, typer.Option("--replicates", min=0, help="Write how often each finding agrees in so many cohorts instead.")
    ] = 0,
) -> None:
    """Write a synthetic ZUMA-1-like study: invented patients, calibrated to published summary numbers.

    The folder gets a study.yml and the raw tables as sites would send them, faults included. Every file names itself
    synthetic. With --replicates it gets expected_agreement.csv instead: the classes of agreement of each published
    finding over so many cohorts, with the seeds 1, 2, 3 and so on, each built and analysed on its own.

    cartwheel simulate made_up --subjects 20 --seed 7
    """
    from python_stats.simulate import simulate as run_simulation

    if replicates:
        _replicate(folder, subjects, replicates)
        return
    if (folder / "study.yml").exists():
        raise UsageError("There is a study in this folder already", str(folder), "name a new folder")
    paths = run_simulation(folder, subjects=subjects, seed=seed)
    show.said(f"Wrote {len(paths)} files of a synthetic study of {subjects:,} subjects to {folder}")
    show.said(f"Next: cartwheel build --study {quote(str(folder))}")


def _replicate(folder: Path, subjects: int, n: int) -> None:
    from python_stats.simulate.replicates import replicates, shares, write_shares
    from warehouse.models.project import shipped_sql

    with show.progress() as progress:
        found = replicates(n, subjects, shipped_sql(), progress)
    path = write_shares(folder / "expected_agreement.csv", shares(found, subjects))
    show.said(f"Wrote the agreement of {len(found):,} synthetic cohorts of {subjects:,} subjects to {path}")
