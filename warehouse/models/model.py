"""Model files -> models: header, rendered SQL, and what they read, the parser's word held against the template's.

Rendering and parsing need two libraries that take longer to import than a build with nothing to do may last, so what
they said is kept beside the study (`.cartwheel/models.jsonl`), under a hash of everything that went in.
"""

import gc
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.errors import ModelError, Place, suggest
from warehouse.models.files import CHECKS, ModelFile
from warehouse.models.header import (
    SNAPSHOT,
    Header,
    completed,
    parse_header,
)
from warehouse.models.kept import Said, as_text, read_kept, said_in, write_kept
from warehouse.models.vocabulary import Vocabulary
from warehouse.statistics import Statistics

if TYPE_CHECKING:
    from warehouse.models.templates import Rendered

# What dbt's YAML says of a model is part of the key, so the modules that read it need not be.
_KEPT_WORD_OF = (
    "document",
    "macros",
    "models/header",
    "models/kept",
    "models/model",
    "models/parse",
    "models/templates",
    "models/vocabulary",
)

# About the syntax trees of a few models.
OBJECTS_BETWEEN_LOOKS = 20_000


@dataclass(frozen=True)
class Model:
    name: str
    layer: str
    path: str
    text: str
    header: Header
    sql: str
    canonical: str
    relations: tuple[str, ...]
    results_parts: tuple[str, ...]
    settings: Mapping[str, object]

    @property
    def relation(self) -> str:
        return f"{self.layer}.{self.name}"

    @property
    def logic(self) -> str:
        """A hash of what the model computes: never of its comments, layout or descriptions."""
        by = [self.header.by] if self.header.by else []
        by += [(SNAPSHOT,)] if self.header.materialized == SNAPSHOT else []
        return _sha256(json.dumps([self.relation, self.header.stored_as, self.canonical, *by]))


def load_models(
    files: Sequence[ModelFile],
    vocabulary: Vocabulary,
    statistics: Statistics,
    cache: Path | None = None,
    *,
    holds_macros: bool,
) -> tuple[list[Model], Vocabulary]:
    """Models with header, SQL and reads, each checked in itself; and the words, now with what the analyses will fill.

    `cache` is a file kept from run to run. `holds_macros` is whether macros that no model may use are tried as well:
    those that ship are known to be right. The analyses come first, because others read what they find.
    """
    kept = read_kept(cache)
    with _collected_seldom():
        held = _held_macros(vocabulary, kept) if holds_macros else {}
        said, fresh, vocabulary = _all_said(files, vocabulary, statistics, kept)
        fresh |= held
    if cache is not None and fresh != kept:
        write_kept(cache, fresh)
    return [_model(file, said[file.name]) for file in files], vocabulary


@contextmanager
def _collected_seldom() -> Iterator[None]:
    """Looking seldom for what nobody uses any more, and only among what is made inside.

    As often as Python does by itself is an eighth of the time; never keeps the syntax tree of every model, 50 MB for
    2,000 of them, and then clears them all away, which is a twelfth.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _held_macros(vocabulary: Vocabulary, kept: Mapping[str, str]) -> dict[str, str]:
    """Raises ModelError for a macro file that is wrong. Gives what is to be kept of their being right."""
    key = _sha256(json.dumps(["macros", vocabulary.digest(), _digest_of_code()]))
    if key not in kept:
        from warehouse.models.templates import Renderer

        Renderer(vocabulary).hold_macros()
    return {key: "true"}


def _all_said(
    files: Sequence[ModelFile], vocabulary: Vocabulary, statistics: Statistics, kept: Mapping[str, str]
) -> tuple[dict[str, Said], dict[str, str], Vocabulary]:
    """What is said of each model, the same as text to keep, and the words, now with what the analyses will fill."""
    fresh: dict[str, str] = {}
    said: dict[str, Said] = {}
    for are_analyses in (True, False):
        compiler = _Compiler(vocabulary)
        for file in files:
            if (file.layer == "analyses") is are_analyses:
                key = compiler.key_of(file)
                fresh[key], said[file.name] = compiler.said(file, kept.get(key))
        found = {file.name: said[file.name].header.analysis for file in files if file.layer == "analyses"}
        parts = {name: statistics.parts(spec or {}) for name, spec in sorted(found.items())}
        vocabulary = replace(vocabulary, analyses=parts)
    return said, fresh, vocabulary


@cache
def _digest_of_code() -> str:
    """A hash of the modules whose word is kept, so that a change of theirs is heeded."""
    folder = Path(__file__).parents[1]
    return _sha256("".join((folder / f"{name}.py").read_text("utf-8") for name in _KEPT_WORD_OF))


def _model(file: ModelFile, said: Said) -> Model:
    found = vars(said) | {"results_parts": tuple(said.results)}
    del found["results"]
    return Model(file.name, file.layer, file.path, file.text, **found)


class _Compiler:
    """Renders and parses; imports what that needs only when a model is not among those kept."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._common = [vocabulary.digest(), _digest_of_code()]
        self._renderer: Any = None

    def key_of(self, file: ModelFile) -> str:
        """Under which name what is said of a model is kept."""
        return _sha256(json.dumps([file.path, file.text, file.described, *self._common]))

    def said(self, file: ModelFile, kept: str | None) -> tuple[str, Said]:
        """What is said of a model, also as a text to keep: as it was, if all that it names still means the same."""
        try:
            said = said_in(kept) if kept is not None else None
        except (ValueError, TypeError, KeyError):
            said = None
        if kept is not None and said is not None and self._still_holds(said):
            return kept, said
        said = self.compile(file)
        return as_text(said), said

    def _still_holds(self, said: Said) -> bool:
        known, settings = self._vocabulary.relations, self._vocabulary.settings
        refs = (relation for relation in said.relations if not relation.startswith("raw."))
        return (
            all(known.get(relation.partition(".")[2]) == relation for relation in refs)
            and all(name in settings and settings[name] == value for name, value in said.settings.items())
            and all(self._vocabulary.results(part) == sql for part, sql in said.results.items())
        )

    def compile(self, file: ModelFile) -> Said:
        from warehouse.models.parse import parse
        from warehouse.models.templates import Renderer

        is_check = file.layer == CHECKS
        header = None if file.described is not None else parse_header(file.text, file.path, is_check=is_check)
        if self._renderer is None:
            self._renderer = Renderer(self._vocabulary)
        rendered = self._renderer.render(file.text, file.path)
        parsed = parse(rendered.sql, file.path, names_columns=not is_check, follows_stars=header is None)
        _hold_reads(file, parsed.tables, rendered)
        if header is None:
            header = completed(file.described or {}, rendered.config, parsed.columns, file.path)
        elif not is_check:
            _hold_columns(file, parsed.columns, header)
        results = {part: self._vocabulary.results(part) for part in rendered.results_parts}
        relations = tuple(sorted(rendered.relations))
        return Said(header, rendered.sql, parsed.canonical, relations, results, dict(rendered.settings))


def _hold_reads(file: ModelFile, tables: Iterable[str], rendered: "Rendered") -> None:
    """What the parser finds in the SQL and what the template declared must be the same."""
    found = {table for table in tables if not (rendered.results_parts and table.startswith("results."))}
    for table in sorted(found - set(rendered.relations)):
        hint = "write {{ ref('name') }} or {{ source('raw', 'name') }}, so that the graph knows"
        raise ModelError(f"The SQL reads '{table}' without saying so", _place_of(file, table), hint)
    for relation in sorted(set(rendered.relations) - found):
        what = f"The template names '{relation}', but the SQL does not read it"
        raise ModelError(what, Place(file.path), "remove the ref or source, or read the table")


def _place_of(file: ModelFile, word: str) -> Place:
    lines = file.text.splitlines()
    return Place(file.path, next((number for number, line in enumerate(lines, 1) if word in line), None))


def _hold_columns(file: ModelFile, found: tuple[str, ...], header: Header) -> None:
    """The columns of the last select and of the header must be the same, in the same order."""
    declared = tuple(column.name for column in header.columns)
    for column in header.columns:
        if column.name not in found:
            what = f"The header describes column '{column.name}', which the last select does not make"
            raise ModelError(what, Place(file.path, column.line), suggest(column.name, found))
    for name in found:
        if name not in declared:
            hint = f"add '{name}: {{about: ...}}' to the header"
            raise ModelError(f"Column '{name}' is not described in the header", _place_of(file, name), hint)
    for place, (name, column) in enumerate(zip(found, header.columns, strict=True)):
        if name != column.name:
            # The first that stands elsewhere, and not all of them: a table may have a hundred.
            where = f"after '{found[place - 1]}'" if place else "first"
            hint = f"{where} the last select has '{name}', the header '{column.name}'"
            what = "The header and the last select order their columns differently"
            raise ModelError(what, Place(file.path, column.line), hint)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
