"""Spark as the one who sees that every group is built: it hands them to workers and hands them on when a worker dies.

The rows do not pass through Spark. Each worker computes with the same database as one machine would, on files that all
workers see, so there is one dialect and one set of answers. Only this module knows Spark.
"""

import os
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from warehouse.errors import StudyError

Result = TypeVar("Result")

PACKAGE = Path(__file__).resolve().parents[1]


class Spark:
    """The workers of the master at an address, asked for when there is first something to do.

    They need Python with duckdb, under the path that PYSPARK_PYTHON names.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._session: Any = None
        # Workers fetch the package from here whenever they start, so it stays until the end.
        self._folder = TemporaryDirectory()

    def run(self, work: Callable[[int], Result], numbers: Sequence[int]) -> list[Result]:
        """The results of `work` for each number, in their order. Raises StudyError without PySpark or a master."""
        if self._session is None:
            self._session = _session(self._address)
            self._session.sparkContext.addPyFile(str(_zipped(Path(self._folder.name))))
        return list(self._session.sparkContext.parallelize(list(numbers), len(numbers)).map(work).collect())

    def close(self) -> None:
        if self._session is not None:
            self._session.stop()
        self._folder.cleanup()


def _session(address: str) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise StudyError("Spark is not installed", "study.yml", "pip install 'cartwheel[spark]'") from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.ui.enabled": "false",
        "spark.task.maxFailures": "8",
        "spark.python.worker.reuse": "true",
        "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.master(address).appName("cartwheel")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _zipped(folder: Path) -> Path:
    """This package as one file, because workers need not have it installed."""
    path = folder / "warehouse.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for module in sorted(PACKAGE.rglob("*.py")):
            archive.write(module, Path(PACKAGE.name) / module.relative_to(PACKAGE))
    return path
