"""What rendering and parsing said of models, kept from run to run: a line each, under a key of all that went in."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from warehouse.models.header import Header, header_as_json, header_from_json


@dataclass(frozen=True)
class Said:
    """What rendering and parsing said of a model. `results` is the SQL of each part of the results that it reads."""

    header: Header
    sql: str
    canonical: str
    relations: tuple[str, ...]
    results: Mapping[str, str]
    settings: Mapping[str, object]


@lru_cache(maxsize=5000)
def said_in(text: str) -> Said:
    """What is kept as a text; in a process that looks again and again, as `build --watch`, made of it once."""
    content: dict[str, Any] = json.loads(text)
    made = {"header": header_from_json(content["header"]), "relations": tuple(content["relations"])}
    return Said(**content | made)


def as_text(said: Said) -> str:
    """What is kept of it; `said_in` makes of that what it was."""
    return json.dumps(vars(said) | {"header": header_as_json(said.header)}, default=str)


def read_kept(cache: Path | None) -> dict[str, str]:
    """What was said of each model, as text, under its key: a line each, so that what is not asked for is not parsed."""
    try:
        lines = cache.read_text("ascii").split("\n") if cache is not None else []
    except (FileNotFoundError, ValueError):
        return {}
    return {key: text for key, _, text in (line.partition(" ") for line in lines) if text}


def write_kept(cache: Path, kept: Mapping[str, str]) -> None:
    cache.parent.mkdir(parents=True, exist_ok=True)
    beside = cache.with_suffix(f".{os.getpid()}")
    beside.write_text("\n".join(f"{key} {text}" for key, text in kept.items()), "ascii")
    beside.replace(cache)
