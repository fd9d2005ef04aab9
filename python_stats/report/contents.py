"""What the contents list: each result that was computed, by a title of its own; and those that were not, by reason."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from python_stats.format import lower_first, name_words
from python_stats.report.quantities import Columns, quantity_of
from python_stats.report.results import Result, spec_of
from python_stats.report.tables import Record


@dataclass(frozen=True)
class NotComputed:
    """Analyses for which the cohort has too few subjects, or none: why, and which."""

    reason: str
    results: tuple[Result, ...]


def is_computed(result: Result) -> bool:
    """A result to look at, even if it only says why the method stopped; not one that lacks its subjects."""
    return result.is_estimated or (result.n > 0 and result.status != "too_few")


def not_computed(results: Iterable[Result]) -> list[NotComputed]:
    """By reason, the commonest first; within one in the order of the figures."""
    reasons: dict[str, list[Result]] = {}
    for result in results:
        if not is_computed(result):
            reasons.setdefault(" ".join(result.sentences), []).append(result)
    found = [NotComputed(reason, tuple(those)) for reason, those in reasons.items()]
    return sorted(found, key=lambda one: -len(one.results))


def entries(results: Sequence[Result], columns: Columns) -> dict[str, str]:
    """The title of each result by its name: what it is of, and where several are of the same, what tells them apart."""
    alike: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        alike.setdefault((result.figure, result.entry), []).append(result)
    return {
        name: title for (_, entry), those in alike.items() for name, title in _told_apart(entry, those, columns).items()
    }


def _told_apart(entry: str, results: Sequence[Result], columns: Columns) -> dict[str, str]:
    titles = {result.name: entry for result in results}
    ways: tuple[Callable[[Result], str], ...] = (
        lambda result: result.subset,
        lambda result: result.group and f"by {result.group}",
        lambda result: _given(result, columns),
        lambda result: lower_first(result.method_name),
        lambda result: result.scale,
        lambda result: name_words(result.name),
    )
    for way in ways:
        if len(set(titles.values())) == len(results):
            break
        said = {result.name: way(result) for result in results}
        if len(set(said.values())) > 1:
            titles = {name: f"{title}, {said[name]}" if said[name] else title for name, title in titles.items()}
    return titles


def _given(result: Result, columns: Columns) -> str:
    """What the analysis holds fixed, in words."""
    controls = spec_of(result.model).get("controls")
    rows = (
        [Record({"analysis": result.name, "covariate": name}) for name in controls]
        if isinstance(controls, list)
        else []
    )
    labels = [lower_first(quantity_of(row, "covariate", columns).label) for row in rows]
    return "given " + " and ".join(filter(None, (", ".join(labels[:-1]), labels[-1]))) if labels else ""
