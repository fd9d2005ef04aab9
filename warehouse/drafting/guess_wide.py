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
    VISIT,
    Guess,
    Reading,
    Table,
    day_of,
    is_starred,
    values_of,
)
from warehouse.drafting.guess_long import NO_UNIT, add_car_t_constants, add_time, fill
from warehouse.drafting.hints import BEADS, Hints
from warehouse.drafting.profile import Profile

FEWEST = 2
UNIT_FIRST = "analyte unit time"
# A concentration that the name of a file, a sheet or a title gives.
UNIT_SAID = re.compile(r"(?<![A-Za-z])([pnuµμm]g)(?:/|[ _-]?(?:per|p)[ _-]?|_)(m?[lL]|d[lL])(?![A-Za-z])")
SEPARATOR = r"[ _.:,|/-]+"
BRACKETS = re.compile(r"^(?P<name>.*?)(?P<open>\s*[(\[])(?P<unit>[^)\]]+)(?P<close>[)\]])$")
RESPONSE_AT = re.compile(
    r"(?P<before>.+?)[ _.-]+(?:overall |best )?response"
    r"|(?:overall |best )?(?:response|réponse|ansprechen|remission)[ _.-]+(?:at |à |a |nach |an )?(?P<after>.+)",
    re.IGNORECASE,
)
UNIT_INSIDE = re.compile(
    r"(?P<name>.+?)(?P<open>\s*[(\[])(?P<unit>[^)\]]+)(?P<close>[)\]])(?P<mark>[ _.:,|/-]+)(?P<time>.+)"
)
BARE_UNIT = re.compile(r"(?P<name>.+) (?P<unit>[^ ]+/[^ ]+)")


@dataclass(frozen=True)
class Part:
    """A column name taken apart: what is measured, when, and in which unit, with the marks between them. `car_t` is
    what the name calls CAR T cells or copies, where these are measured."""

    column: str
    analyte: str
    time: str
    unit: str
    layout: tuple[str, ...]
    car_t: str = ""


def is_measured(profile: Profile, hints: Hints) -> bool:
    return profile.dates is None and (not profile.n or hints.results(profile) >= 0.7)


def escaped(text: str) -> str:
    """A text as a pattern of itself."""
    return re.sub(r"([\\.^$*+?{}\[\]|()])", r"\\\1", text)


def one_of(texts: Iterable[str]) -> str:
    return "|".join(escaped(text) for text in dict.fromkeys(texts))


def is_visit(text: str) -> bool:
    """A time, or a visit whose name says none: which day it was, a person must say."""
    return day_of(text) is not None or VISIT.fullmatch(text.strip()) is not None


def taken_apart(name: str, hints: Hints) -> Part | None:
    """What the name of a measured column says; None when it says neither an analyte nor a time."""
    inside = UNIT_INSIDE.fullmatch(name)
    if inside and hints.is_analyte(inside["name"]) and hints.is_unit(inside["unit"]) and is_visit(inside["time"]):
        marks = (UNIT_FIRST, inside["mark"], inside["open"], inside["close"])
        return Part(name, inside["name"], inside["time"], inside["unit"], marks)
    unit, rest, layout = without_unit(name, hints)
    return of_words(name, unit, rest, layout, hints)


def without_unit(name: str, hints: Hints) -> tuple[str, str, tuple[str, str]]:
    """The unit at the end of a name, the rest, and the marks around the unit."""
    bracket = BRACKETS.fullmatch(name)
    bare = BARE_UNIT.fullmatch(name)
    if bare and hints.is_unit(bare["unit"]):
        return bare["unit"], bare["name"], (" ", "")
    if bracket and hints.is_unit(bracket["unit"]):
        return bracket["unit"], bracket["name"], (bracket["open"], bracket["close"])
    return "", name, ("", "")


def of_words(name: str, unit: str, rest: str, layout: tuple[str, str], hints: Hints) -> Part | None:
    """An analyte, a time, or both with a mark between them."""
    if hints.is_analyte(rest):
        return Part(name, rest, "", unit, ("analyte", "", *layout))
    if is_visit(rest):
        return Part(name, "", rest, unit, ("time", "", *layout))
    for match in re.finditer(SEPARATOR, rest):
        first, second, mark = rest[: match.start()], rest[match.end() :], match[0]
        if hints.is_analyte(first) and is_visit(second):
            return Part(name, first, second, unit, ("analyte time", mark, *layout))
        if hints.is_analyte(second) and is_visit(first):
            return Part(name, second, first, unit, ("time analyte", mark, *layout))
        if hints.is_car_t(first) and is_visit(second):
            return Part(name, "", second, unit, ("time", mark, *layout), first)
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


def measured_columns(table: Table, hints: Hints, taken: set[str]) -> list[Reading]:
    """A column per analyte, per day, or per both; a reading for every manner of naming them."""
    measured = [p for p in table.profiles.values() if p.name not in taken and is_measured(p, hints)]
    parts = [part for part in (taken_apart(profile.name, hints) for profile in measured) if part]
    layouts = Counter((part.layout, part.car_t) for part in parts).most_common()
    alike = [[part for part in parts if (part.layout, part.car_t) == layout] for layout, _ in layouts]
    every = {part.column for part in parts}
    return [of_cells(table, hints, some, taken | every) for some in alike if are_enough(some)]


def are_enough(parts: Sequence[Part]) -> bool:
    """One column of an analyte is enough; of days it takes several, and `Pre` and `Post` alone may be anything."""
    if parts[0].analyte:
        return True
    return len(parts) >= FEWEST and any(day_of(part.time) is not None for part in parts)


def of_cells(table: Table, hints: Hints, parts: Sequence[Part], taken: set[str]) -> Reading:
    has_analyte, has_time = bool(parts[0].analyte), bool(parts[0].time)
    car_t = not has_analyte and (bool(parts[0].car_t) or hints.speaks_for("car_t_levels", table.words))
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
        unknown = [time for time in dict.fromkeys(part.time for part in parts) if day_of(time) is None]
        if unknown:
            reading.open.append(f"the study day of {', '.join(unknown)}: their rows are set aside until it is named")
    else:
        add_time(reading, table, source)
    if car_t:
        unit_of_car_t(reading, table, parts)
    else:
        unit_of_analytes(reading, table, parts)
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
    if order == UNIT_FIRST:
        return f"{analyte}{unit}{escaped(mark)}{pieces['time']}"
    if parts[0].car_t:
        return f"{escaped(parts[0].car_t + mark)}{pieces['time']}{unit}"
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
    days = {part.time: f"{day:g}" for part in parts if (day := day_of(part.time)) is not None}
    return Guess({"column": "visit", "values": days}, LIKELY, "nominal days of the names; a month is 30.4375 days")


def unit_of_analytes(reading: Reading, table: Table, parts: Sequence[Part]) -> None:
    if parts[0].unit:
        reading.columns["unit"] = Guess("unit", SURE)
    elif "unit" not in reading.columns:
        add_unit_said(reading, table)


def add_unit_said(reading: Reading, table: Table) -> None:
    """The unit that the name of the file, its sheet or a title gives; else none, and a question."""
    said = sorted(set(UNIT_SAID.findall(table.words)))
    if len(said) == 1:
        unit = "/".join(said[0])
        reading.columns["unit"] = Guess({"constant": unit}, LIKELY, "by the name of the file or the lines above it")
    else:
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
