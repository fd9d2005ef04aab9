"""The analyst's commands: query, ask, shell, serve. They read one published warehouse and nothing else."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from cli import show
from cli.options import (
    ExactOption,
    Format,
    FormatOption,
    MemoryOption,
    OutputOption,
    SetOption,
    StudyOption,
    TimeOption,
    study_folder,
)
from warehouse.errors import UsageError

if TYPE_CHECKING:
    from cli.answers import Wanted
    from warehouse.ask import Desk

commands = typer.Typer()

SECONDS = 120.0
MEMORY = "4GB"
SERVED_MEMORY = "1GB"


def question_names(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """What the Tab key of a terminal offers after `cartwheel ask`."""
    from warehouse.questions import load_questions

    named = ctx.params.get("study")  # a text, as long as the line is being written
    folder = study_folder(Path(named) if named else None)
    return [
        (each.name, shorten(each.about, 60, placeholder=" …"))
        for each in load_questions(folder)
        if each.name.startswith(incomplete)
    ]


@commands.command()
def query(
    sql: Annotated[str | None, typer.Argument(metavar="[SQL]", help="A query; - or nothing: standard input.")] = None,
    file: Annotated[Path | None, typer.Option("--file", metavar="FILE", help="Read the query from this file.")] = None,
    study: StudyOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
    values: SetOption = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show how it would be answered, not the answer.")] = False,
    time_limit: TimeOption = SECONDS,
    memory_limit: MemoryOption = MEMORY,
    exact: ExactOption = False,
    failed: Annotated[bool, typer.Option("--failed", help="Ask the last build that failed a check instead.")] = False,
) -> None:
    """Ask the warehouse a question in SQL. The connection cannot write, nor reach any other file.

    cartwheel query "select analysis, n, p_value from estimates limit 10"

    cartwheel query 'from cohort where ecog = $e' --set e=1 --output one.xlsx

    cartwheel query --file question.sql --format markdown
    """
    text = _text_of(sql, file)
    with _desk(study_folder(study), time_limit, memory_limit, failed=failed) as desk:
        _answer(desk, text, _wanted(form, output, values, exact), explain=explain)


@commands.command()
def ask(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="A saved question; nothing lists them.", autocompletion=question_names),
    ] = None,
    study: StudyOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
    values: SetOption = None,
    time_limit: TimeOption = SECONDS,
    memory_limit: MemoryOption = MEMORY,
    exact: ExactOption = False,
) -> None:
    """Ask a saved question: a .sql file in the study's folder questions/. Without a name, list them.

    cartwheel ask

    cartwheel ask response_by_quartile --set feature=peak_car_t_per_ul
    """
    from warehouse.questions import find_question, load_questions, refuse_unknown_names

    folder = study_folder(study)
    if name is None:
        show.questions(load_questions(folder), folder)
        return
    question = find_question(folder, name)
    with _desk(folder, time_limit, memory_limit) as desk:
        how = _wanted(form, output, values, exact)
        refuse_unknown_names(desk.reader, question.taken_of(how.parameters))
        _answer(desk, question.sql, how)


@commands.command()
def shell(study: StudyOption = None, time_limit: TimeOption = SECONDS, memory_limit: MemoryOption = MEMORY) -> None:
    """Ask one question after the other, with history, completion of names, and the words of each column at hand.

    The history is kept in the study's folder .cartwheel/ and holds questions, never answers.

    cartwheel shell --time-limit 30
    """
    if not sys.stdin.isatty():
        raise UsageError("The shell needs a terminal", hint="cartwheel query reads one query from a pipe")
    from cli.limits import limits_of
    from cli.shell import run_shell

    run_shell(study_folder(study), limits_of(time_limit, memory_limit))


@commands.command()
def serve(
    study: StudyOption = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Default: one that is free.")] = 0,
    time_limit: TimeOption = SECONDS,
    memory_limit: MemoryOption = SERVED_MEMORY,
) -> None:
    """Look at the study in a browser of this machine: its features, its subjects, and whatever you ask in SQL.

    Prints an address with a token, and answers nobody without it, nor any other machine. Ctrl-C ends it.

    cartwheel serve --memory-limit 500MB
    """
    from cli.limits import limits_of
    from cli.serve.server import serve as run_server
    from warehouse.ask import open_desk

    folder, limits = study_folder(study), limits_of(time_limit, memory_limit)
    with open_desk(folder, limits):  # what is wrong with the warehouse is said here rather than in the browser
        pass
    run_server(folder, limits, port)


def _text_of(sql: str | None, file: Path | None) -> str:
    if file is not None:
        if sql is not None:
            raise UsageError("There are two queries: one in words and one in a file", hint="give one of them")
        try:
            return file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError("The query cannot be read from this file", str(file), "a text file in UTF-8") from error
    if sql is None and sys.stdin.isatty():
        raise UsageError("There is no query", hint='cartwheel query "select * from cohort limit 5"; or cartwheel shell')
    try:
        text = sys.stdin.read() if sql in (None, "-") else str(sql)
        text.encode()  # what is no text comes in as half letters, of which the database knows nothing
    except UnicodeError as error:
        raise UsageError("The query is not UTF-8 text", hint="save it as UTF-8, or write it anew") from error
    return text


@contextmanager
def _desk(folder: Path, seconds: float, memory: str, *, failed: bool = False) -> Iterator["Desk"]:
    from cli.limits import limits_of
    from warehouse.ask import open_desk

    with open_desk(folder, limits_of(seconds, memory), failed=failed) as desk:
        yield desk


def _wanted(form: Format | None, output: Path | None, values: list[str] | None, exact: bool) -> "Wanted":
    from cli.answers import wanted
    from cli.parameters import parameters_of

    return wanted(form.value if form else None, output, parameters_of(values or []), exact=exact)


def _answer(desk: "Desk", sql: str, wanted: "Wanted", *, explain: bool = False) -> NoReturn:
    from cli.answers import answer
    from cli.limits import end, held

    def work() -> None:
        if explain:
            show.data(desk.explain(sql, wanted.parameters))
        else:
            answer(desk, sql, wanted)

    held(work, desk.reader, desk.limits, wanted.unfinished)
    end()
