"""Forty models by every engine at hand, in one run and in turns: `make bench`, or `make bench-peers DBT=... SQLMESH=...`.

Whole processes, started anew. The peers read typed Parquet files as they lie; we read them as text, with file and row of every
cell, look for what breaks the input contract, and publish only what has passed: that is in our numbers, not in theirs. "With
parser" is bare DuckDB in a process that parses with sqlglot the SQL that it runs, and does nothing with what was parsed.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

from tests.bench import forty

ROOT = Path(__file__).resolve().parents[2]
SCRATCH = ROOT / "build" / "bench-forty"
DOES = ("full build", "nothing changed", "one leaf changed", "parse", "parse again")
# Python keeps what it compiled, as it does for whoever runs this: an engine is not timed while it is being compiled.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "PYTHONPATH": str(ROOT),
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "SQLMESH__DISABLE_ANONYMIZED_ANALYTICS": "1",
}
TYPES = {"integer": "integer", "double": "number", "varchar": "text"}


@dataclass(frozen=True)
class Engine:
    """The words of one engine for each thing, the folder they are said in, and how to take away what was built."""

    name: str
    folder: Path
    words: dict[str, list[str]]
    clean: Callable[[], None]
    after: Callable[[], None] = lambda: None


def raw_files(folder: Path, patients: int) -> Path:
    said = [sys.executable, "-m", "tests.bench.forty", str(folder / "raw"), str(patients)]
    subprocess.run(said, cwd=ROOT, env=ENVIRONMENT, check=True)
    return folder / "raw"


def study_over(raw: Path, folder: Path) -> Path:
    """A study of the raw files, without its models."""
    study, root = folder / "study", folder / "root" / "sql"
    columns = {name: ", ".join(f"{each}: {each}" for each in found) for name, found in forty.COLUMNS.items()}
    sources = [f"  {name}: {{file: data/{name}.parquet, columns: {{{columns[name]}}}}}" for name in forty.COLUMNS]
    forty.write(study / "study.yml", "\n".join(["study: forty", "sources:", *sources, ""]))
    shutil.copytree(raw, study / "data")
    contract = {
        name: "".join(f"    {each}: {{type: {TYPES[kind]}, about: '{each}'}}\n" for each, kind in found.items())
        for name, found in forty.COLUMNS.items()
    }
    text = "".join(f"{name}:\n  about: {name}\n  columns:\n{lines}" for name, lines in contract.items())
    forty.write(root / "sources.yml", text)
    forty.write(root / "settings.yml", "{}\n")
    shutil.copytree(ROOT / "sql" / "macros", root / "macros")
    (root / "macros" / "registries.sql").unlink()
    return study


def ours(study: Path) -> Engine:
    say = [sys.executable, "-m", "tests.bench.forty_ours", str(study)]
    built = [*say, "build"]

    def clean() -> None:
        for path in study.glob("warehouse.duckdb*"):
            path.unlink()
        shutil.rmtree(study / ".cartwheel", ignore_errors=True)

    words = [built, built, built, [*say, "parse"], [*say, "again"]]
    return Engine("cartwheel", study / "sql", dict(zip(DOES, words, strict=True)) | {"plan": [*say, "plan"]}, clean)


def bare(folder: Path, name: str = "bare DuckDB", *parser: str) -> Engine:
    """In a folder with the plan of forty.write_bare."""
    say = [sys.executable, "-m", "tests.bench.forty_bare", str(folder / "plan.json"), str(folder / "bare.duckdb")]
    words = [[*say, word, *parser] for word in ("build", "nothing", "leaf", "parse", "parse")]
    clean = lambda: (folder / "bare.duckdb").unlink(missing_ok=True)  # noqa: E731
    return Engine(name, folder, dict(zip(DOES, words, strict=True)), clean)


def dbt(program: str, raw: Path, name: str = "dbt") -> Engine:
    folder = SCRATCH / name
    forty.write_dbt(folder, raw)
    build = [program, "build", "--profiles-dir", "."]
    changed = [*build, "--select", "state:modified+", "--state", "before"]

    def clean() -> None:
        (folder / "dbt.duckdb").unlink(missing_ok=True)
        shutil.rmtree(folder / "target", ignore_errors=True)

    def after() -> None:
        shutil.rmtree(folder / "before", ignore_errors=True)
        shutil.copytree(folder / "target", folder / "before")

    parse = [program, "parse", "--profiles-dir", "."]
    words = [build, changed, changed, [*parse, "--no-partial-parse"], parse]
    return Engine(name, folder, dict(zip(DOES, words, strict=True)), clean, after)


def sqlmesh(program: str, raw: Path) -> Engine:
    folder = SCRATCH / "sqlmesh"
    connection = "gateways: {local: {connection: {type: duckdb, database: mesh.duckdb}}}\ndefault_gateway: local\n"
    defaults = "model_defaults: {dialect: duckdb, start: 2025-01-01, cron: '@daily'}\n"
    forty.write(folder / "config.yaml", connection + defaults)
    audits: dict[str, list[str]] = {}
    for kind, model, column, _ in forty.tests():
        words = {"unique": f"unique_values(columns := ({column}))", "not_null": f"not_null(columns := ({column}))"}
        words["accepted_values"] = f"accepted_values(column := {column}, is_in := ('F', 'M'))"
        audits.setdefault(model, []).extend([words[kind]] if kind in words else [])
    for path, sql in forty.models().items():
        name, kind = path.partition("/")[2], "VIEW" if path.startswith("staging") else "FULL"
        said = f",\n  audits ({', '.join(audits[name])})" if audits.get(name) else ""
        text = forty.rendered(sql, lambda each: f"dw.{each}", lambda each: f"read_parquet('{raw}/{each}.parquet')")
        forty.write(folder / "models" / f"{path}.sql", f"MODEL (name dw.{name}, kind {kind}{said});\n\n{text}")
    plan = [program, "plan", "--auto-apply", "--no-prompts"]

    def clean() -> None:
        (folder / "mesh.duckdb").unlink(missing_ok=True)
        shutil.rmtree(folder / ".cache", ignore_errors=True)

    parse = [program, "info", "--skip-connection"]
    return Engine("SQLMesh", folder, dict(zip(DOES, [plan, plan, plan, parse, parse], strict=True)), clean)


@dataclass(frozen=True)
class Cost:
    """What one process took: by the clock, of processors (user and system, its children included), and of memory."""

    seconds: float
    processor: float
    megabytes: float


def cost(engine: Engine, does: str) -> Cost:
    folder = ROOT if engine.words[does][0] == sys.executable else engine.folder
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        started = subprocess.Popen(engine.words[does], cwd=folder, env=ENVIRONMENT, stdout=said, stderr=said)
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        if started.returncode != 0:
            said.seek(0)
            sys.exit(f"{engine.name}, {does}: ended with {started.returncode}\n{said.read()[-3000:]}")
    return Cost(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def measured(engines: list[Engine], runs: int) -> dict[str, dict[str, Cost]]:
    """Medians by what is done and by engine, the engines in turns."""
    found: dict[str, dict[str, list[Cost]]] = {does: {each.name: [] for each in engines} for does in DOES}
    for number in range(runs):
        for does in DOES:
            for engine in engines:
                if does == "full build":
                    engine.clean()
                if does == "one leaf changed":
                    forty.change_leaf(engine.folder, number + 2)
                found[does][engine.name].append(cost(engine, does))
                if does in ("full build", "one leaf changed"):
                    engine.after()
    return {does: {name: median(costs) for name, costs in each.items()} for does, each in found.items()}


def watched(mine: Engine) -> tuple[float, float]:
    """What a saved leaf takes in a process that has built before, by the clock and of processors."""
    say = [*mine.words["parse"][:-1], "watch"]
    done = subprocess.run(say, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    seconds, processor = map(float, done.stdout.split())
    return seconds, processor


def median(costs: list[Cost]) -> Cost:
    return Cost(*(statistics.median(getattr(each, item.name) for each in costs) for item in fields(Cost)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--patients", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--dbt", metavar="PROGRAM", help="such as venv/bin/dbt, with dbt-duckdb")
    parser.add_argument("--fusion", metavar="PROGRAM", help="dbt 2; libduckdb.so must be on LD_LIBRARY_PATH")
    parser.add_argument("--sqlmesh", metavar="PROGRAM", help="such as venv/bin/sqlmesh")
    chosen = parser.parse_args()
    shutil.rmtree(SCRATCH, ignore_errors=True)
    raw = raw_files(SCRATCH, chosen.patients)
    mine = ours(study_over(raw, SCRATCH / "ours"))
    forty.write_dbt(mine.folder, None)
    forty.write_bare(SCRATCH / "bare" / "plan.json", raw, forty.models(), forty.tests())
    engines = [bare(SCRATCH / "bare"), bare(SCRATCH / "bare", "with parser", "sqlglot"), mine]
    engines += [dbt(str(Path(chosen.dbt).absolute()), raw)] if chosen.dbt else []
    engines += [dbt(str(Path(chosen.fusion).absolute()), raw, "Fusion")] if chosen.fusion else []
    engines += [sqlmesh(str(Path(chosen.sqlmesh).absolute()), raw)] if chosen.sqlmesh else []
    rows = measured(engines, chosen.runs)
    print(
        f"\n{len(forty.models())} models, {len(forty.tests())} tests, {chosen.patients} patients; medians of {chosen.runs}"
    )
    for what, digits in (("seconds", 2), ("processor", 2), ("megabytes", 0)):
        print(f"\n  {what:<20}" + "".join(f"{each.name:>14}" for each in engines) + f"{'ours / bare':>14}")
        for does, costs in rows.items():
            found = [getattr(costs[each.name], what) for each in engines]
            ratio = getattr(costs["cartwheel"], what) / getattr(costs["bare DuckDB"], what)
            print(f"  {does:<20}" + "".join(f"{each:>14.{digits}f}" for each in found) + f"{ratio:>14.2f}")
    seconds, processor = watched(mine)
    print(f"\n  one leaf saved under build --watch: {seconds:.2f} seconds, {processor:.2f} processor (cartwheel)")
    shutil.rmtree(SCRATCH)


if __name__ == "__main__":
    main()
