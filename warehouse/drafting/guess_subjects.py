"""Tables with a column per subject -> readings by `unpivot` that write no identifier down."""

import re
from collections.abc import Sequence

from warehouse.drafting.guess import GUESS, LIKELY, SURE, TIME_TEXT, Guess, Reading, Table, visit_days
from warehouse.drafting.guess_long import add_car_t_constants, add_time, fill
from warehouse.drafting.guess_wide import add_unit_said, is_measured, one_analyte
from warehouse.drafting.hints import Hints
from warehouse.drafting.profile import Profile


def subject_columns(table: Table, hints: Hints, taken: set[str]) -> Reading | None:
    """A column per subject: names of one build beside a column of analytes. No identifier is written."""
    times = hints.content["shared"]["study_day"]
    measured = [p for p in table.profiles.values() if is_measured(p, hints) and p.name not in taken]
    names = [p.name for p in measured if not any(re.fullmatch(time, p.plain) for time in times)]
    first = next(iter(table.profiles.values()))
    if len(names) < 4 or len(names) < 0.6 * len(table.shape.header):
        return None
    days = {**visit_days(first), **{text: text for text in first.texts if re.fullmatch(r"[-+]?\d+", text)}}
    by_day = any(re.fullmatch(time, first.plain) for time in times) and len(days) >= 0.5 * len(first.texts)
    if first.name in names and not by_day:
        return None
    names = [name for name in names if name != first.name]
    shapes = {re.sub(r"[a-zA-Z]+|\d+", lambda run: r"\d+" if run[0].isdigit() else "[A-Za-z]+", name) for name in names}
    named = sum(count for text, count in first.texts.items() if hints.is_analyte(text))
    if len(shapes) > 2 or any(hints.is_analyte(name) or TIME_TEXT.fullmatch(name) for name in names):
        return None
    if by_day:
        return subjects_by_day(table, hints, names, shapes, first)
    if named < 0.5 * first.n:
        return None
    reading = Reading("analytes", table, {}, used=set(names))
    reading.steps["unpivot"] = {"columns": f"(?P<subject>{'|'.join(sorted(shapes))})", "value": "measured"}
    reading.columns |= {
        "subject_id": Guess("subject", LIKELY, "a column for each subject"),
        "analyte": Guess(first.name, SURE),
    }
    reading.columns["result"] = Guess("measured", SURE)
    fill(reading, table, hints, hints.contract.sources["analytes"], taken | set(names) | {first.name})
    reading.columns["result"] = Guess("measured", SURE)
    if "unit" not in reading.columns:
        reading.columns["unit"] = Guess({"constant": "not stated"}, GUESS)
        reading.open.append("the unit of the results")
    add_time(reading, table, hints.contract.sources["analytes"])
    return reading


def subjects_by_day(table: Table, hints: Hints, names: Sequence[str], shapes: set[str], first: Profile) -> Reading:
    """A row for each day of one quantity: CAR T cells by the name of the file, else the analyte that it names."""
    car_t = hints.speaks_for("car_t_levels", table.words)
    reading = Reading("car_t_levels" if car_t else "analytes", table, {}, used={*names, first.name})
    reading.steps["unpivot"] = {"columns": f"(?P<subject>{'|'.join(sorted(shapes))})", "value": "measured"}
    reading.columns["subject_id"] = Guess("subject", LIKELY, "a column for each subject")
    days = visit_days(first)
    unknown = [text for text in first.texts if text not in days and not re.fullmatch(r"[-+]?\d+", text)]
    reading.columns["study_day"] = Guess({"column": first.name, "values": days} if days else first.name, LIKELY)
    if unknown:
        reading.open.append(f"the study day of {len(unknown)} visits in '{first.name}': their rows are set aside")
    reading.columns["result"] = Guess("measured", SURE)
    if car_t:
        add_car_t_constants(reading, table)
    else:
        add_unit_said(reading, table)
        one_analyte(reading, table, hints)
    return reading
