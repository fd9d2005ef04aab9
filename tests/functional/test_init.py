"""`cartwheel init` on other people's files and on the shipped study: the draft loads, and loses nothing.

Rows counted are those of the real files, as tests/functional/test_real_sets.py counts them with the csv module.
"""

import json
import re
import shutil

import pytest

pytestmark = pytest.mark.slow

# Set, files, then by source the rows read and accepted of each reading that must load.
SETS = {
    "nulisa_lbcl_toxicity": (
        ["raw/swimmer_plot_data.xlsx"],
        {"subjects": [(1200, 80)], "toxicities": [(1200, 1200)] * 2, "treatments": [(1200, 1200)] * 4},
    ),
    "inspire_pembro": (["pembrolizumab.csv"], {"subjects": [(94, 94)], "follow_up": [(94, 94)]}),
    "cytoprofile_luminex": (["ExampleData1.csv"], {"subjects": [(297, 297)], "analytes": [(7425, 7425 - 3 * 297)]}),
    "nulisa_covid_npq": (
        ["Alamar_NULISAseq_COVID_NPQ_data.csv"],
        {"subjects": [(12772, 25)], "analytes": [(12772, 9476)]},
    ),
    "mimic3_demo_labs": (
        ["patients.csv", "labevents.csv", "d_labitems.csv"],
        {"subjects": [(100, 100)], "analytes": [(76074, 66001)]},
    ),
}


def counted(check):
    found = {}
    for file in json.loads(check.stdout)["files"]:
        found.setdefault(file["source"], []).append((file["rows_read"], file["rows_accepted"]))
    return found


@pytest.mark.parametrize("name", SETS)
def test_the_draft_of_a_real_set_loads(shared, cartwheel, tmp_path, name):
    files, expected = SETS[name]
    paths = [shared / "data" / name / file for file in files]
    if not all(path.exists() for path in paths):
        pytest.skip(f"the data of {name} are not here")
    cartwheel("init", tmp_path / "drafted", *paths)
    assert counted(cartwheel("check", "--json", "--study", tmp_path / "drafted")) == expected


def test_the_shipped_study_is_drafted_as_it_was_written(cartwheel, tmp_path):
    """Every row that the shipped study.yml accepts, the drafted one accepts too."""
    cartwheel("simulate", tmp_path / "written", "--subjects", "40")
    shutil.copytree(tmp_path / "written" / "data", tmp_path / "drafted")
    done = cartwheel("init", tmp_path / "drafted")
    written, drafted = (
        counted(cartwheel("check", "--json", "--study", tmp_path / name)) for name in ("written", "drafted")
    )
    assert {source: sorted(rows) for source, rows in drafted.items()} == {
        source: sorted(rows) for source, rows in written.items()
    }
    assert "synthetic: true" in (tmp_path / "drafted" / "study.yml").read_text(encoding="utf-8")
    assert re.search("Drafted .*study.yml", done.stderr)
