"""Many synthetic cohorts, each analysed as the shipped one -> how often each published finding comes out as printed.

A finding that most replicates miss is missed by design; one that some miss is missed by chance. Only the analyses that
speak for a finding are run. The seeds are 1, 2, 3 and so on: none is chosen, and nothing is tuned to what is found.
"""

import csv
import multiprocessing
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from python_stats.simulate.study import simulate
from python_stats.threads import THREADS

FINDINGS = "rpt_published_findings"
CLASSES = ("agrees", "agrees in direction", "disagrees", "not testable")
COLUMNS = ("finding_id", *(name.replace(" ", "_") for name in CLASSES), "n_replicates", "n_subjects")

Agreements = Mapping[str, str]


def replicate(folder: Path, sql: Path, subjects: int, seed: int) -> Agreements:
    """The class of agreement of each finding in one synthetic cohort. The folder is used again for the next one."""
    from python_stats import battery
    from warehouse.ask import open_tables
    from warehouse.building.run import build
    from warehouse.building.task import Choice
    from warehouse.models.project import load_project

    simulate(folder, subjects=subjects, seed=seed)
    build(load_project(folder, battery, sql=sql), battery, choice=Choice(f"+{FINDINGS}"))
    with open_tables(folder) as tables:
        found = tables.frame(f"report.{FINDINGS}")
    return dict(zip(found["finding_id"].astype(str), found["agreement"].astype(str), strict=True))


def replicates(n: int, subjects: int, sql: Path, progress: Callable[[int, int, str], None]) -> list[Agreements]:
    """As many cohorts, on as many cores; which worker makes which has no bearing on what is found."""
    from warehouse.building.methods import leave_to_the_first, unheard

    with tempfile.TemporaryDirectory() as scratch:
        needed = needed_sql(sql, Path(scratch) / "sql")
        # Each process starts afresh: a copy of one with an open database would not be safe.
        fresh = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(THREADS, fresh, leave_to_the_first) as pool:
            with unheard():
                jobs = {pool.submit(_in_own_folder, scratch, needed, subjects, seed): seed for seed in range(1, n + 1)}
            found: dict[int, Agreements] = {}
            for job in as_completed(jobs):
                found[jobs[job]] = job.result()
                progress(len(found), n, f"replicate {jobs[job]}")
        return [found[seed] for seed in sorted(found)]


def needed_sql(sql: Path, target: Path) -> Path:
    """The shipped SQL with only those analyses that speak for a finding."""
    shutil.copytree(sql, target)
    with (sql / "seeds" / "findings_map.csv").open(encoding="utf-8", newline="") as file:
        named = {row["analysis"] for row in csv.DictReader(file)}
    for path in (target / "analyses").glob("*.sql"):
        if path.stem not in named:
            path.unlink()
    return target


def shares(found: Iterable[Agreements], subjects: int) -> Iterator[dict[str, object]]:
    """A row for each finding: in how many replicates it fell into each class."""
    together = list(found)
    for finding in dict.fromkeys(name for one in together for name in one):
        counts = Counter(one[finding] for one in together if finding in one)
        classes = {name.replace(" ", "_"): counts[name] for name in CLASSES}
        yield {"finding_id": finding, **classes, "n_replicates": counts.total(), "n_subjects": subjects}


def write_shares(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _in_own_folder(scratch: str, sql: Path, subjects: int, seed: int) -> Agreements:
    return replicate(Path(scratch) / multiprocessing.current_process().name, sql, subjects, seed)
