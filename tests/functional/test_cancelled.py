"""Ctrl-C ends a command with one line and exit code 130, whatever it is at; what is published stays as it was.

The key is pressed on a terminal, so that every process of the command hears it, at moments that were really seen: a step
that the build names, a process that it started. What a terminal shows of progress is not part of the line.
"""

import shutil
from pathlib import Path

import pytest

from tests.functional.conftest import COMMAND, ENVIRONMENT
from tests.functional.terminal import Terminal

pytestmark = pytest.mark.slow

CTRL_C = "\x03"
# Words of the progress of a build; its analyses have a test of their own.
STEPS = ["raw.", "staging.", "marts."]


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cancelled") / "study"
    terminal = Terminal([*COMMAND, "simulate", str(folder), "--subjects", "40"], 120, ENVIRONMENT)
    assert terminal.ended() == 0
    return folder


@pytest.fixture
def study(simulated, tmp_path):
    return shutil.copytree(simulated, tmp_path / "study")


def at_work(*words):
    return Terminal([*COMMAND, *map(str, words)], 200, ENVIRONMENT)


def cancelled(terminal):
    """Press Ctrl-C once; what was said after it, without the line of progress, and the exit code."""
    before = len(terminal.text)
    terminal.send(CTRL_C)
    code = terminal.ended()
    return terminal.text[before:], code


def only_the_line(said):
    assert "Traceback" not in said
    assert "Error" not in said
    assert said.count("cartwheel:") == 1
    assert said.rstrip().endswith("cartwheel: cancelled")


def children(pid):
    """Processes that this one started, other than Python's own that watches over shared names."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += (task / "children").read_text().split()
    return [each for each in found if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]


def is_there(pid):
    return Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize("step", STEPS)
def test_a_build_is_cancelled_at_any_step(study, step):
    build = at_work("build", "--study", study)
    build.wait_for(f"] {step}", seconds=120)
    said, code = cancelled(build)
    assert code == 130
    only_the_line(said)
    assert not (study / "warehouse.duckdb").exists()
    assert not (study / "warehouse.duckdb.building").exists()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked up in /proc")
def test_processes_that_compute_end_with_it_even_while_they_start(study):
    build = at_work("build", "--study", study)
    started = []
    while not started:
        build.wait_for("] analyses.", seconds=120)
        build.read(0.01)
        started = children(build.pid)
    said, code = cancelled(build)
    assert code == 130
    only_the_line(said)
    assert not any(is_there(each) for each in started)


@pytest.mark.parametrize("words", [["report"], ["explain", "cohort.peak_car_t_per_ul@S001"], ["sensitivity"]])
def test_commands_over_a_published_file_are_cancelled(built_study, words):
    """From the moment at which the command has opened the file."""
    command = at_work(*words, "--study", built_study.folder)
    while not opens(command.pid, built_study.published):
        assert command.read(0.001), command.text
    said, code = cancelled(command)
    only_the_line(said)
    assert code == 130


def opens(pid, path):
    for each in Path(f"/proc/{pid}/fd").iterdir():
        try:
            if each.readlink() == path:
                return True
        except OSError:
            continue
    return False


def test_replicates_are_cancelled(tmp_path):
    simulate = at_work("simulate", tmp_path / "many", "--replicates", "50", "--subjects", "20")
    started = []
    while not started:
        assert simulate.read(0.01), simulate.text
        started = children(simulate.pid)
    said, code = cancelled(simulate)
    assert code == 130
    only_the_line(said)
    assert not any(is_there(each) for each in started)
