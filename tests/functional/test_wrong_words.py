"""A command called wrongly says what is wrong and what to try, in words, with its exit code and without a trace."""

import socket
import subprocess
from pathlib import Path

import pytest

from tests.functional.conftest import COMMAND, ENVIRONMENT

USAGE, STUDY = 2, 10
FULL = Path("/dev/full")
BUILT = object()  # stands for the folder of a study that was built

# words of the command -> exit code, what is said, what is to be tried
WRONG = {
    "a column": (["query", "select age_year from cohort", BUILT], USAGE, "age_year", "age_years"),
    "a table": (["query", "from cohrt", BUILT], USAGE, "cohrt", "marts.cohort"),
    "no SQL": (["query", "selct 1", BUILT], USAGE, "syntax error", "try: "),
    "nothing": (["query", "", BUILT], USAGE, "no query", "a single select"),
    "two queries": (["query", "select 1; select 2", BUILT], USAGE, "One query at a time", "a single select"),
    "a statement that writes": (["query", "drop table cohort", BUILT], USAGE, "DROP is not a question", "select"),
    "a word that is no SQL": (["query", "slect 1", BUILT], USAGE, "Parser Error", "a query begins with select"),
    "a file for a table": (["query", "from 'data/labs.csv'", BUILT], USAGE, "Permission Error", "a file is no table"),
    "words in another order": (
        ["query", "select worst_crs_grade from cohort", BUILT],
        USAGE,
        "",
        "try: crs_worst_grade",
    ),
    "a result by its table": (
        ["explain", "estimates.p_value@fig1a_peak_by_response", BUILT],
        USAGE,
        "no grain",
        "try: results.fig1a_peak_by_response",
    ),
    "a value without =": (["query", "select $e", "--set", "e", BUILT], USAGE, "a name and a value", "--set grade=3"),
    "a value without a name": (["query", "select $e", "--set", "=1", BUILT], USAGE, "a name and a value", "--set"),
    "a value too few": (["query", "select $e", BUILT], USAGE, "asks for $e", "--set e=value"),
    "a value too many": (["query", "select 1", "--set", "e=1", BUILT], USAGE, "has no $e", "takes no values"),
    "a value of a wrong type": (
        ["query", "from cohort where age_years = $e", "--set", "e=old", BUILT],
        USAGE,
        "Conversion Error",
        "describe TABLE",
    ),
    "a format": (["query", "select 1", "--format", "pdf", BUILT], USAGE, "'pdf' is not one of", "'csv'"),
    "an ending": (["query", "select 1", "--output", "x.pdf", BUILT], USAGE, "ends in none", ".csv"),
    "a folder for the answer": (
        ["query", "select 1", "--output", "no/x.csv", BUILT],
        USAGE,
        "no such folder",
        "mkdir no",
    ),
    "a file of SQL": (["query", "--file", "nowhere.sql", BUILT], USAGE, "cannot be read", "UTF-8"),
    "no time": (["query", "select 1", "--time-limit", "0", BUILT], USAGE, "not in the range", "x>=0.1"),
    "a size": (["query", "select 1", "--memory-limit", "lots", BUILT], USAGE, "takes a size", "500MB"),
    "no failed build": (["query", "select 1", "--failed", BUILT], STUDY, "No failed build", "without --failed"),
    "no study": (["query", "select 1", "--study", "nowhere"], STUDY, "There is no study here", "study.yml"),
    "a study that was not built": (
        ["query", "select 1", "--study", "unbuilt"],
        STUDY,
        "Nothing has been built",
        "build",
    ),
    "a report of nothing": (["report", "--study", "unbuilt"], STUDY, "Nothing has been built", "cartwheel build"),
    "nothing to build": (["build", "--study", "empty"], STUDY, "study.yml is not there", "try: name the folder"),
    "a folder called study.yml": (["build", "--study", "odd"], STUDY, "cannot be read", "permissions"),
    "a step": (["plan", "--select", "cohrt", BUILT], USAGE, "matches nothing", "'cohort'"),
    "a layer": (["plan", "--select", "layer:mart", BUILT], USAGE, "matches nothing", "'layer:marts'"),
    "a question": (["ask", "nothing", BUILT], USAGE, "no saved question", "write nothing.sql"),
    "a value to explain": (["explain", "cohort.what@S001", BUILT], USAGE, "no such column", "describe marts.cohort"),
    "a subject to explain": (["explain", "cohort.age_years@NOBODY", BUILT], USAGE, "No row of", "select subject_id"),
    "a folder in use": (["export", "bundle", "unbuilt", BUILT], USAGE, "something here already", "a new folder"),
    "a file for a folder": (["export", "bundle", "unbuilt/study.yml", BUILT], USAGE, "something here", "a new folder"),
    "a dialect": (["export", "sql", "out", "--dialect", "cobol", BUILT], USAGE, "no dialect 'cobol'", "spark"),
    "a second warehouse": (["diff", "nowhere", "nowhere"], USAGE, "no warehouse here", "a study folder"),
    "files to draft from": (["init", "new", "nowhere.csv"], USAGE, "no such file", "name data files"),
    "a command": (["qury"], USAGE, "No such command 'qury'", "query"),
    "an option": (["build", "--stdy", "x"], USAGE, "No such option: --stdy", "--study"),
    "a port": (["serve", "--port", "99999", BUILT], USAGE, "not in the range", "65535"),
}


@pytest.fixture
def here(tmp_path):
    for name in ("empty", "unbuilt", "odd/study.yml"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "unbuilt/study.yml").write_text("study: small\n")
    return tmp_path


@pytest.mark.parametrize(("words", "code", "what", "hint"), WRONG.values(), ids=WRONG)
def test_it_is_said_what_is_wrong_and_what_to_try(words, code, what, hint, cartwheel, here, study_built_once):
    where = ["--study", study_built_once.folder] if BUILT in words else []
    done = cartwheel(*[word for word in words if word is not BUILT], *where, exit_code=code)
    said = " ".join(done.stderr.split())
    assert what in said
    assert hint in said
    assert "Traceback" not in said
    assert done.stdout == ""


THROUGH_A_FILE = [
    ["simulate", "unbuilt/study.yml"],
    ["simulate", "unbuilt/study.yml/x"],
    ["init", "unbuilt/study.yml", "rows.csv"],
    ["init", "unbuilt/study.yml/x", "rows.csv"],
    ["docs", "--output", "unbuilt/study.yml/x.html", BUILT],
    ["explain", "cohort.age_years@S001", "--output", "unbuilt/study.yml/x.html", BUILT],
    ["report", "--figures", "unbuilt/study.yml/x", BUILT],
    ["export", "sql", "unbuilt/study.yml/x", "--dialect", "spark", BUILT],
    ["export", "dbt", "unbuilt/study.yml/x", BUILT],
    ["export", "adam", "unbuilt/study.yml/x", BUILT],
    ["export", "bundle", "unbuilt/study.yml/x", "--no-figures", BUILT],
]


@pytest.mark.parametrize("words", THROUGH_A_FILE, ids=lambda words: " ".join(map(str, words[:2])))
def test_a_path_that_leads_through_a_file_is_said(words, cartwheel, here, study_built_once):
    (here / "rows.csv").write_text("subject_id,age_years\nS1,50\n")
    where = ["--study", study_built_once.folder] if BUILT in words else []
    said = cartwheel(*[word for word in words if word is not BUILT], *where, exit_code=USAGE).stderr
    assert "unbuilt/study.yml" in said
    assert "try: " in said
    assert "Traceback" not in said


def test_a_port_that_is_in_use_is_said(cartwheel, study_built_once):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = cartwheel("serve", "--port", port, "--study", study_built_once.folder, exit_code=USAGE)
    assert f"Port {port} cannot be had" in done.stderr
    assert "another --port" in done.stderr


@pytest.mark.parametrize("form", ["csv", "json", "markdown"])
def test_a_reader_who_has_had_enough_is_no_mistake(form, study_built_once):
    words = ["query", "from range(200_000)", "--format", form, "--study", str(study_built_once.folder)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([*COMMAND, *words], env=ENVIRONMENT, **pipes) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("words", [["from range(3)"], ["from range(200_000)", "--format", "csv"], ["--help"]])
def test_a_full_disk_is_said(words, study_built_once):
    command = [*COMMAND, "query", *words, "--study", str(study_built_once.folder)]
    with FULL.open("w") as full:
        done = subprocess.run(command, check=False, env=ENVIRONMENT, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == USAGE
    assert "The output cannot be written: No space left on device" in done.stderr
    assert "another disk" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
