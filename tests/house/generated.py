"""The pages that are written from other files, so that they cannot drift: `make fmt` writes, `make check` compares.

sql/INPUT.md        the input contract, from sql/sources.yml
cli/COMMANDS.md     commands and options, from the command line itself
"""

import sys
from pathlib import Path

import typer
import yaml

from cli.app import app

ROOT = Path(__file__).resolve().parents[2]
NOTICE = "<!-- Written by `make fmt`; edit {source} instead. -->"


def cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ")


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell(each) for each in line) + " |" for line in lines)


def allowed(column):
    """What a value may be, in words: its values, or its range."""
    if "values" in column:
        return ", ".join(f"`{value}`" for value in column["values"])
    bounds = [f"{word} {column[key]}" for key, word in (("min", "from"), ("max", "to")) if key in column]
    return " ".join(bounds + ([f"a subject of `{column['references']}`"] if "references" in column else []))


def column_row(name, column):
    needed = "yes" if column.get("required") else ""
    return [
        f"`{name}`",
        column["type"],
        column.get("unit", ""),
        needed,
        allowed(column),
        column["about"],
        column.get("cdisc", ""),
    ]


def source_section(name, source):
    head = ["column", "type", "unit", "required", "allowed", "meaning", "CDISC"]
    place = f" CDISC: {source['cdisc']}." if source.get("cdisc") else ""
    parts = [f"## {name}", f"{source['about']}{place}"]
    if source.get("key"):
        parts.append(
            f"One row for each {' and '.join(f'`{column}`' for column in source['key'])}; a second one is refused."
        )
    if source.get("time"):
        parts.append(f"Time is one of {' or '.join(f'`{column}`' for column in source['time'])}.")
    parts.append(table(head, [column_row(*item) for item in source["columns"].items()]))
    if source.get("shows_set_aside"):
        parts.append(f"Models find the rows that were set aside in `raw.{name}_set_aside`.")
    rules = [f"- `{rule['reason']}`: {rule['about']}" for rule in source.get("rules", [])]
    return "\n\n".join(parts + (["A row goes to `raw.rejects` for", "\n".join(rules)] if rules else []))


def input_page():
    sources = yaml.safe_load((ROOT / "sql/sources.yml").read_text(encoding="utf-8"))
    intro = (
        "The tables and columns a cohort may bring. A study maps its own files onto these names in `study.yml`.\n"
        "Only `subjects` is required: what a study does not have is an empty table, and everything downstream still\n"
        "builds. Time is `study_day` (infusion is day 0; decimals allowed) or a date, whichever the study has."
    )
    sections = [source_section(*item) for item in sources.items()]
    return "\n\n".join(["# Input contract", NOTICE.format(source="sources.yml"), intro, *sections]) + "\n"


def option_row(option):
    names = (
        ", ".join(f"`{name}`" for name in option.opts)
        if option.param_type_name == "option"
        else f"`{option.name.upper()}`"
    )
    return [names, getattr(option, "help", None) or ""]


def command_section(name, command):
    options = [option_row(option) for option in command.params if option.name != "help"]
    parts = [f"## cartwheel {name}", (command.help or "").strip()]
    return "\n\n".join(parts + ([table(["option", "meaning"], options)] if options else []))


def named_commands(commands, before=""):
    """Every command by its words; a group is followed by its own commands."""
    for name, command in commands.items():
        yield before + name, command
        yield from named_commands(getattr(command, "commands", {}), f"{before}{name} ")


def commands_page():
    commands = typer.main.get_command(app).commands
    intro = "Each command also explains itself: `cartwheel build --help`."
    sections = [command_section(*item) for item in named_commands(commands)]
    return "\n\n".join(["# Commands", NOTICE.format(source="app.py"), intro, *sections]) + "\n"


def pages():
    """Path -> text of every generated page."""
    return {"sql/INPUT.md": input_page(), "cli/COMMANDS.md": commands_page()}


def stale():
    current = {name: (ROOT / name).read_text(encoding="utf-8") if (ROOT / name).is_file() else "" for name in pages()}
    return [name for name, text in pages().items() if text != current[name]]


def main(arguments):
    if arguments == ["--check"]:
        old = stale()
        if old:
            print(f"not current: {', '.join(old)}; run `make fmt`", file=sys.stderr)
        return 1 if old else 0
    for name, text in pages().items():
        (ROOT / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
