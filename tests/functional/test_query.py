"""Asking as an analyst does: from words, a file or a pipe, into every form, within limits, and stopped by Ctrl-C."""

import csv
import json
import signal
import subprocess
import sys
import time

import duckdb
import pytest
from openpyxl import load_workbook

from tests.functional.conftest import COMMAND, ENVIRONMENT
from tests.functional.terminal import Terminal

BOMB = "select count(*) from range(1000000000) as a, range(1000000000) as b where a.range + b.range = 3"
ENDLESS = "select * from range(100000000000)"
TWO = "select subject_id, age_years from cohort order by subject_id limit 2"
ROWS = [("S001", 40.0), ("S002", 41.0)]

STOPPED = [
    (BOMB, None),
    (BOMB, "answer.parquet"),
    (ENDLESS, None),
    *((ENDLESS, f"answer.{each}") for each in ("csv", "parquet", "xlsx")),
]


def ask_in(folder, *arguments, **options):
    words = [*COMMAND, "query", "--study", str(folder), *map(str, arguments)]
    return subprocess.run(words, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False, **options)


def test_words_file_and_pipe_give_the_same(built_study, tmp_path):
    (tmp_path / "two.sql").write_text(f"-- two subjects\n{TWO};\n", encoding="utf-8")
    words = ask_in(built_study.folder, TWO, "--format", "csv")
    assert words.stdout == "subject_id,age_years\nS001,40.0\nS002,41.0\n"
    assert ask_in(built_study.folder, "--file", tmp_path / "two.sql", "--format", "csv").stdout == words.stdout
    for dash in (["-"], []):
        assert ask_in(built_study.folder, "--format", "csv", *dash, input=TWO).stdout == words.stdout


def test_a_query_that_is_no_text_is_said_to_be_none(built_study):
    words = [*COMMAND, "query", "--study", str(built_study.folder)]
    for arguments, piped in (([], b"select '\xff'"), ([b"select '\xff'"], b"")):
        done = subprocess.run(
            [*words, *arguments], env=ENVIRONMENT, input=piped, capture_output=True, timeout=60, check=False
        )
        assert (done.returncode, b"The query is not UTF-8 text" in done.stderr) == (2, True)


def test_letters_that_a_terminal_has_not_are_said_to_be_none(built_study, monkeypatch):
    monkeypatch.setitem(ENVIRONMENT, "PYTHONIOENCODING", "ascii")
    done = ask_in(built_study.folder, "select 'Süd' as ward", "--format", "csv")
    assert done.returncode == 2
    assert "cannot be written in ascii" in done.stderr
    assert "Süd" not in done.stdout


@pytest.mark.parametrize("suffix", ["csv", "json", "md", "parquet", "xlsx", "txt"])
def test_a_file_in_every_form(built_study, tmp_path, suffix):
    path = tmp_path / f"answer.{suffix}"
    done = ask_in(built_study.folder, TWO, "--output", path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"Wrote {path}\n")
    assert READ[suffix](path) == [("subject_id", "age_years"), *ROWS]
    assert [each.name for each in tmp_path.glob("answer*")] == [path.name]


def read_parquet(path):
    found = duckdb.execute(f"from '{path}'")
    return [tuple(column[0] for column in found.description), *found.fetchall()]


def with_numbers(rows):
    head, *rest = rows
    return [tuple(head), *((row[0], float(row[1])) for row in rest)]


READ = {
    "csv": lambda path: with_numbers(csv.reader(path.read_text().splitlines())),
    "json": lambda path: [("subject_id", "age_years"), *(tuple(row.values()) for row in json.loads(path.read_text()))],
    "md": lambda path: with_numbers(
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in path.read_text().splitlines()
        if "---" not in line
    ),
    "parquet": read_parquet,
    "xlsx": lambda path: with_numbers(load_workbook(path).active.iter_rows(values_only=True)),
    "txt": lambda path: with_numbers(line.split() for line in path.read_text().splitlines() if "---" not in line),
}


def test_parquet_keeps_types(built_study, tmp_path):
    sql = "select 1.5::decimal(5, 2) as price, [1, null] as items, date '2020-01-02' as day, {'x': 1} as fields"
    ask_in(built_study.folder, sql, "--output", tmp_path / "a.parquet")
    found = duckdb.execute(f"describe from '{tmp_path / 'a.parquet'}'").fetchall()
    assert [row[1] for row in found] == ["DECIMAL(5,2)", "INTEGER[]", "DATE", "STRUCT(x INTEGER)"]


def test_values_are_given_and_never_pasted(built_study):
    sql = "select count(*) as n from cohort where age_years >= $age and subject_id <> $id"
    done = ask_in(built_study.folder, sql, "--format", "csv", "--set", "age=60", "--set", "id='; drop table cohort --")
    assert done.stdout == "n\n4\n"
    missing = ask_in(built_study.folder, sql, "--set", "age=60")
    assert (missing.returncode, missing.stderr) == (
        2,
        "cartwheel: The query asks for $id\n  try: --set id=value\n",
    )
    assert (
        "it takes $age, $id"
        in ask_in(built_study.folder, sql, *["--set", "age=1", "--set", "id=x", "--set", "y=1"]).stderr
    )


@pytest.mark.parametrize(
    ("sql", "nearest"),
    [
        ("select age_year from cohort", "age_years"),
        ("select * from cohrt", "marts.cohort, with columns subject_id"),
        ("select * from mart.cohort", "marts.cohort"),
        ("select peak_car from cohort", "peak_car_t"),
    ],
)
def test_an_error_names_what_was_meant(built_study, sql, nearest):
    done = ask_in(built_study.folder, sql)
    assert done.returncode == 2
    assert nearest in done.stderr.rpartition("try:")[2]


@pytest.mark.parametrize(
    "arguments",
    [
        ["select 1", "--format", "parquet"],
        ["select 1", "--output", "answer.doc"],
        ["select 1", "--output", "warehouse.duckdb"],
        ["select 1", "--output", "absent/answer.csv"],
        ["select 1", "--output", "answer.csv", "--format", "json"],
        ["select 1", "--file", "some.sql"],
        ["--file", "absent.sql"],
        ["select 1", "--memory-limit", "much"],
        ["select 1", "--memory-limit", "1KB"],
        ["select 1; select 2"],
        ["create table t as select 1"],
        [""],
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_written(built_study, tmp_path, arguments):
    before = sorted(tmp_path.rglob("*"))
    done = ask_in(built_study.folder, *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("cartwheel: ")
    assert sorted(tmp_path.rglob("*")) == before


def test_explain_shows_steps_and_answers_nothing(built_study):
    done = ask_in(built_study.folder, "select max(age_years) from cohort where age_years > 50", "--explain")
    assert "cohort" in done.stdout
    assert "63" not in done.stdout


def test_a_message_holds_no_value_of_a_patient(built_study):
    for sql in ("select cast(subject_id as integer) from cohort", "select strptime(subject_id, '%Y') from cohort"):
        done = ask_in(built_study.folder, sql)
        assert done.returncode == 2
        assert "S0" not in done.stderr


# --- limits


@pytest.mark.parametrize(("sql", "output"), STOPPED)
def test_time_is_limited(built_study, tmp_path, sql, output):
    where = ["--format", "csv"] if output is None else ["--output", str(tmp_path / output)]
    words = [*COMMAND, "query", "--study", str(built_study.folder), sql, "--time-limit", "0.5", *where]
    done = subprocess.run(
        words, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("cartwheel: No answer within 0.5 seconds")
    assert list(tmp_path.glob("answer*")) == []


def test_a_call_that_cannot_be_interrupted_ends_with_the_process(built_study):
    sql = "select length(repeat('x', 4000000000) || repeat('y', 4000000000))"
    done = ask_in(built_study.folder, sql, "--time-limit", "0.2", "--memory-limit", "50GB")
    assert (done.returncode, done.stdout) == (2, "")
    assert "could not be interrupted" in done.stderr or "No answer within 0.2 seconds" in done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the bound on a process is the one Linux has")
@pytest.mark.parametrize("sql", ["select repeat('x', 4000000000)", "select list(range) from range(1000000000)"])
def test_memory_is_limited(built_study, sql):
    done = ask_in(built_study.folder, sql, "--memory-limit", "100MB")
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs more memory than the 100MB" in done.stderr


@pytest.mark.parametrize(("sql", "output"), STOPPED)
def test_ctrl_c_cancels_and_leaves_nothing(built_study, tmp_path, sql, output):
    where = ["--format", "csv"] if output is None else ["--output", str(tmp_path / output)]
    words = [*COMMAND, "query", "--study", str(built_study.folder), sql, *where]
    process = subprocess.Popen(
        words,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        # A suite started in the background ignores Ctrl-C, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert list(tmp_path.glob("answer*")) == []


# --- terminals


def on_a_terminal(words, columns):
    """All that a program writes to a terminal of that width, and its exit code."""
    terminal = Terminal(words, columns, {name: value for name, value in ENVIRONMENT.items() if name != "COLUMNS"})
    code = terminal.ended()
    return terminal.text, code


@pytest.mark.slow
@pytest.mark.parametrize("columns", [30, 80])
def test_a_table_fits_a_narrow_terminal(built_study, columns):
    text, code = on_a_terminal([*COMMAND, "query", "--study", str(built_study.folder), "from cohort limit 3"], columns)
    lines = text.split("\n")
    assert code == 0
    assert max(len(line) for line in lines if "columns do not fit" not in line) <= columns
    assert "columns do not fit" in text


@pytest.mark.slow
def test_a_terminal_is_told_how_long_it_takes_and_a_pipe_is_not(built_study):
    words = [*COMMAND, "query", "--study", str(built_study.folder), BOMB, "--time-limit", "1.5"]
    text, code = on_a_terminal(words, 80)
    assert code == 2
    assert "(Ctrl-C ends it)" in text
    assert "Ctrl-C" not in ask_in(built_study.folder, BOMB, "--time-limit", "1.5").stderr
