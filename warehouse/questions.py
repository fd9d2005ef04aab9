"""Saved questions: `.sql` files in a study's `questions/`. The comment on the first line says what each one asks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse.adapters import Engine, EngineError
from warehouse.errors import UsageError, suggest

FOLDER = "questions"
_PARAMETER = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")
# What the values of parameters of these names may be.
_NAMES = {
    "feature": "select distinct feature from marts.features order by 1",
    "covariate": "select distinct covariate from results.estimates where covariate is not null order by 1",
    "outcome": "select distinct outcome from results.estimates where outcome is not null order by 1",
    "analysis": "select distinct analysis from results.estimates order by 1",
}
MOST_NAMED = 8
_NOT_SQL = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"[^\"]*\"", re.DOTALL)


@dataclass(frozen=True)
class Question:
    """A query with a name; `parameters` are the values it asks for, as `$name`."""

    name: str
    about: str
    sql: str
    parameters: tuple[str, ...]

    def taken_of(self, given: Mapping[str, object]) -> dict[str, object]:
        """The values given that it asks for."""
        return {name: given[name] for name in self.parameters if name in given}


def load_questions(folder: Path) -> tuple[Question, ...]:
    """The saved questions of a study, by name; none when it has no such folder."""
    return tuple(_load(path) for path in sorted((folder / FOLDER).glob("*.sql")) if path.is_file())


def find_question(folder: Path, name: str) -> Question:
    questions = {question.name: question for question in load_questions(folder)}
    if name not in questions:
        where = str(folder / FOLDER)
        raise UsageError(f"There is no saved question '{name}'", where, suggest(name, questions) or f"write {name}.sql")
    return questions[name]


def refuse_unknown_names(engine: Engine, parameters: Mapping[str, object]) -> None:
    """A value that names a feature or an analysis, by the name of its parameter, must be one: else nothing is found."""
    for name, value in parameters.items():
        kind = name.lower()
        try:
            known = [str(row[0]) for row in engine.rows(_NAMES[kind])] if kind in _NAMES else []
        except EngineError:  # not built, or not disclosed
            continue
        if known and str(value) not in known:
            within = sorted(
                (each for each in known if str(value) in each), key=lambda each: not each.startswith(str(value))
            )
            hint = ", ".join(within[:MOST_NAMED]) if within else suggest(str(value), known)
            raise UsageError(f"There is no {name} '{value}'", hint=hint or f'cartwheel query "{_NAMES[kind]}"')


def _load(path: Path) -> Question:
    try:
        sql = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("A saved question is not UTF-8 text", str(path), "save it as UTF-8") from error
    first = sql.partition("\n")[0].strip()
    about = first.removeprefix("--").strip() if first.startswith("--") else ""
    parameters = tuple(sorted(set(_PARAMETER.findall(_NOT_SQL.sub(" ", sql)))))
    return Question(path.stem, about, sql, parameters)
