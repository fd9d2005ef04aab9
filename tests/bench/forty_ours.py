"""One thing done with a study of forty models, in a process of its own: build, plan, or only parse, for the first
time or again. Given by tests/bench/engines.py and tests/bench/many.py.

`watch` saves one leaf ten times, as `cartwheel build --watch` would meet it, and prints what each build took. What it alone needs
is imported in it, because a process is timed whole.
"""

import sys
from pathlib import Path

from warehouse.models.project import load_project


class NoStatistics:
    """The forty models have no analysis."""

    PARTS: dict[str, dict[str, str]] = {}  # noqa: RUF012

    def problems(self, spec, columns):
        return []

    def parts(self, spec):
        return ()

    def fingerprint(self, method):
        return ""

    def listen(self, heard):
        """Nothing here takes long."""

    def asks_by_column(self, spec):
        return False

    def analyse(self, name, spec, frame):
        return {}


def load(study, *, use_cache):
    return load_project(study, NoStatistics(), sql=study.parent / "root" / "sql", use_cache=use_cache)


def watch(study, times=10):
    """Medians of the seconds, by the clock and of processors, from a saved leaf to the warehouse that has it."""
    import statistics
    import time

    from tests.bench import forty
    from warehouse.adapters import file_of
    from warehouse.building.ground import Ahead
    from warehouse.building.run import Means, build
    from warehouse.ledger.told import standing

    ahead, found = Ahead(study), []
    for number in range(times + 1):
        forty.change_leaf(study / "sql", 1000 + number)
        began = time.perf_counter(), time.process_time()
        build(load(study, use_cache=True), NoStatistics(), means=Means(ahead=ahead))
        found.append((time.perf_counter() - began[0], time.process_time() - began[1]))
        standing(file_of(study))
        ahead.lay()
    ahead.leave()
    print(*(statistics.median(column) for column in zip(*found[1:], strict=True)))


def main():
    study, what = Path(sys.argv[1]), sys.argv[2]
    if what == "watch":
        watch(study)
        return
    project = load(study, use_cache=what != "parse")
    if what == "build":
        from warehouse.building.run import build

        build(project, NoStatistics())
    if what == "plan":
        from warehouse.building.task import plan_build

        plan_build(project, NoStatistics())


main()
