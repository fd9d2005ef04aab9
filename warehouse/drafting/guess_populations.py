"""Flow cytometry with a column per population -> a reading by `unpivot`."""

import re
from collections.abc import Sequence

from warehouse.contract import Source
from warehouse.drafting.guess import LIKELY, SURE, Guess, Reading, Table
from warehouse.drafting.guess_long import add_sample, add_time, fill
from warehouse.drafting.guess_wide import BRACKETS, FEWEST, one_of
from warehouse.drafting.hints import Hints
from warehouse.drafting.profile import Profile

FLOWJO = r"(?:.*/)?(?P<parent_population>[^/|]+)/(?P<population>[^/|]+) *[|] *(?:Freq[.] of Parent|%Parent).*"
OF = (
    r"(?:% *)?(?P<population>[A-Za-z0-9+\-/ ]+?) *[(]?(?:% )? ?(?:%|of|in) +(?:of )?"
    r"(?P<parent_population>[A-Za-z0-9+\- ]+)[)]?(?: *[(]%[)])?"
)
MARKERS = re.compile(
    r"(?:%|pct|percent)?[ _]*(?:CAR[+-]?(?=$|[ _/]|CD|T\b)|CD\d+|CCR7|TIM-?3|LAG-?3|PD-?1|Tcm|Tem|Tn|Tscm|Temra)"
    r"[A-Za-z0-9+\-/ ]*",
    re.IGNORECASE,
)


def flow_columns(table: Table, hints: Hints, taken: set[str]) -> Reading | None:
    """A column per population: FlowJo's paths, `CD4+ (% of CD3+)`, or names of markers."""
    percent = [
        p
        for p in table.profiles.values()
        if p.name not in taken | table.hidden and p.n and p.numeric >= 0.7 and p.dates is None and is_share(p, hints)
    ]
    for pattern in (FLOWJO, OF):
        found = [p.name for p in percent if re.fullmatch(pattern, p.name)]
        if len(found) >= FEWEST and (pattern == FLOWJO or any(MARKERS.match(name) for name in found)):
            return of_populations(table, hints, taken, found, pattern)
    found = [
        p.name for p in percent if MARKERS.fullmatch(BRACKETS.sub(r"\g<name>", p.name)) and not hints.is_analyte(p.name)
    ]
    if len(found) >= FEWEST and max(max(table.profiles[name].numbers, default=0) for name in found) <= 100:
        return of_populations(table, hints, taken, found, f"(?P<population>{one_of(found)})")
    return None


def is_share(profile: Profile, hints: Hints) -> bool:
    """A number of cells by volume or by weight is no part of others."""
    unit = BRACKETS.fullmatch(profile.name)
    return unit is None or "%" in unit["unit"] or not hints.is_unit(unit["unit"])


def of_populations(table: Table, hints: Hints, taken: set[str], names: Sequence[str], pattern: str) -> Reading:
    source: Source = hints.contract.sources["immunophenotypes"]
    reading = Reading(source.name, table, {}, used=set(names))
    fill(reading, table, hints, source, taken | set(names))
    reading.steps["unpivot"] = {"columns": pattern, "value": "measured"}
    reading.columns["population"] = Guess("population", SURE)
    if "parent_population" in pattern:
        reading.columns["parent_population"] = Guess("parent_population", SURE)
    largest = max((number for name in names for number in table.profiles[name].numbers), default=100.0)
    is_fraction = largest <= 1 and not any(text.endswith("%") for name in names for text in table.profiles[name].texts)
    rule: object = {"column": "measured", "fraction": True} if is_fraction else "measured"
    reading.columns["percent"] = Guess(rule, LIKELY if is_fraction else SURE, f"{len(names)} columns")
    add_time(reading, table, source)
    add_sample(reading, table)
    return reading
