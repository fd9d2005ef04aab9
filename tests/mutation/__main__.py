"""`make mutation`: breaks every model in every way of mutants.py and says which breaks nothing noticed.

python -m tests.mutation [MODEL ...] [--survivors]
"""

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

from tests.mutation.tests_too import run_tests_too
from tests.mutation.trial import ALIVE, KILLED, Trials, silence
from tests.shipped_project import shipped_project
from tests.small_study import SQL
from warehouse.adapters.duckdb import open_memory
from warehouse.examples.drawn import find_examples
from warehouse.examples.workbench import Workbench
from warehouse.judging.compile import compile_project

TESTS = Path(__file__).resolve().parents[1]
# Those that say what a model makes of rows that they draw; one seed of a twin is enough to notice.
BUILDS = re.compile(r"^from tests\.small_study import .*\bbuild\b", re.MULTILINE)
LAYERS = ("staging", "intermediate", "marts", "results", "report")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make mutation", description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", default=["*"], metavar="MODEL", help="names or patterns; all when empty")
    parser.add_argument("--survivors", action="store_true", help="list what nothing noticed")
    parser.add_argument("--tests-too", action="store_true", help="try what is left on the tests in Python (slow)")
    chosen = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        trials = try_all(Path(folder), chosen.models, tests_too=chosen.tests_too)
    report(trials, show_survivors=chosen.survivors)
    print(f"{time.monotonic() - began:.0f} s")


def try_all(folder: Path, patterns: list[str], *, tests_too: bool = False) -> Trials:
    project = shipped_project(folder)
    engine = open_memory()
    types = compile_project(project, engine)
    engine.close()
    models = {model.relation for model in project.models if model.layer in LAYERS}
    chosen = {each for each in models if any(fnmatch(each, p) or fnmatch(each.split(".")[1], p) for p in patterns)}
    trials = Trials(Workbench(project, types), chosen, tell=progress if sys.stderr.isatty() else silence)
    trials.run(find_examples([SQL]))
    if tests_too:
        run_tests_too(trials, python_tests())
    trials.tell("")
    return trials


def python_tests() -> list[str]:
    found = (path for folder in ("examples", "twins") for path in sorted((TESTS / folder).glob("test_*.py")))
    return [str(path) for path in found if BUILDS.search(path.read_text("utf-8"))]


def progress(doing: str) -> None:
    """One line that is written over; an empty text leaves it clear."""
    print(f"\r\033[K{doing[:100]}", end="", file=sys.stderr, flush=True)


def report(trials: Trials, *, show_survivors: bool) -> None:
    print(f"{'model':<52}{'mutants':>8}{'killed':>8}{'score':>8}")
    layers: dict[str, Counter[str]] = {}
    for relation, several in trials.tried.items():
        found = Counter(tried.state for tried in several)
        layers.setdefault(relation.split(".")[0], Counter()).update(found)
        print(line(relation, found))
    print()
    for layer, found in layers.items():
        print(line(layer, found))
    print(line("all", sum(layers.values(), Counter())))
    if show_survivors:
        print()
        for relation, tried in trials.survivors():
            print(f"{relation}{'' if tried.was_seen else ' (no example differs)'}: {tried.mutant.what}")


def line(name: str, found: Counter[str]) -> str:
    n = found[KILLED] + found[ALIVE]
    score = f"{found[KILLED] / n:.0%}" if n else "-"
    return f"{name:<52}{n:>8}{found[KILLED]:>8}{score:>8}"


if __name__ == "__main__":
    main()
