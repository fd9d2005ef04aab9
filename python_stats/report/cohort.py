"""Who is in the cohort and what became of the files: the first page of the report."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from python_stats.format import count, name_words, percent
from python_stats.report.tables import Record, Tables, by, records

SHOWN_ROWS = 5
STRANGER = "unknown_subject_id"
OUTCOMES = (
    ("Infused", "n_infused", "n_subjects"),
    ("Objective response", "n_objective_response", "n_response_evaluable"),
    ("Complete response", "n_complete_response", "n_complete_evaluable"),
    ("Durable response", "n_durable_response", "n_durable_evaluable"),
    ("CRS of grade {grade} or higher", "n_severe_crs", "n_crs_evaluable"),
    ("Neurologic events of grade {grade} or higher", "n_severe_ne", "n_ne_evaluable"),
)


@dataclass(frozen=True)
class Rejected:
    """Rows of a source left out for one reason: how many, where the first of them stand, and how many identifiers of
    nobody they name, where that is the reason."""

    source: str
    column: str
    reason: str
    about: str
    n_rows: int
    where: str
    n_strangers: int = 0


@dataclass(frozen=True)
class Characteristic:
    """A line of the baseline table: a quantity with its spread, or a heading with its levels."""

    name: str
    numeric: Record | None
    levels: tuple[Record, ...]

    @property
    def n_missing(self) -> int | None:
        """Said on the heading of its levels: on whichever of them the table says it."""
        found = [level.whole("n_missing") for level in self.levels]
        return next((n for n in found if n is not None), None)


@dataclass(frozen=True)
class Cohort:
    study: Record
    facts: dict[str, str]
    attrition: list[Record]
    rejected: list[Rejected]
    oddities: list[Record]
    sources: list[Record]
    answers: list[Record]
    files: list[Record]
    broken_checks: list[Record]
    baseline: list[Characteristic]
    toxicities: list[Record]
    severe_grade: str = "3"

    @property
    def is_synthetic(self) -> bool:
        return self.study.flag("synthetic") or self.facts.get("synthetic", "").lower() == "true"

    @property
    def title(self) -> str:
        return self.study.text("title") or self.facts.get("title", "") or self.name

    @property
    def name(self) -> str:
        return self.study.text("study") or self.facts.get("study", "") or "Unnamed study"

    @property
    def data_cut(self) -> str:
        return (self.study.text("data_cut") or self.facts.get("data_cut", "")).removesuffix(" 00:00:00")

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        """How the subjects fared, as far as the study says: each with the number it is out of."""
        counted = [(label, self.study.number(part), self.study.number(whole)) for label, part, whole in OUTCOMES]
        return [
            (label.format(grade=self.severe_grade), f"{count(part)} of {count(whole)} ({percent(part, whole)})")
            for label, part, whole in counted
            if part is not None and whole
        ]

    def left_out(self, file: Record) -> int:
        """Records of a file that are neither accepted nor set aside, so that the counts add up."""
        read, accepted, rejected = (file.whole(f"rows_{what}") or 0 for what in ("read", "accepted", "rejected"))
        return read - accepted - rejected

    @property
    def is_empty(self) -> bool:
        return self.n_subjects == 0

    @property
    def n_subjects(self) -> float | None:
        counted = self.study.number("n_subjects")
        first = self.attrition[0].number("n") if self.attrition else None
        return counted if counted is not None else first

    @property
    def most(self) -> float:
        """The longest bar of the attrition."""
        return max((step.number("n") or 0 for step in self.attrition), default=0)


def load_cohort(tables: Tables) -> Cohort:
    study = records(tables, "report.rpt_study")
    settings = {row.text("name"): row.text("value") for row in records(tables, "meta.settings")}
    return Cohort(
        study=study[0] if study else Record({}),
        facts={row.text("key"): row.text("value") for row in records(tables, "meta.study", ("key",))},
        attrition=records(tables, "report.rpt_attrition", ("step_order",)),
        rejected=_rejected(records(tables, "raw.rejects", ("source", "source_file", "source_sheet", "source_row"))),
        oddities=sorted(
            records(tables, "report.rpt_oddities", ("severity", "source", "rule")),
            key=lambda row: row.text("severity") != "warning",
        ),
        sources=records(tables, "report.rpt_sources", ("source",)),
        answers=[row for row in records(tables, "meta.answers", ("suspicion", "source_file")) if _changes(row)],
        files=records(tables, "meta.files", ("source", "source_file", "source_sheet")),
        broken_checks=[row for row in records(tables, "meta.checks", ("relation", "check_name")) if _is_broken(row)],
        baseline=_baseline(records(tables, "report.rpt_baseline", ("row_order",))),
        toxicities=records(tables, "report.rpt_toxicities", ("event",)),
        severe_grade=settings.get("severe_grade", Cohort.severe_grade),
    )


def _changes(answer: Record) -> bool:
    """An accepted suspicion stays in the list of oddities; an answer that changes what is read takes it from there."""
    return answer.text("answer") != "accept"


def _is_broken(check: Record) -> bool:
    return (check.whole("broken_rows") or 0) > 0 or check.text("status").lower() not in ("ok", "passed", "pass", "")


def _rejected(rows: Sequence[Record]) -> list[Rejected]:
    groups: dict[tuple[str, str, str, str], list[Record]] = {}
    for row in rows:
        key = (row.text("source"), row.text("column_name"), row.text("reason"), row.text("about"))
        groups.setdefault(key, []).append(row)
    return [_rejected_group(*key, found) for key, found in sorted(groups.items())]


def _rejected_group(source: str, column: str, reason: str, about: str, rows: Sequence[Record]) -> Rejected:
    """Row numbers only: what the rows held belongs to patients and stays in the warehouse."""
    names = ("source_file", "source_sheet")
    places = list(dict.fromkeys((*(row.text(name) for name in names), row.whole("source_row") or 0) for row in rows))
    parts = [_in_file(file, [row for row in rows if row.text("source_file") == file]) for file in by(rows, names[0])]
    n_strangers = _strangers(rows) if reason == STRANGER else 0
    return Rejected(source, column, name_words(reason), about, len(places), "; ".join(parts), n_strangers)


def _strangers(rows: Sequence[Record]) -> int:
    """How many different identifiers these rows name."""
    return len({json.loads(row.text("received")).get("subject_id") for row in rows})


def _in_file(file: str, rows: Sequence[Record]) -> str:
    numbers = list(dict.fromkeys(row.whole("source_row") or 0 for row in rows))
    shown = ", ".join(map(str, numbers[:SHOWN_ROWS]))
    more = f" and {len(numbers) - SHOWN_ROWS} more" if len(numbers) > SHOWN_ROWS else ""
    return f"{file}, {'row' if len(numbers) == 1 else 'rows'} {shown}{more}"


def _baseline(rows: Sequence[Record]) -> list[Characteristic]:
    return [_characteristic(name, found) for name, found in by(rows, "characteristic").items()]


def _characteristic(name: str, rows: Sequence[Record]) -> Characteristic:
    levels = tuple(row for row in rows if row.text("level"))
    return Characteristic(name, next((row for row in rows if not row.text("level")), None), levels)
