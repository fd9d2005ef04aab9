"""What a wide screen takes when its rows are fetched whole and when by column: python -m tests.bench.wide

A table of simulated covariates, a tenth of them missing, is written to a database; each way then has a process of its
own, which prints processor seconds, its largest resident memory, and a fingerprint of the rows it found.
"""

import argparse
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from tests.bench.scale import MEGABYTE

WAYS = ("whole", "by column")


def simulated(path, subjects, covariates):
    """Covariates in runs of a hundred, so that no statement is too wide."""
    from warehouse.adapters.duckdb import Limits, open_new

    engine = open_new(path, large=True, limits=Limits("2GB", path.parent / "spill", 1))
    engine.execute("select setseed(0.5)")
    first = "select concat('S', lpad(cast(i as varchar), 8, '0')) as subject_id, random() < 0.3 as durable"
    value = "case when random() < 0.9 then exp(2 * random() - 1 + random()) end"
    columns = ", ".join(f"{value} as x{place}" for place in range(covariates))
    engine.execute(f"create table t as {first}, {columns} from range({subjects}) as numbers(i)")
    engine.checkpoint()
    engine.close()


def screened(path, way, memory):
    import resource

    from python_stats import battery
    from warehouse.adapters.duckdb import Limits, open_existing
    from warehouse.building.fetch import InDatabase

    engine = open_existing(path, Limits(memory, path.parent / "spill"))
    rows = InDatabase(engine, "t", ("subject_id",), tuple(engine.describe("select * from t")))
    header = {"method": "screen", "covariates": "all_numeric", "outcomes": ["durable"]}
    if way == "whole":
        rows = engine.frame("select * from t order by subject_id")
    found = battery.analyse("s", header, rows)["estimates"]
    used = resource.getrusage(resource.RUSAGE_SELF)
    numbers = [[value for key, value in row.items() if key != "method_version"] for row in found]
    digest = sha256(repr(numbers).encode()).hexdigest()[:12]
    peak = used.ru_maxrss / MEGABYTE
    print(f"{way:<12}{used.ru_utime + used.ru_stime:>10.1f}{peak:>10.0f}{len(found):>10,}  {digest}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, nargs=2, default=(10_000, 1_000), metavar=("SUBJECTS", "COVARIATES"))
    parser.add_argument("--memory", default="500MB", help="limit of the database")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        screened(Path(asked.one[0]), asked.one[1], asked.memory)
        return
    print(f"{asked.size[0]:,} subjects, {asked.size[1]:,} covariates, database limited to {asked.memory}")
    print(f"{'fetched':<12}{'cpu s':>10}{'peak MB':>10}{'rows':>10}  fingerprint", flush=True)
    with tempfile.TemporaryDirectory(prefix="cartwheel-wide-") as folder:
        path = Path(folder) / "wide.duckdb"
        simulated(path, *asked.size)
        for way in WAYS:
            words = [sys.executable, "-m", "tests.bench.wide", "--memory", asked.memory, "--one", str(path), way]
            ended = subprocess.run(words, capture_output=True, text=True, check=False)
            print(ended.stdout.rstrip() or f"{way:<12}{ended.stderr.strip().splitlines()[-1][:90]}", flush=True)


if __name__ == "__main__":
    main()
