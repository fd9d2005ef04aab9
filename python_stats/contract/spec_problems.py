"""What is wrong with an analysis header, in plain words, with the nearest name where one is unknown. Light."""

from collections.abc import Iterator, Mapping, Sequence

from python_stats.contract.header import SUBJECT, TEXTS, Header, levels_of, listed
from python_stats.contract.registry import ALL_NUMERIC, METHODS, SCALES, Method
from warehouse.errors import nearest


def problems(header: Header, columns: Sequence[str]) -> list[str]:
    """What is wrong with a header, in plain words; empty when nothing is."""
    method = METHODS.get(str(header.get("method")))
    if method is None:
        return [_unknown_method(header)]
    return [
        *_key_problems(header, method),
        *_column_problems(header, method, columns),
        *_list_problems(header, method, columns),
        *_scale_problems(header, method, columns),
        *_level_problems(header, method),
        *_text_problems(header, method),
        *_number_problems(header, method),
        *_seed_problems(header, method),
        *_group_problems(header, method, columns),
        *_event_problems(header, method),
    ]


def _event_problems(header: Header, method: Method) -> Iterator[str]:
    """A screen of times needs to know of each whether it ended with the event."""
    if "events" not in method.optional_lists:
        return
    events, outcomes = listed(header, "events"), listed(header, "outcomes")
    if header.get("test") != "cox" and events:
        yield "events: only 'test: cox' asks times to an event"
    if header.get("test") == "cox" and len(events) != len(outcomes):
        yield "test: cox needs 'events': a yes/no column for each of the outcomes, in their order"
    if header.get("test") == "cox" and header.get("permutations"):
        yield "permutations: not for 'test: cox', whose times are censored"


def _group_problems(header: Header, method: Method, columns: Sequence[str]) -> Iterator[str]:
    """`by` names columns of the select that nothing else of the header does."""
    if "by" in header and not listed(header, "by"):
        yield "by: a list of columns is needed, in brackets"
    used = {str(header.get(role)) for role in (*method.columns, *method.optional)} | {SUBJECT}
    for column in listed(header, "by"):
        if column not in columns:
            yield f"by: the select has no column '{column}'; {_did_you_mean(column, columns)}"
        elif column in used:
            yield f"by: column '{column}' has another part in this analysis"


def _did_you_mean(name: object, known: Sequence[str]) -> str:
    match = nearest(str(name), known)
    return f"did you mean '{match}'?" if match else f"known: {', '.join(known)}"


def _unknown_method(header: Header) -> str:
    if header.get("method") is None:
        return f"the analysis names no method; known: {', '.join(METHODS)}"
    return f"unknown method '{header['method']}'; {_did_you_mean(header['method'], list(METHODS))}"


def _keys(method: Method) -> list[str]:
    levels = [] if method.levels is None else ["levels"]
    scales = ["scales"] if method.scaled else []
    lists = [*method.lists, *method.optional_lists]
    return [
        *("method", "by", *TEXTS, *method.columns, *method.optional, *lists),
        *(*levels, *scales, *method.choices, *method.numbers),
    ]


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


def _list_problems(header: Header, method: Method, columns: Sequence[str]) -> Iterator[str]:
    for role in method.lists:
        if not listed(header, role) and not (role == "covariates" and header.get(role) == ALL_NUMERIC):
            instead = f", or the word {ALL_NUMERIC}" if role == "covariates" else ""
            yield f"method '{header['method']}' needs '{role}': a list of columns{instead}"
    for role in method.optional_lists:
        if header.get(role) is not None and not isinstance(header[role], list | tuple):
            yield f"{role}: a list of columns is needed, in brackets"
    for role in (*method.lists, *method.optional_lists):
        for column in listed(header, role):
            if column not in columns:
                yield f"{role}: the select has no column '{column}'; {_did_you_mean(column, columns)}"
    yield from _repeated(header, method)


def _repeated(header: Header, method: Method) -> Iterator[str]:
    """A column in two places of one model would be an exact copy of itself."""
    roles = [role for role in (*method.columns, *method.lists, *method.optional_lists) if role in header]
    named = [column for role in roles for column in (listed(header, role) or (header[role],))]
    for column in dict.fromkeys(map(str, named)):
        if (method.lists and named.count(column) > 1) or (method.lists and column == SUBJECT):
            yield f"column '{column}' is named twice" if column != SUBJECT else f"'{SUBJECT}' is no covariate"


def _scale_problems(header: Header, method: Method, columns: Sequence[str]) -> Iterator[str]:
    scales = header.get("scales")
    if not method.scaled or scales is None:
        return
    if not isinstance(scales, Mapping):
        yield "scales: a scale for each covariate that has one of its own is needed, such as {ferritin: log2}"
        return
    for column, scale in scales.items():
        if column not in columns:
            yield f"scales: the select has no column '{column}'; {_did_you_mean(column, columns)}"
        elif header.get("covariates") != ALL_NUMERIC and column not in _measured(header):
            yield f"scales: '{column}' is neither covariate nor control nor outcome of this analysis"
        if scale not in SCALES:
            yield f"scales: '{scale}' is not one of {', '.join(SCALES)}"


def _measured(header: Header) -> list[str]:
    """The columns that a method could put on a scale."""
    lists = [column for role in ("covariates", "controls", "outcomes") for column in listed(header, role)]
    return [*lists, str(header.get("outcome"))]


def _level_problems(header: Header, method: Method) -> Iterator[str]:
    if method.levels is None:
        return
    if not isinstance(header.get("levels"), list | tuple):
        yield f"method '{header['method']}' needs 'levels': the list of groups to compare, in order"
        return
    levels = levels_of(header)
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


def _number_problems(header: Header, method: Method) -> Iterator[str]:
    for key, number in method.numbers.items():
        value = header.get(key)
        if value is None and (number.default is not None or number.may_be_absent):
            continue
        if not isinstance(value, int) or isinstance(value, bool) or value < number.least:
            yield f"method '{header['method']}' needs '{key}': a whole number of at least {number.least}"
    if header.get("imputations") == 1:
        yield "imputations: one alone does not tell how far imputed values can be trusted; 20 are usual, 0 is none"


def _seed_problems(header: Header, method: Method) -> Iterator[str]:
    """A seed that may be absent is needed where something is shuffled all the same."""
    seed = method.numbers.get("seed")
    if seed is None or not seed.may_be_absent or header.get("seed") is not None:
        return
    for drawn in ("permutations", "resamples", "imputations"):
        if header.get(drawn):
            yield f"{drawn} need a 'seed': a whole number"
