"""A model's own SQL: each macro it calls is one name, so that macros, which have tests of their own, stay whole."""

from collections.abc import Mapping
from dataclasses import replace

from warehouse.models.model import Model
from warehouse.models.templates import Renderer
from warehouse.models.vocabulary import Vocabulary


class OwnSql:
    """Renders models with `macro_7` where a macro was called, and remembers what it had yielded."""

    def __init__(self, vocabulary: Vocabulary, analysis: str) -> None:
        self._renderers: dict[str, Renderer] = {}
        self._vocabulary = replace(vocabulary, analyses={analysis: tuple(vocabulary.result_parts)})
        self._yielded: dict[str, str] = {}

    def of(self, model: Model, settings: Mapping[str, object]) -> tuple[str, dict[str, str]]:
        """The SQL, and what each macro in it stands for."""
        self._yielded = {}
        return self._renderer(settings).render(model.text, model.path).sql, dict(self._yielded)

    def _renderer(self, settings: Mapping[str, object]) -> Renderer:
        key = repr(sorted(settings.items()))
        if key not in self._renderers:
            renderer = Renderer(replace(self._vocabulary, settings={**self._vocabulary.settings, **settings}))
            names = renderer._environment.globals
            for name in [name for name, macro in names.items() if getattr(macro, "__name__", "") == "call"]:
                names[name] = self._as_name(names[name])
            self._renderers[key] = renderer
        return self._renderers[key]

    def _as_name(self, macro):
        def call(*arguments, **named):
            name = f"macro_{len(self._yielded)}"
            self._yielded[name] = macro(*arguments, **named)
            return name

        return call
