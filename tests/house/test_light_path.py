"""`cartwheel --help` and a mistyped command must not wait for libraries they do not use.

statsmodels alone costs over a second, pandas a quarter of one; the whole help must appear in a quarter of a second.
Seen from a fresh interpreter, because in this one other tests have imported everything.
"""

import subprocess
import sys

import pytest

from tests.house.files import ROOT

HEAVY = [
    "openpyxl",
    "prompt_toolkit",
    "duckdb",
    "jinja2",
    "matplotlib",
    "numpy",
    "pandas",
    "pyreadstat",
    "scipy",
    "sklearn",
    "sqlglot",
    "statsmodels",
    "yaml",
]
PROBE = """
import sys
sys.argv = ["cartwheel", *sys.argv[1:]]
from cli.app import main
try:
    main()
except SystemExit:
    pass
print("loaded:", *sorted({name.split(".")[0] for name in sys.modules}))
"""


def loaded_by(*arguments):
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return set(done.stdout.rsplit("loaded:", 1)[1].split())


@pytest.mark.parametrize(
    "arguments", [["--help"], ["build", "--help"], ["query", "--help"], ["ask", "--help"], ["bild"]], ids=" ".join
)
def test_help_loads_nothing_heavy(arguments):
    loaded = loaded_by(*arguments)
    assert "typer" in loaded
    assert loaded & set(HEAVY) == set()
