"""The text of a contract column as SQL: missing words, replacements, value maps, then dates, days and numbers.

Pure. What is calculated is written as text again, because raw tables hold text: a date as ISO 8601, a number with the
decimal mark of its file. Where a rule cannot be carried out the text is NULL, and the row is rejected.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from warehouse.adapters import literal
from warehouse.files.text_table import optional_literal
from warehouse.macros import Macros
from warehouse.studies.mapping import ColumnMapping
from warehouse.studies.mapping_columns import EXCEL, has_month

# Numbers are kept to the digits that survive a multiplication of doubles: 0.57 times 100 is 57, not 56.99999999999999.
NUMBER_FORMAT = "'%.15g'"

# A year typed as 2021 would be day 2021 of a spreadsheet, in 1905. No trial of cells has a date before 20000, which is
# 3 October 1954; only a birth may be earlier, from 1910 on.
EARLIEST_SERIAL, EARLIEST_SERIAL_OF_BIRTH = 20_000, 3_654
DATES_OF_BIRTH = ("birth_date",)

# Outside these a year is a mistake; some public cohorts shift dates by up to two centuries.
YEARS = "between 1800 and 2299"


@dataclass(frozen=True)
class Texts:
    """Writes the SQL of one mapping's texts."""

    macros: Macros
    missing: tuple[str, ...]
    decimal: str
    filled_down: tuple[str, ...] = ()

    def trimmed(self, sql: str) -> str:
        return f"({self.macros.call('trimmed', sql)})"

    def rules(self, item: ColumnMapping) -> tuple[str, ...]:
        """The names of the rules that may change this column's text."""
        present = {
            "fill_down": item.column in self.filled_down,
            "missing": item.column is not None and any(word not in item.values for word in self.missing),
            "replace": item.replace,
            "values": item.values or item.words,
            "date_format": item.date_formats,
            "days_from": item.days_from,
            "multiply": item.multiply,
            "fraction": item.fraction,
        }
        return tuple(name for name, is_present in present.items() if is_present)

    def looked_up(self, item: ColumnMapping, sql: str) -> str:
        """The text once missing words are NULL, replacements made and values mapped."""
        plain = self.replaced(item, sql)
        unlisted = self.unlisted(item, plain, self.renamed(item, plain))
        missing = [word for word in self.missing if word not in item.values]
        if not item.values and not missing:
            return unlisted
        cases = [f"when {literal(word)} then null" for word in missing]
        cases += [f"when {literal(theirs)} then {optional_literal(ours)}" for theirs, ours in item.values.items()]
        # An empty cell may be given a meaning too, such as "no unit".
        compared = f"coalesce({self.trimmed(plain)}, '')" if "" in item.values else self.trimmed(plain)
        return f"case {compared} {' '.join(cases)} else {unlisted} end"

    def unlisted(self, item: ColumnMapping, plain: str, text: str) -> str:
        """What becomes of a text that `values` does not list: it stays, or is `otherwise`."""
        if item.otherwise is None:
            return text
        known = ", ".join(literal(word) for word in item.words) or "null"
        return (
            f"case when lower({self.trimmed(plain)}) in ({known}) then {text} "
            f"when {self.macros.call('is_missing', plain)} then null else {literal(item.otherwise)} end"
        )

    def renamed(self, item: ColumnMapping, text: str) -> str:
        """The words of the maps that the study uses by name, compared without case."""
        if not item.words:
            return text
        cases = [f"when {literal(theirs)} then {literal(ours)}" for theirs, ours in item.words.items()]
        return f"case lower({self.trimmed(text)}) {' '.join(cases)} else {text} end"

    def replaced(self, item: ColumnMapping, sql: str) -> str:
        if item.replace and item.is_identifier:
            # A pattern for the whole identifier means it without the blanks around it, which nobody sees.
            sql = self.trimmed(sql)
        for rule in item.replace:
            sql = f"regexp_replace({sql}, {literal(rule.pattern)}, {literal(rule.by)}, 'g')"
        return sql

    def computed(self, item: ColumnMapping, sql: str, other: str | None) -> str:
        """The text of a date, of days since `other`, or of a number times a factor. NULL when it cannot be had."""
        if item.days_from:
            return self.days(item, sql, other or "null")
        if item.date_formats:
            return f"strftime(coalesce({', '.join(self.dates(item, sql))}, null), '%Y-%m-%d')"
        return self.multiplied(item, sql)

    def received(self, sql: str) -> str:
        return f"({self.macros.call('received', sql)})"

    def dates(self, item: ColumnMapping, sql: str) -> list[str]:
        """The date that each format of a column reads in a text."""
        earliest = EARLIEST_SERIAL_OF_BIRTH if item.name in DATES_OF_BIRTH else EARLIEST_SERIAL
        return [self.parsed_date(text, item.partial, sql, earliest) for text in item.date_formats]

    def parsed_date(self, text: str, partial: str | None, sql: str, earliest: int = EARLIEST_SERIAL) -> str:
        if text == EXCEL:
            serial = f"try_cast({self.received(sql)} as double)"
            date = f"date '1899-12-30' + cast(floor({serial}) as integer)"
            return f"case when {serial} between {earliest} and 146097 then {date} end"
        moment = f"try_strptime({self.received(sql)}, {literal(text)})"
        date = f"cast({moment} as date)"
        return f"case when year({moment}) {YEARS} then {completed(text, partial, date)} end"

    def days(self, item: ColumnMapping, sql: str, other: str) -> str:
        """Whole days between two dates, or the difference of two numbers."""
        start_formats = item.days_from.date_formats if item.days_from else ()
        end = self.any_date(item.date_formats, sql)
        start = self.any_date(start_formats, other)
        mark = literal(self.decimal)
        numbers = f"{self.macros.call('as_number', sql, mark)} - {self.macros.call('as_number', other, mark)}"
        return f"coalesce(cast(date_diff('day', {start}, {end}) as varchar), {self.written(f'({numbers})')})"

    def any_date(self, formats: tuple[str, ...], sql: str) -> str:
        tried = [self.parsed_date(text, None, sql) for text in formats]
        return f"coalesce({', '.join(tried)}, null)" if tried else f"({self.macros.call('as_date', sql)})"

    def multiplied(self, item: ColumnMapping, sql: str) -> str:
        """The sign and the note of a result stay; one without a number, such as `n.d.`, stays."""
        mark = literal(self.decimal)
        value = f"({self.macros.call('result_value', sql, mark)})"
        product = self.written(f"({value} * {item.factor!r})")
        if item.fraction:
            # A fraction with a percent sign, or above one, is no fraction.
            product = f"case when {value} between 0 and 1 then {product} end"
        sign = f"nullif({self.macros.call('result_qualifier', sql, mark)}, '=')"
        note = f"' ' || {self.macros.call('result_note', sql, mark)}"
        whole = f"coalesce({sign}, '') || {product} || coalesce({note}, '')"
        return (
            f"case when {value} is not null then {whole} when {self.macros.call('is_result', sql, mark)} then {sql} end"
        )

    def written(self, number: str) -> str:
        text = f"printf({NUMBER_FORMAT}, {number})"
        return text if self.decimal == "." else f"replace({text}, '.', {literal(self.decimal)})"


def completed(text: str, partial: str | None, date: str) -> str:
    """A date whose day or month is not in the format, at the place that the study declares."""
    if partial in (None, "first") or "%d" in text or "%j" in text:
        return date
    if has_month(text):
        return f"last_day({date})" if partial == "last" else f"{date} + 14"
    return f"make_date(year({date}), {'12, 31' if partial == 'last' else '7, 1'})"


def described(item: ColumnMapping) -> Iterator[tuple[str, str]]:
    """The rules of a column as the ledger tells them: name and what was declared."""
    for rule in item.replace:
        yield "replace", f"{rule.pattern} -> {rule.by}"
    if item.maps:
        yield "values", f"the map {', '.join(item.maps)}"
    if item.values:
        others = [f"anything else -> {item.otherwise}"] if item.otherwise is not None else []
        listed = [f"{theirs} -> {ours or 'missing'}" for theirs, ours in item.values.items()]
        yield "values", ", ".join(listed + others)
    if item.date_formats:
        yield "date_format", ", ".join(item.date_formats) + (f" (partial: {item.partial})" if item.partial else "")
    if item.days_from:
        yield "days_from", item.days_from.column
    if item.factor:
        yield ("fraction" if item.fraction else "multiply"), f"{item.factor:.15g}"
