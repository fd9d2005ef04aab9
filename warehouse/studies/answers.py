"""`answers` in study.yml -> what the study answers to suspicions: accept them, exclude the rows, or correct a value.

An answer has a reason. One that changes what is read names file and rows, so that it reaches no further than meant.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from warehouse.document import Node
from warehouse.errors import suggest
from warehouse.studies.mapping import Amendment, SourceMapping

ANSWER_KEYS = ("suspicion", "source", "file", "rows", "where", "accept", "exclude", "correct", "because")
KINDS = ("accept", "exclude", "correct")


@dataclass(frozen=True)
class Answer:
    """What is done with the rows a suspicion points to, and why. No rows stand for all of them."""

    suspicion: str
    kind: str
    because: str
    line: int = field(compare=False)
    source: str | None = None
    file: str | None = None
    rows: tuple[int, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)
    correct: Mapping[str, str] = field(default_factory=dict)

    def as_setting(self) -> dict[str, object]:
        """What SQL knows of it."""
        return {
            "rule": self.suspicion,
            "source": self.source,
            "file": self.file,
            "rows": list(self.rows),
            "answer": self.kind,
            "because": self.because,
        }


def build_answers(node: Node, mappings: Iterable[SourceMapping]) -> tuple[Answer, ...]:
    """The answers of a study, each about a source and a file that it has."""
    known = list(mappings)
    return tuple(build_answer(item, known) for item in node.items())


def build_answer(node: Node, mappings: list[SourceMapping]) -> Answer:
    fields = node.fields(ANSWER_KEYS, required=("suspicion", "because"))
    kinds = [kind for kind in KINDS if kind in fields]
    if len(kinds) != 1:
        hint = "accept: true, exclude: true or correct: {result: 12.0}"
        raise node.error("an answer is one of accept, exclude and correct", hint)
    kind = kinds[0]
    if kind != "correct" and not fields[kind].boolean():
        raise fields[kind].error(f"'{kind}' is true or left out", f"{kind}: true")
    if not fields["because"].text().strip():
        raise fields["because"].error("'because' is empty: an answer has a reason")
    needed = () if kind == "accept" else ("source", "file", "rows")
    for key in needed:
        if key not in fields:
            raise node.error(f"'{kind}' needs '{key}': it changes what is read", f"{key}: ...")
    answer = Answer(
        suspicion=fields["suspicion"].text(),
        kind=kind,
        because=fields["because"].text(),
        line=node.line,
        source=fields["source"].text() if "source" in fields else None,
        file=fields["file"].text() if "file" in fields else None,
        rows=tuple(item.integer() for item in fields["rows"].items()) if "rows" in fields else (),
        where={name: "" if item.content is None else item.text().strip() for name, item in pairs(fields, "where")},
        correct={name: item.text() for name, item in pairs(fields, "correct")},
    )
    hold_places(answer, fields, mappings)
    return answer


def pairs(fields: Mapping[str, Node], key: str) -> Iterable[tuple[str, Node]]:
    return fields[key].mapping().items() if key in fields else ()


def hold_places(answer: Answer, fields: Mapping[str, Node], mappings: list[SourceMapping]) -> None:
    """Source, file and columns are those of the study."""
    sources = dict.fromkeys(mapping.source for mapping in mappings)
    if answer.source is not None and answer.source not in sources:
        raise fields["source"].error(f"the study has no source '{answer.source}'", suggest(answer.source, sources))
    own = [mapping for mapping in mappings if answer.source in (None, mapping.source)]
    files = dict.fromkeys(mapping.file for mapping in own)
    if answer.file is not None and answer.file not in files:
        what = f"no mapping of '{answer.source}' reads '{answer.file}'"
        raise fields["file"].error(what, suggest(answer.file, files))
    read = [item for mapping in own if mapping.file == answer.file for item in mapping.columns]
    known = {"where": {item.name for item in read}, "correct": {item.name for item in read if item.column}}
    for key, names in known.items():
        for name, node in pairs(fields, key):
            if name not in names:
                what = f"'{name}' is no column that '{answer.source}' takes from this file"
                raise node.error(what, suggest(name, sorted(names)))


def amendments(mapping: SourceMapping, answers: Iterable[Answer]) -> tuple[Amendment, ...]:
    """The answers that change how this mapping is read."""
    return tuple(
        Amendment(answer.rows, answer.where, answer.correct, answer.because, answer.line)
        for answer in answers
        if answer.kind != "accept" and (answer.source, answer.file) == (mapping.source, mapping.file)
    )
