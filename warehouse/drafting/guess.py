"""A table and the hints -> which of its columns may be which of the contract's, how surely, and by what rule."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product

from warehouse.contract import Column
from warehouse.drafting.dates import rule_of
from warehouse.drafting.hints import Hints
from warehouse.drafting.profile import Profile, base, plain_name
from warehouse.drafting.shape import Shape

SURE, LIKELY, GUESS = "sure", "likely", "a guess"
EITHER_WAY = "day and month could be either way round"
SEVERAL_WAYS = "written in several manners"
BOTH_WAYS = "the day stands first in some, the month in others"
THOUSANDS = "the mark in its numbers could be that of thousands or of decimals"
NUMERIC = ("number", "integer", "percent", "result")

YES_NO = frozenset(("true", "t", "yes", "y", "1", "1.0", "false", "f", "no", "n", "0", "0.0"))
# By a word of the name: days in one of its units.
SPANS = {
    "week": 7,
    "weeks": 7,
    "wk": 7,
    "month": 30.4375,
    "months": 30.4375,
    "mo": 30.4375,
    "year": 365.25,
    "years": 365.25,
    "hour": 1 / 24,
    "hours": 1 / 24,
    "h": 1 / 24,
}
TIME_TEXT = re.compile(
    r"(?P<sign>pre)?[ _-]*(?P<unit>days?|d|tag|weeks?|wk|w|months?|mo|m|years?|yr|y)[ _.]*"
    r"(?P<number>[-+]?\d+(?:\.\d+)?)"
    r"|(?P<first>[-+]?\d+(?:\.\d+)?)[ _]*(?P<after>days?|d|weeks?|wks?|w|months?|mo|m|years?|yr|y)(?: post.*)?",
    re.IGNORECASE,
)
# Bio-Plex marks a result beyond its standard curve by a star in front.
STAR = {"pattern": r"^[*]([0-9.,]+)$", "with": r"\1*"}
GRADE = re.compile(r"(?:g(?:r(?:ade)?)?[. ]*)?[0-5](?:\.0)?", re.IGNORECASE)
PER_WEIGHT = re.compile(r"(?:/|\bper )\s*(?:kg|m2|m²)\b", re.IGNORECASE)
# Visits that are known as such, though their names say no day.
VISIT = re.compile(
    r"(?:pre|post)[ _-]?(?:ld|lymphodepletion|infusion|conditioning|treatment|car[ -]?t)|baseline|screening"
    r"|(?:leuk)?apheresis|leukapheresis|enrol?lment|relapse|progression|pre|post",
    re.IGNORECASE,
)
DAYS_OF = {"d": 1, "t": 1, "w": 7, "m": 30.4375, "y": 365.25}


@dataclass(frozen=True)
class Guess:
    """Where a contract column comes from: what study.yml says of it, and how sure that is."""

    rule: object
    sure: str = LIKELY
    why: str = ""


@dataclass
class Reading:
    """A mapping of one table for one source, as drafted. `blocked`: what a person must answer before it can load;
    `shipped`: the mappings that ship and are used."""

    source: str
    table: "Table"
    columns: dict[str, Guess]
    steps: dict[str, object] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    blocked: str | None = None
    outcome: str = ""
    used: set[str] = field(default_factory=set)
    shipped: tuple[str, ...] = ()


@dataclass
class Table:
    """A sheet as a table whose columns are known by name and content. `steps` are those of every reading of it; columns
    that are `ignored` are those of a program, and say nothing of the subjects."""

    file: str
    sheet: str | None
    shape: Shape
    hints: Hints
    is_whole: bool = True
    preamble: str = ""
    id_rule: object = None
    id_why: str = ""
    id_open: list[str] = field(default_factory=list)
    others: tuple[str, ...] = ()
    hidden: set[str] = field(default_factory=set)
    steps: dict[str, object] = field(default_factory=dict)
    ignored: set[str] = field(default_factory=set)

    @property
    def title(self) -> str:
        return f"{self.file} {self.sheet or ''}".strip()

    @property
    def words(self) -> str:
        """What is said of the table: by its file, its sheet, and the lines above it."""
        return f"{self.title} {self.preamble}"

    @property
    def files(self) -> tuple[str, ...]:
        return (self.file, *self.others)

    def add(self, other: "Table") -> None:
        """Another file of the same build."""
        body = [*self.shape.body, *other.shape.body]
        self.shape = replace(self.shape, body=body, left_out=self.shape.left_out + other.shape.left_out)
        self.others = (*self.others, other.file)

    @cached_property
    def profiles(self) -> dict[str, Profile]:
        shape = self.shape
        cells: list[tuple[str, ...]] = list(zip(*(row for _, row in shape.body), strict=True))
        lower = shape.lower or ("",) * len(shape.header)
        columns = zip(shape.header, cells or [()] * len(shape.header), lower, strict=True)
        return {name: Profile(name, column, own) for name, column, own in columns if name not in self.ignored}

    @cached_property
    def decimal(self) -> str:
        """The mark of most numbers that have one. 1,300 has one or not: it is for a person to say."""
        commas = sum(profile.decimal_commas for profile in self.profiles.values())
        return "," if commas > 3 and commas > 3 * self.decimal_points else "."

    @cached_property
    def decimal_points(self) -> int:
        return sum(profile.decimal_points for profile in self.profiles.values() if profile.dates is None)

    def thousands(self, profile: Profile) -> str | None:
        """The mark of a column that may be that of thousands or of decimals, where no number of the table tells. Who
        parts cells by commas has points for decimals, as have the numbers of a workbook."""
        if self.decimal == "," or self.decimal_points or profile.dates is not None:
            return None
        marks = (",", ".") if self.shape.options.get("delimiter") in (";", "tab") else (",",)
        return next((mark for mark in marks if profile.has_thousands(mark)), None)

    def named(
        self, patterns: Iterable[str], column: Column | None = None, but: Iterable[str] = ()
    ) -> tuple[str, int] | None:
        """The column whose name matches the surest pattern and whose cells fit, with the place of that pattern. Where
        none does, its name without the group above it is tried, which is less sure."""
        left_out, less = set(but), 2 if column is not None and column.type == "date" else 1
        for by_lower, (place, pattern) in product((False, True), list(enumerate(patterns))):
            found = [p for p in self.profiles.values() if p.n and p.name not in left_out]
            called = [profile for profile in found if profile.is_called(pattern, by_lower=by_lower)]
            fits = [profile for profile in called if column is None or self.fits(profile, column)]
            if fits:
                return max(fits, key=lambda profile: profile.n).name, place + less * by_lower
        return None

    def fits(self, profile: Profile, column: Column) -> bool:
        """Whether the cells can be what the contract wants."""
        if column.type == "code":
            return self.known_words(profile, column) >= 0.4
        if column.type in ("number", "integer", "percent"):
            return self.are_numbers(profile, column)
        if column.type == "date":
            return profile.dates is not None or profile.may_be_spreadsheet_days
        if column.type == "result":
            return self.hints.results(profile) >= 0.5 and profile.dates is None
        if column.type == "boolean":
            return set(profile.words) - self.hints.missing <= YES_NO
        return profile.dates is None

    def are_numbers(self, profile: Profile, column: Column) -> bool:
        """Mostly numbers, or words for missing. A dose for each kilogram is no dose; a grade may be called so."""
        known = sum(n for text, n in profile.words.items() if text in self.explained(column)) / max(1, profile.n)
        numbers = profile.share(GRADE) if column.name == "grade" else profile.numeric
        is_per_weight = column.type == "number" and PER_WEIGHT.search(profile.name) is not None
        return numbers + known >= 0.7 and profile.dates is None and not is_per_weight

    def explained(self, column: Column) -> frozenset[str]:
        """Words that a column of numbers may hold: those for missing, and of a grade those for none."""
        return self.hints.missing | set(self.hints.words(column.name) if column.name == "grade" else ())

    def known_words(self, profile: Profile, column: Column) -> float:
        is_known = column.name != "unit" or "copies/ug" in column.values
        words = self.hints.words(column.name, profile.words) if is_known else {}
        known = set(words) | {value.lower() for value in column.values}
        return sum(count for text, count in profile.words.items() if text in known) / max(1, profile.n)

    def rule(self, name: str, column: Column) -> object:
        """What study.yml says of a column: its name, or its name and how its texts become those of the contract."""
        profile = self.profiles[name]
        rule: dict[str, object] = {"column": name}
        if column.type == "code":
            rule |= values_of(profile, self.hints.words(column.name, profile.words), column)
        if column.type == "date":
            rule |= rule_of(profile.dates) if profile.dates else {"date_format": "excel"}
            rule |= self.hints.not_ended(profile, column.name)
        if column.type == "result" and is_starred(profile):
            rule["replace"] = STAR
        if column.name == "grade":
            rule |= grades_of(profile, self.hints, column)
        words = [*base(profile.plain).split(), *plain_name(profile.unit or "").split()]
        factor = next((SPANS[word] for word in words if word in SPANS), None)
        if column.name in ("study_day", "end_day") and factor:
            rule["multiply"] = round(factor, 10)
        if column.name == "weight_kg" and (profile.unit or "").lower() in ("lb", "lbs"):
            rule["multiply"] = 0.45359237
        if column.type == "percent" and profile.is_fraction:
            rule["fraction"] = True
        return name if len(rule) == 1 else rule

    def guess(self, name: str, column: Column, place: int) -> Guess:
        profile = self.profiles[name]
        dates = profile.dates
        notes = []
        if column.type == "date" and dates and dates.is_open:
            notes.append(BOTH_WAYS if dates.is_mixed else EITHER_WAY)
        if column.type == "date" and dates and dates.is_several:
            notes.append(SEVERAL_WAYS)
        if column.type == "date" and dates and dates.is_short:
            notes.append("years of two digits are taken as 20xx")
        if column.type == "code" and (unknown := 1 - self.known_words(profile, column)) > 0:
            notes.append(f"{round(unknown * profile.n)} cells hold words that are none of its values")
        if column.type in NUMERIC and self.thousands(profile):
            notes.append(THOUSANDS)
        words = self.other_words(profile, column)
        if words:
            notes.append(f"{words} cells are no {column.type}")
        rule = self.rule(name, column)
        notes += notes_of(rule, column) if isinstance(rule, dict) else []
        # The first names of a date are those of its own source, the second those of any table.
        surest = 1 if column.type == "date" else 0
        sure = SURE if place <= surest and not notes else LIKELY if place <= surest + 1 else GUESS
        return Guess(rule, sure, "; ".join(notes))

    def other_words(self, profile: Profile, column: Column) -> int:
        """Cells that the contract will not read and that no known word explains."""
        if column.type not in NUMERIC:
            return 0
        known = sum(n for text, n in profile.words.items() if text in self.explained(column))
        numeric = profile.share(GRADE) if column.name == "grade" else profile.numeric
        readable = self.hints.results(profile) * profile.n if column.type == "result" else numeric * profile.n + known
        return max(0, round(profile.n - readable))


def notes_of(rule: Mapping[str, object], column: Column) -> list[str]:
    """What a rule makes of the cells, for a person to see."""
    said = {
        "words for none are taken as grade 0": column.name == "grade" and "values" in rule,
        "converted to days": column.name == "study_day" and "multiply" in rule,
        "all are at most 1, so taken as fractions": bool(rule.get("fraction")),
    }
    return [note for note, holds in said.items() if holds]


def grades_of(profile: Profile, hints: Hints, column: Column) -> dict[str, object]:
    """`Grade 2` becomes 2, and a word for no event 0."""
    rule = values_of(profile, hints.words("grade"), column)
    if any(not text[0].isdigit() for text in profile.texts if GRADE.fullmatch(text)):
        rule["replace"] = {"pattern": r"(?i)^g(?:r(?:ade)?)?[. ]*(\d)$", "with": r"\1"}
    return rule


def is_starred(profile: Profile) -> bool:
    return any(text.startswith("*") and text[1:2].isdigit() for text in profile.texts)


def values_of(profile: Profile, words: Mapping[str, str], column: Column) -> dict[str, object]:
    """A value map of the words that are known, as the file writes them; a word of the contract needs none."""
    allowed = {value.lower() for value in column.values}
    found = {
        text: words[text.lower()]
        for text in sorted(profile.texts)
        if text.lower() in words and text.lower() not in allowed
    }
    return {"values": found} if found else {}


def day_of(text: str) -> float | None:
    """The study day that a visit's name says: `Day 7`, `D-5`, `Week 4`, `Month 3`."""
    match = TIME_TEXT.fullmatch(text.strip())
    if match is None:
        return None
    unit, number = match["unit"] or match["after"], match["number"] or match["first"]
    day = float(number) * DAYS_OF[unit[0].lower()]
    day = -day if match["sign"] else day
    return float(round(day))


def visit_days(profile: Profile) -> dict[str, str]:
    """Visit names -> study days, of those that say one."""
    return {text: f"{day:g}" for text in profile.texts if (day := day_of(text)) is not None}
