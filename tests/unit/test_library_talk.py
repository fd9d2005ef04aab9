"""What the SQL library says to nobody in particular reaches no terminal; what matters of it is said with the model."""

import subprocess
import sys

import pytest

from tests.small_project import small_project
from warehouse.exporting.export_sql import export_sql

TALKED_OF = """/*
about: A model whose SQL makes the library talk.
grain: [arm]
columns:
  arm: {about: Arm}
  top: {about: The most frequent}
*/
with named(subject, amount, arm) as (select * from {{ ref('dosed') }})
select arm, approx_top_k(amount, 2) as top
from named
group by arm
"""

WORK = """
import sys
from pathlib import Path
from tests.small_project import SmallProject
from warehouse.exporting.export_sql import export_sql
project = SmallProject(Path(sys.argv[1]))
export_sql(project.load(), "bigquery", Path(sys.argv[1]) / "scripts")
"""


@pytest.fixture
def project(tmp_path, root):
    small = small_project(tmp_path, root / "sql" / "macros")
    small.write_model("marts/talked_of", TALKED_OF)
    return small


def test_to_read_a_model_and_to_export_it_says_nothing_of_the_librarys(project, root):
    """In a process of its own: here the tests listen, and the library speaks up where nobody does."""
    done = subprocess.run(
        [sys.executable, "-c", WORK, str(project.folder)], cwd=root, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_what_matters_stands_with_the_model_that_is_exported(project, tmp_path):
    scripts = {script.relation: script for script in export_sql(project.load(), "bigquery", tmp_path / "scripts")}
    said = " ".join(scripts["marts.talked_of"].doubts)
    assert "names the columns of a '*', which bigquery takes no names for" in said
    assert "optimizer" not in said
    text = (tmp_path / "scripts" / scripts["marts.talked_of"].path).read_text("utf-8")
    assert "-- Not exact: a common table expression" in text
    assert not [each for relation, each in scripts.items() if relation == "marts.dosed" and "'*'" in str(each.doubts)]
