"""Whatever the files hold, `init` drafts something or says in words why not, and the draft is a study that can be read."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.small_cohort import shipped_contract
from warehouse.drafting.start import start_study
from warehouse.errors import UserError
from warehouse.studies.study import load_study

NAMES = st.sampled_from(
    ["id", "Patient ID", "Day", "IL-6", "IL-6 (pg/mL)", "D7", "Month 3", "CRS grade", "Response", "Date", "", "x", "Unit",
     "Result", "Analyte", "CD4+ | Freq. of Parent", "a/b/CD4+ | Freq. of Parent", "OS (months)", "Vital status", "é'\"", "#"]
)  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(["", "1", "2.5", "<3", "OOR <", "*4", "NA", "CR", "M", "dead", "2020-01-02", "3/4/2020", "pg/mL", "A1", "?", "999"]),
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=6),
)  # fmt: skip


@st.composite
def tables(draw):
    header = draw(st.lists(NAMES, min_size=1, max_size=6))
    rows = draw(st.lists(st.lists(CELLS, min_size=0, max_size=7), min_size=0, max_size=8))
    above = draw(st.lists(st.lists(CELLS, max_size=2), max_size=2))
    return "\n".join(draw(st.sampled_from([",", ";", "\t"])).join(row) for row in [*above, header, *rows])


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(tables(), min_size=1, max_size=2))
@example(["id,Day,IL-6\nA,1,2\nA,2,OOR <\n"])
@example(["p\r\x85Y\nid,id"])
@example(["\nid,id,Unit,id,id,id\n\n", "\n#;x;id;id\n*4,\x84\x03\n\n999,OOR <\n"])
@example(["Patient ID\n'\"\n"])
def test_a_draft_or_a_reason(texts):
    with TemporaryDirectory() as name:
        folder = Path(name) / "study"
        folder.mkdir()
        for number, text in enumerate(texts):
            (folder / f"table_{number}.csv").write_text(text, encoding="utf-8", newline="")
        try:
            started = start_study(folder, [])
        except UserError:
            return
        if not next(reading for reading in started.readings if reading.source == "subjects").blocked:
            load_study(folder, shipped_contract())
