"""What exports of instruments and of databases do to a table: a sample's name holds its subject and its visit, and rows
of many forms stand in one table."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from warehouse.drafting.guess import LIKELY, Guess, Reading, Table
from warehouse.drafting.guess_long import named
from warehouse.drafting.guess_wide import is_visit, one_of
from warehouse.drafting.hints import Hints
from warehouse.drafting.profile import Profile

SAMPLE_NAME = re.compile(
    r"sample( ?id| name| no)?|specimen( id)?|file( name)?|name|well name|fcs( file)?|id|proben?( ?(id|nr|name|nummer))?"
)
PIECES = re.compile(r"(?P<patient>.+?)(?P<mark>[ _.-]+)(?P<last>[^ _.]+(?:[ _]\d+)?)(?P<ending>\.fcs)?", re.IGNORECASE)
# What a row of a form is there for, by source.
MAIN = {"responses": "response", "toxicities": "grade", "treatments": "is_given", "follow_up": "status"}
TIMES = {"study_day", "assessment_date", "start_date", "contact_date"}
EVENT = re.compile(r"(redcap )?(event|form|visit|instrument)( name)?|redcap .*")


def take_names_apart(tables: Iterable[Table], hints: Hints) -> None:
    """Of tables whose samples are called `P01_D7` or `P01_Product.fcs`: a column for the subject, one for the rest."""
    for table in tables:
        for profile in list(table.profiles.values()):
            if SAMPLE_NAME.fullmatch(profile.plain) and take_apart(table, profile, hints):
                break


def take_apart(table: Table, profile: Profile, hints: Hints) -> bool:
    matches = [PIECES.fullmatch(text) for text in profile.texts]
    found = [match for match in matches if match]
    kinds = hints.words("sample_type")
    for name, is_one in (("visit", is_visit), ("sample_type", lambda text: text.lower() in kinds)):
        if found and len(found) == len(matches) and all(is_one(match["last"]) for match in found):
            if {"patient", name} & set(table.shape.header):
                return False
            add_pieces(table, profile, name, found)
            return True
    return False


def add_pieces(table: Table, profile: Profile, name: str, found: "list[re.Match[str]]") -> None:
    mark, last, ending = (one_of(sorted({match[part] or "" for match in found})) for part in ("mark", "last", "ending"))
    mark, ending = (f"(?:{piece})" if "|" in piece else piece for piece in (mark, ending))
    table.steps["split"] = {profile.name: f"(?P<patient>.+?){mark}(?P<{name}>{last}){ending}"}
    by_text = {match[0]: (match["patient"], match["last"]) for match in found}
    place = table.shape.header.index(profile.name)
    pieces = [by_text.get(cells[place].strip(), ("", "")) for _, cells in table.shape.body]
    body = [(number, [*cells, *both]) for (number, cells), both in zip(table.shape.body, pieces, strict=True)]
    table.shape = replace(table.shape, header=(*table.shape.header, "patient", name), body=body)
    table.hidden |= {profile.name}
    del table.profiles


def first_form(table: Table, key: str, names: Iterable[str]) -> dict[str, object] | None:
    """The rows that hold what is said once of each subject, where a column of events or forms tells them; else None."""
    filled = [table.profiles[name].cells for name in names]
    subjects = [cell.strip() for cell in table.profiles[key].cells]
    every = sorted(set(subjects))
    for profile in table.profiles.values():
        if not EVENT.fullmatch(profile.plain):
            continue
        cells = [cell.strip() for cell in profile.cells]
        for text in (text for text, n in profile.texts.items() if n == len(every)):
            is_once = sorted(subjects[place] for place, cell in enumerate(cells) if cell == text) == every
            elsewhere = any(
                cells[place] != text and column[place].strip() for column in filled for place in range(len(cells))
            )
            if is_once and filled and not elsewhere:
                return {"column": profile.name, "is": [text], "because": "the other rows are of other events"}
    return None


def say_once(reading: Reading, key: str) -> None:
    """Among samples, what every row of a subject says alike was found out once: the days are those of the samples."""
    table, main = reading.table, MAIN.get(reading.source)
    name = named(reading, main) if main else ""
    if name not in table.profiles or table.profiles[key].is_unique or not is_constant(table, key, name):
        return
    for time in TIMES & set(reading.columns):
        column = named(reading, time)
        if column in table.profiles and not is_constant(table, key, column):
            del reading.columns[time]
    source = table.hints.contract.sources[reading.source]
    if reading.source == "responses" and not set(source.time) & set(reading.columns):
        reading.columns["is_best_overall"] = Guess({"constant": "yes"}, LIKELY, "the same in all rows of a subject")
    reading.steps["distinct"] = True


def is_constant(table: Table, key: str, name: str) -> bool:
    """Whether a column says one thing of each subject, however many rows it has."""
    cells = (table.profiles[column].cells for column in (key, name))
    pairs = {(subject.strip(), cell.strip()) for subject, cell in zip(*cells, strict=True)}
    return len(pairs) == len({subject for subject, _ in pairs})


def without_doses(readings: Iterable[Reading]) -> Iterator[Reading]:
    """Of a table for NONMEM or Monolix: only observations, and those that were censored as below the number shown."""
    for reading in readings:
        profiles = {profile.plain: profile for profile in reading.table.profiles.values()}
        kind, flag = profiles.get("evid"), profiles.get("cens")
        only: list[dict[str, object]] = []
        if reading.source not in ("car_t_levels", "analytes") or not (kind or flag):
            yield reading
            continue
        if kind:
            only.append({"column": kind.name, "is": ["0"], "because": "the other rows are doses"})
        if flag is None or set(flag.texts) != {"0", "1"}:
            yield replace(reading, steps=reading.steps | {"only": only[0]} if only else reading.steps)
            continue
        levels = {"column": flag.name, "is_not": ["1"], "because": "censored results are read apart"}
        below = {"column": flag.name, "is": ["1"], "because": "results that are not censored are read apart"}
        result = {"column": named(reading, "result"), "replace": {"pattern": "^(.+)$", "with": r"<\1"}}
        censored = Guess(result, LIKELY, "below the number that it shows")
        columns = {name: guess for name, guess in reading.columns.items() if name != "lloq"}
        yield replace(reading, columns=columns, steps=reading.steps | {"only": [*only, levels]}, open=[*reading.open])
        yield replace(reading, columns=columns | {"result": censored}, steps=reading.steps | {"only": [*only, below]})


def keep_own_rows(reading: Reading) -> None:
    """Of a REDCap export, where each row is filled for one form, only the rows that say what a row is there for."""
    column = reading.table.profiles.get(named(reading, MAIN.get(reading.source, "")))
    is_redcap = any(name.startswith("redcap_") for name in reading.table.shape.header)
    if column is not None and is_redcap and column.n < len(column.cells):
        because = f"rows without {column.name} are of other forms"
        reading.steps.setdefault("only", {"column": column.name, "is_not": [""], "because": because})
