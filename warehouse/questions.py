"""Saved questions: `.sql` files in a study's `questions/`. The comment on the first line says what each one asks."""

import re
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import UsageError, suggest

FOLDER = "questions"
_PARAMETER = re.compile(r"\$([a-z_][a-z0-9_]*)")
_NOT_SQL = re.compile(r"--[^\n]*|'(?:[^']|'')*'")


@dataclass(frozen=True)
class Question:
    """A query with a name; `parameters` are the values it asks for, as `$name`."""

    name: str
    about: str
    sql: str
    parameters: tuple[str, ...]


def load_questions(folder: Path) -> tuple[Question, ...]:
    """The saved questions of a study, by name; none when it has no such folder."""
    return tuple(_load(path) for path in sorted((folder / FOLDER).glob("*.sql")) if path.is_file())


def find_question(folder: Path, name: str) -> Question:
    questions = {question.name: question for question in load_questions(folder)}
    if name not in questions:
        where = str(folder / FOLDER)
        raise UsageError(f"There is no saved question '{name}'", where, suggest(name, questions) or f"write {name}.sql")
    return questions[name]


def _load(path: Path) -> Question:
    try:
        sql = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError("A saved question is not UTF-8 text", str(path), "save it as UTF-8") from error
    first = sql.partition("\n")[0].strip()
    about = first.removeprefix("--").strip() if first.startswith("--") else ""
    parameters = tuple(sorted(set(_PARAMETER.findall(_NOT_SQL.sub(" ", sql)))))
    return Question(path.stem, about, sql, parameters)
