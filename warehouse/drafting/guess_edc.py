"""What systems of electronic case report forms (EDC) do to an export: a line of labels below the names, columns of the
system's own, each date in five parts, and records that were deleted."""

import re
from collections.abc import Iterable
from dataclasses import replace

from warehouse.drafting.guess import Table
from warehouse.drafting.profile import NUMBER, Profile
from warehouse.files.text_table import Record

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")
# Medidata Rave: what every form has, and of it what says nothing of the subject. `RecordDate` may be that of a visit or
# of entry, `subjectId` and `siteid` are numbers of the system, `Site` is the
# hospital and not where a lesion is (`SiteNumber` says it too), and `_INT` is a date whose missing parts were made up.
RAVE = {"Subject", "subjectId", "RecordPosition"}
OF_THE_SYSTEM = re.compile(
    r"project(id)?|studyid|environmentName|subjectId|StudySiteId|StudyEnvSiteNumber|siteid|SiteGroup|instanceId"
    r"|Site|InstanceRepeatNumber|folderid|Folder|FolderSeq|TargetDays|DataPageId|DataPageName|PageRepeatNumber|RecordDate"
    r"|RecordId|RecordPosition|RecordActive|MinCreated|MaxUpdated|SaveTS"
)
TWIN = re.compile(r"(.+)_(?:RAW|INT|YYYY|MM|DD|STD)")
# A record that was deleted stays in an export of everything: its flag, and what that says.
DELETED = {"RecordActive": ("0", "false", "False", "N")}


def take_exports_apart(tables: Iterable[Table]) -> None:
    """Of tables as an EDC system exports them: only the forms' own columns, and the records that stand."""
    for table in tables:
        if is_line_of_labels(table):
            set_labels_apart(table)
        if set(table.shape.header) >= RAVE:
            table.ignored = {name for name in table.shape.header if is_of_the_system(name, table.shape.header)}
        leave_out_deleted(table)
        vars(table).pop("profiles", None)


def is_line_of_labels(table: Table) -> bool:
    """Whether the first row says in words what each column is, where the names are short and the cells below are none
    of those words, some of them numbers or dates."""
    header, body = table.shape.header, table.shape.body
    if len(body) < 3 or len(header) < 3 or table.shape.lower or not all(map(NAME.fullmatch, header)):
        return False
    labels, rows = [cell.strip() for cell in body[0][1]], [cells for _, cells in body[1:]]
    below = [Profile(name, cells) for name, cells in zip(header, zip(*rows, strict=True), strict=True)]
    is_said = all(labels) and not any(map(NUMBER.fullmatch, labels)) and len(set(labels)) > 0.9 * len(labels)
    has_words = sum(" " in label for label in labels) >= len(labels) / 3
    is_apart = not any(label in profile.texts for label, profile in zip(labels, below, strict=True))
    typed = [profile for profile in below if profile.n and (profile.numeric == 1 or profile.dates is not None)]
    return is_said and has_words and is_apart and len(typed) >= 2


def set_labels_apart(table: Table) -> None:
    """The labels help to know a column, and are no record."""
    (_, labels), *body = table.shape.body
    table.shape = replace(table.shape, body=body, lower=tuple(label.strip() for label in labels))
    because = "the line of labels below the names"
    add_rule(table, {"column": table.shape.header[0], "is_not": [labels[0].strip()], "because": because})


def is_of_the_system(name: str, header: Iterable[str]) -> bool:
    twin = TWIN.fullmatch(name)
    return OF_THE_SYSTEM.fullmatch(name) is not None or (twin is not None and twin[1] in header)


def leave_out_deleted(table: Table) -> None:
    for place, name in enumerate(table.shape.header):
        marks = DELETED.get(name, ())
        found = sorted({cells[place].strip() for _, cells in table.shape.body} & set(marks))
        if found:
            kept: list[Record] = [record for record in table.shape.body if record[1][place].strip() not in marks]
            table.shape = replace(table.shape, body=kept)
            add_rule(table, {"column": name, "is_not": found, "because": "deleted in the EDC"})


def add_rule(table: Table, rule: dict[str, object]) -> None:
    rules = table.steps.get("only", [])
    assert isinstance(rules, list)
    table.steps["only"] = [*rules, rule]
