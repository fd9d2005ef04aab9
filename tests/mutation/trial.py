"""Mutants tried on worked examples: one is killed when an example, or a test in a header, notices it.

An example is built once. Then each model in it is broken in one way after the other; only where its own table came out
differently is what reads it built anew, and what the example gives compared.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.mutation.mutants import Mutant, mutants, readable
from tests.mutation.own_sql import OwnSql
from warehouse.adapters import EngineError
from warehouse.errors import UserError
from warehouse.examples.drawn import Example
from warehouse.examples.held import compare
from warehouse.examples.workbench import ANALYSIS, Workbench
from warehouse.judging.checks import checks_of, count_query

ALIVE, KILLED, REFUSED = "alive", "killed", "refused"


@dataclass
class Tried:
    """One mutant and what became of it. What cannot be run is refused by the compiler, and counts for nothing."""

    mutant: Mutant
    state: str = ALIVE
    was_seen: bool = False


def silence(doing: str) -> None:
    """What tells nobody what is tried."""


@dataclass
class Trials:
    """All mutants of the chosen models, numbered alike under every setting."""

    bench: Workbench
    chosen: set[str]
    tried: dict[str, list[Tried]] = field(default_factory=dict)
    tell: Callable[[str], None] = silence

    def __post_init__(self) -> None:
        self._own = OwnSql(self.bench.project.vocabulary, ANALYSIS)
        self._kept: dict[tuple[str, str], list[Mutant]] = {}
        for relation in sorted(self.chosen):
            self.tell(f"the mutants of {relation}")
            self.tried[relation] = [Tried(mutant) for mutant in self.mutants(relation, {})]

    def mutants(self, relation: str, settings: dict[str, object]) -> list[Mutant]:
        model = self.bench.models[relation]
        changed = {name: value for name, value in settings.items() if name in model.settings}
        key = (relation, repr(sorted(changed.items())))
        if key not in self._kept:
            sql, macros = self._own.of(model, changed)
            whole = (self.bench.sql(relation, changed), {})
            self._kept[key] = list(mutants(*((sql, macros) if readable(sql) else whole)))
        return self._kept[key]

    def alive(self, relation: str, settings: dict[str, object]) -> list[tuple[Tried, Mutant]]:
        """The mutants of a model that are left, as its settings have them."""
        tried = self.tried.get(relation, [])
        if not any(each.state == ALIVE for each in tried):
            return []
        pairs = paired(tried, self.mutants(relation, settings))
        return [(each, mutant) for each, mutant in pairs if each.state == ALIVE]

    def run(self, examples: Iterable[Example]) -> None:
        """The examples of a model first, because they are the ones to notice."""
        examples = list(examples)
        for is_own in (True, False):
            for example in examples:
                self._run(example, is_own=is_own)

    def _run(self, example: Example, *, is_own: bool) -> None:
        settings = dict(example.settings)
        gives = {self.bench.relation(table, example) for table in example.gives}
        made = None
        for relation in self.chosen & gives if is_own else sorted(self.chosen - gives):
            if not self.alive(relation, settings):
                continue
            made = self.bench.build(example) if made is None else made
            self.tell(f"{relation}: {example.title}")
            if relation in made:
                self.break_model(relation, settings, made, lambda: self._notices(example))

    def _notices(self, example: Example) -> bool:
        return any(compare(self.bench, example, table) for table in example.gives)

    def break_model(
        self, relation: str, settings: dict[str, object], made: list[str], notices: Callable[[], bool]
    ) -> None:
        """Break one model of what is built in every way that is left, and put it right again."""
        engine = self.bench.engine
        below = self._below(relation, settings, made)
        for each in (relation, *below):
            engine.execute(f"create or replace table sound_{each.replace('.', '_')} as from {each}")
        sound = self._broken_checks(relation)
        for tried, mutant in self.alive(relation, settings):
            try:
                engine.execute(f"create or replace table {relation} as {mutant.sql}")
            except EngineError:
                tried.state = REFUSED
                continue
            if not self._differs(relation):
                continue
            tried.was_seen = True
            if self._broken_checks(relation) != sound or self._shows(below, settings, notices):
                tried.state = KILLED
        for each in (relation, *below):
            engine.execute(f"create or replace table {each} as from sound_{each.replace('.', '_')}")

    def _shows(self, below: list[str], settings: dict[str, object], notices: Callable[[], bool]) -> bool:
        try:
            for relation in below:
                self.bench.create(relation, self.bench.sql(relation, settings))
        except UserError:
            return True
        return notices()

    def _below(self, relation: str, settings: dict[str, object], made: list[str]) -> list[str]:
        """What is made from a model, in order."""
        found = {relation}
        for each in made:
            if found.intersection(self.bench.reads(each, settings)) and each not in found:
                found.add(each)
        return [each for each in made if each in found and each != relation]

    def _differs(self, relation: str) -> bool:
        sound = f"sound_{relation.replace('.', '_')}"
        query = "select 1 from (from {} except all from {}) limit 1"
        pairs = ((relation, sound), (sound, relation))
        return any(self.bench.engine.rows(query.format(one, other)) for one, other in pairs)

    def _broken_checks(self, relation: str) -> tuple[object, ...]:
        checks = checks_of(self.bench.models[relation], self.bench.project.vocabulary.relations)
        alone = [check for check in checks if check.needs is None]
        return self.bench.engine.rows(count_query(relation, alone))[0] if alone else ()

    def survivors(self) -> Iterator[tuple[str, Tried]]:
        for relation, several in self.tried.items():
            yield from ((relation, tried) for tried in several if tried.state == ALIVE)


def paired(tried: list[Tried], found: list[Mutant]) -> list[tuple[Tried, Mutant]]:
    """The same mutants under two settings: by their order, or by what is done where settings give a model another form."""
    if len(tried) == len(found):
        return list(zip(tried, found, strict=True))
    ours, theirs = by_what(tried, lambda each: each.mutant.what), by_what(found, lambda each: each.what)
    same = [what for what in ours if len(ours[what]) == len(theirs.get(what, []))]
    return [pair for what in same for pair in zip(ours[what], theirs[what], strict=True)]


def by_what(several: Iterable[Any], what_of: Callable[[Any], str]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for each in several:
        groups.setdefault(what_of(each), []).append(each)
    return groups
