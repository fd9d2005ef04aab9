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
    assert len((COMMANDS[name].help or "").split()) >= 5, "its help is the docstring of its function: say more"


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_has_help(name):
    silent = [each.name for each in COMMANDS[name].params if each.name != "help" and not getattr(each, "help", None)]
    assert silent == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_on_the_front_page(name):
    told = f"cartwheel {name}" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert told, f"add `cartwheel {name}` to the table of commands in README.md"


# These read no warehouse. `export` is all in its own commands.
WITHOUT_A_WAREHOUSE = {"init", "simulate", "export"}


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - WITHOUT_A_WAREHOUSE))
def test_of_a_command_it_is_told_what_it_does_where_rows_may_not_be_seen(name):
    """Nobody decides it in passing: a command that opens the file by itself shows what another refuses."""
    heading = "## Where rows may not be seen"
    page = (ROOT / "warehouse" / "README.md").read_text(encoding="utf-8")
    section = page.partition(heading)[2].partition("\n## ")[0]
    assert section
    assert f"`{name}`" in section, (
        f"tell it of `{name}` in warehouse/README.md ({heading}), try it in test_disclosure.py"
    )
