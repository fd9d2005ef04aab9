"""Times of what people wait for, and of the build beside bare DuckDB running the same SQL: `make bench`.

Medians of processes started anew, in one run and in turns, so that a noisy machine disturbs both sides of a
ratio alike. Nothing here passes or fails: machines differ.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener

from tests.bench.watched import watched

ROOT = Path(__file__).resolve().parents[2]
SCRATCH = ROOT / "build" / "bench"
COMMAND = [sys.executable, "-c", "from cli.app import main; main()"]
# As on a user's machine, Python keeps what it compiled.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "PYTHONPATH": str(ROOT)
}
QUERY = "select analysis, p_value from results.estimates order by p_value limit 10"


def seconds(words):
    began = time.perf_counter()
    done = subprocess.run(words, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)}\nended with {done.returncode}\n{done.stdout}{done.stderr}")
    return time.perf_counter() - began, done.stdout


def cartwheel(*arguments):
    return seconds([*COMMAND, *arguments])[0]


def median(times):
    return statistics.median(times), min(times), max(times)


def repeat(times, *arguments):
    return median([cartwheel(*arguments) for _ in range(times)])


def fresh(study):
    """A copy of the study with nothing built."""
    shutil.rmtree(SCRATCH, ignore_errors=True)
    built = shutil.ignore_patterns("warehouse.duckdb*", ".cartwheel", "report")
    return shutil.copytree(study, SCRATCH / "study", ignore=built)


def from_nothing(study, times):
    found = []
    for _ in range(times):
        folder = fresh(study)
        found.append(cartwheel("build", "--study", str(folder)))
    return median(found)


BARE_QUESTION = """
import sys, duckdb
print(duckdb.connect(sys.argv[1], read_only=True).execute("select 1").fetchall())
"""


def question_beside_bare(folder, times):
    """Seconds of `cartwheel query "select 1"` and of a bare duckdb process that asks the same file, in turns."""
    bare = [sys.executable, "-c", BARE_QUESTION, str(folder / "warehouse.duckdb")]
    pairs = [(cartwheel("query", "--study", str(folder), "select 1"), seconds(bare)[0]) for _ in range(times)]
    return [median(column) for column in zip(*pairs, strict=True)]


def first_views(folder, times):
    """Seconds from sending the address to the last byte of the page's first view, once the server listens."""
    process = subprocess.Popen(
        [*COMMAND, "serve", "--study", str(folder)],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        address, found = process.stdout.readline().strip(), []
        for _ in range(times):
            began = time.perf_counter()
            opener = build_opener(HTTPCookieProcessor())
            with opener.open(address, timeout=30) as reply:
                reply.read()
            found.append(time.perf_counter() - began)
        return median(found)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def beside_bare(folder, times):
    """(build's SQL, bare SQL, whole build, whole bare process) of builds and bare runs in turns."""
    pairs = []
    for _ in range(times):
        (folder / "warehouse.duckdb").unlink()
        shutil.rmtree(folder / ".cartwheel", ignore_errors=True)
        whole = cartwheel("build", "--study", str(folder))
        process, said = seconds(
            [sys.executable, "-m", "tests.bench.bare", str(folder / "warehouse.duckdb"), str(SCRATCH)]
        )
        ours, bare = map(float, said.split())
        pairs.append((ours, bare, whole, process))
    return [statistics.median(column) for column in zip(*pairs, strict=True)]


def line(about, times, aim=""):
    middle, low, high = times
    print(f"  {about:<44}{middle:8.2f} s   ({low:.2f} to {high:.2f}){aim:>20}")


def main():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--study", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    print(f"{chosen.study}, {os.cpu_count()} cores; median (fastest to slowest)\n")
    line("build from nothing", from_nothing(chosen.study, max(3, chosen.runs // 2)))
    folder = SCRATCH / "study"
    line("report", repeat(3, "report", "--study", str(folder)), "with build < 20 s")
    line("build, nothing changed", repeat(chosen.runs, "build", "--study", str(folder)), "< 0.5 s")
    line("cartwheel --help", repeat(chosen.runs, "--help"), "< 0.25 s")
    line("query", repeat(chosen.runs, "query", "--study", str(folder), QUERY))
    asked, in_bare = question_beside_bare(folder, 2 * chosen.runs + 1)
    line('query "select 1"', asked, "< 0.35 s")
    line("the same in a bare duckdb process", in_bare)
    print(f"  {'ratio':<44}{asked[0] / in_bare[0]:8.2f}")
    line("serve, first view", first_views(folder, chosen.runs), "< 1 s")
    line("one model saved, build --watch", median(watched(folder, chosen.runs, COMMAND, ENVIRONMENT)), "< 1 s")
    ours, bare, whole, process = beside_bare(folder, 3)
    print(f"\n  {'models, as the build recorded them':<44}{ours:8.2f} s")
    print(f"  {'the same SQL in bare DuckDB':<44}{bare:8.2f} s")
    print(f"  {'ratio':<44}{ours / bare:8.2f}    {'aim < 1.3':>38}")
    print(f"  {'whole build / whole bare process':<44}{whole / process:8.2f}    (with ingestion, checks, statistics)")
    print("\nShared or throttled machines vary by a factor of two: compare ratios, and runs made together.")
    shutil.rmtree(SCRATCH)


main()
