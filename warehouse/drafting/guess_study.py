"""All tables of a cohort -> the readings of its study: who the subjects are, and what each table says of them."""

from collections.abc import Sequence

from warehouse.drafting.asking import ask, ask_of_progressions, column_of, is_number
from warehouse.drafting.guess import GUESS, LIKELY, SURE, Guess, Reading, Table
from warehouse.drafting.guess_alone import alone_readings, key_tables, looked_up_reading
from warehouse.drafting.guess_edc import take_exports_apart
from warehouse.drafting.guess_exports import (
    first_form,
    is_constant,
    keep_own_rows,
    say_once,
    take_names_apart,
    without_doses,
)
from warehouse.drafting.guess_ids import id_column, id_said, named_id
from warehouse.drafting.guess_long import long_readings
from warehouse.drafting.guess_populations import flow_columns
from warehouse.drafting.guess_sdtm import domain_of, sdtm_readings
from warehouse.drafting.guess_subjects import subject_columns
from warehouse.drafting.guess_wide import measured_columns, response_columns
from warehouse.drafting.hints import Hints

ROW = "row"
EACH_ROW = Guess(ROW, GUESS, "no column names the subject, so each row stands for one")
NOBODY = "whose rows these are: no column names the subject"
# Where a table is one of these, its rows are samples, each with a day of its own.
SAMPLED = ("analytes", "car_t_levels")


def guess_study(tables: Sequence[Table], hints: Hints) -> list[Reading]:
    """The subjects first, then what else the tables hold, in the order of the tables."""
    take_exports_apart(tables)
    take_names_apart(tables, hints)
    domains: dict[str, list[Table]] = {}
    for table in tables:
        domains.setdefault(domain_of(table) or "", []).append(table)
    others = domains.pop("", [])
    roster = next(iter(domains.get("DM", [])), None) or subject_table(tables, hints)
    keys = {id(table): id_column(table, hints, roster) for table in tables}
    looked_up = key_tables(others, keys)
    hide_subjects(tables, roster, keys)
    readings = sdtm_readings(domains, hints)
    if not any(reading.source == "subjects" for reading in readings):
        readings = [*subjects_of(tables, hints, roster, keys), *readings]
    for table in others:
        if id(table) in {id(key) for key, _, _ in looked_up.values()}:
            continue
        readings += readings_of(table, hints, keys[id(table)], looked_up.get(id(table)))
    for reading in readings:
        ask_whose(reading, id_said(reading.table, roster, keys.get(id(roster))), is_alone=is_alone(tables))
        add_missing(reading, hints)
        ask(reading, hints)
        keep_own_rows(reading)
    ask_of_progressions(readings)
    ask_of_infusion(readings, tables)
    return readings


def hide_subjects(tables: Sequence[Table], roster: Table | None, keys: dict[int, str | None]) -> None:
    """Columns that are called as subjects are: their names are identifiers, which are not for writing down."""
    ids = set(roster.profiles[keys[id(roster)] or ""].texts) if roster else set()
    for table in tables:
        table.hidden |= ids & set(table.shape.header)


def readings_of(
    table: Table, hints: Hints, key: str | None, looked_up: "tuple[Table, str, str] | None"
) -> list[Reading]:
    """Every reading of one table, each with its subject."""
    taken = {key} if key else set()
    if key:
        # Dates of the subject are not those of its measurements.
        own = {name: guess for name, guess in baseline(table, hints, taken).items() if name.endswith("_date")}
        taken |= {column_of(guess) for guess in own.values() if is_constant(table, key, column_of(guess))}
    found = long_readings(table, hints, taken)
    if response_columns(table, hints, taken) is not None:
        # A column of responses for each visit: none of them is that of the whole row.
        found = [reading for reading in found if reading.source != "responses"]
    if looked_up and not any(reading.source == "analytes" for reading in found):
        found += looked_up_reading(table, hints, taken, looked_up)
    claimed = set().union(*(reading.used for reading in found)) if found else set()
    wide = [] if any(reading.source in SAMPLED for reading in found) else wide_readings(table, hints, taken | claimed)
    found += wide
    claimed |= set().union(*(reading.used for reading in wide)) if wide else set()
    found += alone_readings(table, hints, taken | claimed)
    for reading in found:
        if "subject_id" not in reading.columns:
            add_subject(reading, table, key)
        if key and any(other.source in SAMPLED for other in found):
            say_once(reading, key)
    return list(without_doses(found))


def wide_readings(table: Table, hints: Hints, taken: set[str]) -> list[Reading]:
    """Responses by visit, and beside them the first manner of width that the other columns have."""
    responses = response_columns(table, hints, taken)
    found = [responses] if responses else []
    left = taken | (responses.used if responses else set())
    for guess in (subject_columns, flow_columns):
        other = guess(table, hints, left)
        if other is not None:
            return [*found, other]
    return [*found, *measured_columns(table, hints, left)]


def add_subject(reading: Reading, table: Table, key: str | None) -> None:
    if key is None:
        reading.steps["row_number"] = ROW
        reading.columns["subject_id"] = EACH_ROW
    else:
        sure = LIKELY if table.id_rule or table.id_why else SURE
        reading.columns["subject_id"] = Guess(table.id_rule or key, sure, table.id_why)
        reading.open += table.id_open


def is_alone(tables: Sequence[Table]) -> bool:
    """Whether the study is one table of one file: only then may a row stand for a subject."""
    return len(tables) == 1 and not tables[0].others


def ask_whose(reading: Reading, said: str | None, *, is_alone: bool) -> None:
    """Rows of a file that names no subject are most often those of one subject: they are left out until a person says
    whose they are. What the name of the sheet or file says is drafted as the answer."""
    if is_alone or reading.columns.get("subject_id") is not EACH_ROW:
        return
    del reading.steps["row_number"], reading.columns["subject_id"]
    reading.blocked = NOBODY
    if said is not None:
        reading.columns["subject_id"] = Guess({"constant": said}, GUESS, "by the name of the sheet or file")
        reading.blocked = f"{NOBODY}; the one drafted is by the name of the sheet or file"


def subject_table(tables: Sequence[Table], hints: Hints) -> Table | None:
    """The table of one row a subject that says most about them; else the one with most subjects."""

    def fitness(table: Table) -> tuple[int, int, int]:
        key = named_id(table, hints)
        if key is None:
            return (0, 0, 0)
        profile = table.profiles[key]
        known = len(baseline(table, hints, {key}))
        return (
            known + 2 * hints.speaks_for("subjects", table.title) if profile.is_unique else 0,
            known,
            len(profile.texts),
        )

    return max(tables, key=fitness, default=None) if any(named_id(table, hints) for table in tables) else None


def baseline(table: Table, hints: Hints, taken: set[str]) -> dict[str, Guess]:
    """Columns of a table that say something of a subject as it was before treatment."""
    source, found = hints.contract.sources["subjects"], {}
    used = set(taken)
    for column in source.columns.values():
        if column.name == "subject_id":
            continue
        match = table.named(hints.patterns("subjects", column.name), column, used)
        if match:
            used.add(match[0])
            found[column.name] = table.guess(match[0], column, match[1])
    return found


def subjects_of(
    tables: Sequence[Table], hints: Hints, roster: Table | None, keys: dict[int, str | None]
) -> list[Reading]:
    """The reading that names the subjects. Where no table lists them, every different one that a table names."""
    if roster is None:
        table = next(iter(sorted(tables, key=lambda found: -len(found.shape.body))))
        columns = baseline(table, hints, set())
        reading = Reading(
            "subjects",
            table,
            {"subject_id": EACH_ROW} | columns,
        )
        reading.steps["row_number"] = ROW
        reading.open.append("whose rows these are: no column is called as identifiers are")
        return [reading]
    key = keys[id(roster)] or ""
    reading = Reading("subjects", roster, {"subject_id": Guess(key, SURE)} | baseline(roster, hints, {key}))
    ask_of_codes(reading, hints)
    once = [column_of(guess) for name, guess in reading.columns.items() if name != "subject_id"]
    only = None if roster.profiles[key].is_unique else first_form(roster, key, once)
    if only:
        reading.steps["only"] = only
    elif not roster.profiles[key].is_unique:
        reading.steps["distinct"] = True
        kept = {
            name: guess
            for name, guess in reading.columns.items()
            if name == "subject_id" or is_constant(roster, key, column_of(guess))
        }
        reading.columns = kept
    rows = len(roster.profiles[key].cells)
    if rows > 1 and len(roster.profiles[key].texts) == 1:
        reading.columns["subject_id"] = Guess(key, GUESS, "the same in all rows")
        reading.open.append(f"whether '{key}' names the subjects: all {rows:,} rows have one and the same")
    alike = [table for table in tables if table is not roster and table.shape.header == roster.shape.header]
    reading.open += [f"whether {table.title}, which has the same columns, lists more subjects" for table in alike]
    return [reading]


def ask_of_infusion(readings: Sequence[Reading], tables: Sequence[Table]) -> None:
    """Dates are counted from the infusion. A day somewhere, as that of a culture, is none of a table of dates alone."""
    dated = any(
        not reading.blocked and "study_day" not in reading.columns and has_date(reading)
        for reading in readings
        if reading.source != "subjects" and not reading.shipped
    )
    subjects = next(reading for reading in readings if reading.source == "subjects")
    is_missing = "infusion_date" not in subjects.columns and "row_number" not in subjects.steps and not subjects.shipped
    if is_missing and (dated or not any(is_day_table(table) for table in tables)):
        subjects.open.append("the day of infusion (infusion_date): without it, dates are no study days")


def has_date(reading: Reading) -> bool:
    return any(name.endswith("_date") and name != "end_date" for name in reading.columns)


def ask_of_codes(reading: Reading, hints: Hints) -> None:
    """A column that is called as one of the contract but holds other codes, such as 0 and 1 for a sex."""
    used = {column_of(guess) for guess in reading.columns.values()}
    for column in hints.contract.sources["subjects"].columns.values():
        if column.type == "code" and column.name not in reading.columns:
            match = reading.table.named(hints.patterns("subjects", column.name), None, used)
            if match:
                allowed = ", ".join(column.values)
                reading.open.append(f"which codes of '{match[0]}' stand for which {column.name} ({allowed})")


def is_day_table(table: Table) -> bool:
    return any(
        "day" in profile.plain.split() or profile.plain in ("days", "time") for profile in table.profiles.values()
    )


def add_missing(reading: Reading, hints: Hints) -> None:
    """Words for missing, of the columns that hold something else."""
    words: set[str] = set()
    for name, guess in reading.columns.items():
        column = hints.contract.sources[reading.source].columns[name]
        source = column_of(guess)
        profiles = [reading.table.profiles[source]] if source in reading.table.profiles else []
        if source == "measured":
            profiles = [reading.table.profiles[each] for each in reading.used if each in reading.table.profiles]
        for profile in profiles:
            if column.type not in ("id", "text"):
                words |= {
                    word
                    for word in hints.missing_words(profile)
                    if not (column.type != "code" and is_number(word) and name != "age_years")
                }
    values = {
        text
        for guess in reading.columns.values()
        if isinstance(guess.rule, dict)
        for text in guess.rule.get("values", {})
    }
    kept = sorted(words - values)
    if kept:
        reading.steps["missing"] = kept
    numbers = {word for word in kept if is_number(word)}
    if numbers:
        reading.open.append(f"whether {', '.join(sorted(numbers))} stands for missing")
