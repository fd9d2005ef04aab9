"""study.yml -> Study: which file of a cohort folder holds what, in the words of the input contract."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from warehouse.contract import Contract, Source
from warehouse.disclosure import Disclosure, build_disclosure
from warehouse.document import Node, load_document
from warehouse.engine import NO_SETTINGS, EngineSettings, build_engine
from warehouse.errors import StudyError, suggest
from warehouse.settings import Setting, out_of_order
from warehouse.studies.answers import Answer, amendments, build_answers
from warehouse.studies.data_file import FILE_KEYS, build_data_files
from warehouse.studies.mapping import STUDY_FILE, SourceMapping
from warehouse.studies.mapping_columns import build_column
from warehouse.studies.mapping_steps import (
    STEP_KEYS,
    build_file_name,
    build_filters,
    build_lookups,
    build_pivot,
    build_splits,
    build_unpivot,
    one_or_more,
)
from warehouse.studies.shipped import completed

# The setting by which SQL knows of the answers.
ANSWERS = "answers"

IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")

STUDY_KEYS = ("study", "title", "synthetic", "data_cut", "settings", "engine", "disclosure", "sources", "answers")
MAPPING_KEYS = (*FILE_KEYS, "missing", "distinct", "columns", *STEP_KEYS)


@dataclass(frozen=True)
class Study:
    """A cohort folder as its study.yml describes it. `settings` holds only what the study itself sets."""

    folder: Path
    name: str
    title: str
    synthetic: bool
    data_cut: date | None
    settings: Mapping[str, object]
    sources: tuple[SourceMapping, ...]
    engine: EngineSettings = NO_SETTINGS
    answers: tuple[Answer, ...] = ()
    disclosure: Disclosure | None = None

    def mappings(self, source: str) -> tuple[SourceMapping, ...]:
        return tuple(mapping for mapping in self.sources if mapping.source == source)


def load_study(
    folder: Path, contract: Contract, settings: Mapping[str, Setting] | None = None, roots: Sequence[Path] = ()
) -> Study:
    """The study in a folder; `settings` are the known settings (None accepts any), `roots` the SQL folders whose
    mappings it may use."""
    if not folder.is_dir():
        raise StudyError("there is no such study folder", str(folder), f"a folder that holds a {STUDY_FILE}")
    document = load_document(folder / STUDY_FILE, STUDY_FILE, StudyError)
    fields = document.fields(STUDY_KEYS, required=("study", "sources"))
    name = identifier(fields["study"])
    data_cut = iso_date(fields["data_cut"]) if "data_cut" in fields else None
    own = build_settings(fields["settings"], settings) if "settings" in fields else {}
    sources = build_sources(fields["sources"], folder, contract, roots)
    answers = build_answers(fields["answers"], sources) if "answers" in fields else ()
    return Study(
        folder=folder,
        name=name,
        title=fields["title"].text() if "title" in fields else name,
        synthetic="synthetic" in fields and fields["synthetic"].boolean(),
        engine=build_engine(fields["engine"], folder) if "engine" in fields else NO_SETTINGS,
        data_cut=data_cut,
        settings=own | ({ANSWERS: [answer.as_setting() for answer in answers]} if answers else {}),
        sources=tuple(replace(mapping, amendments=amendments(mapping, answers)) for mapping in sources),
        answers=answers,
        disclosure=build_disclosure(fields["disclosure"]) if "disclosure" in fields else None,
    )


def identifier(node: Node) -> str:
    if not IDENTIFIER.fullmatch(node.text()):
        raise node.error(f"'{node.text()}' is not an identifier", "letters, digits, - and _, such as zuma1")
    return node.text()


def iso_date(node: Node) -> date:
    try:
        return date.fromisoformat(node.text())
    except ValueError:
        raise node.error(f"'{node.text()}' is not a date", "year-month-day, such as 2018-08-11") from None


def build_settings(node: Node, known: Mapping[str, Setting] | None) -> dict[str, object]:
    if ANSWERS in node.mapping():
        raise node.mapping()[ANSWERS].error("answers are no setting", "write 'answers:' beside 'settings:'")
    values = {name: setting.plain() for name, setting in node.mapping().items()}
    for name, setting in node.mapping().items():
        if known is None:
            continue
        if name not in known:
            raise setting.error(f"unknown setting '{name}'", suggest(name, known))
        if fault := known[name].fault(values[name]):
            raise setting.error(*fault)
    for name, last, what in out_of_order(known or {}, values):
        raise node.mapping()[name if name in values else last].error(what, f"{name} of at most that")
    return values


def build_sources(node: Node, folder: Path, contract: Contract, roots: Sequence[Path]) -> tuple[SourceMapping, ...]:
    mappings: list[SourceMapping] = []
    for name, item in node.mapping().items():
        if name not in contract.brought:
            raise item.error(f"unknown source '{name}'", suggest(name, contract.brought))
        readings = item.items() if item.is_list else (item,)
        if not readings:
            raise item.error(f"source '{name}' has no file", "leave the source out, or give it a file")
        for reading in readings:
            mappings += build_mappings(completed(reading, roots), contract.sources[name], folder)
    for source in contract.sources.values():
        if source.required and source.name not in node.mapping():
            raise node.error(f"the study has no source '{source.name}', which every study needs", f"{source.name}: ...")
    return tuple(mappings)


def build_mappings(node: Node, source: Source, folder: Path) -> Iterator[SourceMapping]:
    """One for each file that the mapping names."""
    fields = node.fields(MAPPING_KEYS, required=("file", "columns"))
    columns = tuple(build_column(name, item, source) for name, item in fields["columns"].mapping().items())
    wanted = tuple(column.column for column in columns if column.column is not None)
    files = build_data_files(fields, folder, wanted)
    check_complete(fields["columns"], source)
    for data in files:
        yield SourceMapping(
            source=source.name,
            data=data,
            columns=columns,
            line=node.line,
            fill_down=one_or_more(fields["fill_down"]) if "fill_down" in fields else (),
            row_number=fields["row_number"].text() if "row_number" in fields else None,
            file_name=build_file_name(fields["file_name"], data.file) if "file_name" in fields else None,
            unpivot=build_unpivot(fields["unpivot"]) if "unpivot" in fields else None,
            splits=build_splits(fields["split"]) if "split" in fields else (),
            lookups=build_lookups(fields["lookup"], folder) if "lookup" in fields else (),
            filters=build_filters(fields["only"]) if "only" in fields else (),
            pivot=build_pivot(fields["pivot"]) if "pivot" in fields else None,
            missing=fields["missing"].texts() if "missing" in fields else (),
            distinct="distinct" in fields and fields["distinct"].boolean(),
        )


def check_complete(node: Node, source: Source) -> None:
    mapped = node.mapping()
    for column in source.columns.values():
        if column.required and column.name not in mapped:
            hint = f"{column.name}: <its column>, or {column.name}: {{constant: ...}}"
            raise node.error(f"source '{source.name}' needs '{column.name}', which is not mapped", hint)
    if source.time and not any(name in mapped for name in source.time):
        raise node.error(f"source '{source.name}' needs a time, none is mapped", " or ".join(source.time))
