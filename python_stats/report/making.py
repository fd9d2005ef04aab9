"""How the report was made: run, versions, checks and settings, all from the ledger and never from the clock."""

import json
from dataclasses import dataclass

from python_stats.format import name_words
from python_stats.report.tables import Record, Tables, records

HIDDEN = ("packages",)


@dataclass(frozen=True)
class Setting:
    name: str
    value: str
    default: str
    about: str
    reference: str
    is_changed: bool


@dataclass(frozen=True)
class Making:
    run: tuple[tuple[str, str], ...]
    built_on: str
    packages: tuple[tuple[str, str], ...]
    n_checks: int
    n_models: int
    settings: tuple[Setting, ...]


def load_making(tables: Tables) -> Making:
    runs = records(tables, "meta.runs", ("run_id",))
    last = runs[-1] if runs else Record({})
    return Making(
        run=tuple((name_words(key), text) for key in last.values if key not in HIDDEN and (text := last.text(key))),
        built_on=(last.text("finished_at_utc") or last.text("started_at_utc"))[:10],
        packages=_packages(last.text("packages")),
        n_checks=len(records(tables, "meta.checks")),
        n_models=len(records(tables, "meta.models")),
        settings=tuple(map(_setting, records(tables, "meta.settings", ("name",)))),
    )


def _packages(text: str) -> tuple[tuple[str, str], ...]:
    """Names and versions, however the ledger wrote them: a JSON object, or else the text itself."""
    try:
        found = json.loads(text or "{}")
    except json.JSONDecodeError:
        return (("packages", text),)
    return (
        tuple(sorted((str(name), str(version)) for name, version in found.items())) if isinstance(found, dict) else ()
    )


def _is_changed(setting: Record) -> bool:
    return setting.flag("is_changed") or setting.text("value") != setting.text("default_value")


def _setting(row: Record) -> Setting:
    value, default = (_plain(row.text(column)) for column in ("value", "default_value"))
    return Setting(row.text("name"), value, default, row.text("about"), row.text("reference"), _is_changed(row))


def _plain(text: str) -> str:
    """A JSON value without its quotes and brackets."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        return text
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else text
