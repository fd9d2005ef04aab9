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
STORE = "cartwheel.store"  # in a folder of tables that builds wrote, of a study in groups


class FailedError(Exception):
    """The study cannot be built or asked anew; the message says why, for a person."""


def command() -> str:
    """The cartwheel on the PATH; else the one beside the Python that runs this, whose environment may not be active."""
    found = shutil.which("cartwheel") or shutil.which("cartwheel", path=str(Path(sys.executable).parent))
    if found is None:
        raise FailedError(
            "There is no cartwheel on the PATH, nor beside this Python: run this with the Python it is in"
        )
    return found


def run(*words: object) -> str:
    done = subprocess.run([command(), *map(str, words)], check=False, stdout=subprocess.PIPE)
    if done.returncode != 0:
        raise FailedError(f"'cartwheel {words[0]}' ended with exit code {done.returncode}; what it said stands above")
    return done.stdout.decode("utf-8")


def damaged() -> list[str]:
    """The files of this bundle that are no longer what they were, or no longer there."""
    sums = HERE / "SHA256SUMS"
    if not sums.is_file():
        return [sums.name]
    named = [line.split("  ", 1) for line in sums.read_text("utf-8").splitlines()]
    return [name for digest, name in named if not is_whole(HERE / name, digest)]


def is_whole(file: Path, digest: str) -> bool:
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == digest


def copied(study: Path, folder: Path) -> Path:
    """A copy of a study without what builds wrote. A folder of such a name further down is the study's own."""
    built = shutil.ignore_patterns("warehouse*.duckdb*", "warehouse.ledger", ".cartwheel", "report")
    earlier = shutil.ignore_patterns("*.duckdb")

    def left_out(place: str, names: list[str]) -> set[str]:
        if Path(place) == study / "cuts":
            return earlier(place, names)
        stores = {name for name in names if (Path(place) / name / STORE).is_file()}
        return stores | (built(place, names) if Path(place) == study else set())

    return Path(shutil.copytree(study, folder / "study", ignore=left_out))


def difference(study: Path, table: Path) -> list[str]:
    """The first lines in which a table built anew differs from the bundle's."""
    try:
        anew = run("query", "--study", study, "--format", "csv", f"from {table.stem} order by all")
    except FailedError as error:
        return [str(error)]
    pair = table.read_text("utf-8").splitlines(), anew.splitlines()
    return list(difflib.unified_diff(*pair, "bundle", "anew", lineterm="", n=0))[:SHOWN] if pair[0] != pair[1] else []


def rebuild(study: Path) -> int:
    """Build a copy of the study from nothing, and say what differs; returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(study, Path(folder))
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
    study = Path(sys.argv[1])
    if not (study / "study.yml").is_file():
        sys.stderr.write(f"There is no study.yml in {study}\n")
        return 2
    try:
        return rebuild(study)
    except FailedError as error:
        sys.stderr.write(f"Nothing can be compared. {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
