"""An analysis header -> frozen Analysis; every mistake in a header is found here, before anything is computed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from python_stats.registry import METHODS, Method
from warehouse.errors import ModelError, nearest

SUBJECT = "subject_id"
TEXTS = ("figure", "family", "subset")

Header = Mapping[str, object]


@dataclass(frozen=True)
class Analysis:
    """One question: a covariate against an outcome or a group, by one method."""

    name: str
    method: str
    covariate: str
    outcome: str | None
    group: str | None
    levels: tuple[str, ...]
    scale: str
    figure: str | None
    family: str
    subset: str | None

    @property
    def against(self) -> str:
        """The column the covariate is held against."""
        return self.outcome or self.group or ""


def problems(header: Header, columns: Sequence[str]) -> list[str]:
    """What is wrong with a header, in plain words; empty when nothing is."""
    method = METHODS.get(str(header.get("method")))
    if method is None:
        return [_unknown_method(header)]
    return [
        *_key_problems(header, method),
        *_column_problems(header, method, columns),
        *_level_problems(header, method),
        *_text_problems(header, method),
    ]


def analysis_of(name: str, header: Header) -> Analysis:
    """The Analysis a header describes; its columns are checked by `problems`, which knows the columns."""
    named = [value for key, value in header.items() if isinstance(value, str) and key not in TEXTS]
    wrong = problems(header, [SUBJECT, *named])
    if wrong:
        raise ModelError("; ".join(wrong), f"analysis {name}")
    method = METHODS[str(header["method"])]
    scales = method.choices.get("scale", ("identity",))
    return Analysis(
        name=name,
        method=str(header["method"]),
        covariate=str(header[method.columns[0]]),
        outcome=_text(header, "outcome"),
        group=_text(header, "group"),
        levels=_levels(header),
        scale=_text(header, "scale") or scales[0],
        figure=_text(header, "figure"),
        # An analysis that names no family is a family of its own: it is adjusted for nobody else's tests.
        family=_text(header, "family") or name,
        subset=_text(header, "subset"),
    )


def label(value: object) -> str:
    """A level as it is written everywhere: YAML's and SQL's true are both 'true', 1.0 and 1 are both '1'."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _text(header: Header, key: str) -> str | None:
    value = header.get(key)
    return None if value is None else str(value)


def _levels(header: Header) -> tuple[str, ...]:
    levels = header.get("levels")
    return tuple(label(level) for level in levels) if isinstance(levels, list | tuple) else ()


def _did_you_mean(name: object, known: Sequence[str]) -> str:
    match = nearest(str(name), known)
    return f"did you mean '{match}'?" if match else f"known: {', '.join(known)}"


def _unknown_method(header: Header) -> str:
    if header.get("method") is None:
        return f"the analysis names no method; known: {', '.join(METHODS)}"
    return f"unknown method '{header['method']}'; {_did_you_mean(header['method'], list(METHODS))}"


def _keys(method: Method) -> list[str]:
    levels = [] if method.levels is None else ["levels"]
    return ["method", *TEXTS, *method.columns, *method.optional, *levels, *method.choices]


def _key_problems(header: Header, method: Method) -> Iterator[str]:
    known = _keys(method)
    for key in header:
        if key not in known:
            yield f"unknown key '{key}' for method '{header['method']}'; {_did_you_mean(key, known)}"


def _column_problems(header: Header, method: Method, columns: Sequence[str]) -> Iterator[str]:
    if SUBJECT not in columns:
        yield f"the select has no column '{SUBJECT}'"
    for role in (*method.columns, *method.optional):
        column = header.get(role)
        if column is None and role in method.columns:
            yield f"method '{header['method']}' needs '{role}': the name of a column"
        elif column is not None and column not in columns:
            yield f"{role}: the select has no column '{column}'; {_did_you_mean(column, columns)}"


def _level_problems(header: Header, method: Method) -> Iterator[str]:
    if method.levels is None:
        return
    if not isinstance(header.get("levels"), list | tuple):
        yield f"method '{header['method']}' needs 'levels': the list of groups to compare, in order"
        return
    levels = _levels(header)
    if len(set(levels)) != len(levels):
        yield "levels: a level is listed twice"
    if method.levels and len(levels) != method.levels:
        yield f"levels: method '{header['method']}' compares {method.levels} levels, {len(levels)} are listed"
    elif len(levels) < 2:
        yield "levels: at least two are needed for a comparison"


def _text_problems(header: Header, method: Method) -> Iterator[str]:
    for key in TEXTS:
        if not isinstance(header.get(key), str | None):
            yield f"{key}: put it in quotes; YAML read it as something other than text"
    for key, words in method.choices.items():
        word = header.get(key)
        if word is not None and word not in words:
            yield f"{key}: '{word}' is not one of {', '.join(words)}"
