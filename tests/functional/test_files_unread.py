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


def test_a_column_that_only_a_lookup_takes_is_read(cartwheel, small_study):
    """The file is read for a source of its own, which does not use that column."""
    (small_study.folder / "data" / "clinic.csv").write_text("subject,seen,crs,grade_of,ward\nS001,9,CRS,2,A\n")
    text = (small_study.folder / "study.yml").read_text()
    own = (
        "  toxicities:\n    file: data/clinic.csv\n"
        "    lookup: {file: data/clinic.csv, on: {subject: subject}, take: {graded: grade_of}}\n"
        "    columns: {subject_id: subject, study_day: seen, event: crs, scale: {constant: ASTCT}, grade: graded}\n"
    )
    (small_study.folder / "study.yml").write_text(text.replace("sources:\n", f"sources:\n{own}"))
    found = json.loads(cartwheel("check", "--json", "--study", small_study.folder).stdout)
    assert found["columns_unread"]["data/clinic.csv"] == ["ward"]
