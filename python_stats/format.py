"""Numbers and names as medical journals print them: the only place where a value becomes words for a reader.

A value that is not there is a dash, never `nan`; the caller says why it is missing.
"""

import math
import re

DASH = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
MICRO = "\N{MICRO SIGN}"
ALPHA = 0.05
# A spreadsheet runs a text that begins so as a formula, also from a CSV file. A number is none, whatever its sign, and
# neither is the sign alone.
FORMULA = re.compile(r"[=+\-@\t\r].", re.DOTALL)
NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)*|[.,]\d+)([eE][+-]?\d+)?\s*%?")
# After whom methods are called.
PEOPLE = ("Cochran", "Dunn", "Jonckheere", "Kruskal", "Spearman", "Wilcoxon")


def is_missing(value: float | None) -> bool:
    """
    >>> is_missing(None), is_missing(float('nan')), is_missing(0.0), is_missing(float('inf'))
    (True, True, False, False)
    """
    return value is None or math.isnan(value)


def count(value: float | None) -> str:
    """
    >>> count(101), count(12345), count(None)
    ('101', '12,345', '–')
    """
    return DASH if value is None or math.isnan(value) else _signed(f"{value:,.0f}")


def number(value: float | None, digits: int = 3) -> str:
    """A measured or estimated value to `digits` significant digits; whole units from there on are never rounded away.

    >>> [number(value) for value in (0.010345, 0.5, 1.0, 2.104, 27.53, 264.5, 3723.2, -0.0595)]
    ['0.0103', '0.500', '1.00', '2.10', '27.5', '264', '3,723', '−0.0595']
    >>> number(0), number(3.2e-7), number(1.5e9), number(float('inf')), number(None)
    ('0', '3.20×10⁻⁷', '1.50×10⁹', '∞', '–')
    >>> number(0.99999), number(9.9999)
    ('1.00', '10.0')
    """
    if value is None or math.isnan(value):
        return DASH
    if value == 0:
        return "0"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    exponent = math.floor(math.log10(abs(float(f"{value:.{digits - 1}e}"))))
    if not -4 <= exponent < 7:
        return _scientific(value, digits)
    return _signed(f"{value:,.{max(0, digits - 1 - exponent)}f}")


def short_number(value: float) -> str:
    """A tick of an axis or a cut point: as few digits as say it.

    >>> [short_number(value) for value in (0.01, 0.25, 1.0, 50, 2500, 0.00012345, -2.0)]
    ['0.01', '0.25', '1', '50', '2,500', '0.000123', '−2']
    """
    text = number(value)
    return text.rstrip("0").rstrip(".") if "." in text and "×" not in text else text


def interval(low: float | None, high: float | None, digits: int = 3) -> str:
    """A side that does not exist has no end: the upper limit of a median that was not reached.

    >>> interval(1.32, 4.1), interval(-0.481, -0.12, 2), interval(None, None)
    ('1.32 to 4.10', '−0.48 to −0.12', '')
    >>> interval(88.0, None), interval(None, 2.0)
    ('88.0 or more', '2.00 or less')
    """
    if is_missing(low) or is_missing(high):
        ends = {"more": low, "less": high}
        return "".join(f"{number(end, digits)} or {way}" for way, end in ends.items() if not is_missing(end))
    return f"{number(low, digits)} to {number(high, digits)}"


def span(low: float | None, high: float | None) -> str:
    """A range as observed, without the zeros that would claim precision.

    >>> span(23.0, 76.0), span(None, None)
    ('23 to 76', '–')
    """
    if low is None or high is None or is_missing(low) or is_missing(high):
        return DASH
    return f"{short_number(low)} to {short_number(high)}"


def p_value(value: float | None) -> str:
    """A P value without its letter, so that `P` + it reads as journals print it.

    >>> [p_value(value) for value in (0.0067, 0.00012, 0.00003, 0.1255, 0.0277, 0.5628, 0.996)]
    ['=.0067', '=.0001', '<.0001', '=.13', '=.028', '=.56', '>.99']

    A value just below .05 is never rounded to .05, which would change what it says.

    >>> p_value(0.04996), p_value(0.0501), p_value(0.05), p_value(1.0), p_value(None)
    ('=.04996', '=.050', '=.050', '>.99', '')
    """
    if value is None or math.isnan(value):
        return ""
    if value < 0.0001:
        return "<.0001"
    if value > 0.99:
        return ">.99"
    decimals = 2 if value >= 0.1 else 3 if value >= 0.01 else 4
    while value < ALPHA and round(value, decimals) >= ALPHA:
        decimals += 1
    return "=" + f"{value:.{decimals}f}".lstrip("0")


def p_cell(value: float | None) -> str:
    """A P value alone in the column of a table.

    >>> p_cell(0.0067), p_cell(0.00001), p_cell(None)
    ('.0067', '<.0001', '–')
    """
    return p_value(value).removeprefix("=") or DASH


def percent(part: float | None, whole: float | None) -> str:
    """A share of counts in whole per cent: half a per cent up, as tables have it, and neither 0 nor 100 unless it is.

    >>> percent(12, 101), percent(5, 40), percent(23, 40), percent(0, 25), percent(25, 25), percent(0, 0)
    ('12%', '13%', '58%', '0%', '100%', '–')
    >>> percent(1, 3000), percent(2999, 3000)
    ('<1%', '>99%')
    """
    if part is None or whole is None or is_missing(part) or is_missing(whole) or whole == 0:
        return DASH
    share = 100 * part / whole
    if 0 < share < 1:
        return "<1%"
    if 99 < share < 100:
        return ">99%"
    return f"{math.floor(share + 0.5)}%"


def number_of(value: float | None, noun: str, plural: str = "") -> str:
    """
    >>> number_of(1, 'subject'), number_of(101, 'subject'), number_of(0, 'study', 'studies')
    ('1 subject', '101 subjects', '0 studies')
    """
    return f"{count(value)} {noun if value == 1 else plural or noun + 's'}"


def quantity(label: str, unit: str | None) -> str:
    """
    >>> quantity('Peak CAR T cells', '{cells}/uL'), quantity('CD4:CD8', None)
    ('Peak CAR T cells (cells/µL)', 'CD4:CD8')
    """
    words = unit_label(unit)
    return f"{label} ({words})" if words else label


def unit_label(unit: str | None) -> str:
    """A UCUM unit as a reader writes it.

    >>> [unit_label(unit) for unit in ('{cells}/uL', 'mm2', '10*6{cells}', 'd.{cells}/uL', 'd', '%', '1', None)]
    ['cells/µL', 'mm²', '10⁶ cells', 'days·cells/µL', 'days', '%', '', '']
    >>> [unit_label(unit) for unit in ('{cells}/uL/mm2', '10*6/kg', 'U/L', '{copies}/ug', 'umol/L', 'a', '{ratio}')]
    ['cells/µL/mm²', '10⁶/kg', 'U/L', 'copies/µg', 'µmol/L', 'years', 'ratio']
    """
    text = (unit or "").strip()
    if text == "1":
        return ""
    text = re.sub(r"10\*(-?\d+)\{", lambda found: f"10{_superscript(found[1])} {{", text)
    text = re.sub(r"10\*(-?\d+)", lambda found: f"10{_superscript(found[1])}", text)
    text = text.replace("{", "").replace("}", "").replace(".", "·")
    text = re.sub(r"\bd\b", "days", text)
    text = re.sub(r"\ba\b", "years", text)
    text = re.sub(r"\bu(?=(?:L|g|m|mol|kat)\b)", MICRO, text)
    return re.sub(r"(?<=m)([23])\b", lambda found: _superscript(found[1]), text)


def with_unit(text: str) -> str:
    """A label that ends with a comma and its unit.

    >>> with_unit('Peak CAR T cells, {cells}/uL'), with_unit('Age, a'), with_unit('Sex')
    ('Peak CAR T cells, cells/µL', 'Age, years', 'Sex')
    """
    label, comma, unit = text.rpartition(", ")
    return f"{label}{comma}{unit_label(unit)}" if comma else text


def short_hash(sha256: str | None) -> str:
    """
    >>> short_hash('0123456789abcdef0123'), short_hash(None)
    ('0123456789ab', '–')
    """
    return (sha256 or DASH)[:12]


def size(octets: float | None) -> str:
    """
    >>> size(512), size(20480), size(3500000), size(None)
    ('512 B', '20 kB', '3.5 MB', '–')
    """
    if octets is None or math.isnan(octets):
        return DASH
    if octets < 1000:
        return f"{octets:.0f} B"
    return f"{octets / 1000:.0f} kB" if octets < 1_000_000 else f"{octets / 1e6:.1f} MB"


def name_words(name: str | None) -> str:
    """A code or column name as words: `not_null` reads `not null`.

    >>> name_words('crs_grade3_or_higher'), name_words(None)
    ('crs grade3 or higher', '')
    """
    return (name or "").replace("_", " ").strip()


def lower_first(label: str) -> str:
    """A label inside a sentence; one that starts with an abbreviation, or the name of a person, keeps it.

    >>> lower_first('Peak CAR T cells'), lower_first('LDH at baseline'), lower_first('CD4:CD8'), lower_first('')
    ('peak CAR T cells', 'LDH at baseline', 'CD4:CD8', '')
    >>> lower_first('Cochran–Armitage'), lower_first('Logistic regression')
    ('Cochran–Armitage', 'logistic regression')
    """
    is_kept = label.startswith(PEOPLE) or not label[1:2].islower()
    return label if is_kept else label[:1].lower() + label[1:]


def _scientific(value: float, digits: int) -> str:
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return _signed(f"{mantissa}×10{_superscript(str(int(exponent)))}")


def _superscript(digits: str) -> str:
    return digits.translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _signed(text: str) -> str:
    return text.replace("-", MINUS)


def is_formula(value: object) -> bool:
    """Whether a spreadsheet would take this text for a formula.

    >>> is_formula("=1+1"), is_formula("-2+3"), is_formula("-5 %"), is_formula("CR"), is_formula(-3)
    (True, True, False, False, False)
    """
    return isinstance(value, str) and bool(FORMULA.match(value)) and not NUMBER.fullmatch(value)


def disarmed(value: object) -> object:
    """A value as a spreadsheet may be given it: a text that it would run has an apostrophe before it.

    >>> disarmed("=1+1"), disarmed("CR"), disarmed(-3)
    ("'=1+1", 'CR', -3)
    """
    return f"'{value}" if is_formula(value) else value
