"""How a study is computed: `engine:` in study.yml, checked. Which numbers come out never depends on it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse.document import Node

KEYS = ("name", "address", "groups", "store", "memory_limit", "spill")
NAMES = ("duckdb", "spark")
MEMORY = re.compile(r"[1-9][0-9]*(\.[0-9]+)? ?(MB|GB|MiB|GiB)")
DEFAULT_GROUPS = 16
MOST_GROUPS = 10_000


@dataclass(frozen=True)
class EngineSettings:
    """`groups` is into how many groups subjects are divided (None: all at once), `store` where their tables lie.

    `address` is a Spark master, which has the groups built by its workers; they must see `store` under the same path.
    `memory_limit` and `spill` are for the database itself: how much memory, and where what does not fit is put.
    """

    groups: int | None = None
    store: Path | None = None
    address: str | None = None
    memory_limit: str | None = None
    spill: Path | None = None


NO_SETTINGS = EngineSettings()


def build_engine(node: Node, folder: Path) -> EngineSettings:
    """The settings of a study in a folder. Raises StudyError at the line that is wrong."""
    if not node.is_mapping:
        return _named(node.one_of(NAMES), {}, node, folder)
    fields = node.fields(KEYS)
    return _named(fields["name"].one_of(NAMES) if "name" in fields else "duckdb", fields, node, folder)


def _named(name: str, fields: Mapping[str, Node], node: Node, folder: Path) -> EngineSettings:
    if name == "spark" and "address" not in fields:
        raise node.error("Spark needs the address of its master", "address: spark://host:7077, or local[2]")
    if name != "spark" and "address" in fields:
        raise fields["address"].error("only Spark has an address", "name: spark")
    is_grouped = name == "spark" or "groups" in fields
    if "store" in fields and not is_grouped:
        raise fields["store"].error("a store is for subjects in groups", f"groups: {DEFAULT_GROUPS}")
    store = fields["store"].text() if "store" in fields else "store"
    return EngineSettings(
        groups=_groups(fields) if is_grouped else None,
        # Called by another path, `cohort` or `/data/cohort`, a study has the same store: nothing need be built anew.
        store=(folder / store).resolve() if is_grouped else None,
        address=fields["address"].text() if "address" in fields else None,
        memory_limit=_memory(fields["memory_limit"]) if "memory_limit" in fields else None,
        spill=(folder / fields["spill"].text()).resolve() if "spill" in fields else None,
    )


def _groups(fields: Mapping[str, Node]) -> int:
    if "groups" not in fields:
        return DEFAULT_GROUPS
    groups = fields["groups"].integer()
    if not 1 <= groups <= MOST_GROUPS:
        raise fields["groups"].error(f"{groups} is not a number of groups", f"1 to {MOST_GROUPS:,}")
    return groups


def _memory(node: Node) -> str:
    if not MEMORY.fullmatch(node.text()):
        raise node.error(f"'{node.text()}' is not an amount of memory", "such as 6GB or 800MB")
    return node.text()


def cores() -> int:
    """How many this process may use; where the system does not say that, how many there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
