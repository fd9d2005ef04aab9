"""An analysis header -> frozen Analysis. Every mistake in a header is found in `spec_problems`, before computing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from python_stats.contract.header import SUBJECT, TEXTS, Header, levels_of, listed
from python_stats.contract.registry import ALL_NUMERIC, METHODS, Method
from python_stats.contract.spec_problems import problems
from warehouse.errors import ModelError


@dataclass(frozen=True)
class Analysis:
    """One question: a covariate, or several, against an outcome or a group, by one method.

    `covariate` is empty where there are several; `covariates` is None where every numeric column of the select is one.
    """

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
    below_limit: str | None = None
    event: str | None = None
    covariates: tuple[str, ...] | None = ()
    outcomes: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    scales: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def against(self) -> str | None:
        """The column the covariate is held against."""
        return self.outcome or self.group

    def scale_of(self, column: str) -> str:
        """The scale on which a column enters a model with several covariates."""
        return self.scales.get(column, self.scale)

    def number(self, key: str) -> int:
        """A whole number of the header, or its default."""
        value = self.numbers[key]
        if value is None:
            raise ModelError(f"'{key}' is not given", f"analysis {self.name}")
        return value


def analysis_of(name: str, header: Header) -> Analysis:
    """The Analysis a header describes; its columns are checked by `problems`, which knows the columns."""
    wrong = problems(header, [SUBJECT, *_columns_named(header)])
    if wrong:
        raise ModelError("; ".join(wrong), f"analysis {name}")
    method = METHODS[str(header["method"])]
    return Analysis(
        name=name,
        method=str(header["method"]),
        covariate="" if method.lists else str(header[method.columns[0]]),
        outcome=_text(header, "outcome"),
        group=_text(header, "group"),
        levels=levels_of(header),
        scale=_text(header, "scale") or method.choices.get("scale", ("identity",))[0],
        figure=_text(header, "figure"),
        # An analysis that names no family is a family of its own: it is adjusted for nobody else's tests.
        family=_text(header, "family") or name,
        subset=_text(header, "subset"),
        below_limit=_text(header, "below_limit"),
        event=_text(header, "event"),
        covariates=None if header.get("covariates") == ALL_NUMERIC else listed(header, "covariates"),
        outcomes=listed(header, "outcomes"),
        events=listed(header, "events"),
        controls=listed(header, "controls"),
        scales=_scales(header),
        words={key: _text(header, key) or words[0] for key, words in method.choices.items()},
        numbers=_numbers(header, method),
    )


def _columns_named(header: Header) -> list[str]:
    """Every word of a header that could be a column, in `analysis_of`, which does not know the columns."""
    words = [value for key, value in header.items() if isinstance(value, str) and key not in TEXTS]
    return [*words, *(column for role in header for column in listed(header, role)), *_scales(header)]


def _scales(header: Header) -> dict[str, str]:
    scales = header.get("scales")
    return {str(key): str(value) for key, value in scales.items()} if isinstance(scales, Mapping) else {}


def _numbers(header: Header, method: Method) -> dict[str, int | None]:
    given = {key: header.get(key) for key in method.numbers}
    return {key: value if isinstance(value, int) else method.numbers[key].default for key, value in given.items()}


def _text(header: Header, key: str) -> str | None:
    value = header.get(key)
    return None if value is None else str(value)
