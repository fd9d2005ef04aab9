"""Data sets of CDISC SDTM -> readings by the mappings that ship: what a standard names needs no guessing."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from warehouse.drafting.guess import LIKELY, Guess, Reading, Table
from warehouse.drafting.hints import Hints

STANDARD = {"STUDYID", "USUBJID"}


def domain_of(table: Table) -> str | None:
    """The domain a data set says it is: `LB`, or `SUPPLB` for its supplemental qualifiers; None for any other table."""
    if not set(table.shape.header) >= STANDARD:
        return None
    column, mark = ("DOMAIN", "") if "DOMAIN" in table.shape.header else ("RDOMAIN", "SUPP")
    said = table.profiles[column].texts if column in table.profiles else {}
    return f"{mark}{next(iter(said))}".upper() if len(said) == 1 else None


def sdtm_readings(domains: Mapping[str, Sequence[Table]], hints: Hints) -> list[Reading]:
    """What each data set holds by the shipped mappings, subjects first."""
    return [
        reading_of(table, rule, domains, hints)
        for rule in hints.content["sdtm"]
        for table in domains.get(rule["domain"], ())
        if is_filled(table, rule.get("filled"))
    ]


def is_filled(table: Table, column: str | None) -> bool:
    return column is None or (column in table.profiles and table.profiles[column].n > 0)


def reading_of(table: Table, rule: Mapping[str, Any], domains: Mapping[str, Sequence[Table]], hints: Hints) -> Reading:
    reading = Reading(rule["source"], table, {}, used=set(table.shape.header))
    reading.shipped = (f"sdtm.{rule['use']}",)
    reading.steps |= rule.get("steps", {})
    for name, text in rule.get("constants", {}).items():
        reading.columns[name] = Guess({"constant": text}, LIKELY)
    if "open" in rule:
        reading.open.append(rule["open"])
    if "conditioning" in rule:
        reading.open += first_exposure(domains.get("EX", ()), rule["conditioning"])
    beside = beside_of(table, domains.get(rule.get("beside", ""), ()))
    if beside is not None:
        reading.shipped += (f"sdtm.{rule['beside'].lower()}",)
        reading.steps["lookup"] = {"file": beside.file}
    extra = beside_of(table, domains.get(f"SUPP{rule['domain']}", ()))
    if extra is not None and rule.get("supplemental"):
        both = f"use: [sdtm.{rule['use']}, sdtm.supp{rule['domain'].lower()}]"
        reading.open.append(f"which of '{extra.file}' to take: {both}, lookup: {{file: {extra.file}, take: [...]}}")
    return reading


def first_exposure(exposures: Sequence[Table], conditioning: str) -> Iterator[str]:
    """RFXSTDTC is the first dose of any treatment: of conditioning, where that is in EX, and not the infusion."""
    for table in exposures:
        words = {word for name in ("EXTRT", "EXCAT") if name in table.profiles for word in table.profiles[name].words}
        if any(re.fullmatch(conditioning, word) for word in words):
            yield (
                f"the day of infusion: '{table.file}' has conditioning, of which RFXSTDTC is then the first dose; "
                "name the date of the infusion (columns: {infusion_date: RFSTDTC}, where that is it)"
            )


def beside_of(table: Table, others: Sequence[Table]) -> Table | None:
    """The data set that goes with this one: the one whose name ends alike (`tr_onco`, `tu_onco`), else the only one."""
    stem = table.file.rpartition("/")[2].partition(".")[0]
    alike = [other for other in others if other.file.rpartition("/")[2].partition(".")[0][-len(stem) + 2 :] == stem[2:]]
    return next(iter(alike), others[0] if len(others) == 1 else None)
