"""Rows that a loader must set aside: additional to the real ones, and such that nothing true is lost with them.

An unread grade of CRS, say, would leave its subject without a worst grade; so the grade is one of an anaemia, and the
response one from before the infusion.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle

from python_stats.simulate.table import PREFIX, Table


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault: in which file, against which contract column, and the rows that have it."""

    file: str
    source: str
    column: str
    what: str
    rows: tuple[Mapping[str, str], ...]


# {first}, {second} and {third} are identifiers of subjects; everything else is as a site would have typed it.
FAULTS = (
    Fault(
        "chemistry.csv",
        "analytes",
        "unit",
        "LDH in a unit that is none of LDH",
        (
            {"Subject": "{first}", "Collection date": "2016-07-04", "Test": "LDH", "Result": "410", "Unit": "IU/dose"},
            {"Subject": "{second}", "Collection date": "2016-07-04", "Test": "LDH", "Result": "388", "Unit": "IU/dose"},
        ),
    ),
    Fault(
        "cytokines_simple_plex.csv",
        "analytes",
        "result",
        "Words where a result belongs",
        (
            {"Subject": "{first}", "Day": "28", "Analyte": "IL-6", "Conc": "hemolysed", "Unit": "pg/mL"},
            {"Subject": "{third}", "Day": "28", "Analyte": "IL-6", "Conc": "see comment", "Unit": "pg/mL"},
        ),
    ),
    Fault(
        "cytokines_simple_plex.csv",
        "analytes",
        "result",
        "A negative concentration",
        ({"Subject": "{second}", "Day": "28", "Analyte": "IL-8", "Conc": "-1.2", "Unit": "pg/mL"},),
    ),
    Fault(
        "cytokines_luminex.csv",
        "analytes",
        "unit",
        "No unit",
        ({"Subject": "{first}", "Date": "2016-07-04", "Analyte": "IL-6", "Conc": "12.0", "Unit": ""},),
    ),
    Fault(
        "car_t_qpcr.csv",
        "car_t_levels",
        "subject_id",
        "A sample of a subject that is not in the study",
        ({"Subject": "SYN-X01", "Visit": "Week 1", "Collected": "2016-07-04", "Result": "20.10", "Units": "cells/µL"},),
    ),
    Fault(
        "flow_product.csv",
        "immunophenotypes",
        "percent",
        "A percentage over 100",
        ({"Sample": "{second}", "Panel": "lineage", "Subset": "CD3+", "% of": "live cells", "Percent": "104.20"},),
    ),
    Fault(
        "culture_counts.csv",
        "culture_counts",
        "viable_cells_million",
        "Words where a number belongs",
        ({"Patient": "{third}", "Culture day": "4", "Step": "expansion", "Viable cells (10^6)": "TNTC"},),
    ),
    Fault(
        "lesions.csv",
        "lesions",
        "unit",
        "A unit that is neither mm nor cm",
        ({"Subject": "{first}", "Scan date": "2016-07-04", "Lesion": "L9", "Long": "2", "Short": "1", "Units": "in"},),
    ),
    Fault(
        "responses.csv",
        "responses",
        "response",
        "A response that no criterion has",
        ({"Pt": "{second}", "Assessment": "Screening", "StudyDay": "-9", "Overall response": "mixed"},),
    ),
    Fault(
        "adverse_events.csv",
        "toxicities",
        "grade",
        "A grade over 5",
        (
            {
                "Subject": "{third}",
                "Category": "General",
                "AE term": "Anaemia",
                "Scale": "CTCAE",
                "Version": "4.03",
                "Grade": "7",
            },
        ),
    ),
    Fault(
        "follow_up.csv",
        "follow_up",
        "contact_date",
        "A day that the calendar does not have",
        ({"Patient": "{first}", "Contact date": "2016-02-30", "Vital status": "alive"},),
    ),
)


def with_faults(tables: Sequence[Table], identifiers: Sequence[str]) -> list[Table]:
    """The tables, each with its faulty rows at the end, which name the first subjects of the cohort."""
    names = dict(zip(("first", "second", "third"), cycle(identifiers), strict=False))
    broken = list(tables)
    for fault in FAULTS:
        place = next(index for index, table in enumerate(broken) if table.file == PREFIX + fault.file)
        for row in fault.rows:
            broken[place] = broken[place].with_row({key: text.format(**names) for key, text in row.items()})
    return broken
