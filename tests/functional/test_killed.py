"""A build killed at any moment (`kill -9`: no tidying) leaves a whole published file, and the next one succeeds.

A power cut or an impatient scheduler does the same. The moments are spread over the time a build takes here, from its
first instant to just after its end, and the data change each time so that there is always something to build.
"""

import os
import shutil
import signal
import time

import pytest

pytestmark = pytest.mark.slow

MOMENTS = [0.02, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 0.97]
FIRST_MOMENTS = [0.2, 0.5, 0.8]

# One row that says whether the published file belongs to one build: every table of the ledger is there, and the first,
# a middle and the last table of the river know the same subjects.
WHOLE = """
    select
        (select count(*) from raw.subjects) as received,
        (select count(*) from marts.subjects) as subjects,
        (select count(*) from marts.cohort) as cohort,
        (
            select count(*)
            from meta.models
            where relation not in (
                select table_schema || '.' || table_name from information_schema.tables
            )
        ) as absent
"""


def killed(process, after):
    """Wait that long, kill the process and its children, and say whether it was still at work."""
    time.sleep(after)
    at_work = process.poll() is None
    if at_work:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)
    return at_work


def subjects_published(query, study):
    row = query(study.folder, WHOLE)[0]
    assert row["received"] == row["subjects"] == row["cohort"]
    assert row["absent"] == "0"
    assert not study.published.with_name("warehouse.duckdb.wal").exists()
    return int(row["subjects"])


def time_of_a_build(cartwheel, study):
    began = time.monotonic()
    cartwheel("build", "--study", study.folder)
    return time.monotonic() - began


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_published_file_survives(cartwheel, query, start, built_study):
    built_study.write(subjects=25)
    seconds = time_of_a_build(cartwheel, built_study)
    tidy = names_in(built_study.folder)
    before, while_running = 25, 0
    for moment in MOMENTS:
        built_study.write(subjects=before + 1)
        while_running += killed(start("build", "--study", built_study.folder), moment * seconds)
        after = subjects_published(query, built_study)
        assert after in (before, before + 1)
        before = after
    # On a machine whose speed varies the later ones may come too late; some must have hit a build at work.
    assert while_running > len(MOMENTS) // 4
    built_study.write(subjects=60)
    cartwheel("build", "--study", built_study.folder)
    assert subjects_published(query, built_study) == 60
    assert names_in(built_study.folder) == tidy


def test_a_first_build_can_be_repeated(cartwheel, query, start, small_study):
    seconds = time_of_a_build(cartwheel, small_study)
    tidy = names_in(small_study.folder)
    for moment in FIRST_MOMENTS:
        shutil.rmtree(small_study.folder)
        small_study.write(subjects=24)
        killed(start("build", "--study", small_study.folder), moment * seconds)
        if small_study.published.exists():
            assert subjects_published(query, small_study) == 24
    cartwheel("build", "--study", small_study.folder)
    assert subjects_published(query, small_study) == 24
    assert names_in(small_study.folder) == tidy
