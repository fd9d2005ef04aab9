"""Seconds from the saving of one model to the warehouse that has it, under `cartwheel build --watch`."""

import subprocess
import time

MODEL = """/*
about: 'A model that is saved again and again'
grain: [subject_id]
columns:
  subject_id: {{about: Subject}}
  value: {{about: 'A number'}}
*/
select cohort.subject_id, {number} as value from {{{{ ref('cohort') }}}} as cohort
"""
SECONDS = 60.0
QUIET_SECONDS = 3.0


def watched(folder, times, command, environment):
    """The times, on a study that has been built. What the watcher says is thrown away."""
    published, model = folder / "warehouse.duckdb", folder / "sql" / "marts" / "saved_again.sql"
    model.parent.mkdir(parents=True, exist_ok=True)
    model.write_text(MODEL.format(number=0), "utf-8")
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [*command, "build", "--watch", "--study", str(folder)], env=environment, stdout=quiet, stderr=quiet
    )
    found = []
    try:
        next_build(published, identity(published))  # the one that watching begins with
        for number in range(1, times + 1):
            time.sleep(QUIET_SECONDS)  # as a person does, and until it watches again
            before, began = identity(published), time.perf_counter()
            model.write_text(MODEL.format(number=number), "utf-8")
            next_build(published, before)
            found.append(time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait()
        model.unlink()
    return found


def identity(path):
    facts = path.stat()
    return facts.st_ino, facts.st_mtime_ns


def next_build(path, before):
    began = time.perf_counter()
    while identity(path) == before:
        if time.perf_counter() - began > SECONDS:
            raise TimeoutError(f"nothing new was published in {SECONDS:.0f} seconds")
        time.sleep(0.005)
