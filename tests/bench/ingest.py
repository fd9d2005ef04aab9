"""Ten million analyte rows into staging, beside bare DuckDB reading the same file: rows a second, and memory.

`python -m tests.bench.ingest [rows]` works in build/bench; `make bench` prints it with the rest.
"""

import argparse
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRATCH = ROOT / "build" / "bench_ingest"
STUDY = """\
study: ten_million
synthetic: true
sources:
  subjects: {file: subjects.csv, columns: {subject_id: id}}
  analytes:
    file: levels.csv
    columns: {subject_id: id, study_day: day, analyte: analyte, result: result, unit: unit}
"""
BUILD = [sys.executable, "-c", "from cli.app import main; main()", "build", "--select", "+stg_analytes", "--study"]
BARE = """
import duckdb, sys
connection = duckdb.connect()
connection.execute("set threads = 2")
connection.execute(f"create table levels as select * from read_csv('{sys.argv[1]}', all_varchar = true)")
"""


def made(rows):
    """A cohort of a thousand subjects; every seventh result is below a limit, and no line is like the one before."""
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    (SCRATCH / "study.yml").write_text(STUDY, encoding="utf-8")
    (SCRATCH / "subjects.csv").write_text("id\n" + "".join(f"S{n:04d}\n" for n in range(1000)), encoding="utf-8")
    with (SCRATCH / "levels.csv").open("w", encoding="utf-8") as file:
        file.write("id,day,analyte,result,unit\n")
        for first in range(0, rows, 100_000):
            file.writelines(
                f"S{n % 1000:04d},{n // 1000 % 365},{('IL-6', 'Ferritin', 'CRP')[n % 3]},"
                f"{'<0.7' if n % 7 == 0 else round(1 + n % 99991 / 37, 2)},{('pg/mL', 'ng/mL', 'mg/L')[n % 3]}\n"
                for n in range(first, min(rows, first + 100_000))
            )


def timed(words):
    """Seconds, and the most memory that any child has taken so far, in GB."""
    began = time.perf_counter()
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=10_000_000)
    rows = parser.parse_args().rows
    made(rows)
    bare, _ = timed([sys.executable, "-c", BARE, str(SCRATCH / "levels.csv")])
    ours, memory = timed([*BUILD, str(SCRATCH)])
    print(f"\n  {rows:,} rows of analytes, into staging, with every rule of the contract")
    print(f"  {'cartwheel build --select +stg_analytes':<44}{ours:8.1f} s{rows / ours:14,.0f} rows/s{memory:8.2f} GB")
    print(f"  {'bare DuckDB reading the file':<44}{bare:8.1f} s{rows / bare:14,.0f} rows/s")
    shutil.rmtree(SCRATCH)


if __name__ == "__main__":
    main()
