"""One thing done with a study of forty models, in a process of its own: build, or only parse. Given by tests/bench/engines.py."""

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


study, what = Path(sys.argv[1]), sys.argv[2]
project = load_project(study, NoStatistics(), sql=study.parent / "root" / "sql", use_cache=what != "parse")
if what == "build":
    from warehouse.building.run import build

    build(project, NoStatistics())
