"""What of dbt does not run here: found in a file before it is rendered, and refused by name with what to do instead."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from warehouse.dbt.generic import GENERIC_TESTS
from warehouse.errors import ModelError, Place


@dataclass(frozen=True)
class Unsupported:
    """A piece of dbt: how it is written, what it is called, what to do instead."""

    pattern: re.Pattern[str]
    name: str
    instead: str


def _word(pattern: str, name: str, instead: str) -> Unsupported:
    return Unsupported(re.compile(pattern), name, instead)


# What is quoted is blanked before they are looked for: a name is no piece of dbt.
IN_TEMPLATES = (
    _word(r"\{%-?\s*snapshot\b", "a snapshot", "a model with a header of ours and materialized: snapshot"),
    _word(r"\{%-?\s*materialization\b", "a materialization of one's own", "config(materialized='table' or 'view')"),
    _word(r"\{%-?\s*(test|data_test)\b", "a generic test of one's own", "write it as a SELECT in tests/"),
    _word(r"\bis_incremental\s*\(", "is_incremental()", "write the whole table; only what changed is built again"),
    _word(r"\b(pre_hook|post_hook)\b", "a hook", "write what it does as a model that others read"),
    _word(r"\badapter\s*\.", "adapter", "write the SQL for DuckDB"),
    _word(r"\breturn\s*\(", "return()", "write what the macro gives where it stands: {{ ... }}"),
    _word(r"\b(log|print)\s*\(", "log()", "leave it out; cartwheel build says what it does"),
    _word(r"\{%-?\s*do\b", "{% do %}", "{% set names = names + ['x'] %}"),
    _word(r"\bconfig\s*\.", "config.get()", "make it a var, in vars: of dbt_project.yml"),
    _word(
        r"\b(run_query|statement|load_result|dbt_results)\b",
        "a query while rendering",
        "write it as a model and ref it",
    ),
    _word(r"\b(env_var)\s*\(", "env_var()", "make it a var, in vars: of dbt_project.yml"),
    _word(
        r"\b(target|graph)\.\w|\bif\s+execute\b|\b(invocation_id|run_started_at)\b",
        "what dbt says of a run",
        "make it a var",
    ),
    _word(r"\{\{-?\s*this\b|\bthis\.", "this", "name another model with ref()"),
    _word(r"\bref\(\s*''\s*,\s*(v|version)\s*=", "a version of a model", "ref('name') of a model of its own name"),
    _word(r"\bref\(\s*''\s*,", "ref() of a package", "ref('name') of a model in models/"),
    _word(r"\bdbt(_\w+)?\.\w+\s*\(", "a macro of a package", "copy the macro into macros/"),
    _word(r"\b(exceptions|modules|builtins|fromjson|toyaml)\b", "a function of dbt's templates", "write the SQL out"),
)
COPY = "copy the models and macros that you use into models/ and macros/"
IN_A_FOLDER = (
    ("packages.yml", "packages", COPY),
    ("dependencies.yml", "packages", COPY),
    ("snapshots", "snapshots", "a model with a header of ours and materialized: snapshot"),
    ("analysis", "analyses that are not built", "make them models, or questions of the study"),
    ("functions", "functions", "write them as macros"),
    ("selectors.yml", "selectors", "leave it out: cartwheel build --select says what is built"),
    ("tests/fixtures", "fixtures of unit tests", "worked examples in examples/ (sql/README.md)"),
)
IN_FILES = (
    ("models/**/*.py", "a model in Python", "write the model in SQL"),
    ("analyses/**/*.y*ml", "YAML of analyses", "describe each in the header of its file"),
)
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)

# Macros that only tell dbt what is so here anyway: where tables go, and what `results` are.
NOT_NEEDED = ("generate_schema_name", "generate_alias_name", "generate_database_name", "results")
_MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)")


def refuse_template(text: str, path: str, project: str = "") -> None:
    """Raise ModelError at the first piece of dbt in a template that does not run here, in a project of some name."""
    prefixed = rf"\b{re.escape(project)}\.\w+\s*\("
    pieces = (*IN_TEMPLATES, _word(prefixed, f"'{project}.' before a macro", "the name of the macro alone"))
    for place, tag in _tags(text):
        quiet = _QUOTED.sub("''", tag)
        for each in pieces if project else IN_TEMPLATES:
            found = each.pattern.search(quiet)
            if found:
                line = text.count("\n", 0, place) + quiet.count("\n", 0, found.start()) + 1
                raise ModelError(f"Of dbt this is not supported: {each.name}", Place(path, line), each.instead)


def refuse_folder(root: Path) -> None:
    """Raise ModelError for files of a dbt project that mean something that is not done here."""
    for name, what, instead in IN_A_FOLDER:
        if _is_there(root / name):
            raise ModelError(f"Of dbt this is not supported: {what}", Place(f"{root.name}/{name}"), instead)
    for pattern, what, instead in IN_FILES:
        for path in sorted(root.glob(pattern)):
            place = Place(f"{root.name}/{path.relative_to(root)}")
            raise ModelError(f"Of dbt this is not supported: {what}", place, instead)
    _refuse_generic_tests(root)
    for folder in ("models", "seeds", "tests", "macros"):
        for path in sorted(root.joinpath(folder).glob("**/*.md")):
            _refuse_docs(path.read_text("utf-8", "replace"), f"{root.name}/{path.relative_to(root)}")


def _is_there(path: Path) -> bool:
    """Whether there is a file, or a folder that holds any: dbt makes some that hold nothing but `.gitkeep`."""
    return path.is_file() or any(each.is_file() and not each.name.startswith(".") for each in path.glob("**/*"))


def _refuse_generic_tests(root: Path) -> None:
    for path in sorted(root.joinpath("tests", "generic").glob("**/*.sql")):
        if path.read_text("utf-8").split() != GENERIC_TESTS.split():
            place = Place(f"{root.name}/{path.relative_to(root)}", 1)
            what = "Of dbt this is not supported: a generic test of one's own"
            raise ModelError(what, place, "write it as a SELECT in tests/")


def _refuse_docs(text: str, path: str) -> None:
    found = re.search(r"\{%-?\s*docs\b", text)
    if found:
        place = Place(path, text.count("\n", 0, found.start()) + 1)
        hint = "write the description out, in the YAML of the model"
        raise ModelError("Of dbt this is not supported: a block of docs", place, hint)


def is_needed(text: str) -> bool:
    """Whether a file of macros holds any that models use."""
    names = _MACRO.findall(text)
    return not names or any(name not in NOT_NEEDED for name in names)


def on_their_lines(text: str) -> str:
    """A template whose tags each stand on one line, the lines they took after them: rendering keeps line numbers."""
    return _TEMPLATE.sub(lambda found: found[0].replace("\n", " ") + "\n" * found[0].count("\n"), text)


def _tags(text: str) -> Iterator[tuple[int, str]]:
    bare = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return ((found.start(), found[0]) for found in _TEMPLATE.finditer(bare))
