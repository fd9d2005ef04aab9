"""The peer of a cluster run: the same models as native Spark SQL, written by `cartwheel export sql --dialect spark`.

A built warehouse gives the raw rows, the registries and the tables to compare with. Each model runs on a standalone
cluster of this machine, a master and two workers; where Spark refuses one, its table is taken from the warehouse, so
that those that read it can still be tried. Prints seconds, what was refused and why, and how many rows differ.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import duckdb

from python_stats import battery
from tests.cluster.__main__ import HOST, MASTER, cluster, environment
from warehouse.exporting.export_sql import export_sql
from warehouse.models.project import load_project

LAYERS = ("staging", "intermediate", "marts")
# In full, and so few that last digits do not show.
DIGITS = ("double", "float")
RELATIONS = """
    select table_schema || '.' || table_name
    from information_schema.tables
    where table_schema in ('raw', 'seeds', 'staging', 'intermediate', 'marts')
"""


def session(folder):
    from pyspark.logger import PySparkLogger
    from pyspark.sql import SparkSession

    PySparkLogger.getLogger("SQLQueryContextLogger").disabled = True  # what is refused is counted, with its reason
    settings = {
        "spark.driver.host": HOST,
        "spark.log.level": "OFF",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.legacy.createHiveTableByDefault": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.warehouse.dir": str(folder / "tables"),
        "spark.ui.enabled": "false",
    }
    builder = SparkSession.builder.master(MASTER).appName("native")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def given(spark, connection, relation, folder):
    """A table of the warehouse as a table of Spark's."""
    file = folder / "given" / f"{relation}.parquet"
    file.parent.mkdir(exist_ok=True)
    connection.execute(f"copy (select * from {relation}) to '{file}' (format parquet)")
    spark.sql(f"drop table if exists {relation}")
    spark.read.parquet(str(file)).write.saveAsTable(relation)


def differing(connection, relation, folder, double="double"):
    """Rows that one side has and the other has not, in the types of the warehouse, numbers in so many digits."""
    schema, name = relation.split(".")
    columns = connection.execute(f"describe {relation}").fetchall()
    kinds = {column: double if kind == "DOUBLE" else kind for column, kind, *_ in columns}
    cast = ", ".join(f'cast("{column}" as {kind}) as "{column}"' for column, kind in kinds.items())
    theirs = f"select {cast} from read_parquet('{folder}/tables/{schema}.db/{name}/*.parquet')"
    ours = f"select {cast} from {relation}"
    return connection.execute(
        f"select count(*) from ((({ours}) except all ({theirs})) union all (({theirs}) except all ({ours})))"
    ).fetchone()[0]


def reason(error):
    """The first words of what Spark said: its error class, where it has one."""
    text = str(error).strip().splitlines()[0]
    return text[1 : text.index("]")] if text.startswith("[") and "]" in text else text[:60]


def run(spark, connection, scripts, folder):
    """Seconds, refusals, and differing rows (to the last digit, and to the seventh) by relation."""
    seconds, refused, differ = {}, {}, {}
    for script in scripts:
        began = time.monotonic()
        try:
            spark.sql(script.sql.rstrip().rstrip(";"))
            seconds[script.relation] = time.monotonic() - began
            differ[script.relation] = [differing(connection, script.relation, folder, digits) for digits in DIGITS]
        except Exception as error:
            refused[script.relation] = reason(error)
            given(spark, connection, script.relation, folder)
    return seconds, refused, differ


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("study", type=Path, help="a study that was built all at once")
    study = options.parse_args().study.resolve()
    with tempfile.TemporaryDirectory(prefix="cartwheel-native-") as name:
        folder = Path(name)
        written = export_sql(load_project(study, battery), "spark", folder / "scripts")
        scripts = [script for script in written if script.relation.split(".")[0] in LAYERS]
        connection = duckdb.connect(str(study / "warehouse.duckdb"), read_only=True)
        built = {row[0] for row in connection.execute(RELATIONS).fetchall()}
        scripts = [script for script in scripts if script.relation in built]
        recorded = dict(connection.execute("select relation, seconds from meta.steps").fetchall())
        with cluster(folder):
            sys.path[:0] = environment()["PYTHONPATH"].split(":")
            spark = session(folder)
            for schema in ("raw", "seeds", *LAYERS):
                spark.sql(f"create database {schema}")
            for relation in sorted(built):
                if relation.startswith(("raw.", "seeds.")):
                    given(spark, connection, relation, folder)
            seconds, refused, differ = run(spark, connection, scripts, folder)
            spark.stop()
        shutil.rmtree(folder / "tables", ignore_errors=True)
    ours = sum(recorded[relation] for relation in seconds)
    print(
        f"{len(scripts)} models: {len(seconds)} ran, {sum(not rows for rows, _ in differ.values())} of them without a difference"
    )
    print(f"those that ran: Spark SQL {sum(seconds.values()):.1f} s, our build {ours:.1f} s by the clock")
    for word, count in Counter(refused.values()).most_common():
        print(f"refused, {word}: {count}")
    for relation, (rows, more) in sorted(differ.items()):
        if rows:
            print(f"differs, {relation}: {rows:,} rows, of which {more:,} in more than the last digits")


if __name__ == "__main__":
    main()
