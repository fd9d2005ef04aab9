"""A real Spark cluster on this machine beside one DuckDB: `make spark-test`.

A master and two workers run as processes of their own on the loopback address. The shipped study and a simulated one
are built on both; then once more, while a worker and what computes for it are killed. Every table of both sides is
compared, cell by cell. Ends with 1 when a cell differs.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from cli.app import main; main()"]
HOST, PORT = "127.0.0.1", 17077
MASTER = f"spark://{HOST}:{PORT}"


def spark_class():
    import pyspark

    return Path(pyspark.__file__).parent / "bin" / "spark-class"


def environment():
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return os.environ | {"PYTHONPATH": paths, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": HOST}


def start(logs, name, *words):
    log = (logs / f"{name}.log").open("w")
    return subprocess.Popen(
        [str(spark_class()), *words], env=environment(), stdout=log, stderr=log, start_new_session=True
    )


def worker(logs, name):
    words = ("--host", HOST, "--cores", "1", "--memory", "2g", "--work-dir", str(logs / name), MASTER)
    return start(logs, name, "org.apache.spark.deploy.worker.Worker", *words)


def registered(logs, workers):
    """Wait until the master has heard of that many workers."""
    for _ in range(120):
        if (logs / "master.log").exists() and (logs / "master.log").read_text().count("Registering worker") >= workers:
            return
        time.sleep(0.5)
    sys.exit(f"the cluster did not start:\n{(logs / 'master.log').read_text()[-2000:]}")


@contextmanager
def cluster(logs):
    """A master and two workers; yields the workers."""
    master = start(
        logs,
        "master",
        "org.apache.spark.deploy.master.Master",
        "--host",
        HOST,
        "--port",
        str(PORT),
        "--webui-port",
        "0",
    )
    workers = [worker(logs, name) for name in ("worker-1", "worker-2")]
    try:
        registered(logs, 2)
        yield workers
    finally:
        for process in (*workers, master):
            kill(process)


def kill(process):
    """A worker with all that it started."""
    for pid in (*descendants(process.pid), process.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()


def descendants(pid):
    found = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    children = {}
    for line in found.splitlines():
        child, parent = map(int, line.split())
        children.setdefault(parent, []).append(child)
    waiting, all_of_them = [pid], []
    while waiting:
        for child in children.get(waiting.pop(), []):
            all_of_them.append(child)
            waiting.append(child)
    return all_of_them


def study(folder, name, engine, source):
    """A copy of a study with nothing built, to be computed that way."""
    built = shutil.ignore_patterns("warehouse*", ".cartwheel", "report", "store")
    copy = Path(shutil.copytree(source, folder / name, ignore=built))
    with (copy / "study.yml").open("a") as file:
        file.write(f"\nengine: {engine}\n")
    return copy


def build(folder, select, meanwhile=lambda: None):
    """Seconds a build took."""
    began = time.monotonic()
    process = subprocess.Popen(
        [*COMMAND, "build", "--study", str(folder), *(["--select", select] if select else [])],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    meanwhile()
    said, _ = process.communicate()
    if process.returncode != 0:
        sys.exit(f"the build of {folder.name} ended with {process.returncode}\n{said[-3000:]}")
    return time.monotonic() - began


def compare(one, other):
    """Tables, rows and differing rows of two warehouses, ledgers aside."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one / 'warehouse.duckdb'}' as a (read_only)")
        connection.execute(f"attach '{other / 'warehouse.duckdb'}' as b (read_only)")
        names = "select table_schema || '.' || table_name from information_schema.tables where table_schema <> 'meta'"
        tables = [name for (name,) in connection.execute(f"{names} and table_catalog = 'a' order by 1").fetchall()]
        rows = differing = 0
        for name in tables:
            rows += connection.execute(f"select count(*) from a.{name}").fetchone()[0]
            differing += connection.execute(
                f"select count(*) from ((from a.{name} except all from b.{name})"
                f" union all (from b.{name} except all from a.{name}))"
            ).fetchone()[0]
    return len(tables), rows, differing


def one_dies(workers, folder, logs):
    """Once the groups are being built, kill a worker and its executor; start another in its place."""

    def watch():
        for _ in range(600):
            if any((folder / "store").glob("*/*/group_number=*/*.unfinished")):
                break
            if any((folder / "store").glob("staging.*/*/group_number=*/*.parquet")):
                break
            time.sleep(0.05)
        kill(workers[0])
        workers[0] = worker(logs, "worker-3")

    return watch


def line(*cells):
    print("{:<26}{:>9}{:>9}{:>9}{:>12}{:>11}".format(*cells), flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--subjects", type=int, default=20_000, help="of the simulated study")
    options.add_argument("--groups", type=int, default=4)
    # Forests and clusters of so many subjects take hours, on one machine and beside a cluster alike.
    options.add_argument("--select", default="layer:marts", help="which steps of the simulated study")
    wanted = options.parse_args()
    differences = 0
    with tempfile.TemporaryDirectory(prefix="cartwheel-cluster-") as name:
        folder = Path(name)
        simulated = folder / "simulated"
        subprocess.run(
            [*COMMAND, "simulate", str(simulated), "--subjects", str(wanted.subjects)],
            env=environment(),
            check=True,
            capture_output=True,
        )
        with cluster(folder) as workers:
            line("study", "DuckDB s", "Spark s", "tables", "rows", "differing")
            shipped = ("shipped", ROOT / "studies" / "zuma1", None)
            for label, source, select in (shipped, (f"{wanted.subjects} simulated", simulated, wanted.select)):
                alone = study(folder, f"{label} alone", "duckdb", source)
                spark = f"{{name: spark, address: '{MASTER}', groups: {wanted.groups}}}"
                spread = study(folder, f"{label} spread", spark, source)
                killed = study(folder, f"{label} killed", spark, source)
                seconds = build(alone, select)
                for copy, what, meanwhile in (
                    (spread, label, lambda: None),
                    (killed, f"{label}, worker killed", one_dies(workers, killed, folder)),
                ):
                    took = build(copy, select, meanwhile)
                    tables, rows, differing = compare(alone, copy)
                    differences += differing
                    line(what, f"{seconds:.1f}", f"{took:.1f}", tables, f"{rows:,}", differing)
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
