"""A column of text -> what can be told without knowing what it means: how many cells are numbers, dates, words."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from warehouse.drafting.dates import Dates, dates_of

UNIT_IN_NAME = re.compile(
    r"[\[(]([^\])]*)[\])]|,\s*([^,]*/[^,]*)$|(?<=[a-z0-9])[_ ]((?:pg|ng|ug|mg|g|u|iu)_(?:ml|l|dl|ul))$", re.IGNORECASE
)
NUMBER = re.compile(r"[-+−]?(?:\d+(?:[., ]\d{3})*(?:[.,]\d+)?|[.,]\d+)(?:[eE][-+]?\d+)?\s?%?")
RESULT = re.compile(
    r"(?:[<>≤≥=]=?|less than|greater than|below|above|more than)\s*[-+]?[\d.,]+(?:[eE][-+]?\d+)?\s*[a-z%/]*"
    r"|\*[\d.,]+|[\d.,]+\s*[*hl#†]+",
    re.IGNORECASE,
)
THOUSANDS = r"[1-9]\d{{0,2}}{mark}\d{{3}}"
# A number whose marks nobody can mistake: 1300,5 or 1.300,25 or, as there are two others, 1.300.000.
FRACTION = (
    r"(?![1-9]\d{{0,2}}{mark}\d{{3}}$)\d+{mark}\d+"
    r"|\d{{1,3}}(?:{other}\d{{3}})+{mark}\d+|\d{{1,3}}(?:{other}\d{{3}}){{2,}}"
)
GREEK = str.maketrans("αβγκλδμµ", "abgkldu" + "u")
MISSING = ("", "na", "n/a", "n.a.", "nan", ".", "null")
SPREADSHEET_DAYS = (20_000, 60_000)


@dataclass(frozen=True)
class Profile:
    """A column by name, and what its cells are."""

    name: str
    cells: Sequence[str]
    # Its name without the group that it stands under, where the header has two rows.
    lower: str = ""

    def is_called(self, pattern: str, *, by_lower: bool = False) -> bool:
        """Whether its name, or that without its group, is one. A number at the end of the name says which of several
        it is, but that of `day 0` does not."""
        if by_lower:
            return bool(self.lower) and re.fullmatch(pattern, Profile(self.lower, ()).plain) is not None
        return any(re.fullmatch(pattern, name) for name in (self.plain, base(self.plain)))

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
        found: Counter[str] = Counter()
        for text, count in self.texts.items():
            found[text.lower()] += count
        return found

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
        return self.counted(FRACTION.format(mark=",", other=r"\."))

    @cached_property
    def decimal_points(self) -> int:
        return self.counted(FRACTION.format(mark=r"\.", other=","))

    def has_thousands(self, mark: str) -> bool:
        """Whether there are numbers such as 1,300, whose mark may be that of thousands or of decimals."""
        return self.counted(THOUSANDS.format(mark=re.escape(mark))) > 0

    def counted(self, pattern: str) -> int:
        return sum(count for text, count in self.texts.items() if re.fullmatch(rf"[<>]?\s?-?(?:{pattern})", text))

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

    @property
    def is_fraction(self) -> bool:
        """Whether all may be parts of 1: none is more, and none has a percent sign."""
        is_part = len(self.numbers) > 2 and max(self.numbers) <= 1
        return is_part and not any(text.endswith("%") for text in self.texts)

    @cached_property
    def dates(self) -> Dates | None:
        """How its dates are written; None where it holds no dates."""
        return dates_of(self.texts)

    @property
    def may_be_spreadsheet_days(self) -> bool:
        low, high = SPREADSHEET_DAYS
        return self.numeric > 0.9 and bool(self.numbers) and all(low < number < high for number in self.numbers)


def plain_name(name: str) -> str:
    """Lower case, words apart, nothing but letters and digits; a percent sign is the word. Greek letters are the Latin
    ones that stand for them, and accents are gone; German letters stay."""
    text = name.replace("%", " percent ").replace("\ufeff", "").translate(GREEK)
    text = "".join(sign if sign in "äöüßÄÖÜ" else unicodedata.normalize("NFKD", sign) for sign in text)
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", " ", text)
    return " ".join(re.sub(r"[^0-9a-zäöüß]+", " ", text.lower()).split())


def base(plain: str) -> str:
    """The name without what only says that it is one of several."""
    return re.sub(r" (?:\d|x|y)$", "", plain)
