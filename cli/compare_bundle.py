"""Build the study anew and compare every result with the one in this bundle, character by character.

    python compare.py STUDY

STUDY is the study's folder with its data. Needs cartwheel, in the versions of versions.txt, and nothing else.
"""

import difflib
import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHOWN = 6


def run(*words: object) -> str:
    done = subprocess.run(["cartwheel", *map(str, words)], check=True, stdout=subprocess.PIPE)
    return done.stdout.decode("utf-8")


def damaged() -> list[str]:
    """The files of this bundle that are no longer what they were."""
    lines = (HERE / "SHA256SUMS").read_text("utf-8").splitlines()
    named = [line.split("  ", 1) for line in lines]
    return [name for digest, name in named if hashlib.sha256((HERE / name).read_bytes()).hexdigest() != digest]


def difference(study: Path, table: Path) -> list[str]:
    """The first lines in which a table built anew differs from the bundle's."""
    anew = run("query", "--study", study, "--format", "csv", "--exact", f"from {table.stem} order by all")
    pair = table.read_text("utf-8").splitlines(), anew.splitlines()
    return list(difflib.unified_diff(*pair, "bundle", "anew", lineterm="", n=0))[:SHOWN] if pair[0] != pair[1] else []


def rebuild(study: Path) -> int:
    """Build a copy of the study from nothing, and say what differs; returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "study"
        shutil.copytree(study, copy, ignore=shutil.ignore_patterns("warehouse*.duckdb*", ".cartwheel", "report"))
        run("build", "--study", copy)
        tables = sorted((HERE / "results").glob("*.csv"))
        found = {table.stem: difference(copy, table) for table in tables}
    different = {name: lines for name, lines in found.items() if lines}
    for name, lines in different.items():
        sys.stdout.write("\n".join([f"{name} differs:", *lines, ""]))
    sys.stdout.write(f"{len(tables) - len(different)} of {len(tables)} tables are identical\n")
    return 1 if different else 0


def main() -> int:
    if len(sys.argv) != 2:
        sys.stderr.write("usage: python compare.py STUDY\n")
        return 2
    changed = damaged()
    if changed:
        sys.stderr.write(f"These files of the bundle are not as they were written: {', '.join(changed)}\n")
        return 1
    return rebuild(Path(sys.argv[1]))


if __name__ == "__main__":
    sys.exit(main())
