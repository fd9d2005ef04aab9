"""The texts of a column -> how its dates are written: one manner or several, months by number or by name."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d.*)?")
PLAIN_MONTH = re.compile(r"\d\d[- ]?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[- ]?\d{4}", re.IGNORECASE)
NAMED_MONTH = re.compile(r"(\d{1,2})[. -]*(?P<month>[^\W\d_]{3,9})[. -]*(?P<year>\d{4}|\d\d)")
CLOCK = r"[ T]\d{1,2}:\d\d.*$"
TIME = rf"(?:{CLOCK})?"
NUMERIC_DATE = re.compile(rf"(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}|\d\d){TIME}")
# The days that a spreadsheet counts, of the years 1954 to 2064.
DAY_NUMBER = re.compile(r"[2-5]\d{4}(?:\.0+)?")
YEAR_FIRST = re.compile(rf"(\d{{4}})([./])(\d{{1,2}})\2(\d{{1,2}}){TIME}")
# Months in English, German, French, Spanish and Italian, by how they begin, without accents.
MONTHS = {
    "jan": "Jan", "ene": "Jan", "gen": "Jan", "feb": "Feb", "fev": "Feb", "mar": "Mar", "mrz": "Mar", "apr": "Apr",
    "avr": "Apr", "abr": "Apr", "may": "May", "mai": "May", "mag": "May", "jun": "Jun", "juin": "Jun", "giu": "Jun",
    "jul": "Jul", "juil": "Jul", "lug": "Jul", "aug": "Aug", "aou": "Aug", "ago": "Aug", "sep": "Sep", "set": "Sep",
    "oct": "Oct", "okt": "Oct", "ott": "Oct", "nov": "Nov", "dec": "Dec", "dez": "Dec", "dic": "Dec",
}  # fmt: skip


@dataclass(frozen=True)
class Dates:
    """How the dates of a column are written. `formats` is empty where they need none; `is_open` where day and month
    could be either way round, `is_mixed` where they are both ways; `is_short` where the year has two digits; `months`
    are names as written, in English; `has_time` where some have a time of day behind them; `is_several` where some are
    written with another mark than others, or as day numbers of a spreadsheet."""

    formats: tuple[str, ...] = ()
    is_open: bool = False
    is_mixed: bool = False
    is_short: bool = False
    months: tuple[tuple[str, str], ...] = ()
    has_time: bool = False
    is_several: bool = False


def dates_of(texts: Mapping[str, int]) -> Dates | None:
    """The manner of most texts, or the manners that most have together; None where there are no dates."""

    def share(*patterns: re.Pattern[str]) -> float:
        found = sum(n for text, n in texts.items() if any(pattern.fullmatch(text) for pattern in patterns))
        return found / max(1, sum(texts.values()))

    if share(ISO, PLAIN_MONTH) >= 0.8:
        return Dates()
    if share(YEAR_FIRST) >= 0.8:
        mark = next(match[2] for text in texts if (match := YEAR_FIRST.fullmatch(text)))
        return Dates((f"%Y{mark}%m{mark}%d",), has_time=has_time(texts))
    months = named_months(texts)
    parts = [text for text in texts if is_named(text)]
    named = sum(texts[text] for text in parts) / max(1, sum(texts.values()))
    written, numbers = share(ISO, NUMERIC_DATE) + named, share(DAY_NUMBER)
    if written + numbers < 0.8 or written < 0.2:
        return None
    numeric = numeric_dates(texts) if share(NUMERIC_DATE) else Dates()
    formats = (*numeric.formats, *(("%Y-%m-%d",) if share(ISO) else ()), *(("%d %b %Y",) if parts else ()))
    formats += ("excel",) if numbers else ()
    is_short = numeric.is_short or any(
        (match := NAMED_MONTH.fullmatch(text)) and len(match["year"]) == 2 for text in parts
    )
    is_several = numbers > 0 or len(numeric.formats) > 1
    return Dates(formats, numeric.is_open, numeric.is_mixed, is_short, months, has_time(texts), is_several)


def numeric_dates(texts: Mapping[str, int]) -> Dates:
    """Each mark between day, month and year is a manner of its own, such as that of a site."""
    matches = [match for text in texts if (match := NUMERIC_DATE.fullmatch(text))]
    each = [
        dates_by(mark, [match for match in matches if match[2] == mark]) for mark in sorted({m[2] for m in matches})
    ]
    return Dates(
        tuple(form for dates in each for form in dates.formats),
        is_open=any(dates.is_open for dates in each),
        is_mixed=any(dates.is_mixed for dates in each),
        is_short=any(dates.is_short for dates in each),
    )


def dates_by(mark: str, matches: Sequence[re.Match[str]]) -> Dates:
    is_short = any(len(match[4]) == 2 for match in matches)
    first, second = max(int(match[1]) for match in matches), max(int(match[3]) for match in matches)
    if second > 12 and first <= 12:
        return Dates((f"%m{mark}%d{mark}%Y",), is_short=is_short)
    is_mixed = first > 12 and second > 12
    is_open = is_mixed or (first <= 12 and mark != ".")
    return Dates((f"%d{mark}%m{mark}%Y",), is_open=is_open, is_mixed=is_mixed, is_short=is_short)


def has_time(texts: Iterable[str]) -> bool:
    return any(re.search(CLOCK, text) for text in texts)


def month_of(word: str) -> str | None:
    """The English month of a word; the umlaut of `Mär` and the accent of `févr` count as their letters."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(sign))
    return MONTHS.get(plain[:4]) or MONTHS.get(plain[:3])


def is_named(text: str) -> bool:
    match = NAMED_MONTH.fullmatch(text)
    return match is not None and month_of(match["month"]) is not None


def named_months(texts: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    def each() -> Iterator[tuple[str, str]]:
        for text in texts:
            match = NAMED_MONTH.fullmatch(text)
            month = month_of(match["month"]) if match else None
            if match and month:
                yield match["month"], month

    return tuple(sorted(set(each())))


def rule_of(dates: Dates) -> dict[str, object]:
    """What study.yml says of them: formats, and what makes names of months and years of two digits readable and leaves
    out times of day."""
    formats = list(dates.formats)
    rule: dict[str, object] = {"date_format": formats if len(formats) > 1 else formats[0]} if formats else {}
    steps = [{"pattern": CLOCK, "with": ""}] if dates.has_time else []
    steps += [{"pattern": rf"[. -]*{word}[. -]*", "with": f" {month} "} for word, month in dates.months]
    if dates.is_short:
        marks = {form[2] for form in formats if form.startswith(("%d", "%m"))}
        marks -= {"-"} if "%Y-%m-%d" in formats else set()
        steps += [{"pattern": rf"[{mark}](\d\d)$", "with": rf"{mark}20\1"} for mark in sorted(marks)]
    return rule | ({"replace": steps[0] if len(steps) == 1 else steps} if steps else {})
