"""Whether the decimal mark of a file is what the study says: under the wrong one, numbers are wrong by a thousand.

In a file with decimal commas that is read with points, `16,5` is no number and is set aside, while `16,000` is sixteen
thousand and loads.
"""

from dataclasses import dataclass

from warehouse.adapters import Engine
from warehouse.errors import DataError, Place
from warehouse.landing.acceptance import Acceptance
from warehouse.studies.mapping import STUDY_FILE, ColumnMapping

NUMERIC = ("number", "integer", "percent", "result")
UNREAD = ("not_a_number", "not_an_integer", "not_a_percent", "not_a_result", "not_a_fraction", "no_day")

# No number with a point for decimals is written like the first. The second may be thousands, or have three decimals.
SIGNS, NOTE = "^[<>=≤≥ ]*[-+]?", "[^0-9,.]*$"
DECIMALS = "(?:[0-9]+{mark}(?:[0-9]{{1,2}}|[0-9]{{4,}})|(?:0|[0-9]{{4,}}){mark}[0-9]{{3}})"
COMMA_FOR_DECIMALS = SIGNS + DECIMALS.format(mark=",") + NOTE
THOUSANDS = f"{SIGNS}[1-9][0-9]{{0,2}},[0-9]{{3}}{NOTE}"
POINT_FOR_DECIMALS = "[0-9][.][0-9]"
# In a file of decimal commas no number is written so: a point there marks thousands.
POINT_AMONG_COMMAS = SIGNS + DECIMALS.format(mark="[.]") + NOTE


@dataclass(frozen=True)
class Marks:
    """How many cells of a column can only have a comma for decimals, only a point, or a comma for either."""

    commas: int
    points: int
    either: int


def unread_marks(engine: Engine, acceptance: Acceptance, rules: str) -> tuple[int, int]:
    """How many cells that could not be read look like numbers with a decimal comma where points are the mark, and how
    many with a point where commas are. Raises what `decimal_commas` raises."""
    return decimal_commas(engine, acceptance, rules), decimal_points(engine, acceptance, rules)


def decimal_commas(engine: Engine, acceptance: Acceptance, rules: str) -> int:
    """How many cells that could not be read look like numbers with a decimal comma; `rules` tell what rows break.

    Raises DataError where the same column has more of these than points, and numbers that are read as thousands: they
    are most likely wrong by a factor of 1,000. A study that states the mark has answered.
    """
    mapping, total = acceptance.mapping, 0
    if mapping.data.decimal != ".":
        return 0
    for item in _unread(engine, acceptance, rules):
        found = _marks(engine, item)
        total += found.commas
        if found.either and found.commas > found.points and not mapping.data.is_decimal_stated:
            raise _refused(acceptance, item, found)
    return total


def decimal_points(engine: Engine, acceptance: Acceptance, rules: str) -> int:
    """How many cells that could not be read look like numbers with a decimal point, in a file of decimal commas."""
    if acceptance.mapping.data.decimal != ",":
        return 0
    items = _unread(engine, acceptance, rules)
    return sum(_counts(engine, _text(item), ".", POINT_AMONG_COMMAS)[0] for item in items)


def _unread(engine: Engine, acceptance: Acceptance, rules: str) -> list[ColumnMapping]:
    """The columns of numbers in which a cell could not be read."""
    reasons = ", ".join(f"'{reason}'" for reason in UNREAD)
    names = engine.rows(
        f"select distinct column_name from broken_rows inner join {rules} using (rule) where reason in ({reasons})"
    )
    columns = acceptance.source.columns
    return [item for item in acceptance.mapping.columns if (item.name,) in names and columns[item.name].type in NUMERIC]


def _text(item: ColumnMapping) -> str:
    # What is calculated is gone where it could not be.
    return f"_looked_up_{item.name}" if item.is_computed else item.name


def _marks(engine: Engine, item: ColumnMapping) -> Marks:
    text = _text(item)
    commas, either = _counts(engine, text, ",", COMMA_FOR_DECIMALS, THOUSANDS)
    # Most files have no such cells, and millions that have points.
    (points,) = _counts(engine, text, ".", POINT_FOR_DECIMALS) if commas and either else (0,)
    return Marks(commas, points, either)


def _counts(engine: Engine, text: str, mark: str, *patterns: str) -> list[int]:
    counts = ", ".join(f"count(*) filter (where regexp_matches({text}, '{pattern}'))" for pattern in patterns)
    rows = engine.rows(f"select {counts} from mapped_rows where contains({text}, '{mark}')")
    return [int(str(number)) for number in rows[0]]


def _refused(acceptance: Acceptance, item: ColumnMapping, found: Marks) -> DataError:
    mapping = acceptance.mapping
    what = (
        f"{found.commas:,} cells of '{item.column}' cannot be read and look like numbers with a decimal comma, and "
        f"{found.either:,} such as 1,000 would be read as thousands"
    )
    hint = f"decimal: ',' at {STUDY_FILE}:{mapping.line}, or decimal: '.' if the commas do mark thousands"
    return DataError(what, Place(mapping.file, column=item.column), hint)
