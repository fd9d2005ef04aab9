"""What `check` leaves in the study: what was found out of the models, as its help says, and no row of a subject."""

import pytest


@pytest.mark.slow
def test_check_keeps_what_it_found_of_the_models_and_no_row(cartwheel, small_study):
    before = set(small_study.folder.rglob("*"))
    cartwheel("check", "--study", small_study.folder)
    new = [path for path in set(small_study.folder.rglob("*")) - before if path.is_file()]
    assert {path.relative_to(small_study.folder).parts[0] for path in new} == {".cartwheel"}
    assert [path.name for path in new if b"S001" in path.read_bytes()] == []
    said = " ".join(cartwheel("check", "--help").stdout.split())
    assert "is kept in .cartwheel/, and no row of a subject" in said
    assert "Nothing is written" not in said
