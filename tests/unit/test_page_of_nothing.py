"""A cohort in which no feature has a value yet has pages all the same, and what they cannot show is said in words."""

from contextlib import contextmanager

import pytest

from cli.serve import views
from cli.serve.pages import Pages
from warehouse.errors import UsageError


class NoQuestions:
    @contextmanager
    def desk(self):
        yield None


@pytest.mark.parametrize("page", [Pages.feature, Pages.pair])
def test_a_page_of_a_feature_where_there_is_none_is_refused_in_words(tmp_path, monkeypatch, page):
    monkeypatch.setattr(views, "features", lambda desk: {})
    with pytest.raises(UsageError, match="feature"):
        page(Pages(tmp_path, NoQuestions()), {})
