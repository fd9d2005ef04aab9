"""Every command and option explains itself, and every command is on the front page."""

import pytest
import typer

from cli.app import app
from tests.house.files import ROOT

TOP = typer.main.get_command(app).commands
# The commands of `export` among them, each by its whole name.
COMMANDS = TOP | {
    f"{name} {own}": each for name, group in TOP.items() for own, each in getattr(group, "commands", {}).items()
}


def test_there_are_the_promised_commands():
    assert {"build", "plan", "check", "query", "report", "simulate"} <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_help_worth_reading(name):
    assert len((COMMANDS[name].help or "").split()) >= 5


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_has_help(name):
    silent = [each.name for each in COMMANDS[name].params if each.name != "help" and not getattr(each, "help", None)]
    assert silent == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_on_the_front_page(name):
    assert f"cartwheel {name}" in (ROOT / "README.md").read_text(encoding="utf-8")
