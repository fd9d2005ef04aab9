"""Where a page of a study cannot be written, that is said in words: what, where and what to try."""

import subprocess

import pytest

from tests.functional.conftest import COMMAND, ENVIRONMENT

pytestmark = pytest.mark.slow

# A folder stands where the page is written before it is put in its place: a refusal that root gets, too.
IN_THE_WAY = {"report": "report/.report.html.new", "docs": "docs/.index.html.new"}


@pytest.mark.parametrize("command", IN_THE_WAY)
def test_a_page_that_cannot_be_written_is_told_in_words(cartwheel, built_study, command):
    place = built_study.folder / IN_THE_WAY[command]
    place.mkdir(parents=True)
    said = cartwheel(command, "--study", built_study.folder, exit_code=2).stderr
    assert "Traceback" not in said
    assert f"This path cannot be used: Is a directory\n  {place}\n  try:" in said


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_command_started_without_an_end_does_its_work(built_study, tmp_path, closed):
    """As by a service that closes all three: what would be printed goes nowhere, and none of it among the data."""
    answer = tmp_path / "answer.csv"
    asked = ["query", "--study", built_study.folder, "--output", answer, "select 1 as one"]
    line = f'"$@" {closed}'
    done = subprocess.run(
        ["sh", "-c", line, "sh", *COMMAND, *map(str, asked)], env=ENVIRONMENT, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"")
    assert answer.read_text("utf-8") == "one\n1\n"
