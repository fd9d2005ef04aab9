"""Where a page of a study cannot be written, that is said in words: what, where and what to try."""

import pytest

pytestmark = pytest.mark.slow

# A folder stands where the page is written before it is put in its place: a refusal that root gets, too.
IN_THE_WAY = {"report": "report/.report.html.new", "docs": "docs/.index.html.new"}


@pytest.mark.parametrize("command", IN_THE_WAY)
def test_a_page_that_cannot_be_written_is_told_in_words(cartwheel, built_study, command):
    place = built_study.folder / IN_THE_WAY[command]
    place.mkdir(parents=True)
    said = cartwheel(command, "--study", built_study.folder, exit_code=2).stderr
    assert "Traceback" not in said
    assert f"This path cannot be used: Is a directory\n  {place}\n  try:" in said
