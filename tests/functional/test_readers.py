"""People keep querying while somebody builds: who has the file open keeps it, who opens it gets old or new.

Real processes, because locks and file swaps happen between processes. Every loop ends by a file or by a limit.
"""

import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.slow

# Reads until the file `stop` appears; says `ready` after the first answer, then each answer that differs from the last.
READER = """
import sys, time
from pathlib import Path
import duckdb

published, stop, manner = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
QUESTION = "select (select count(*) from marts.subjects), (select count(*) from marts.cohort)"
deadline, last, kept = time.monotonic() + 380, None, None
ended = False
while not ended and time.monotonic() < deadline:
    ended = stop.exists()
    connection = kept or duckdb.connect(published, read_only=True)
    seen = connection.execute(QUESTION).fetchone()
    if manner == "keeps":
        kept = connection
    else:
        connection.close()
    if seen != last:
        print(*seen, flush=True)
        last = seen
    time.sleep(0.002)
"""


@pytest.fixture
def reader(built_study, tmp_path):
    """Start a reader that has given its first answer; `finish()` returns all of its answers."""
    started = []

    def begin(manner):
        process = subprocess.Popen(
            [sys.executable, "-c", READER, str(built_study.published), str(tmp_path / "stop"), manner],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        first = process.stdout.readline().split()

        def finish():
            (tmp_path / "stop").touch()
            said, complaints = process.communicate(timeout=390)
            assert process.returncode == 0, complaints
            return [first, *(line.split() for line in said.splitlines())]

        return finish

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
            process.communicate()


def test_readers_are_never_disturbed(query, reader, start, built_study):
    keeping, reopening = reader("keeps"), reader("reopens")
    built_study.write(subjects=30)
    build = start("build", "--study", built_study.folder)
    assert build.wait(timeout=390) == 0
    assert keeping() == [["24", "24"]]
    assert reopening() == [["24", "24"], ["30", "30"]]
    assert query(built_study.folder, "select count(*) as n from marts.cohort") == [{"n": "30"}]


def test_a_command_answers_during_a_build(query, start, built_study):
    built_study.write(subjects=30)
    build, answers = start("build", "--study", built_study.folder), []
    deadline = time.monotonic() + 380
    while build.poll() is None and time.monotonic() < deadline:
        answers += [row["n"] for row in query(built_study.folder, "select count(*) as n from marts.subjects")]
    assert build.returncode == 0
    assert set(answers) <= {"24", "30"}
    assert answers == sorted(answers)
    assert answers


def test_a_file_that_another_program_writes_is_told_in_words(cartwheel, built_study):
    """What to do is said, and not in the words of the database."""
    writer = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    words = [sys.executable, "-c", writer, str(built_study.published)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        where = ["--study", built_study.folder]
        asked = [
            ["query", "select 1", *where],
            ["report", *where],
            ["explain", "results.fig1a_peak_by_response", *where],
        ]
        asked += [["docs", *where], ["sensitivity", *where], ["diff", built_study.folder, built_study.folder]]
        for each in asked:
            said = cartwheel(*each, exit_code=2).stderr
            assert f"Another program (PID {process.pid}) has the warehouse open to write into it" in said, each
            assert "try: close that program" in said
            assert "IO Error" not in said
        process.stdin.close()
