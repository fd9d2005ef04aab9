"""Where an export goes: a new or empty folder, so that nothing is written over."""

from pathlib import Path

from warehouse.errors import UsageError


def refuse_full(folder: Path) -> None:
    """Raise UsageError when something else is there, be it a file."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("There is something here already", str(folder), "name a new folder")
