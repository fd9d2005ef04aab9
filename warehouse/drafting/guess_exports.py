"""What exports of instruments and of databases do to a table: a sample's name holds its subject and its visit, and rows
of many forms stand in one table."""

import re
from collections.abc import Iterable
from dataclasses import replace

from warehouse.drafting.guess import VISIT, Reading, Table, day_of
from warehouse.drafting.guess_long import named
from warehouse.drafting.guess_wide import one_of
from warehouse.drafting.hints import Hints
from warehouse.drafting.profile import Profile

SAMPLE_NAME = re.compile(r"sample( ?id| name| no)?|specimen( id)?|file( name)?|name|well name|fcs( file)?|id")
PIECES = re.compile(r"(?P<patient>.+?)(?P<mark>[ _.-]+)(?P<last>[^ _.]+(?:[ _]\d+)?)(?P<ending>\.fcs)?", re.IGNORECASE)
# What a row of a form is there for, by source.
MAIN = {"responses": "response", "toxicities": "grade", "treatments": "is_given", "follow_up": "status"}
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


def is_visit(text: str) -> bool:
    return day_of(text) is not None or VISIT.fullmatch(text) is not None


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
    for profile in table.profiles.values():
        if not EVENT.fullmatch(profile.plain):
            continue
        cells = [cell.strip() for cell in profile.cells]
        for text in profile.texts:
            own = [place for place, cell in enumerate(cells) if cell == text]
            is_once = sorted(subjects[place] for place in own) == sorted(set(subjects))
            elsewhere = any(
                cells[place] != text and column[place].strip() for column in filled for place in range(len(cells))
            )
            if is_once and filled and not elsewhere:
                return {"column": profile.name, "is": [text], "because": "the other rows are of other events"}
    return None


def keep_own_rows(reading: Reading) -> None:
    """Of a REDCap export, where each row is filled for one form, only the rows that say what a row is there for."""
    column = reading.table.profiles.get(named(reading, MAIN.get(reading.source, "")))
    is_redcap = any(name.startswith("redcap_") for name in reading.table.shape.header)
    if column is not None and is_redcap and column.n < len(column.cells):
        because = f"rows without {column.name} are of other forms"
        reading.steps.setdefault("only", {"column": column.name, "is_not": [""], "because": because})
