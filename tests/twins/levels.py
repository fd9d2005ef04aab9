"""Levels of both sources in one form, and the few sums that the twins of the suspicions share."""

from collections import defaultdict
from math import ceil, floor, log10
from statistics import median


def record_of(row):
    return row["subject_id"], row["source_file"], row["source_row"]


def records(analytes, levels):
    """The rows of both sources in one form, those without a plain number or a day left out."""
    for source, rows in (("analytes", analytes), ("car_t_levels", levels)):
        for number, row in enumerate(rows, 2):
            is_level = source == "car_t_levels"
            yield {
                "source": source,
                "subject": row["subject_id"],
                "day": row["study_day"],
                "quantity": f"CAR T cells, {row['unit']}" if is_level else row["analyte"],
                "method": row["assay"] if is_level else row["platform"],
                "specimen": row.get("specimen") or "not stated",
                "value": row["result"],
                "log": log10(row["result"]) if row["result"] else None,
                "file": row.get("source_file", f"{source}.csv"),
                "row": number,
                "laboratory": row.get("laboratory"),
            }


def grouped(rows, *names):
    groups = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    return groups


def place_of(row):
    return row["subject"], row["file"], row["row"]


def spread(numbers):
    """The median distance from the median."""
    return median(abs(number - median(numbers)) for number in numbers)


def quantile(numbers, part):
    """Type 7: linear between the two values about (n - 1) * part."""
    ordered = sorted(numbers)
    place = (len(ordered) - 1) * part
    below = ordered[floor(place)]
    return below + (ordered[ceil(place)] - below) * (place - floor(place))
