"""What the database's binder said of each model and its tests, kept beside the study from run to run.

It depends on the SQL and on the columns and types of what that reads, so it is kept under a hash of these. To try a
model of which nothing is kept, only what it reads has to stand.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from warehouse.adapters.duckdb import VERSION
from warehouse.models.checks import Check
from warehouse.models.model import Model
from warehouse.models.project import Project

CACHE = Path(".cartwheel") / "compiled.json"
_CODE = ("models/checks", "judging/compile", "judging/remembered")

Types = dict[str, dict[str, str]]


class Remembered:
    """Columns of models and sound tests of runs before, and those of this run, by hash."""

    def __init__(self, project: Project) -> None:
        self._file = project.folder / CACHE
        self._before = _read(self._file)
        self._now: dict[str, dict[str, str]] = {}
        parts = [project.vocabulary.analyses, project.vocabulary.result_parts]
        code = [(Path(__file__).parents[1] / f"{name}.py").read_text("utf-8") for name in _CODE]
        common = json.dumps([VERSION, parts, code])
        self._common = hashlib.sha256(common.encode()).hexdigest()

    def key_of(self, model: Model, types: Types) -> str:
        return self._hash([model.sql, _forms(model.relations, types), model.results_parts])

    def key_of_checks(self, relation: str, checks: Sequence[Check], types: Types) -> str:
        known = _forms([relation, *(check.needs for check in checks if check.needs)], types)
        return self._hash(["tests", [[check.query, check.count] for check in checks], known])

    def columns(self, key: str) -> dict[str, str] | None:
        """The columns kept under a key, which are then kept on."""
        found = self._before.get(key)
        return self.keep(key, found) if found is not None else None

    def keep(self, key: str, columns: dict[str, str]) -> dict[str, str]:
        self._now[key] = columns
        return columns

    def save(self) -> None:
        if self._now.keys() != self._before.keys():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json.dumps(self._now), "utf-8")

    def _hash(self, content: object) -> str:
        return hashlib.sha256((json.dumps(content) + self._common).encode()).hexdigest()


def _forms(relations: Iterable[str], types: Types) -> list[object]:
    return [[relation, list(types.get(relation, {}).items())] for relation in relations]


def _read(file: Path) -> Mapping[str, dict[str, str]]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
