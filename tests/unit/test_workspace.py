"""Several may read the files of a study at once, and what a killed reader left is removed."""

import signal
import subprocess
import sys

from warehouse.landing.workspace import WORKSPACE, workspace

READER = """
import sys, time
from pathlib import Path
from warehouse.landing.workspace import workspace
with workspace(Path(sys.argv[1])) as own:
    (own / "rows.csv").write_text("subject_id\\nS1\\n")
    print(own, flush=True)
    time.sleep(60)
"""


def left(folder):
    return sorted(path for path in (folder / WORKSPACE).rglob("*") if path.name != "lock")


def test_a_reader_keeps_its_files_while_others_come_and_go(tmp_path):
    with workspace(tmp_path) as first:
        (first / "rows.csv").write_text("subject_id\n")
        with workspace(tmp_path) as second:
            assert first != second
            assert list(second.iterdir()) == []
            assert (first / "rows.csv").exists()
        assert (first / "rows.csv").exists()
    assert left(tmp_path) == []


def test_what_a_killed_reader_left_is_removed_and_not_before(tmp_path):
    with subprocess.Popen([sys.executable, "-c", READER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as reader:
        theirs = reader.stdout.readline().strip()
        with workspace(tmp_path):
            assert [str(path) for path in left(tmp_path) if path.name == "rows.csv"] == [f"{theirs}/rows.csv"]
        reader.send_signal(signal.SIGKILL)
    assert [str(path) for path in left(tmp_path) if path.name == "rows.csv"] == [f"{theirs}/rows.csv"]
    with workspace(tmp_path):
        assert [path.name for path in left(tmp_path) if path.name == "rows.csv"] == []
    assert left(tmp_path) == []


def test_what_an_earlier_version_left_is_removed(tmp_path):
    old = tmp_path / WORKSPACE / "tmpabc"
    old.mkdir(parents=True)
    (old / "rows.csv").write_text("subject_id\nS1\n")
    with workspace(tmp_path):
        pass
    assert left(tmp_path) == []
