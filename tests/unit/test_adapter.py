"""What is written is what is read back, few rows or many: no number bent, no absent value filled, no type changed; and a
file written anew has all that was in it."""

import math
from datetime import datetime

import pytest

from warehouse.adapters import NO_LIMITS, EngineError, Limits
from warehouse.adapters.duckdb import DuckDB, open_existing, open_memory, open_new, open_pair, without_holes
from warehouse.adapters.reader import open_reader

OPENED = {
    "new": lambda path: open_new(path, large=False),
    "existing": open_existing,
    "read": open_reader,
    "pair": lambda path: open_pair(path, path),
}
COLUMNS = {"name": "varchar", "n": "bigint", "x": "double", "is_so": "boolean", "at": "timestamp"}
ROWS = [
    {"name": "o'clock", "n": 2**62 + 1, "x": 0.1, "is_so": True, "at": "2020-01-01 00:00:00.25"},
    {"name": None, "n": None, "x": None, "is_so": None, "at": None},
    {"name": "", "n": -1, "x": 5e-324, "is_so": False, "at": "2020-01-01 00:00:00"},
    {"name": "%s ? $1", "n": 0, "x": math.inf, "is_so": False},
    {"name": "nan", "x": math.nan},
]
READ = [
    ("o'clock", 2**62 + 1, 0.1, True, datetime(2020, 1, 1, 0, 0, 0, 250_000)),
    (None, None, None, None, None),
    ("", -1, 5e-324, False, datetime(2020, 1, 1)),
    ("%s ? $1", 0, math.inf, False, None),
    ("nan", None, None, None, None),
]


@pytest.mark.parametrize("copies", [1, 1000], ids=["few rows", "many rows"])
def test_rows_come_back_as_they_were(copies):
    engine = open_memory()
    engine.write("t", COLUMNS, ROWS * copies)
    assert engine.rows("select * from t") == READ * copies
    assert engine.describe("select * from t") == {name: kind.upper() for name, kind in COLUMNS.items()}


def test_no_rows_make_an_empty_table():
    engine = open_memory()
    engine.write("t", COLUMNS, [])
    assert engine.rows("select count(*) from t") == [(0,)]


def test_an_error_has_its_line_and_no_value_of_the_data():
    engine = open_memory()
    engine.execute("create table t as select 'SECRET' as x")
    with pytest.raises(EngineError) as caught:
        engine.rows("select cast(x as double)\nfrom t")
    assert "SECRET" not in str(caught.value)
    with pytest.raises(EngineError) as caught:
        engine.rows("select x,\n y\nfrom t")
    assert caught.value.line == 2


def test_a_file_of_holes_is_written_anew_and_a_full_one_is_not(tmp_path):
    path, dense = tmp_path / "made.duckdb", tmp_path / "dense.duckdb"
    engine = open_new(path, large=False)
    engine.execute("create table large as select range as x, md5(cast(range as varchar)) as y from range(200000)")
    engine.execute("create table kept as select range as x from range(1000)")
    engine.execute("create view seen as select max(x) as x from kept")
    engine.checkpoint()
    engine.close()
    assert not without_holes(path, dense)
    assert not dense.exists()
    engine = open_existing(path)
    engine.execute("drop table large")
    engine.checkpoint()
    engine.execute("create table late as select 1 as x")
    engine.close()
    assert without_holes(path, dense)
    assert dense.stat().st_size < path.stat().st_size / 2
    reader = open_reader(dense)
    assert reader.rows("select count(*), sum(kept.x), min(seen.x), min(late.x) from kept, seen, late") == [
        (1000, 499500, 999, 1)
    ]
    reader.close()


@pytest.mark.parametrize(("limits", "groups"), [(NO_LIMITS, 1), (Limits(threads=1), 5)], ids=["threads", "one thread"])
def test_the_rows_of_one_thread_are_written_out_sooner(tmp_path, limits, groups):
    engine = open_new(tmp_path / "made.duckdb", large=False, limits=limits)
    engine.execute("create table t as select range as x from range(100000)")
    engine.checkpoint()
    assert engine.rows("select count(distinct row_group_id) from pragma_storage_info('t')") == [(groups,)]
    assert engine.rows("select count(*), sum(x) from t") == [(100_000, 4_999_950_000)]
    engine.close()


@pytest.mark.parametrize("opened", OPENED)
def test_a_file_that_cannot_be_opened_is_an_error_of_the_engine(tmp_path, opened):
    """Only such an error is told in words, as of a full disk; any other ends in a traceback, as a bug of ours."""
    (tmp_path / "taken").write_text("no database")
    with pytest.raises(EngineError):
        OPENED[opened](tmp_path / "taken" / "made.duckdb")


@pytest.mark.parametrize("opened", ["existing", "read", "pair"])
def test_nothing_stays_open_of_a_file_that_was_refused(tmp_path, monkeypatch, opened):
    closed = []

    def close(engine):
        closed.append(engine)
        engine.connection.close()

    monkeypatch.setattr(DuckDB, "close", close)
    (tmp_path / "made.duckdb").write_bytes(b"no database" * 1000)
    with pytest.raises(EngineError):
        OPENED[opened](tmp_path / "made.duckdb")
    assert len(closed) == 1
