"""A conversation with the warehouse: the prompt, its history and completion are prompt_toolkit's, the answers ours."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from cli import show
from cli.answers import Wanted, answer, wanted
from cli.cancelled import go_on
from cli.completion import COMMANDS, Vocabulary, complete
from cli.limits import held
from cli.parameters import parameters_of, words_of
from warehouse.ask import Limits, open_desk, published_at
from warehouse.errors import UsageError, UserError, suggest
from warehouse.questions import find_question, load_questions, refuse_unknown_names

PROMPT = "cartwheel> "
# Of these the first that is there is what `\d` lists: where rows may not be seen, there are no marts.
FIRST_SHOWN = ("marts", "disclosed")
TABLE = Wanted("table", None, {})


class Names(Completer):
    """Completion by the names of the warehouse that is open."""

    def __init__(self, vocabulary: Callable[[], Vocabulary]) -> None:
        self.vocabulary = vocabulary

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        word, found = complete(document.text_before_cursor, self.vocabulary())
        return (Completion(each, start_position=-len(word)) for each in found)


class Shell:
    """One sitting over one study. A warehouse published meanwhile is the one asked next."""

    def __init__(self, folder: Path, limits: Limits, resources: ExitStack) -> None:
        self.folder, self.limits, self.resources = folder, limits, resources
        self.commands: dict[str, Callable[[str], None]] = {
            "\\?": self.explain_commands,
            "\\d": self.describe,
            "\\ask": self.ask_saved,
            "\\explain": self.explain,
            "\\w": self.write,
        }
        self.last: tuple[str, dict[str, object]] | None = None
        self.open()

    def open(self) -> None:
        """Ask what is published now. Where it cannot be opened, the warehouse before stays open."""
        published = published_at(self.folder)
        with ExitStack() as opened:
            desk = opened.enter_context(open_desk(self.folder, self.limits))
            vocabulary = Vocabulary(desk.names(), [each.name for each in load_questions(self.folder)])
            self.resources.close()
            self.resources.push(opened.pop_all())
        self.published, self.desk, self.vocabulary = published, desk, vocabulary

    def tell(self, line: str) -> None:
        """Do one line: a command that begins with a backslash, or a query."""
        if published_at(self.folder) not in (self.published, None):
            self.open()
            show.said("A new warehouse was published; this is the answer from it")
        command, _, rest = line.partition(" ")
        if not command.startswith("\\"):
            self.ask(line, {})
        elif command in self.commands:
            self.commands[command](rest.strip().rstrip(";").strip())
        else:
            raise UsageError(f"There is no command {command}", hint="\\? lists them")

    def ask(self, sql: str, parameters: dict[str, object], how: Wanted = TABLE) -> None:
        self.last = (sql, parameters)
        how = replace(how, parameters=parameters)
        held(lambda: answer(self.desk, sql, how), self.desk.reader, self.limits, how.unfinished)

    def explain_commands(self, _: str) -> None:
        show.said("A query ends with ; and may take several lines. Tab completes, arrow up brings back. Besides:")
        show.table(["command", "does"], list(COMMANDS.items()))

    def describe(self, name: str) -> None:
        tables = self.vocabulary.tables
        schemas = sorted({relation.partition(".")[0] for relation in tables})
        relation = next((each for each in tables if name in (each, each.partition(".")[2])), None)
        if relation is not None:
            self.run(_COLUMNS, {"relation": relation})
        elif not name or name in schemas:
            schema = name or next((each for each in FIRST_SHOWN if each in schemas), schemas[0])
            self.run(_TABLES, {"schema": schema})
            others = ", ".join(each for each in schemas if each != schema)
            show.said(f"\\d NAME has the columns of a table; other schemas: {others}")
        else:
            raise UsageError(f"There is no table {name}", hint=suggest(name, tables) or "\\d lists tables")

    def run(self, sql: str, parameters: dict[str, object]) -> None:
        """Answer a query of ours, which is not the last one asked."""
        how = Wanted("table", None, parameters)
        held(lambda: answer(self.desk, sql, how), self.desk.reader, self.limits)

    def ask_saved(self, words: str) -> None:
        name, *values = words_of(words) or [""]
        if not name:
            show.questions(load_questions(self.folder), self.folder)
            return
        question, given = find_question(self.folder, name), parameters_of(values)
        refuse_unknown_names(self.desk.reader, question.taken_of(given))
        self.ask(question.sql, given)

    def explain(self, sql: str) -> None:
        held(lambda: show.data(self.desk.explain(sql)), self.desk.reader, self.limits)

    def write(self, name: str) -> None:
        if self.last is None or not name:
            raise UsageError("\\w writes the answer to the last query", hint="ask one, then \\w answer.xlsx")
        sql, parameters = self.last
        self.ask(sql, parameters, wanted(None, _path(name), parameters, exact=False))


def run_shell(folder: Path, limits: Limits) -> None:
    """Talk until the person leaves."""
    with ExitStack() as resources:
        shell = Shell(folder, limits, resources)
        session: PromptSession[str] = PromptSession(
            PROMPT,
            history=_history(folder),
            completer=Names(lambda: shell.vocabulary),
            complete_while_typing=False,
            prompt_continuation=" " * (len(PROMPT) - 3) + "-> ",
            multiline=Condition(lambda: not is_whole(session.default_buffer.text)),
        )
        show.said(f"{len(shell.vocabulary.tables)} tables, read-only. \\? helps, \\d lists tables, \\q leaves.")
        while _turn(session, shell):
            pass


def _path(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError as error:
        raise UsageError("Nobody of this name has a folder here", name, "a path without ~") from error


def is_whole(text: str) -> bool:
    """Whether Enter sends this text: a query that ends with ; or a command, or nothing at all."""
    line = text.strip()
    return not line or line.startswith("\\") or line.endswith(";")


def _turn(session: "PromptSession[str]", shell: Shell) -> bool:
    """One line and its answer; whether to go on."""
    try:
        line = session.prompt().strip()
        if line in ("\\q", "quit;", "exit;"):
            return False
        if line:
            shell.tell(line)
    except KeyboardInterrupt:
        go_on()
        show.said("Cancelled; \\q leaves")
    except EOFError:
        return False
    except UserError as error:
        show.error(error)
    return True


def _history(folder: Path) -> History:
    """What was asked, never what was answered; in the study, for its owner only, or nowhere if it cannot be there."""
    path = folder / ".cartwheel" / "shell_history"
    try:
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(path))


_TABLES = """
select tables.table_schema || '.' || tables.table_name as "table", models.row_count as rows, models.about
from information_schema.tables as tables
left join meta.models as models on models.relation = tables.table_schema || '.' || tables.table_name
where tables.table_catalog = 'warehouse' and tables.table_schema = $schema
order by tables.table_name
"""
_COLUMNS = """
select columns.column_name as "column", columns.data_type as type, described.unit, described.about
from duckdb_columns() as columns
left join meta.columns as described
    on described.relation = $relation and described.column_name = columns.column_name
where columns.database_name = 'warehouse' and columns.schema_name || '.' || columns.table_name = $relation
order by columns.column_index
"""
