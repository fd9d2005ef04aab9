"""Readers and rebuilds live together: while builds are published one after the other, no reader fails, waits for one, or
sees two of them in one answer.

The study is small, so that builds follow each other as fast as they can. Each build gives every subject the number of
the build as dose and one more subject than the last, so that an answer made of two builds does not add up. `make live`
runs 8 readers beside 50 rebuilds and prints what they saw.
"""

import json
import os
import subprocess
import sys

import duckdb
import pytest

from tests.functional.conftest import ENVIRONMENT, ROOT
from tests.small_project import small_project

pytestmark = pytest.mark.slow

READERS = int(os.environ.get("CARTWHEEL_READERS", "4"))
REBUILDS = int(os.environ.get("CARTWHEEL_REBUILDS", "8"))
MANNERS = ("desk", "connect", "bare", "keeps")
SECONDS = 60 + 10 * REBUILDS

BUILDER = """
import sys
from pathlib import Path
from tests.small_project import SmallProject
from warehouse.building.run import build

project = SmallProject(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), int(sys.argv[3]) + 1):
    rows = "".join(f"S{n},{number},{'high' if n % 2 else 'low'}\\n" for n in range(number + 2))
    project.write("study/data/subjects.csv", "id,dose,arm\\n" + rows)
    build(project.load(), project.statistics)
    print(number, flush=True)
"""

READER = """
import json, sys, time
from pathlib import Path
import duckdb
from warehouse.ask import Limits, connect, open_desk

study, stop, manner = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
QUESTION = '''select
    (select count(*) from marts.dosed), (select min(dose) from marts.dosed), (select max(dose) from marts.dosed),
    (select sum(n_subjects) from marts.arm_sizes), (select n from results.estimates)'''


def answers():
    if manner == "keeps":
        with connect(study) as connection:
            while True:
                yield connection.execute(QUESTION).fetchone()
    while True:
        if manner == "desk":
            with open_desk(study, Limits(30, "500MB")) as desk, desk.asked(QUESTION) as found:
                yield next(iter(found.rows))
        elif manner == "connect":
            with connect(study) as connection:
                yield connection.execute(QUESTION).fetchone()
        else:
            with duckdb.connect(str(study / "warehouse.duckdb"), read_only=True) as connection:
                yield connection.execute(QUESTION).fetchone()


seen, asked, torn, slowest, began = set(), 0, [], 0.0, time.perf_counter()
for subjects, lowest, highest, in_arms, analysed in answers():
    now = time.perf_counter()
    asked, slowest, began = asked + 1, max(slowest, now - began), now
    if not (lowest == highest == subjects - 2 and subjects == in_arms == analysed):
        torn.append([subjects, lowest, highest, int(in_arms), analysed])
    seen.add(int(subjects) - 2)
    if asked == 1:
        print("ready", flush=True)
    if stop.exists():
        break
print(json.dumps({"manner": manner, "asked": asked, "torn": torn, "builds": sorted(seen), "slowest": slowest}))
"""


def start(script, *words):
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(process):
    said, complaints = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, complaints
    return said


def test_readers_see_one_build_at_a_time_and_never_fail(tmp_path):
    project = small_project(tmp_path, ROOT / "sql/macros")
    finished(start(BUILDER, tmp_path, 1, 1))
    readers = [
        start(READER, project.study, tmp_path / "stop", MANNERS[number % len(MANNERS)]) for number in range(READERS)
    ]
    try:
        assert {reader.stdout.readline() for reader in readers} == {"ready\n"}
        built = finished(start(BUILDER, tmp_path, 2, REBUILDS + 1)).split()
        (tmp_path / "stop").touch()
        found = [json.loads(finished(reader)) for reader in readers]
    finally:
        for reader in readers:
            reader.kill()
            if not reader.stdout.closed:
                reader.communicate()
    assert built == [str(number) for number in range(2, REBUILDS + 2)]
    for each in found:
        print(
            f"{each['manner']:8} {each['asked']:6,} answers of {len(each['builds']):3} builds, "
            f"{len(each['torn'])} torn, slowest {each['slowest']:.2f} s"
        )
    assert [each["torn"] for each in found] == [[]] * READERS
    assert all(each["builds"] == [1] for each in found if each["manner"] == "keeps")
    others = [each for each in found if each["manner"] != "keeps"]
    assert all({1, REBUILDS + 1} <= set(each["builds"]) for each in others)
    assert all(len(each["builds"]) > REBUILDS / 4 for each in others)


def test_an_answer_made_of_two_builds_would_be_found(tmp_path):
    project = small_project(tmp_path, ROOT / "sql/macros")
    finished(start(BUILDER, tmp_path, 1, 1))
    with duckdb.connect(str(project.study / "warehouse.duckdb")) as writer:
        writer.execute("update marts.dosed set dose = 2 where subject_id = 'S0'")
    (tmp_path / "stop").touch()
    last = finished(start(READER, project.study, tmp_path / "stop", "bare")).splitlines()[-1]
    assert json.loads(last)["torn"] == [[3, 1.0, 2.0, 3, 3]]
