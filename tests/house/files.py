"""The files of the repository as the tests of the house see them: tracked, or about to be."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def repository_files() -> tuple[Path, ...]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(path for name in sorted(listing.split("\0")) if name and (path := ROOT / name).is_file())


def python_files(*folders: str) -> list[Path]:
    return [path for path in repository_files() if path.suffix == ".py" and name_of(path).split("/")[0] in folders]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
