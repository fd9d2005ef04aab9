"""settings.yml -> the choices a study may change, each with its default, meaning and where the default comes from.

`alternatives` are the other values worth trying, one at a time, to see what hangs on the choice. A word that has them
is the default or one of them; one without is free, such as the name of a scale. `allowed` are the words of a list,
`min` and `max` bound a number, and `not_after` names the setting that it cannot be larger than: a first day its last.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse.document import Node, load_document
from warehouse.errors import ModelError, nearest, suggest

NEEDED = ("value", "about", "reference")
KINDS = ((bool, "true or false"), (int | float, "a number"), (str, "a text"), (list, "a list"), (dict, "a mapping"))


@dataclass(frozen=True)
class Setting:
    name: str
    value: object
    about: str
    reference: str
    alternatives: tuple[object, ...] = ()
    words: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    not_after: str | None = None

    @property
    def allowed(self) -> tuple[str, ...]:
        """The words that it, or the items of its list, may be; none where any may be."""
        if isinstance(self.value, str) and self.alternatives:
            return tuple(map(str, (self.value, *self.alternatives)))
        return self.words

    @property
    def bounds(self) -> str:
        """The range of a number in words; nothing where it has none."""
        ends = (("from", self.minimum), ("to", self.maximum))
        return " ".join(f"{word} {end:g}" for word, end in ends if end is not None)

    @property
    def meaning(self) -> str:
        return f"{self.about}; {self.bounds}" if self.bounds else self.about

    def fault(self, value: object) -> tuple[str, str] | None:
        """What is wrong with a value that a study gives it, and what to try; None where it may be that."""
        if kind_of(value) != kind_of(self.value):
            shown = str(self.value).lower() if isinstance(self.value, bool) else self.value
            return f"setting '{self.name}' must be {kind_of(self.value)}", f"{self.name}: {shown}"
        if isinstance(value, list):
            return next(filter(None, map(self._fault_of_word, value)), None)
        return self._fault_of_word(value) or self._fault_of_number(value)

    def _fault_of_word(self, value: object) -> tuple[str, str] | None:
        if not self.allowed or value in self.allowed:
            return None
        every = ", ".join(self.allowed)
        known = f"[{every}]" if isinstance(self.value, list) else nearest(str(value), self.allowed) or f"one of {every}"
        return f"setting '{self.name}' cannot be '{value}'", f"{self.name}: {known}"

    def _fault_of_number(self, value: object) -> tuple[str, str] | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        if (self.minimum is None or value >= self.minimum) and (self.maximum is None or value <= self.maximum):
            return None
        return f"setting '{self.name}' cannot be {value:g}: it goes {self.bounds}", f"{self.name}: {self.value}"


def kind_of(value: object) -> str:
    return next((name for kind, name in KINDS if isinstance(value, kind)), "a value")


def out_of_order(known: Mapping[str, Setting], values: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Settings that come after one that they may not, with that one and what is wrong; `values` are the study's own."""
    for name, setting in known.items():
        if setting.not_after is None:
            continue
        value, last = (values.get(each, known[each].value) for each in (name, setting.not_after))
        if isinstance(value, int | float) and isinstance(last, int | float) and value > last:
            yield (
                name,
                setting.not_after,
                f"setting '{name}' is {value:g}, after '{setting.not_after}', which is {last:g}",
            )


def load_settings(path: Path) -> Mapping[str, Setting]:
    """The settings by name, with their defaults. Raises ModelError for an entry that does not say what it is."""
    document = load_document(path, "sql/settings.yml", ModelError)
    found = dict(_settings(document))
    for name, setting in found.items():
        if setting.not_after is not None and setting.not_after not in found:
            raise document.mapping()[name].error(
                f"unknown setting '{setting.not_after}'", suggest(setting.not_after, found)
            )
    for name, _, what in out_of_order(found, {}):
        raise document.mapping()[name].error(what)
    return found


def _settings(document: Node) -> Iterator[tuple[str, Setting]]:
    for name, node in document.mapping().items():
        keys = node.fields((*NEEDED, "alternatives", "allowed", "min", "max", "not_after"), NEEDED)
        setting = Setting(
            name=name,
            value=keys["value"].plain(),
            about=keys["about"].text(),
            reference=keys["reference"].text(),
            alternatives=tuple(each.plain() for each in keys["alternatives"].items()) if "alternatives" in keys else (),
            words=keys["allowed"].texts() if "allowed" in keys else (),
            minimum=keys["min"].number() if "min" in keys else None,
            maximum=keys["max"].number() if "max" in keys else None,
            not_after=keys["not_after"].text() if "not_after" in keys else None,
        )
        for value in (setting.value, *setting.alternatives):
            if fault := setting.fault(value):
                raise node.error(*fault)
        yield name, setting
