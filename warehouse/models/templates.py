"""Jinja, shut in: a template may only name what it reads (`ref`, `source`, `results`), settings and macros.

Rendering keeps line numbers: what a macro yields is put on one line, so that line 12 of the SQL is line 12 of the file.
"""

import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, cast

from warehouse.errors import ModelError, Place, nearest, suggest
from warehouse.models.header import OF_A_CHECK, OF_A_MODEL
from warehouse.models.vocabulary import Vocabulary

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

# `{{ ref('cohort') }}`: one name called with plain texts. Most models hold nothing else, and Jinja takes longer over
# such a model, which it turns into Python and compiles, than everything after it.
_CALL = re.compile(r"(?<!\{)\{\{ *(\w+)\(('[^'\\{}%#\n]*'(?:, *'[^'\\{}%#\n]*')*)\) *\}\}(?!\})")
_TEXT = re.compile("'([^']*)'")
_OF_JINJA = re.compile(r"\{[{%#]|[}%#]\}|\r")

CONFIG = tuple(dict.fromkeys((*OF_A_MODEL, *OF_A_CHECK)))
# What stands for a config of dbt that is not done here.
HINTS_OF_CONFIG = {
    "warn_if": "data_tests: [{name: ..., config: {warn_if: ..., error_if: ...}}] in a YAML file of tests/",
    "error_if": "data_tests: [{name: ..., config: {warn_if: ..., error_if: ...}}] in a YAML file of tests/",
    "unique_key": "a header of ours with materialized: incremental (sql/README.md)",
    "incremental_strategy": "a header of ours with materialized: incremental (sql/README.md)",
    "enabled": "take out the file that is not to be used",
}
# Words of dbt's templates that mean nothing here, where they are used as names.
HINTS_OF_DBT = {
    "target": "make it a var, in vars: of dbt_project.yml: there is one database here",
    "model": "write the name out",
    "flags": "make it a var, in vars: of dbt_project.yml",
    "dbt_version": "leave it out",
    "execute": "leave the condition out: nothing is asked of the database while rendering",
    "doc": "write the description out",
}


@dataclass(frozen=True)
class Rendered:
    """SQL text and what the template said it reads: relations by `ref` and `source`, parts of the results, settings."""

    sql: str
    relations: tuple[str, ...] = ()
    results_parts: tuple[str, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    config: Mapping[str, object] = field(default_factory=dict)


class Renderer:
    """Renders templates over one set of names. One template at a time: what it reads is noted while it runs."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._names = vocabulary
        self._reads: dict[str, dict[str, None]] = {}
        self._settings: dict[str, object] = {}
        self._said: dict[str, object] = {}
        self._functions: dict[str, Callable[..., object]] = {
            "ref": self._ref,
            "source": self._source,
            "var": self._var,
            "results": self._results,
            "config": self._config,
        }

    @cached_property
    def _environment(self) -> "ImmutableSandboxedEnvironment":
        """Where macros stand and templates run. Made when one is met that needs it: that takes longer than a plan."""
        from warehouse.macros import load_macros

        return load_macros(self._names.macros, self._functions).environment

    def hold_macros(self) -> None:
        """Raises ModelError at the line of a macro file that is not Jinja."""
        _ = self._environment

    def render(self, text: str, path: str) -> Rendered:
        """The SQL of one model file. Raises ModelError at the line of `path` where the template is wrong."""
        self._forget()
        sql = self._filled(text)
        if sql is None:
            self._forget()
            environment = self._environment
            sql = self._run(lambda: environment.from_string(text).render(), path)
        reads = {kind: tuple(names) for kind, names in self._reads.items()}
        return Rendered(sql=str(sql), settings=dict(self._settings), config=dict(self._said), **reads)

    def _forget(self) -> None:
        self._reads = {"results_parts": {}, "relations": {}}
        self._settings, self._said = {}, {}

    def _filled(self, text: str) -> str | None:
        """A template of nothing but plain calls, filled in as Jinja would; None when it is another, or a wrong one."""
        if _OF_JINJA.search(_CALL.sub("", text)):
            return None
        try:
            return _CALL.sub(lambda found: str(self._named(found[1])(*_TEXT.findall(found[2]))), text)
        except KeyError:
            return None
        except _failures():
            return None

    def _named(self, name: str) -> Callable[..., object]:
        if name in self._functions:
            return self._functions[name]
        return cast("Mapping[str, Callable[..., object]]", self._environment.globals)[name]

    def _run(self, action: Callable[[], str], path: str) -> str:
        from jinja2 import TemplateSyntaxError

        try:
            return action()
        except TemplateSyntaxError as error:
            raise ModelError(f"The template cannot be read: {error.message}", Place(path, error.lineno)) from error
        except _failures() as error:
            what, hint = self._explain(error)
            raise ModelError(what, Place(path, _template_line(error)), hint) from error

    def _explain(self, error: Exception) -> tuple[str, str | None]:
        """What went wrong in a template, and what to do."""
        from jinja2 import UndefinedError
        from jinja2.exceptions import SecurityError

        if isinstance(error, ModelError):
            return error.what, error.hint
        if isinstance(error, SecurityError):
            hint = "use only ref, source, results, var and macros: templates reach nothing else"
            if "of 'list' object" in str(error) or "of 'dict' object" in str(error):
                hint = "lists and mappings stay as they are: {% set names = names + ['x'] %}"
            return "The template reaches for what it may not use", hint
        if isinstance(error, TypeError) and "no loader" in str(error):
            hint = "templates cannot include or import files; put shared SQL into macros/"
            return "The template reaches for the file system", hint
        if isinstance(error, UndefinedError) and "'" in str(error):
            name = str(error).split("'")[1]
            if name in HINTS_OF_DBT:
                return f"Of dbt this is not supported: {name}", HINTS_OF_DBT[name]
            meant = nearest(name, self._environment.globals)
            hint = f"'{meant}'" if meant else "define it as a macro in macros/, or with {% set %}"
            return f"The template uses a name that is not known: {error}", hint
        return f"The template cannot be run: {error}", None

    def _ref(self, name: str) -> str:
        if name not in self._names.relations:
            raise ModelError(f"There is no model or seed '{name}'", hint=suggest(name, self._names.relations))
        return self._note(self._names.relations[name])

    def _source(self, schema: str, name: str) -> str:
        if schema != "raw" or name not in self._names.sources:
            known = [f"raw.{source}" for source in self._names.sources]
            raise ModelError(f"There is no source '{schema}.{name}'", hint=suggest(f"{schema}.{name}", known))
        return self._note(f"raw.{name}")

    def _config(self, **said: object) -> str:
        for name in said:
            if name not in CONFIG:
                hint = HINTS_OF_CONFIG.get(name, f"one of {', '.join(CONFIG)}")
                raise ModelError(f"dbt's config '{name}' is not supported here", hint=hint)
        self._said |= said
        return ""

    def _var(self, name: str, default: object = None) -> object:
        if name not in self._names.settings and default is not None:
            return default
        if name not in self._names.settings:
            meant = nearest(name, self._names.settings)
            hint = f"'{meant}'" if meant else f"vars: {{{name}: ...}} in sql/dbt_project.yml, or var('{name}', default)"
            raise ModelError(f"There is no setting '{name}'", hint=hint)
        self._settings[name] = self._names.settings[name]
        return self._settings[name]

    def _results(self, part: str) -> str:
        if part not in self._names.result_parts:
            raise ModelError(f"Results have no part '{part}'", hint=suggest(part, self._names.result_parts))
        self._reads["results_parts"][part] = None
        return self._names.results(part)

    def _note(self, relation: str) -> str:
        self._reads["relations"][relation] = None
        return relation


def _failures() -> tuple[type[Exception], ...]:
    """What a template may stop with."""
    from jinja2 import TemplateError
    from jinja2.exceptions import SecurityError

    return ModelError, TypeError, OverflowError, TemplateError, SecurityError


def _template_line(error: BaseException) -> int | None:
    """The line of the outermost template frame in a traceback: where the model file, not a macro, called."""
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename in ("<template>", "<unknown>"):
            return frame.lineno
    return None
