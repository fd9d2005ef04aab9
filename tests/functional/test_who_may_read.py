"""Files with rows of subjects stay closed to those whom somebody closed them to."""

import stat

import pytest

CLOSED = 0o600


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("anew", [[], ["--anew"]], ids=["goes on", "anew"])
def test_a_build_opens_a_closed_warehouse_to_nobody(cartwheel, built_study, anew):
    """Each build is another file beside the published one, and was readable by whoever the umask lets."""
    built_study.published.chmod(CLOSED)
    built_study.write(subjects=26)
    cartwheel("build", *anew, "--study", built_study.folder)
    assert mode(built_study.published) == CLOSED


def test_nor_does_one_that_failed(cartwheel, built_study):
    built_study.published.chmod(CLOSED)
    wrong = built_study.folder / "sql/marts/wrong.sql"
    wrong.parent.mkdir(parents=True)
    header = (
        "about: Wrong\ngrain: [subject_id]\ncolumns:\n  subject_id: {about: Subject, tests: [{accepted: [nobody]}]}"
    )
    wrong.write_text(f"/*\n{header}\n*/\nselect subject_id from {{{{ ref('cohort') }}}}\n")
    cartwheel("build", "--study", built_study.folder, exit_code=13)
    assert mode(built_study.folder / "warehouse.failed.duckdb") == CLOSED


def test_one_that_may_not_be_written_to_is_still_built_anew(cartwheel, built_study):
    built_study.published.chmod(0o440)
    built_study.write(subjects=26)
    cartwheel("build", "--study", built_study.folder)
    assert mode(built_study.published) == 0o640
