"""The tests in Python, tried on mutants as well: one is run again only where what it had built came out differently.

Such a test draws or computes what it expects, and asks `build` of tests/small_study.py for what the models make of it.
"""

import contextlib
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest

from tests.mutation.trial import Trials
from tests.small_study import table
from warehouse.errors import UserError
from warehouse.examples.drawn import Drawn, Example, Row

Rows = list[dict[str, object]]


@dataclass
class Asked:
    """What a test asks for when it runs, in order; `answers` are given instead of building where they are known."""

    trials: Trials
    answers: dict[str, Rows] = field(default_factory=dict)
    examples: dict[str, Example] = field(default_factory=dict)

    def build(self, relation: str, given: object, settings: dict[str, object] | None = None) -> Rows:
        key = repr((relation, given, settings))
        if key not in self.answers:
            self.examples[key] = as_example(relation, given, settings or {})
            self.trials.bench.build(self.examples[key])
            self.answers[key] = rows_of(self.trials, relation)
        return self.answers[key]


class Plugin:
    """Collects the tests that build models, and runs them on mutants instead of once."""

    def __init__(self, trials: Trials) -> None:
        self._trials = trials

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for item in session.items:
            self._trials.tell(item.name)
            if isinstance(item, pytest.Function) and hasattr(item.module, "build") and is_first_seed(item):
                self._run(item)
        return True

    def _run(self, item: pytest.Function) -> None:
        asked = Asked(self._trials)
        arguments = dict(item.callspec.params) if hasattr(item, "callspec") else {}

        def run() -> bool:
            return runs(item, arguments)

        sound = item.module.build
        try:
            item.module.build = asked.build
            if not run():
                return
            for key, example in asked.examples.items():
                self._try(key, example, asked, item, run)
        finally:
            item.module.build = sound

    def _try(self, key: str, example: Example, asked: Asked, item: pytest.Function, run: Callable[..., bool]) -> None:
        trials, settings = self._trials, dict(example.settings)
        needed = [each for each in trials.chosen if trials.alive(each, settings)]
        if not needed:
            return
        made = trials.bench.build(example)
        target = example.gives[0].name

        def notices() -> bool:
            rows = rows_of(trials, target)
            if rows == asked.answers[key]:
                return False
            item.module.build = Asked(trials, asked.answers | {key: rows}).build
            try:
                return not run()
            finally:
                item.module.build = asked.build

        for relation in made:
            if relation in needed:
                trials.break_model(relation, settings, made, notices)


def is_first_seed(item: pytest.Function) -> bool:
    return not hasattr(item, "callspec") or item.callspec.params.get("seed", 0) == 0


def runs(item: pytest.Function, arguments: dict[str, object]) -> bool:
    """Whether a test passes."""
    try:
        item.function(**arguments)
    except (AssertionError, KeyError, IndexError, ValueError, TypeError, StopIteration, UserError):
        return False
    return True


def as_example(relation: str, given: object, settings: dict[str, object]) -> Example:
    drawn = [as_drawn(source, rows) for source, rows in dict(given).items() if rows]
    gives = Drawn(relation, 1, None, (), ())
    return Example("", "", 1, tuple(drawn), (gives,), settings)


def as_drawn(source: str, rows: str | Iterable[dict[str, object]]) -> Drawn:
    listed = table(rows) if isinstance(rows, str) else list(rows)
    columns = tuple(dict.fromkeys(name for row in listed for name in row))
    cells = [tuple(None if row.get(name) is None else str(row[name]) for name in columns) for row in listed]
    name = source if "." in source else f"raw.{source}"
    return Drawn(name, 1, None, columns, tuple(Row(1, each) for each in cells))


def rows_of(trials: Trials, relation: str) -> Rows:
    columns, rows = trials.bench.engine.answer(f"select * from {relation} order by all")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def run_tests_too(trials: Trials, folders: list[str]) -> None:
    words = ["-q", "-n", "0", "-p", "no:cacheprovider", "--override-ini", "addopts=", *folders]
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main(words, plugins=[Plugin(trials)])
