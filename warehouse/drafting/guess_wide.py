"""Tables with a column per analyte, per day, per visit or per subject -> readings by `unpivot`."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from warehouse.drafting.guess import (
    GUESS,
    LIKELY,
    STAR,
    SURE,
    TIME_TEXT,
    Guess,
    Reading,
    Table,
    day_of,
    is_hinted,
    is_starred,
    values_of,
)
from warehouse.drafting.guess_long import NO_UNIT, add_car_t_constants, add_time, fill
from warehouse.drafting.hints import BEADS, Hints
from warehouse.drafting.profile import Profile

FEWEST = 2
SEPARATOR = r"[ _.:,|/-]+"
BRACKETS = re.compile(r"^(?P<name>.*?)(?P<open>\s*[(\[])(?P<unit>[^)\]]+)(?P<close>[)\]])$")
RESPONSE_AT = re.compile(
    r"(?P<before>.+?)[ _.-]+(?:overall |best )?response|(?:overall |best )?response[ _.-]+(?:at )?(?P<after>.+)",
    re.IGNORECASE,
)
BARE_UNIT = re.compile(r"(?P<name>.+) (?P<unit>[^ ]+/[^ ]+)")


@dataclass(frozen=True)
class Part:
    """A column name taken apart: what is measured, when, and in which unit, with the marks between them."""

    column: str
    analyte: str
    time: str
    unit: str
    layout: tuple[str, ...]


def is_measured(profile: Profile, hints: Hints) -> bool:
    return profile.dates is None and (not profile.n or hints.results(profile) >= 0.7)


def escaped(text: str) -> str:
    """A text as a pattern of itself."""
    return re.sub(r"([\\.^$*+?{}\[\]|()])", r"\\\1", text)


def one_of(texts: Iterable[str]) -> str:
    return "|".join(escaped(text) for text in dict.fromkeys(texts))


def taken_apart(name: str, hints: Hints) -> Part | None:
    """What the name of a measured column says; None when it says neither an analyte nor a time."""
    bracket = BRACKETS.fullmatch(name)
    unit, rest, layout = "", name, ("", "")
    bare = BARE_UNIT.fullmatch(name)
    if bare and hints.is_unit(bare["unit"]):
        unit, rest, layout = bare["unit"], bare["name"], (" ", "")
    if bracket and hints.is_unit(bracket["unit"]):
        unit, rest, layout = bracket["unit"], bracket["name"], (bracket["open"], bracket["close"])
    if hints.is_analyte(rest):
        return Part(name, rest, "", unit, ("analyte", "", *layout))
    if day_of(rest) is not None:
        return Part(name, "", rest, unit, ("time", "", *layout))
    for match in re.finditer(SEPARATOR, rest):
        first, second, mark = rest[: match.start()], rest[match.end() :], match[0]
        if hints.is_analyte(first) and day_of(second) is not None:
            return Part(name, first, second, unit, ("analyte time", mark, *layout))
        if hints.is_analyte(second) and day_of(first) is not None:
            return Part(name, second, first, unit, ("time analyte", mark, *layout))
    return None


def response_columns(table: Table, hints: Hints, taken: set[str]) -> Reading | None:
    """A column of response words per visit."""
    source = hints.contract.sources["responses"]
    column = source.columns["response"]
    parts = []
    for profile in table.profiles.values():
        match = RESPONSE_AT.fullmatch(profile.name)
        time = (match["before"] or match["after"] or "") if match else ""
        if (
            match
            and day_of(time) is not None
            and profile.name not in taken
            and table.known_words(profile, column) >= 0.6
        ):
            parts.append((profile.name, time))
    if len(parts) < FEWEST:
        return None
    reading = Reading("responses", table, {}, used={name for name, _ in parts})
    reading.steps["unpivot"] = {"columns": pattern_of_responses(parts), "value": "response"}
    words = hints.words("response")
    values: dict[str, object] = {}
    for name, _ in parts:
        found = values_of(table.profiles[name], words, column).get("values", {})
        values |= found if isinstance(found, dict) else {}
    reading.columns["response"] = Guess(
        {"column": "response", "values": values} if values else "response", LIKELY, f"{len(parts)} columns"
    )
    days = {time: f"{day_of(time):g}" for _, time in parts}
    reading.columns["study_day"] = Guess(
        {"column": "visit", "values": days}, LIKELY, "nominal days of the names; a month is 30.4375 days"
    )
    return reading


def pattern_of_responses(parts: Sequence[tuple[str, str]]) -> str:
    """The names themselves, with the visit of each as a group."""
    visits = one_of(time for _, time in parts)
    first, time = parts[0]
    start = first.index(time)
    return f"{escaped(first[:start])}(?P<visit>{visits}){escaped(first[start + len(time) :])}"


def measured_columns(table: Table, hints: Hints, taken: set[str]) -> Reading | None:
    """A column per analyte, per day, or per both."""
    measured = [p for p in table.profiles.values() if p.name not in taken and is_measured(p, hints)]
    parts = [part for part in (taken_apart(profile.name, hints) for profile in measured) if part]
    if not parts:
        return None
    usual = Counter(part.layout for part in parts).most_common(1)[0][0]
    others = [part.column for part in parts if part.layout != usual]
    parts = [part for part in parts if part.layout == usual]
    if len(parts) < (1 if parts[0].analyte else FEWEST):
        return None
    reading = of_cells(table, hints, parts, taken)
    if reading is not None and others:
        reading.open.append(f"{len(others)} columns named in another manner: {', '.join(others[:5])}")
    return reading


def of_cells(table: Table, hints: Hints, parts: Sequence[Part], taken: set[str]) -> Reading | None:
    has_analyte, has_time = bool(parts[0].analyte), bool(parts[0].time)
    car_t = not has_analyte and is_hinted(hints, "car_t_levels", table)
    source = hints.contract.sources["car_t_levels" if car_t else "analytes"]
    used = {part.column for part in parts}
    reading = Reading(source.name, table, {}, used=used)
    fill(reading, table, hints, source, taken | used)
    for name in ("analyte", "result", "unit") if has_analyte or car_t else ("result", "unit"):
        reading.columns.pop(name, None)
    reading.steps["unpivot"] = {"columns": pattern_of(parts), "value": "measured"}
    stars = any(is_starred(table.profiles[part.column]) for part in parts)
    rule: object = {"column": "measured", "replace": STAR} if stars else "measured"
    reading.columns["result"] = Guess(rule, SURE, f"{len(parts)} columns")
    if has_analyte:
        reading.columns["analyte"] = analyte_guess(parts)
    if has_time:
        reading.columns.pop("sample_date", None)
        reading.columns["study_day"] = time_guess(parts)
    else:
        add_time(reading, table, source)
    if car_t:
        unit_of_car_t(reading, table, parts)
    else:
        unit_of_analytes(reading, hints, parts)
        if "analyte" not in reading.columns:
            one_analyte(reading, table, hints)
    return reading


def analyte_guess(parts: Sequence[Part]) -> Guess:
    if not any(BEADS.search(part.analyte) for part in parts):
        return Guess("analyte", SURE)
    rules = [{"pattern": "^(?:Hu|Human) ", "with": ""}, {"pattern": r" *\(\d+\)$", "with": ""}]
    return Guess({"column": "analyte", "replace": rules}, LIKELY, "without the species and the region of the beads")


def pattern_of(parts: Sequence[Part]) -> str:
    """One pattern for all the names, which lists what it means rather than hope for what it may meet."""
    order, mark, opening, closing = parts[0].layout
    analyte = f"(?P<analyte>{one_of(part.analyte for part in parts)})"
    unit = f"{escaped(opening)}(?P<unit>{one_of(part.unit for part in parts)}){escaped(closing)}" if opening else ""
    pieces = {"analyte": analyte, "time": time_pattern(parts)}
    return escaped(mark).join(pieces[word] for word in order.split()) + unit


def time_pattern(parts: Sequence[Part]) -> str:
    """The number of a day where all names count days alike; else the names themselves."""
    prefix = day_prefix(parts)
    return (
        f"(?P<visit>{one_of(part.time for part in parts)})" if prefix is None else rf"{escaped(prefix)}(?P<day>-?\d+)"
    )


def day_prefix(parts: Sequence[Part]) -> str | None:
    found = {
        match[1] for part in parts if (match := re.fullmatch(r"((?:day|d|tag)[ _.]*)-?\d+", part.time, re.IGNORECASE))
    }
    ends = all(re.fullmatch(r"(?:day|d|tag)[ _.]*-?\d+", part.time, re.IGNORECASE) for part in parts)
    return found.pop() if len(found) == 1 and ends else None


def time_guess(parts: Sequence[Part]) -> Guess:
    if day_prefix(parts) is not None:
        return Guess("day", SURE)
    days = {part.time: f"{day_of(part.time):g}" for part in parts}
    return Guess({"column": "visit", "values": days}, LIKELY, "nominal days of the names; a month is 30.4375 days")


def unit_of_analytes(reading: Reading, hints: Hints, parts: Sequence[Part]) -> None:
    if parts[0].unit:
        reading.columns["unit"] = Guess("unit", SURE)
    elif "unit" not in reading.columns:
        reading.columns["unit"] = Guess({"constant": "not stated"}, GUESS)
        reading.open.append(NO_UNIT)


def unit_of_car_t(reading: Reading, table: Table, parts: Sequence[Part]) -> None:
    units = {table.hints.words("unit").get(part.unit.lower(), "") for part in parts} - {""}
    if len(units) == 1:
        reading.columns["unit"] = Guess({"constant": units.pop()}, SURE)
    add_car_t_constants(reading, table)


def one_analyte(reading: Reading, table: Table, hints: Hints) -> None:
    """The analyte of a table that has one column a day: the name of its file or sheet."""
    words = [*re.split(r"[^A-Za-z0-9-]+", table.sheet or ""), *re.split(r"[^A-Za-z0-9-]+", table.file)]
    known = next((word for word in words if word and hints.is_analyte(word)), None)
    if known is None:
        reading.blocked = "what was measured: nothing names the analyte (or the source is car_t_levels)"
        known = "..."
    reading.columns["analyte"] = Guess({"constant": known}, GUESS)


def subject_columns(table: Table, hints: Hints, taken: set[str]) -> Reading | None:
    """A column per subject: names of one build beside a column of analytes. No identifier is written."""
    times = hints.content["shared"]["study_day"]
    measured = [p for p in table.profiles.values() if is_measured(p, hints) and p.name not in taken]
    names = [p.name for p in measured if not any(re.fullmatch(time, p.plain) for time in times)]
    first = table.profiles[table.shape.header[0]]
    if len(names) < 4 or len(names) < 0.6 * len(table.shape.header) or first.name in names:
        return None
    shapes = {re.sub(r"[a-zA-Z]+|\d+", lambda run: r"\d+" if run[0].isdigit() else "[A-Za-z]+", name) for name in names}
    named = sum(count for text, count in first.texts.items() if hints.is_analyte(text))
    if len(shapes) > 2 or named < 0.5 * first.n or any(TIME_TEXT.fullmatch(name) for name in names):
        return None
    reading = Reading("analytes", table, {}, used=set(names))
    reading.steps["unpivot"] = {"columns": f"(?P<subject>{'|'.join(sorted(shapes))})", "value": "measured"}
    reading.columns |= {
        "subject_id": Guess("subject", LIKELY, "a column for each subject"),
        "analyte": Guess(first.name, SURE),
    }
    reading.columns["result"] = Guess("measured", SURE)
    fill(reading, table, hints, hints.contract.sources["analytes"], taken | set(names) | {first.name})
    reading.columns["result"] = Guess("measured", SURE)
    if "unit" not in reading.columns:
        reading.columns["unit"] = Guess({"constant": "not stated"}, GUESS)
        reading.open.append("the unit of the results")
    add_time(reading, table, hints.contract.sources["analytes"])
    return reading
