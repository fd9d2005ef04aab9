"""A build whose ground was laid ahead publishes what it would have published without, whatever happened in between."""

import pytest

from tests.small_project import MODELS, ROWS, SETTINGS
from warehouse.adapters.reader import open_reader
from warehouse.building.ground import Ahead
from warehouse.building.publish import Files, only_builder
from warehouse.building.run import Means, build
from warehouse.building.task import Choice
from warehouse.errors import CheckError, DataError, UserError
from warehouse.ledger.verify import verdict, written

# What differs between two builds of the same: when they were, and how long they took.
TIMES = {
    "meta.runs": {"started_at_utc", "finished_at_utc", "previous", "hash", "tables", "steps"},
    "meta.run_steps": {"seconds"},
    "meta.steps": {"built_at_utc", "seconds", "method_seconds"},
}
# One edit after the other: of data, a setting, models; a model that is new, and one that is gone.
EDITS = {
    "a row more": ("study/data/subjects.csv", ROWS + "D,4,low\n"),
    "a setting": ("sql_under_test/settings.yml", SETTINGS.replace("value: 0", "value: 2")),
    "a model": ("sql_under_test/marts/dosed.sql", MODELS["marts/dosed"].replace("where dose >=", "where dose >")),
    "a description": ("sql_under_test/marts/dosed.sql", MODELS["marts/dosed"].replace("with a dose", "who were dosed")),
    "a new model": ("sql_under_test/marts/more.sql", MODELS["marts/arm_sizes"]),
    "none of it": ("sql_under_test/marts/more.sql", None),
}


class Told(Ahead):
    """Says of each build whether it took what was laid."""

    def __init__(self, folder):
        super().__init__(folder)
        self.took = []

    def take(self, base):
        ground = super().take(base)
        self.took.append(ground is not None)
        return ground


@pytest.fixture
def ahead(project):
    laid = Told(project.study)
    yield laid
    laid.leave()
    assert not Files(project.study).ahead.exists()


def run(project, ahead=None, **choice):
    return build(project.load(), project.statistics, choice=Choice(**choice), means=Means(ahead=ahead))


def edit(project, name):
    path, text = EDITS[name]
    if text is None:
        (project.folder / path).unlink()
    else:
        project.write(path, text)


def tables(folder):
    """Every table of a published warehouse, but for times."""
    engine = open_reader(folder / "warehouse.duckdb")
    try:
        names = [
            f"{schema}.{name}" for schema, name in engine.rows("select schema_name, table_name from duckdb_tables()")
        ]
        found = {}
        for name in names:
            columns, rows = engine.answer(f"from {name}")
            kept = [place for place, column in enumerate(columns) if column not in TIMES.get(name, ())]
            found[name] = sorted(str([row[place] for place in kept]) for row in rows)
        return found
    finally:
        engine.close()


def faults(project):
    engine = open_reader(project.study / "warehouse.duckdb")
    try:
        return verdict(written(engine, whole=True), {}).faults
    finally:
        engine.close()


def test_every_edit_gives_what_a_build_that_lays_its_own_ground_gives(project, ahead):
    run(project, ahead)
    for name in EDITS:
        ahead.lay()
        edit(project, name)
        before = Files(project.study).published.read_bytes()
        run(project, ahead)
        with_ahead = tables(project.study)
        back(project, before)
        run(project)
        assert tables(project.study) == with_ahead, name
        assert faults(project) == ()
    assert ahead.took == [False] + [True] * len(EDITS)


def back(project, published):
    """Take back the last build."""
    files = Files(project.study)
    files.published.write_bytes(published)
    lines = files.heads.read_text("utf-8").splitlines(keepends=True)
    files.heads.write_text("".join(lines[:-1]), "utf-8")


def test_what_somebody_else_published_since_is_built_on(project, ahead):
    run(project, ahead)
    ahead.lay()
    edit(project, "a row more")
    run(project)
    edit(project, "a setting")
    assert run(project, ahead).run_id == 3
    assert project.rows("select n from results.estimates") == [(3,)]
    assert ahead.took == [False, False]


def test_a_copy_that_somebody_took_away_or_replaced_is_not_used(project, ahead):
    run(project, ahead)
    laid = Files(project.study).ahead
    for number, meddle in enumerate((laid.unlink, lambda: replaced(laid))):
        ahead.lay()
        meddle()
        edit(project, ("a row more", "a setting")[number])
        assert run(project, ahead).run_id == number + 2
        assert ahead.took[-1] is False
    assert not laid.exists(), "it went with the build"


def replaced(path):
    path.unlink()
    path.write_bytes(b"another's")


def test_nothing_is_laid_beside_a_build_or_before_the_first(project, ahead):
    ahead.lay()
    assert not Files(project.study).ahead.exists()
    run(project, ahead)
    with only_builder(Files(project.study)):
        ahead.lay()
        assert not Files(project.study).ahead.exists()


def test_a_build_that_fails_keeps_what_was_published_and_the_next_is_whole(project, ahead):
    run(project, ahead)
    ahead.lay()
    project.write("study/data/subjects.csv", ROWS + "D,4,nowhere\n")
    with pytest.raises(CheckError):
        run(project, ahead)
    assert Files(project.study).failed.exists()
    assert project.rows("select n from results.estimates") == [(3,)]
    ahead.lay()
    edit(project, "a row more")
    run(project, ahead)
    assert project.rows("select n from results.estimates") == [(4,)]
    assert ahead.took == [False, True, True]


def test_a_save_that_was_refused_leaves_what_was_laid(project, ahead):
    run(project, ahead)
    ahead.lay()
    before = Files(project.study).ahead.stat()
    project.write("sql_under_test/marts/more.sql", "select")
    with pytest.raises(UserError):
        run(project, ahead)
    ahead.lay()
    after = Files(project.study).ahead.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_what_goes_on_from_elsewhere_lays_its_own_ground(project, ahead):
    run(project, ahead)
    ahead.lay()
    assert run(project, ahead, anew=True).run_id == 2
    assert ahead.took == [False, False]


def test_a_study_that_now_has_a_limit_is_built_within_it(project, ahead):
    run(project, ahead)
    ahead.lay()
    text = (project.study / "study.yml").read_text("utf-8")
    project.write("study/study.yml", text + "engine: {memory_limit: 1GB}\n")
    edit(project, "a row more")
    run(project, ahead)
    ahead.lay()
    edit(project, "a setting")
    run(project, ahead)
    assert ahead.took == [False, False, True], "what was laid without that limit is not used"


def test_the_copy_of_a_watch_that_was_killed_is_laid_over_or_goes_with_the_next_build(project, ahead):
    run(project, ahead)
    left = Files(project.study).ahead
    left.write_bytes(b"half a copy")
    ahead.lay()
    edit(project, "a row more")
    run(project, ahead)
    assert ahead.took == [False, True]
    left.write_bytes(b"half a copy")
    edit(project, "a setting")
    run(project)
    assert not left.exists()
    assert project.rows("select n from results.estimates") == [(3,)]


def test_a_full_disk_lays_nothing_and_leaves_nothing(project, ahead, monkeypatch):
    run(project, ahead)

    def full(_, target):
        target.write_bytes(b"half a copy")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("shutil.copyfile", full)
        ahead.lay()
    assert not Files(project.study).ahead.exists()
    edit(project, "a row more")
    assert run(project, ahead).run_id == 2


def test_a_file_that_goes_while_a_build_begins_ends_no_watch(project, ahead):
    """As when a program saves it by removing it first."""
    project.build()
    loaded = project.load()
    (project.study / "data/subjects.csv").unlink()
    with pytest.raises(DataError, match=r"data/subjects.csv cannot be read"):
        build(loaded, project.statistics, means=Means(ahead=ahead))
