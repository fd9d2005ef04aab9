"""A wheel brings all that a build needs: `sql/` lies beside the packages although it is no package; studies stay out.

The wheel is made here and unpacked into an empty folder, and the command runs from there, far from the checkout.
"""

import os
import subprocess
import sys
import zipfile

import pytest

from tests.functional.conftest import COMMAND

pytest.importorskip("hatchling", reason="the build backend is not installed: run `make test`")


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_code_and_the_sql_and_nothing_else(wheel, root):
    names = set(zipfile.ZipFile(wheel).namelist())
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"cli", "python_stats", "sql", "warehouse"}
    wanted = {path.relative_to(root).as_posix() for path in (root / "sql").rglob("*") if path.is_file()}
    assert wanted <= names


def test_a_study_builds_from_the_wheel(wheel, small_study, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    done = subprocess.run(
        [*COMMAND, "build", "--study", str(small_study.folder)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "installed"), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert small_study.published.is_file()
