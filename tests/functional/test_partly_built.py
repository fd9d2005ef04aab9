"""A study of which only some tables were built: what is not there yet is said to be, with the command that builds it."""

import json

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def partly(tmp_path_factory):
    """One registry and one staging model of it are built, nothing that reads them."""
    import subprocess

    from tests.functional.conftest import COMMAND, ENVIRONMENT, SmallStudy

    small = SmallStudy(tmp_path_factory.mktemp("partly") / "small")
    small.write(subjects=4)
    words = ["build", "--study", small.folder, "--select", "stg_analytes"]
    done = subprocess.run([*COMMAND, *words], env=ENVIRONMENT, check=True, capture_output=True, text=True)
    return small, done.stderr


def test_diff_compares_what_is_there(cartwheel, partly):
    study, _ = partly
    done = cartwheel("diff", study.folder, study.folder)
    assert "Conclusions: not compared" in done.stderr
    assert json.loads(cartwheel("diff", study.folder, study.folder, "--json").stdout)["conclusions"] is None


def test_the_catalogue_says_what_is_not_built_yet(cartwheel, partly, tmp_path):
    study, _ = partly
    cartwheel("docs", "--study", study.folder, "--output", tmp_path / "index.html")
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "not built yet: cartwheel build --select cohort" in page
    assert "not built yet: cartwheel build --select stg_analytes" not in page


NOT_BUILT = {
    "results.fig1a_peak_by_response": "cartwheel build --select fig1a_peak_by_response",
    "cohort.age_years@S001": "cartwheel build --select cohort",
    "age_years@S001": "in what is built so far try: cartwheel build",
}


@pytest.mark.parametrize(("what", "expected"), NOT_BUILT.items())
def test_a_value_of_what_is_not_built_yet_is_not_called_unknown(cartwheel, partly, what, expected):
    study, _ = partly
    said = " ".join(cartwheel("explain", "--study", study.folder, what, exit_code=2).stderr.split())
    assert expected in said


def test_what_to_try_next_can_be_answered(cartwheel, partly):
    study, said = partly
    _, _, tried = said.partition("Next:\n")
    query, build = tried.strip().splitlines()
    assert query.split() == f'cartwheel query --study {study.folder} "from staging.stg_analytes limit 10"'.split()
    assert build.split() == ["cartwheel", "build", "--study", str(study.folder)]
    cartwheel("query", "--study", study.folder, "from staging.stg_analytes limit 10")


@pytest.mark.parametrize("words", [["query", "from cohort"], ["export", "adam", "as_adam"]])
def test_a_question_to_what_is_not_built_yet_says_so(cartwheel, partly, words):
    study, _ = partly
    said = cartwheel(*words, "--study", study.folder, exit_code=2).stderr
    assert "is not built yet: cartwheel build --select" in said
