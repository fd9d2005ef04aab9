"""A column of text -> what can be told without knowing what it means: how many cells are numbers, dates, words."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

UNIT_IN_NAME = re.compile(
    r"[\[(]([^\])]*)[\])]|,\s*([^,]*/[^,]*)$|(?<=[a-z0-9])[_ ]((?:pg|ng|ug|mg|g|u|iu)_(?:ml|l|dl|ul))$", re.IGNORECASE
)
NUMBER = re.compile(r"[-+−]?(?:\d+(?:[., ]\d{3})*(?:[.,]\d+)?|[.,]\d+)(?:[eE][-+]?\d+)?\s?%?")
RESULT = re.compile(
    r"(?:[<>≤≥=]=?|less than|greater than|below|above|more than)\s*[-+]?[\d.,]+(?:[eE][-+]?\d+)?\s*[a-z%/]*"
    r"|\*[\d.,]+|[\d.,]+\s*[*hl#†]+",
    re.IGNORECASE,
)
MISSING = ("", "na", "n/a", "n.a.", "nan", ".", "null")

ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d.*)?")
NAMED_MONTH = re.compile(r"\d\d[- ]?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[- ]?\d{4}", re.IGNORECASE)
TIME = r"(?:[ T]\d{1,2}:\d\d.*)?"
NUMERIC_DATE = re.compile(rf"(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}|\d\d){TIME}")
YEAR_FIRST = re.compile(rf"(\d{{4}})([./])(\d{{1,2}})\2(\d{{1,2}}){TIME}")
SPREADSHEET_DAYS = (20_000, 60_000)


@dataclass(frozen=True)
class Dates:
    """How the dates of a column are written. `formats` is empty where they need none; `is_open` where day and month
    could be either way round, `is_short` where the year has two digits."""

    formats: tuple[str, ...] = ()
    is_open: bool = False
    is_short: bool = False


@dataclass(frozen=True)
class Profile:
    """A column by name, and what its cells are."""

    name: str
    cells: Sequence[str]

    @cached_property
    def plain(self) -> str:
        """The name as words, without its unit."""
        return plain_name(UNIT_IN_NAME.sub(" ", self.name) if self.unit else self.name)

    @cached_property
    def unit(self) -> str | None:
        match = UNIT_IN_NAME.search(self.name)
        return next((part.strip().replace("_", "/") for part in match.groups() if part), None) if match else None

    @cached_property
    def texts(self) -> Counter[str]:
        """Every text that is not a usual word for missing, with how often it comes."""
        return Counter(text for cell in self.cells if (text := cell.strip().strip("\u00a0")).lower() not in MISSING)

    @cached_property
    def words(self) -> Counter[str]:
        return Counter({text.lower(): count for text, count in self.texts.items()})

    @property
    def n(self) -> int:
        return self.texts.total()

    @property
    def is_unique(self) -> bool:
        return bool(self.texts) and max(self.texts.values()) == 1

    def share(self, pattern: re.Pattern[str]) -> float:
        """The part of the filled cells that match as a whole."""
        return sum(count for text, count in self.texts.items() if pattern.fullmatch(text)) / max(1, self.n)

    @cached_property
    def numeric(self) -> float:
        return self.share(NUMBER)

    @cached_property
    def result(self) -> float:
        return self.numeric + self.share(RESULT)

    @cached_property
    def decimal_commas(self) -> int:
        return sum(count for text, count in self.texts.items() if re.fullmatch(r"[<>]?\s?-?\d+,\d+", text))

    @cached_property
    def decimal_points(self) -> int:
        return sum(count for text, count in self.texts.items() if re.fullmatch(r"[<>]?\s?-?\d+\.\d+", text))

    @cached_property
    def numbers(self) -> list[float]:
        found = []
        for text in self.texts:
            if NUMBER.fullmatch(text):
                try:
                    found.append(float(text.rstrip("% ").replace("−", "-").replace(",", ".")))
                except ValueError:
                    continue
        return found

    @cached_property
    def dates(self) -> Dates | None:
        """How its dates are written; None where it holds no dates."""
        if self.n == 0:
            return None
        if self.share(ISO) + self.share(NAMED_MONTH) >= 0.8:
            return Dates()
        if self.share(YEAR_FIRST) >= 0.8:
            mark = next(match[2] for text in self.texts if (match := YEAR_FIRST.fullmatch(text)))
            return Dates((f"%Y{mark}%m{mark}%d",))
        return self.numeric_dates() if self.share(NUMERIC_DATE) >= 0.8 else None

    def numeric_dates(self) -> Dates:
        matches = [match for text in self.texts if (match := NUMERIC_DATE.fullmatch(text))]
        mark = matches[0][2]
        is_short = any(len(match[4]) == 2 for match in matches)
        first, second = max(int(match[1]) for match in matches), max(int(match[3]) for match in matches)
        day_first = f"%d{mark}%m{mark}%Y"
        if second > 12 and first <= 12:
            return Dates((f"%m{mark}%d{mark}%Y",), is_short=is_short)
        return Dates((day_first,), is_open=first <= 12 and mark != ".", is_short=is_short)

    @property
    def may_be_spreadsheet_days(self) -> bool:
        low, high = SPREADSHEET_DAYS
        return self.numeric > 0.9 and bool(self.numbers) and all(low < number < high for number in self.numbers)


def plain_name(name: str) -> str:
    """Lower case, words apart, nothing but letters and digits; a percent sign is the word."""
    text = name.replace("%", " percent ").replace("\ufeff", "")
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", " ", text)
    return " ".join(re.sub(r"[^0-9a-zäöüßµ]+", " ", text.lower()).split())
