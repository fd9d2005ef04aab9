"""Nothing of a study is passed over in silence: files that no mapping reads, and files without a row, are told."""

import json


def test_check_names_the_files_that_nothing_reads(cartwheel, small_study):
    (small_study.folder / "data" / "later").mkdir()
    for name in ("later/deaths.csv", "notes.docx", ".hidden.csv"):
        (small_study.folder / "data" / name).write_text("id\n1\n")
    check = cartwheel("check", "--study", small_study.folder)
    assert "Files that nothing reads:\n  data/later/deaths.csv\n" in check.stdout
    found = json.loads(cartwheel("check", "--json", "--study", small_study.folder).stdout)
    assert found["files_unread"] == ["data/later/deaths.csv"]


def test_a_file_without_a_row_is_told(cartwheel, small_study):
    (small_study.folder / "data" / "responses.csv").write_text("subject_id,study_day,response\n")
    check = cartwheel("check", "--study", small_study.folder)
    assert "data/responses.csv (no row under its header)" in check.stdout
    assert "Files that nothing reads" not in check.stdout
    build = cartwheel("build", "--select", "+raw.responses", "--study", small_study.folder)
    assert "data/responses.csv has no row under its header: 'responses' has none of it" in build.stderr
