"""Columns that are readings by themselves, and codes that another table explains."""

import re
from collections.abc import Sequence

from warehouse.drafting.guess import GUESS, LIKELY, SURE, Guess, Reading, Table, values_of
from warehouse.drafting.guess_long import long_readings
from warehouse.drafting.hints import Alone, Hints
from warehouse.drafting.profile import NUMBER, Profile, plain_name

# What a grade of many is called: `Max CRS`, `worst ICANS grade`. The day beside it is that of the event.
WORST = re.compile(r"^(?:max|maximum|worst|peak|highest) | (?:max|maximum|worst|peak|highest)\b| grade?\b")


def alone_readings(table: Table, hints: Hints, taken: set[str]) -> list[Reading]:
    """Columns that are readings by themselves: a grade, a drug given or not, a status."""
    found = []
    for profile in table.profiles.values():
        hint = next((item for item in hints.alone if item.names.fullmatch(profile.plain)), None)
        if hint is None or profile.name in taken or not profile.n:
            continue
        reading = alone_reading(table, hints, hint, profile.name, taken)
        if reading is not None:
            found.append(reading)
    return found


def alone_reading(table: Table, hints: Hints, hint: Alone, name: str, taken: set[str]) -> Reading | None:
    source = hints.contract.sources[hint.source]
    column, profile = source.columns[hint.column], table.profiles[name]
    words = {word: value for value, texts in hint.values.items() for word in texts} | hints.words(hint.column)
    # 1 among 2 and 3 is a code of a list that nobody told: often not the event, as 0 and 1 say it.
    if any(NUMBER.fullmatch(text) and text not in words for text in profile.words):
        words = {word: value for word, value in words.items() if not NUMBER.fullmatch(word)}
    known = sum(count for text, count in profile.words.items() if text in words) / profile.n
    if (column.type == "code" and known < 0.5) or (column.type != "code" and not table.fits(profile, column)):
        return None
    rule = {"column": name} | values_of(profile, words, column) if column.type == "code" else table.rule(name, column)
    reading = Reading(
        source.name,
        table,
        {key: Guess({"constant": text}, LIKELY) for key, text in hint.constants.items()},
        used={name},
    )
    if hint.open:
        reading.open.append(hint.open)
    maps_words = isinstance(rule, dict) and "values" in rule
    reading.columns[hint.column] = Guess(
        rule if not isinstance(rule, dict) or len(rule) > 1 else name,
        SURE if known == 1 or not (column.type == "code" or maps_words) else LIKELY,
    )
    if not set(source.time) & set(reading.columns):
        time_of(reading, table, hints, hint, taken | {name})
    reading.blocked = reading.blocked or hint.blocked
    return reading


def time_of(reading: Reading, table: Table, hints: Hints, hint: Alone, taken: set[str]) -> None:
    """A time of its own; else that of the whole table."""
    source = hints.contract.sources[hint.source]
    own = hint.time
    day = source.columns.get("study_day")
    if own is not None and day is not None:
        found = next(
            (
                p
                for p in table.profiles.values()
                if own.fullmatch(p.plain) and p.name not in taken and table.fits(p, day)
            ),
            None,
        )
        if found is not None:
            reading.columns["study_day"] = spanned(table, found.name, reading)
            return
    event = WORST.sub("", next(table.profiles[name].plain for name in reading.used))
    for contract_name in ("study_day", *source.time, "start_date"):
        column = source.columns.get(contract_name)
        own_name = [
            rf"(?:day|date)(?: of)? {event}(?: onset)?",
            rf"{event}(?: start| first| onset)?(?: day| date| start| onset| beginn)",
        ]
        match = table.named(own_name, column, taken) if column else None
        if match and column:
            reading.columns[contract_name] = table.guess(match[0], column, match[1])
            return
    for contract_name in ("study_day", *source.time):
        column = source.columns.get(contract_name)
        match = table.named(hints.patterns(source.name, contract_name), column, taken) if column else None
        if match and column:
            reading.columns[contract_name] = table.guess(match[0], column, match[1])
            return
    if source.time:
        reading.blocked = f"when: no column tells the time ({' or '.join(source.time)})"


def spanned(table: Table, name: str, reading: Reading) -> Guess:
    """A survival time in the unit that its name says, or, by its size, in months."""
    profile = table.profiles[name]
    rule = table.rule(name, table.hints.contract.sources["follow_up"].columns["study_day"])
    said = {*profile.plain.split(), (profile.unit or "").lower()}
    if (isinstance(rule, dict) and "multiply" in rule) or said & {"day", "days", "d"}:
        return Guess(rule, LIKELY)
    if profile.numbers and max(profile.numbers) < 150:
        reading.open.append(f"'{name}' is taken as months, by its size")
        return Guess({"column": name, "multiply": 30.4375}, GUESS)
    reading.open.append(f"'{name}' is taken as days")
    return Guess(name, GUESS)


def key_tables(tables: Sequence[Table], keys: dict[int, str | None]) -> dict[int, tuple[Table, str, str]]:
    """By table: another without subjects that says what a code means, the code, and the column of names."""
    found: dict[int, tuple[Table, str, str]] = {}
    for table in tables:
        for other in tables:
            if other is table or keys[id(other)] is not None:
                continue
            shared = [
                name
                for name in other.shape.header
                if name in table.profiles.keys() & other.profiles
                and other.profiles[name].is_unique
                and other.profiles[name].n > 1
            ]
            label = next(
                (
                    p.name
                    for p in other.profiles.values()
                    if p.plain in ("label", "name", "test", "analyte", "description", "long name")
                ),
                None,
            )
            code = next((name for name in shared if plain_name(name) not in ("row id", "row")), None)
            if code and label:
                found[id(table)] = (other, code, label)
    return found


def looked_up_reading(table: Table, hints: Hints, taken: set[str], by: tuple[Table, str, str]) -> list[Reading]:
    """A table of results that names its analytes by a code, which a key table explains."""
    key, code, label = by
    specimen = next((p.name for p in key.profiles.values() if p.plain in ("fluid", "specimen", "matrix")), None)
    names = dict(zip((c.strip() for c in key.profiles[code].cells), key.profiles[label].cells, strict=True))
    widened = Table(table.file, table.sheet, table.shape, hints, table.is_whole, table.preamble, table.id_rule)
    widened.id_why, widened.id_open = table.id_why, table.id_open
    widened.profiles = dict(table.profiles)
    widened.profiles[label] = Profile(label, [names.get(cell.strip(), "") for cell in table.profiles[code].cells])
    found = [reading for reading in long_readings(widened, hints, taken | {code}) if reading.source == "analytes"]
    for reading in found:
        take = [label, *([specimen] if specimen else [])]
        reading.steps["lookup"] = {"file": key.file, "on": code, "take": take}
        if specimen and "specimen" not in reading.columns:
            reading.columns["specimen"] = Guess(specimen, SURE)
            only = f"only: {{column: {specimen}, is: [...], because: ...}}"
            reading.open.append(f"tests of several fluids may bear one name: see '{specimen}' ({only})")
    return found
