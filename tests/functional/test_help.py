"""The help of a command shows how it is used, and what it shows works: every example is run as it stands there.

The examples are those a person sees: taken from what `cartwheel COMMAND --help` prints, in a narrow terminal too.
"""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib

import pytest

from cli.app import app
from tests.functional.conftest import COMMAND, ENVIRONMENT, LIMIT_SECONDS, ROOT, SmallStudy
from tests.functional.terminal import Terminal
from tests.house.test_commands import COMMANDS, TOP

NAMES = [name for name in COMMANDS if name != "export"]  # which is all in its own commands
# These go on until somebody ends them.
LASTING = {"shell": r"\q leaves", "serve": "?token="}

# This needs what is no part of Cartwheel, and says so.
FETCHED = {"export site": "npm pack"}


def helped(name, columns=500):
    words = [*COMMAND, *name.split(), "--help"]
    done = subprocess.run(
        words, env=ENVIRONMENT | {"COLUMNS": str(columns)}, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


def examples(name):
    """The lines of the help that call the command; help is wrapped, but not this wide."""
    found = [line.strip() for line in helped(name).splitlines()]
    return [line for line in found if re.match(rf"cartwheel {name}( |$)", line)]


@pytest.fixture(scope="module")
def study(study_built_once, tmp_path_factory):
    """The small study with a saved question, and the file that an example reads."""
    folder = shutil.copytree(study_built_once.folder, tmp_path_factory.mktemp("examples") / "small")
    shipped = SmallStudy(folder)
    questions = folder / "questions"
    questions.mkdir(exist_ok=True)
    source = "studies/zuma1/questions/response_by_quartile.sql"
    shutil.copy(ROOT / source, questions)
    (folder / "question.sql").write_text("select count(*) as n from cohort", encoding="utf-8")
    return shipped


@pytest.mark.parametrize("name", NAMES)
def test_a_command_shows_examples_that_work(name, study):
    shown = examples(name)
    assert shown, f"cartwheel {name} --help shows no example"
    for line in shown:
        words = [*COMMAND, *shlex.split(line.replace("SYN-001", "S001"))[1:]]
        if name in LASTING:
            terminal = Terminal([*words, "--study", str(study.folder)], 100, ENVIRONMENT | {"TERM": "xterm"})
            terminal.wait_for(LASTING[name])
            assert terminal.ended("\x04" if name == "shell" else "\x03") in (
                0,
                130,
                -2,
            )  # the key is pressed until it ends
            continue
        done = subprocess.run(
            words, cwd=study.folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
        )
        if name in FETCHED:
            assert (done.returncode, FETCHED[name] in done.stderr) == (2, True)
            continue
        assert done.returncode == 0, f"{line}\n{done.stdout[-500:]}\n{done.stderr[-2000:]}"


@pytest.mark.parametrize("name", NAMES)
def test_help_fits_a_narrow_terminal(name):
    assert max(len(line) for line in helped(name, columns=60).splitlines() if "http" not in line) <= 60


def test_the_front_page_shows_every_command_and_has_no_colours():
    said = helped("")
    assert "\x1b" not in said
    assert {name for name in TOP if re.search(rf"^  {name} ", said, re.MULTILINE)} == set(TOP)
    assert app.info.name == "cartwheel"


SHELLS = {"bash": ["bash", "-n"], "zsh": ["zsh", "-n"], "fish": ["fish", "--no-execute"]}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_gets_a_script_of_completion(shell, tmp_path):
    """As `cartwheel --show-completion` prints it; read by the shell itself where that is installed."""
    words = [sys.executable, "-c", "import sys; sys.argv[0] = 'cartwheel'; from cli.app import main; main()"]
    environment = ENVIRONMENT | {"_CARTWHEEL_COMPLETE": f"source_{shell}"}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert "_CARTWHEEL_COMPLETE" in done.stdout
    script = tmp_path / "completion"
    script.write_text(done.stdout, encoding="utf-8")
    if shutil.which(shell):
        assert subprocess.run([*SHELLS[shell], str(script)], check=False).returncode == 0


@pytest.mark.parametrize(("typed", "expected"), [("cartwheel ser", "serve"), ("cartwheel export bun", "bundle")])
@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_completes_commands(shell, typed, expected):
    assert expected in completed(shell, typed)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_completes_saved_questions(shell):
    study = ROOT / "studies/zuma1"
    assert "strongest_results" in completed(shell, f"cartwheel ask --study {study} str")
    assert "strongest_results" not in completed(shell, f"cartwheel ask --study {study} res")


def completed(shell, typed):
    words = [sys.executable, "-c", "import sys; sys.argv[0] = 'cartwheel'; from cli.app import main; main()"]
    asked = {"_CARTWHEEL_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": typed, "COMP_WORDS": typed}
    asked |= {"COMP_CWORD": str(len(typed.split()) - 1), "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    done = subprocess.run(words, env=ENVIRONMENT | asked, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout


def test_the_version_is_that_of_the_package():
    done = subprocess.run(
        [*COMMAND, "--version"], env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=True
    )
    package = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert done.stdout == f"cartwheel {package['version']}\n"
