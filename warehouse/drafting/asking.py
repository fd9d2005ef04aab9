"""What only a person can answer of a reading: the questions of a draft, where two answers would read the same cells."""

import re
from collections.abc import Sequence

from warehouse.drafting.guess import (
    BOTH_WAYS,
    EITHER_WAY,
    GUESS,
    LIKELY,
    NUMERIC,
    SEVERAL_WAYS,
    SURE,
    Guess,
    Reading,
)
from warehouse.drafting.hints import Hints
from warehouse.drafting.profile import Profile

DAY_NUMBERS = "day numbers of a spreadsheet (excel)"
# Not detected, or not done.
NOT_DETECTED = re.compile(r"n[. _-]*d[. _-]*", re.IGNORECASE)


def ask(reading: Reading, hints: Hints) -> None:
    ask_of_dates(reading)
    ask_of_thousands(reading, hints)
    ask_of_days(reading)
    ask_of_grades(reading)
    ask_of_not_detected(reading, hints)
    ask_of_odd_numbers(reading)


def ask_of_dates(reading: Reading) -> None:
    """A date that is wrong by months is as readable as the right one, so only a person can tell."""
    for guess in reading.columns.values():
        if EITHER_WAY in guess.why:
            reading.open.append(f"whether '{column_of(guess)}' has the day first, as drafted, or the month")
        if SEVERAL_WAYS in guess.why and isinstance(guess.rule, dict):
            ways = [DAY_NUMBERS if form == "excel" else form for form in guess.rule["date_format"]]
            reading.open.append(f"whether the dates of '{column_of(guess)}' are as drafted: {', '.join(ways)}")
        if BOTH_WAYS in guess.why:
            reading.open.append(
                f"which dates of '{column_of(guess)}' have the month first: all are read by the day first"
            )


def ask_of_thousands(reading: Reading, hints: Hints) -> None:
    """A number that is wrong by a factor of 1,000 is as readable as the right one."""
    found = {profile.name: mark for profile in numbers_of(reading, hints) if (mark := reading.table.thousands(profile))}
    for name, mark in list(found.items())[:1]:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        kinds = ("thousands", "decimals") if mark == "," else ("decimals", "thousands")
        marks = f"'{mark}' in '{name}'{more} marks {kinds[0]}, as drafted, or {kinds[1]}"
        reading.open.append(f"whether {marks} (decimal: ',')")


def numbers_of(reading: Reading, hints: Hints) -> list[Profile]:
    """The columns of the file that a reading takes numbers from, be they many side by side."""
    source, profiles = hints.contract.sources[reading.source], reading.table.profiles
    names = [column_of(guess) for name, guess in reading.columns.items() if source.columns[name].type in NUMERIC]
    names += sorted(reading.used) if "unpivot" in reading.steps else []
    return [profiles[name] for name in dict.fromkeys(names) if name in profiles]


def ask_of_progressions(readings: Sequence[Reading]) -> None:
    """Where only progressions are read, they would be all that is known of the response."""
    responses = [reading for reading in readings if reading.source == "responses" and not reading.blocked]
    # A mapping that ships names the columns itself, and reads every assessment.
    rules = [reading.columns["response"].rule if "response" in reading.columns else None for reading in responses]
    if responses and all(isinstance(rule, dict) and "non-PD" in rule.get("values", {}).values() for rule in rules):
        responses[0].open.append("the best responses: by its progression alone the response of a subject would be PD")


def ask_of_days(reading: Reading) -> None:
    """A column called `TIME` counts something; days are the first guess."""
    guess = reading.columns.get("study_day")
    if guess is not None and guess.sure == GUESS and isinstance(guess.rule, str):
        reading.open.append(f"whether '{guess.rule}' counts days since infusion")


def ask_of_grades(reading: Reading) -> None:
    """Of a subject without the event it says grade 0, of one who was not looked at nothing."""
    guess = reading.columns.get("grade")
    if guess is not None and isinstance(guess.rule, dict) and "values" in guess.rule:
        words = " and ".join(f"'{word}'" for word in guess.rule["values"])
        reading.open.append(f"whether {words} in '{column_of(guess)}' means grade 0, as drafted, or not known")


def ask_of_not_detected(reading: Reading, hints: Hints) -> None:
    """`n.d.` says not detected to one laboratory and not done to another: none, or nobody looked."""
    columns = hints.contract.sources[reading.source].columns
    if not any(columns[name].type == "result" for name in reading.columns):
        return
    found = {profile.name: words for profile in numbers_of(reading, hints) if (words := not_detected(profile))}
    for column, words in list(found.items())[:1]:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        said = " and ".join(f"'{word}'" for word in words)
        meant = f"means not detected, as drafted, or not done (missing: [{', '.join(words)}])"
        reading.open.append(f"whether {said} in '{column}'{more} {meant}")
    for name, guess in reading.columns.items():
        if found and columns[name].type == "result":
            reading.columns[name] = Guess(guess.rule, LIKELY if guess.sure == SURE else guess.sure, guess.why)


def not_detected(profile: Profile) -> list[str]:
    return sorted(text for text in profile.texts if NOT_DETECTED.fullmatch(text))


def ask_of_odd_numbers(reading: Reading) -> None:
    """Among the words of a code, such as II and III, a 4 may be IV or a slip."""
    for name, guess in reading.columns.items():
        mapped = guess.rule.get("values", {}) if isinstance(guess.rule, dict) and name != "grade" else {}
        texts = reading.table.profiles[column_of(guess)].texts if column_of(guess) in reading.table.profiles else {}
        odd = sorted(word for word in mapped if is_number(word))
        if odd and not all(is_number(text) for text in texts):
            words = " and ".join(f"'{word}'" for word in odd)
            reading.columns[name] = Guess(guess.rule, LIKELY if guess.sure == SURE else guess.sure, guess.why)
            reading.open.append(f"what {words} in '{column_of(guess)}' stands for, where the other cells are words")


def column_of(guess: Guess) -> str:
    return str(guess.rule.get("column", "")) if isinstance(guess.rule, dict) else str(guess.rule)


def is_number(word: str) -> bool:
    return bool(re.fullmatch(r"-?\d+", word))
