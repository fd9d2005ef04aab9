"""A bundle says what it holds, notices when it was changed, and its script finds the same results anew, or says which differ."""

import csv
import hashlib
import os
import shutil
import subprocess
import sys

import duckdb
import pytest

from tests.functional.conftest import COMMAND, ENVIRONMENT, SmallStudy

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bundle(study_built_once, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundle") / "bundle"
    words = [*COMMAND, "export", "bundle", str(folder), "--no-figures", "--study", str(study_built_once.folder)]
    done = subprocess.run(words, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def compare(tmp_path, bundle):
    """Run the bundle's own script, with a `cartwheel` of this checkout on the path."""
    command = tmp_path / "bin" / "cartwheel"
    command.parent.mkdir()
    command.write_text(
        f"#!{sys.executable}\nfrom cli.app import main\nif __name__ == '__main__':\n    main()\n", "utf-8"
    )
    command.chmod(0o755)
    path = {"PATH": os.pathsep.join([str(command.parent), os.environ["PATH"]])}

    def run(study, folder=bundle):
        words = [sys.executable, str(folder / "compare.py"), str(study)]
        return subprocess.run(words, env=ENVIRONMENT | path, capture_output=True, text=True, check=False)

    return run


def test_results_are_those_of_the_warehouse_in_both_forms(bundle, study_built_once):
    with duckdb.connect(str(study_built_once.published), read_only=True) as connection:
        expected = connection.execute("select count(*) from results.estimates").fetchone()
        parquet = bundle / "results" / "results.estimates.parquet"
        assert connection.execute(f"select count(*) from '{parquet}'").fetchone() == expected
    with (bundle / "results" / "results.estimates.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == expected[0]


def test_no_subject_is_in_it(bundle):
    texts = [path.read_bytes() for path in bundle.rglob("*") if path.is_file() and path.suffix != ".sql"]
    assert not any(b"S007" in text for text in texts)
    assert not (bundle / "results" / "results.observations.csv").exists()
    assert "results.observations" in (bundle / "README.txt").read_text("utf-8")


def test_every_file_has_its_hash(bundle):
    lines = (bundle / "SHA256SUMS").read_text("utf-8").splitlines()
    sums = dict(reversed(line.split("  ", 1)) for line in lines)
    files = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()} - {"SHA256SUMS"}
    assert set(sums) == files
    assert all(hashlib.sha256((bundle / name).read_bytes()).hexdigest() == digest for name, digest in sums.items())


def test_the_study_built_anew_gives_the_same(bundle, study_built_once, compare):
    done = compare(study_built_once.folder)
    assert done.returncode == 0, done.stdout + done.stderr
    tables = len(list((bundle / "results").glob("*.csv")))
    assert f"{tables} of {tables} tables are identical" in done.stdout


def test_other_data_are_told_apart(tmp_path, compare):
    other = SmallStudy(tmp_path / "other")
    other.write(subjects=20)
    done = compare(other.folder)
    assert done.returncode == 1
    assert "report.rpt_study differs" in done.stdout


def test_a_changed_bundle_is_noticed(bundle, study_built_once, tmp_path, compare):
    changed = tmp_path / "changed"
    shutil.copytree(bundle, changed)
    with (changed / "results" / "report.rpt_study.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    done = compare(study_built_once.folder, changed)
    assert done.returncode == 1
    assert "report.rpt_study.csv" in done.stderr


def test_nothing_is_written_over(cartwheel, built_study):
    done = cartwheel("export", "bundle", built_study.folder, "--study", built_study.folder, exit_code=2)
    assert "already" in done.stderr
