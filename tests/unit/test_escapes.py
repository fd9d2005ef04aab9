"""The analyst's connection is shut in: no attempt writes, reads elsewhere, calls out or changes a limit.

Each attempt is made three times: through the desk, over the bare connection a notebook gets, and, to show that the
attempts are real and the watch sees harm, over a connection that nobody shut in.
"""

import contextlib
import gzip
import socket
import threading

import duckdb
import pytest

from tests.unit.escapes import ATTEMPTS, BOMBS
from warehouse.adapters.duckdb import open_new
from warehouse.ask import Limits, connect, open_desk
from warehouse.errors import UsageError, UserError

CANARY = "yellow-bird-in-the-shaft"
WATCHED = (
    "access_mode enable_external_access disabled_filesystems lock_configuration memory_limit threads allowed_paths "
    "max_temp_directory_size allowed_directories python_enable_replacements allow_community_extensions "
    "autoload_known_extensions enable_profiling temp_directory"
).split()
SETTINGS = f"select name, value from duckdb_settings() where name in {tuple(WATCHED)} order by name"
COUNT = "select count(*) from marts.cohort"
LIMITS = Limits(seconds=20, memory="200MB")
MAKE = """
create schema marts;
create table marts.cohort as select 'S' || range as subject_id, range::double as age_years from range(1, 11);
"""
# kind -> how many of its attempts do no harm even over a connection that nobody shut in: they ask for what this machine
# or this version of DuckDB does not have, and are made all the same because another may. The kinds that would really
# call the network, or leave things in a home folder, are not tried with the door open.
HARMLESS_WITH_THE_DOOR_OPEN = {
    "write tables": 0,
    "write files": 0,
    "read files": 3,
    "other databases": 4,
    "settings": 11,
}


@pytest.fixture(scope="module")
def visitors():
    """An address on this machine, and the list of those who called at it."""
    seen = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def welcome():
            while True:
                try:
                    visitor, _ = server.accept()
                except OSError:
                    return
                seen.append(visitor.getpeername())
                visitor.close()

        thread = threading.Thread(target=welcome, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", seen
        server.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=5)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A study with a small warehouse, and around it what must stay as it is: every test finds it as the first one did."""
    folder = tmp_path_factory.mktemp("place")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CARTWHEEL_CANARY", CANARY)
        patch.setenv("HOME", str(folder / "dwelling"))
        yield make_place(folder)


def make_place(folder):
    for name in ("study", "out", "dwelling"):
        (folder / name).mkdir(parents=True)
    for path in (folder / "study/warehouse.duckdb", folder / "other.duckdb"):
        engine = open_new(path, large=False)
        engine.execute(MAKE)
        engine.execute(f"create table kept as select '{CANARY}' as bird")
        engine.checkpoint()
        engine.close()
    words = f"bird\n{CANARY}\n"
    (folder / "canary.csv").write_text(words)
    (folder / "canary.csv.json").write_text(f'[{{"bird": "{CANARY}"}}]')
    (folder / "canary.csv.gz").write_bytes(gzip.compress(words.encode()))
    (folder / "load.sql").write_text("")
    (folder / "schema.sql").write_text(f"create table memory.main.imported as select '{CANARY}' as bird;")
    return folder


def filled(step, place, url):
    names = {"out": place / "out", "canary": place / "canary.csv", "other": place / "other.duckdb", "url": url}
    for name, value in (names | {"warehouse": place / "study/warehouse.duckdb"}).items():
        step = step.replace("{" + name + "}", str(value))
    return step


def contents(place):
    return {str(path.relative_to(place)): path.is_file() and path.read_bytes() for path in place.rglob("*")}


def harm(before, place, told, seen, settings):
    """What an attempt achieved, in words; nothing when all is as it was."""
    after = contents(place)
    found = [f"changed {name}" for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
    found += ["told the canary"] if CANARY in told else []
    found += [f"listed {name}" for name in ("canary.csv", "dwelling") if name in told.replace(str(place), "")]
    found += ["called out"] if seen else []
    return found + (["changed a setting"] if settings[0] != settings[1] else [])


def try_bare(connection, steps):
    """Send the steps to a connection as they are; everything it answered, as text."""
    told = []
    bystander = [CANARY]  # noqa: F841 - a Python variable that SQL must not find
    for step in steps:
        try:
            told.append(str(connection.execute(step).fetchall()))
        except (duckdb.Error, RuntimeError) as error:
            told.append(str(error).partition("\nLINE ")[0])  # what follows repeats the step
    with contextlib.suppress(duckdb.Error):
        connection.rollback()
    return "\n".join(told)


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=str)
def test_the_desk_holds(attempt, place, visitors):
    url, seen = visitors
    seen.clear()
    before = contents(place)
    told = []
    with open_desk(place / "study", LIMITS) as desk:
        settings = desk.reader.rows(SETTINGS)
        for step in attempt.steps:
            try:
                with desk.asked(filled(step, place, url)) as answer:
                    told.append(str(list(answer.rows)))
            except UserError as error:
                told.append(str(error).replace(step, ""))
        with desk.asked(COUNT) as answer:
            assert list(answer.rows) == [(10,)]
        assert harm(before, place, "\n".join(told), seen, (settings, desk.reader.rows(SETTINGS))) == []
    assert contents(place) == before


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=str)
def test_the_bare_connection_holds(attempt, place, visitors):
    url, seen = visitors
    seen.clear()
    before = contents(place)
    with connect(place / "study", memory_limit="200MB") as connection:
        settings = connection.execute(SETTINGS).fetchall()
        told = try_bare(connection, [filled(step, place, url) for step in attempt.steps])
        assert connection.execute("select 42").fetchall() == [(42,)]
        if not any("detach warehouse" in step for step in attempt.steps):
            assert connection.execute("select count(*) from warehouse.marts.cohort").fetchall() == [(10,)]
        found = harm(before, place, told, seen, (settings, connection.execute(SETTINGS).fetchall()))
    assert found == []
    assert contents(place) == before


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_stopped(bomb, place):
    with open_desk(place / "study", Limits(seconds=0.5, memory="100MB")) as desk:
        with pytest.raises(UsageError, match=r"No answer within|needs more memory"), desk.asked(bomb) as answer:
            for _ in answer.rows:
                pass
        with desk.asked(COUNT) as answer:
            assert list(answer.rows) == [(10,)]


def test_a_question_asked_after_a_broken_transaction_is_answered(place):
    with open_desk(place / "study", LIMITS) as desk:
        with pytest.raises(UsageError, match="TRANSACTION is not a question"), desk.asked("begin"):
            pass
        with desk.asked(COUNT) as answer:
            assert list(answer.rows) == [(10,)]


def test_there_are_enough_attempts():
    assert len(ATTEMPTS) + len(BOMBS) >= 60
    assert len(set(ATTEMPTS)) == len(ATTEMPTS)


def harm_with_the_door_open(attempt, place, visitors):
    """What an attempt achieves over a connection as DuckDB opens it."""
    url, seen = visitors
    seen.clear()
    before = contents(place)
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        connection.execute(f"attach '{place / 'study/warehouse.duckdb'}' as warehouse")
        connection.execute("use warehouse")
        settings = connection.execute(SETTINGS).fetchall()
        told = try_bare(connection, [filled(step, place, url) for step in attempt.steps])
        after = connection.execute(SETTINGS).fetchall()
    return harm(before, place, told, seen, (settings, after))


@pytest.mark.parametrize(("kind", "most"), HARMLESS_WITH_THE_DOOR_OPEN.items())
def test_the_attempts_are_real_and_the_watch_sees_harm(kind, most, tmp_path, visitors):
    tried = [attempt for attempt in ATTEMPTS if attempt.kind == kind]
    found = {
        attempt: harm_with_the_door_open(attempt, make_place(tmp_path / str(number)), visitors)
        for number, attempt in enumerate(tried)
    }
    harmless = [str(attempt) for attempt, harms in found.items() if not harms]
    assert len(harmless) <= most, harmless
