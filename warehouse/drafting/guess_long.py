"""Tables of one measurement, event or subject a row -> readings, where a source's indispensable columns are there."""

import re

from warehouse.contract import Source
from warehouse.drafting.guess import GUESS, LIKELY, SURE, Guess, Reading, Table, values_of, visit_days
from warehouse.drafting.hints import Hints
from warehouse.drafting.profile import plain_name

# What a result is called that is no concentration: it must not pass for one.
RELATIVE = {"npq": "NPQ", "npx": "NPX", "mfi": "MFI", "fi": "MFI", "ct": "Ct", "cq": "Cq"}
# The surest signs first: what one reading takes is not there for the next.
ORDER = (
    "analytes", "products", "car_t_levels", "lesions", "toxicities", "treatments", "follow_up", "responses",
    "immunophenotypes", "culture_counts", "gene_expression",
)  # fmt: skip
NO_UNIT = (
    "the unit, which the file does not tell: results that the registry could convert are set aside until it is named"
)
# ADTTE of CDISC: its values are survival times, though they are called as those of a laboratory.
TIMES_TO_EVENTS = {"PARAMCD", "AVAL", "CNSR"}
SCALES = {"lee": "Lee", "astct": "ASTCT", "ctcae": "CTCAE", "asbmt": "ASTCT"}
CELLS_PER = re.compile(r"\b(?:cells?|car t|cart)\b.*\b(?:per )?(?:ul|µl|mcl|microlit(?:er|re))\b")
COPIES_PER = re.compile(r"\bcop(?:y|ies)\b.*\b(?:per )?(?:ug|µg|mcg|microgram)\b")


def long_readings(table: Table, hints: Hints, taken: set[str]) -> list[Reading]:
    """Every source but subjects whose columns the table has."""
    found: list[Reading] = []
    for name in ORDER:
        reading = long_reading(table, hints, hints.contract.sources[name], taken)
        # Another reading may already say what this one would say of the same cells.
        if reading is not None and reading.blocked and name in ("follow_up", "responses"):
            continue
        if reading is not None and not any(other.used & reading.used for other in found):
            found.append(reading)
    return found


def long_reading(table: Table, hints: Hints, source: Source, taken: set[str]) -> Reading | None:
    reading = Reading(source.name, table, {})
    fill(reading, table, hints, source, taken)
    needs = [need for need in hints.needs(source.name) if need not in ("time", "subject_id")]
    by_words(reading, table, hints, source, needs)
    event_of_term(reading, table, hints, source)
    if any(need not in reading.columns for need in needs):
        return None
    wanted = hints.needs_any(source.name)
    one_is_enough = hints.speaks_for(source.name, table.words) or any(table.profiles[name].is_unique for name in taken)
    if wanted and len(set(wanted) & set(reading.columns)) < (1 if one_is_enough else 2):
        return None
    if source.name in ("analytes", "car_t_levels") and TIMES_TO_EVENTS <= set(table.shape.header):
        return None
    if source.name == "car_t_levels" and not speaks_of_car_t(reading, table, hints):
        return None
    if (
        source.name == "gene_expression"
        and not hints.speaks_for(source.name, table.words)
        and "gene" not in plain_name(named(reading, "gene"))
    ):
        return None
    add_time(reading, table, source)
    complete(reading, table, hints, source)
    own = {*needs, *wanted} - {"subject_id"}
    reading.used = {named(reading, name) for name in own if name in reading.columns} - {""}
    return reading


def fill(reading: Reading, table: Table, hints: Hints, source: Source, taken: set[str]) -> None:
    """Columns by their names, each used once; the subject is known already."""
    used: set[str] = set(taken)
    indispensable = [*hints.needs(source.name), *hints.needs_any(source.name)]
    for column in sorted(source.columns.values(), key=lambda item: item.name not in indispensable):
        if column.name == "subject_id":
            continue
        found = table.named(hints.patterns(source.name, column.name), column, used)
        if found and not (column.name in ("visit", "study_day") and found[0] in used):
            used.add(found[0])
            reading.columns[column.name] = table.guess(found[0], column, found[1])


def by_words(reading: Reading, table: Table, hints: Hints, source: Source, needs: list[str]) -> None:
    """A column of codes whose name says nothing is known by its words; a drug is known by its name."""
    for need in needs:
        column = source.columns[need]
        if need in reading.columns or column.type != "code":
            continue
        least = 0.3 if need == "category" else 0.8
        known = {
            profile.name: table.known_words(profile, column)
            for profile in table.profiles.values()
            if len(profile.texts) > 1
        }
        best = max(known, key=lambda name: known[name], default=None)
        if best is not None and known[best] >= least and different(table, best, hints, need) > 1:
            rest = round((1 - known[best]) * table.profiles[best].n)
            why = f"by its words; {rest} cells hold others" if rest else "by its words"
            words = hints.words(need, table.profiles[best].words)
            rule = {"column": best} | values_of(table.profiles[best], words, column)
            reading.columns[need] = Guess(rule if len(rule) > 1 else best, LIKELY, why)


def event_of_term(reading: Reading, table: Table, hints: Hints, source: Source) -> None:
    """A list of adverse events names each by its term: those that are known are events, the rest are others."""
    terms = "|".join(hints.patterns("toxicities", "term"))
    event = table.profiles.get(named(reading, "event"))
    is_term = event and source.name == "toxicities" and "term" not in reading.columns
    if event and is_term and re.fullmatch(terms, event.plain) and table.known_words(event, source.columns["event"]) < 1:
        reading.columns["term"] = Guess(event.name, SURE)
        del reading.columns["event"]
    term = named(reading, "term")
    if source.name != "toxicities" or "event" in reading.columns or not term:
        return
    words = hints.words("event")
    # With `otherwise` a word of the contract must be listed too: CRS itself would be another event.
    values = {text: words[text.lower()] for text in sorted(table.profiles[term].texts) if text.lower() in words}
    rule = {"column": term, "values": values, "otherwise": "other"} if values else {"constant": "other"}
    reading.columns["event"] = Guess(rule, LIKELY, "by its words")
    rest = sum(text not in words for text in table.profiles[term].words)
    if rest:
        # A neurologic event that is read as another leaves its subject at grade 0.
        terms = f"the {rest} other terms" if rest > 1 else "the other term"
        reading.open.append(f"which of {terms} of '{term}' are CRS or neurologic events (NE): they count as other")


def different(table: Table, name: str, hints: Hints, column: str) -> int:
    """How many different values of the contract the words of a column stand for."""
    texts = table.profiles[name].words
    words = hints.words(column, texts)
    return len({words[text] for text in texts if text in words})


def named(reading: Reading, column: str) -> str:
    """The column of the file that a contract column is guessed to come from."""
    rule = reading.columns[column].rule if column in reading.columns else ""
    return str(rule.get("column", "")) if isinstance(rule, dict) else str(rule)


def speaks_of_car_t(reading: Reading, table: Table, hints: Hints) -> bool:
    """A result is a CAR T-cell level by its name, its unit, or the name of its file."""
    plain = plain_name(named(reading, "result"))
    result = table.profiles.get(named(reading, "result"))
    if result is not None and "%" in (result.unit or ""):
        return False
    by_name = re.search(r"\b(car|cart|transgene|copies|vcn|qpcr|ddpcr|vector)\b", plain) is not None
    return by_name or "unit" in reading.columns or hints.speaks_for("car_t_levels", table.words)


def add_time(reading: Reading, table: Table, source: Source) -> None:
    """A study day that only the name of the visit tells."""
    times = [name for name in ("study_day", *source.time) if name in source.columns]
    if not times or any(name in reading.columns for name in times) or "study_day" not in source.columns:
        return
    visit = next(
        (p for p in table.profiles.values() if p.n and len(visit_days(p)) >= 0.4 * len(p.texts) and p.numeric < 0.5),
        None,
    )
    if visit is None:
        if source.time:
            reading.blocked = f"no column tells the time: {' or '.join(source.time)}"
        return
    days = visit_days(visit)
    rest = len(visit.texts) - len(days)
    why = "days by the names of the visits" + (f"; {rest} names say no day, their rows are set aside" if rest else "")
    reading.columns["study_day"] = Guess(
        {"column": visit.name, "values": dict(sorted(days.items(), key=lambda item: float(item[1])))}, LIKELY, why
    )
    if rest:
        reading.open.append(f"the study day of {rest} visits in '{visit.name}'")


def complete(reading: Reading, table: Table, hints: Hints, source: Source) -> None:
    """What every row needs and no column says: constants that the names tell, and questions for the rest."""
    if source.name in ("analytes", "gene_expression"):
        add_unit(reading, table, hints)
    if source.name == "car_t_levels":
        add_car_t_constants(reading, table)
    if source.name == "toxicities" and "scale" not in reading.columns:
        scale = next(
            (name for word, name in SCALES.items() if word in plain_name(" ".join([table.words, *table.shape.header]))),
            "not stated",
        )
        reading.columns["scale"] = Guess({"constant": scale}, LIKELY if scale != "not stated" else GUESS)
        if scale == "not stated":
            reading.open.append("the grading scale and its version")
    if source.name == "immunophenotypes":
        add_sample(reading, table)
    if source.name == "lesions" and "unit" not in reading.columns:
        profile = table.profiles[named(reading, "longest_diameter")]
        unit = (profile.unit or "").lower()
        if unit in ("mm", "cm"):
            reading.columns["unit"] = Guess({"constant": unit}, SURE)
        else:
            reading.blocked = "the unit of the diameters: mm or cm"


def add_unit(reading: Reading, table: Table, hints: Hints) -> None:
    """Of results whose unit no column tells: that of the name in brackets, else none is made up."""
    result = named(reading, "result")
    relative = RELATIVE.get(plain_name(result))
    if relative and "analyte" in reading.columns:
        analyte = named(reading, "analyte")
        rule = {"column": analyte, "replace": {"pattern": "^(.+)$", "with": rf"\1 ({relative})"}}
        reading.columns["analyte"] = Guess(rule, LIKELY, "a relative quantity is not the concentration of that name")
        reading.columns["unit"] = Guess({"constant": relative}, LIKELY)
    elif "unit" not in reading.columns and reading.source == "analytes":
        profile = table.profiles.get(result)
        unit = profile.unit if profile else None
        if unit and hints.is_unit(unit):
            reading.columns["unit"] = Guess({"constant": unit}, SURE)
        else:
            reading.columns["unit"] = Guess({"constant": "not stated"}, GUESS)
            reading.open.append(NO_UNIT)
    elif reading.source == "analytes":
        add_empty_units(reading, table)


def add_empty_units(reading: Reading, table: Table) -> None:
    """Ratios and counts have no unit, and are not to be lost for it."""
    name = named(reading, "unit")
    profile = table.profiles.get(name)
    empty = len(profile.cells) - profile.n if profile else 0
    if profile and empty:
        rule: dict[str, object] = {"column": name, "values": {"": "not stated"}}
        reading.columns["unit"] = Guess(rule, LIKELY, f"{empty} cells are empty")


def add_car_t_constants(reading: Reading, table: Table) -> None:
    words = plain_name(" ".join([table.words, *table.shape.header]))
    if "unit" not in reading.columns:
        unit = car_t_unit(f"{named(reading, 'result')} {table.words}") or car_t_unit(" ".join(table.shape.header))
        if unit is None:
            reading.blocked = "the unit: cells/uL or copies/ug"
            return
        reading.columns["unit"] = Guess({"constant": unit}, LIKELY)
    if "assay" not in reading.columns:
        assay, sure = car_t_assay(words, str(reading.columns["unit"].rule))
        reading.columns["assay"] = Guess({"constant": assay}, sure)
        if sure == GUESS:
            reading.open.append("the assay: qpcr, ddpcr or flow")


def car_t_unit(text: str) -> str | None:
    plain = plain_name(text.replace("/", " per ").replace("µ", "u").replace("μ", "u"))
    return "copies/ug" if COPIES_PER.search(plain) else "cells/uL" if CELLS_PER.search(plain) else None


def car_t_assay(words: str, unit: str) -> tuple[str, str]:
    for assay, names in {
        "ddpcr": ("ddpcr", "dpcr", "digital"),
        "qpcr": ("qpcr", "pcr", "transgene"),
        "flow": ("flow", "facs", "cytometry"),
    }.items():
        if any(name in words for name in names):
            return assay, LIKELY
    return ("qpcr", LIKELY) if "copies" in unit else ("flow", GUESS)


def add_sample(reading: Reading, table: Table) -> None:
    """What was stained, which no flow export says in a column, and what the percentages are of."""
    words = plain_name(table.words)
    if "sample_type" not in reading.columns:
        kinds = {
            "apheresis": ("apheresis", "leuka", "starting"),
            "product": ("product", "infusion product", "lot"),
            "blood": ("blood", "pbmc", "post"),
        }
        kind = next((kind for kind, names in kinds.items() if any(name in words for name in names)), None)
        kind = kind or ("blood" if "study_day" in reading.columns or "sample_date" in reading.columns else None)
        if kind is None:
            reading.blocked = "what was stained: apheresis, product or blood (sample_type: {constant: ...})"
            return
        reading.columns["sample_type"] = Guess({"constant": kind}, LIKELY)
    if "parent_population" not in reading.columns:
        reading.columns["parent_population"] = Guess({"constant": "not stated"}, GUESS)
        reading.open.append("the parent population that the percentages are of")
