"""The shell as a person uses it: through a terminal, key by key."""

import shutil
import stat

import duckdb
import pytest

from tests.functional.conftest import COMMAND, ENVIRONMENT
from tests.functional.terminal import Terminal

# The library asks the terminal where its cursor is; ours does not answer.
SETTINGS = ENVIRONMENT | {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
PROMPT = "cartwheel>"
BOMB = "select count(*) from range(1000000000) as a, range(1000000000) as b where a.range + b.range = 3;"
pytestmark = pytest.mark.slow


@pytest.fixture
def shell(built_study):
    folder = built_study.folder / "questions"
    folder.mkdir()
    (folder / "oldest.sql").write_text(
        "-- Who is the oldest?\nselect max(age_years) as oldest from cohort where sex = $sex\n"
    )
    settings = {name: value for name, value in SETTINGS.items() if name != "COLUMNS"}
    terminal = Terminal([*COMMAND, "shell", "--study", str(built_study.folder)], 100, settings)
    terminal.wait_for(PROMPT)
    yield terminal
    terminal.send("\x03")
    terminal.ended(key="\x04")


def test_a_query_of_several_lines_ends_with_a_semicolon(shell):
    shell.send("select 40 + 2\r")
    shell.send("as answer;\r")
    shell.wait_for("42")
    assert "answer" in shell.text


def test_a_name_is_completed(shell):
    shell.send("select count(*) as n_found from coho\t")
    shell.wait_for("cohort")
    shell.send(";\r")
    shell.wait_for("24")


def test_an_error_is_said_and_the_shell_goes_on(shell):
    shell.send("select age_year from cohort;\r")
    shell.wait_for("try: age_years")
    shell.send("create table t as select 1;\r")
    shell.wait_for("CREATE is not a question")
    shell.send("select 41 + 1 as n;\r")
    shell.wait_for("42")


def test_help_tables_columns_and_saved_questions(shell):
    shell.send("\\?\r")
    shell.wait_for("the saved questions, or with a name")
    shell.send("\\d\r")
    shell.wait_for("marts.outcomes")
    shell.send("\\d cohort\r")
    shell.wait_for("age_years")
    shell.send("\\d cohrt\r")
    shell.wait_for("There is no table cohrt")
    shell.send("\\ask\r")
    shell.wait_for("Who is the oldest?")
    shell.send("\\ask oldest sex=female\r")
    shell.wait_for("63")
    shell.send("\\explain select max(age_years) from cohort where age_years > 50;\r")
    shell.wait_for("Seq Scan")
    shell.send("\\nothing\r")
    shell.wait_for("There is no command \\nothing")


def test_the_last_answer_goes_to_a_file(shell, tmp_path):
    shell.send("\\w answer.csv\r")
    shell.wait_for("writes the answer to the last query")
    shell.send("select 42 as n;\r")
    shell.wait_for("42", times=2)
    shell.send(f"\\w {tmp_path / 'answer.csv'}\r")
    shell.wait_for("Wrote")
    assert (tmp_path / "answer.csv").read_text() == "n\n42\n"


def test_ctrl_c_cancels_a_query_and_not_the_shell(shell):
    shell.send(f"{BOMB}\r")
    shell.wait_for("Ctrl-C ends it")
    shell.send("\x03")
    shell.wait_for("Cancelled")
    shell.send("select 41 + 1 as n;\r")
    shell.wait_for("42")


def test_history_holds_questions_for_their_owner_alone(shell, built_study):
    shell.send("select subject_id from cohort where age_years > 62;\r")
    shell.wait_for("S024")
    shell.send("\x1b[A\r")
    shell.wait_for("S024", times=2)
    path = built_study.folder / ".cartwheel/shell_history"
    assert "select subject_id from cohort" in path.read_text()
    assert "S024" not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_warehouse_published_meanwhile_is_the_one_asked(shell, built_study, tmp_path):
    shell.send("select count(*) as n from cohort;\r")
    shell.wait_for("24")
    replacement = shutil.copy(built_study.published, tmp_path / "replacement.duckdb")
    with duckdb.connect(replacement) as writer:
        writer.execute("delete from marts.cohort where subject_id > 'S017'")
    (tmp_path / "replacement.duckdb").replace(built_study.published)
    shell.send("select count(*) as n from cohort;\r")
    shell.wait_for("A new warehouse was published")
    shell.wait_for("17")


def test_it_is_left_by_its_command(built_study):
    terminal = Terminal([*COMMAND, "shell", "--study", str(built_study.folder)], 80, SETTINGS)
    terminal.wait_for(PROMPT)
    terminal.send("\\q\r")
    assert terminal.ended() == 0


def test_without_a_terminal_it_says_what_to_use(cartwheel, built_study):
    assert "cartwheel query" in cartwheel("shell", "--study", built_study.folder, exit_code=2).stderr
