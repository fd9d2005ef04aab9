"""What subjects cost: builds and screens at growing sizes, beside bare DuckDB and loops: `make bench-scale`.

Each size is simulated, then its models (not its methods) are built by a process of its own, all at once and by groups
of subjects, and by bare DuckDB running the same SQL; processor seconds and peak memory are those of the process. The
screen is timed beside loops over statsmodels and scipy, on a sample of their pairs. A line is fitted to the processor
seconds, and what it says beyond the largest size run is an extrapolation. Nothing here passes or fails: machines differ.
"""

import argparse
import csv
import os
import resource
import shutil
import subprocess
import sys
import time
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import yaml

from tests.bench.screen import by_scipy, by_statsmodels, covariates, looped

ROOT = Path(__file__).resolve().parents[2]
SCRATCH = ROOT / "build" / "bench-scale"
COMMAND = [sys.executable, "-c", "from cli.app import main; main()"]
SUBJECTS_A_GROUP = 5_000
COVARIATES, OUTCOMES = 100, 4
MEGABYTE = 1024  # kilobytes, in which Linux counts the memory of a process


@dataclass(frozen=True)
class Cost:
    """Of one process: seconds by the clock, by the processors, and its largest resident memory."""

    wall: float
    processor: float
    peak_mb: float


def cost(words):
    began = time.perf_counter()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(words)}\nended with {process.returncode}\n{said[-2000:]}")
    return Cost(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / MEGABYTE)


def simulated(subjects):
    folder = SCRATCH / f"subjects-{subjects}"
    if not folder.exists():
        cost([*COMMAND, "simulate", str(folder), "--subjects", str(subjects)])
    return folder


def built(folder, engine):
    """Build a copy of a study with nothing built, as its `engine:` says. Returns the cost and the copy."""
    copy = SCRATCH / "study"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    with (copy / "study.yml").open("a") as file:
        file.write(f"\nengine: {engine}\n")
    return cost([*COMMAND, "build", "--study", str(copy), "--select", "layer:marts"]), copy


def bare(copy):
    return cost([sys.executable, "-m", "tests.bench.bare", str(copy / "warehouse.duckdb"), str(SCRATCH)])


def builds(subjects, memory):
    folder = simulated(subjects)
    at_once, copy = built(folder, f"{{memory_limit: {memory}}}")
    yield "all at once", at_once
    yield "bare DuckDB, same SQL", bare(copy)
    groups = max(1, round(subjects / SUBJECTS_A_GROUP))
    yield f"by {groups} groups", built(folder, f"{{memory_limit: {memory}, groups: {groups}, spill: spill}}")[0]


def with_more_analytes(folder, times):
    """A copy of a study whose files of analytes come so many times, each time of analytes with other names."""
    copy = SCRATCH / f"{folder.name}-analytes-{times}"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    study = yaml.safe_load((copy / "study.yml").read_text("utf-8"))
    given = study["sources"]["analytes"]
    more = [renamed_analytes(copy, mapping, number) for number in range(2, times + 1) for mapping in given]
    study["sources"]["analytes"] = given + more
    (copy / "study.yml").write_text(yaml.safe_dump(study, sort_keys=False, allow_unicode=True), "utf-8")
    return copy


def renamed_analytes(study, mapping, number):
    """The mapping of a new file beside that of another, in which every analyte has a number after its name."""
    column = mapping["columns"]["analyte"]
    column = column["column"] if isinstance(column, dict) else column
    delimiter, path = mapping.get("delimiter", ","), study / mapping["file"]
    again = path.with_stem(f"{path.stem}_{number}")
    with path.open(encoding="utf-8-sig", newline="") as read, again.open("w", encoding="utf-8", newline="") as write:
        rows = csv.DictReader(read, delimiter=delimiter)
        written = csv.DictWriter(write, rows.fieldnames, delimiter=delimiter, lineterminator="\n")
        written.writeheader()
        written.writerows(row | {column: f"{row[column]} {number}"} for row in rows)
    return deepcopy(mapping) | {"file": str(again.relative_to(study))}


def screens(subjects):
    """Seconds here and in loops of one covariate against one outcome at a time."""
    from python_stats.screens.screen_logistic import screen_logistic
    from python_stats.screens.screen_spearman import screen_spearman

    draw = np.random.default_rng(20261121)
    x = np.log2(covariates(draw, subjects, COVARIATES, "panels"))
    y = (draw.random((subjects, OUTCOMES)) < 0.3).astype(float)
    for name, work, shape, one in (
        ("logistic", lambda: screen_logistic(x, y), (COVARIATES, OUTCOMES), by_statsmodels(x, y)),
        ("Spearman", lambda: screen_spearman(x, x), (COVARIATES, COVARIATES), by_scipy(x)),
    ):
        began = time.perf_counter()
        work()
        here = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
        yield name, here, looped(draw, shape, one) / (2 if name == "Spearman" else 1), peak


def fitted(sizes, seconds):
    """Seconds that nobody saves, and seconds a subject: a line in which each size counts by its relative error."""
    sizes, seconds = np.asarray(sizes, float), np.asarray(seconds)
    design = np.column_stack([np.ones_like(sizes), sizes]) / seconds[:, None]
    return np.linalg.lstsq(design, np.ones_like(sizes), rcond=None)[0]


def drawn(found, path):
    """The costs against the subjects, both by powers of ten."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "scale"}
    import matplotlib.pyplot as plt

    figure, (times, memory) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for name, rows in found.items():
        sizes = [subjects for subjects, _ in rows]
        times.loglog(sizes, [each.processor for _, each in rows], "o-", label=name)
        memory.loglog(sizes, [each.peak_mb for _, each in rows], "o-", label=name)
    for axes, title in ((times, "Processor seconds"), (memory, "Peak memory, MB")):
        axes.set(title=title, xlabel="Subjects (simulated)")
        axes.set_ylim(10 ** np.floor(np.log10(axes.get_ylim()[0])), 10 ** np.ceil(np.log10(axes.get_ylim()[1])))
        axes.minorticks_off()
    times.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def analytes(subjects, several, memory):
    """What more analytes cost: the same subjects, by groups."""
    groups = max(1, round(subjects / SUBJECTS_A_GROUP))
    print(f"\n{'analytes, so many times':<34}{'subjects':>10}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}")
    for times in several:
        study = with_more_analytes(simulated(subjects), times)
        used, _ = built(study, f"{{memory_limit: {memory}, groups: {groups}, spill: spill}}")
        print(f"{times:<34}{subjects:>10,}{used.wall:>9.1f}{used.processor:>9.1f}{used.peak_mb:>9.0f}", flush=True)


def kind(name):
    return "by groups" if name.startswith("by ") else name


def main():
    options = argparse.ArgumentParser(prog="make bench-scale", description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[100, 1_000, 10_000])
    options.add_argument("--memory", default="6GB", help="limit of the database")
    options.add_argument("--analytes", type=int, nargs="+", metavar="TIMES", help="only this: more analytes, of 10,000")
    options.add_argument("--picture", type=Path, default=SCRATCH / "scale.svg")
    wanted = options.parse_args()
    SCRATCH.mkdir(parents=True, exist_ok=True)
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors, database limited to {wanted.memory}")
    if wanted.analytes:
        analytes(10_000, wanted.analytes, wanted.memory)
        return
    print(f"\n{'models of subjects':<34}{'subjects':>10}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}{'cpu ms/subject':>16}")
    found: dict[str, list[tuple[int, Cost]]] = {}
    for subjects in wanted.sizes:
        for name, used in builds(subjects, wanted.memory):
            found.setdefault(kind(name), []).append((subjects, used))
            each = 1000 * used.processor / subjects
            print(
                f"{name:<34}{subjects:>10,}{used.wall:>9.1f}{used.processor:>9.1f}{used.peak_mb:>9.0f}{each:>16.2f}",
                flush=True,
            )
    print(f"\n{'screen':<34}{'subjects':>10}{'here s':>9}{'loop s':>9}{'ratio':>9}{'peak MB':>9}")
    for subjects in wanted.sizes:
        for name, here, loop, peak in screens(subjects):
            print(f"{name:<34}{subjects:>10,}{here:>9.2f}{loop:>9.1f}{loop / here:>8.0f}x{peak:>9.0f}", flush=True)
    print("\nEXTRAPOLATED by a line through the sizes above, on one machine like this:")
    for name, rows in found.items():
        fixed, each = fitted(*zip(*[(size, used.processor) for size, used in rows], strict=True))
        hours = [(fixed + each * size) / 3600 for size in (1_000_000, 10_000_000)]
        said = f"{fixed:6.1f} s + {1000 * each:5.2f} ms a subject: {hours[0]:.1f} processor hours for 10^6"
        print(f"  {name:<24}{said}, {hours[1]:.0f} for 10^7")
    drawn(found, wanted.picture)
    print(f"\nThe curves: {wanted.picture}")


if __name__ == "__main__":
    main()
