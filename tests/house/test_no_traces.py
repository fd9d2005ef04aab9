"""Nothing tracked says on which machine, by whom or with what it was written."""

import re

import pytest

from tests.house.files import name_of, repository_files

# Spelled in pieces, so that this file passes its own test.
TRACES = {
    "a path of one machine": re.compile(
        r"(?<![\w./-])/(?:"
        + "|".join(["ho" + "me", "ro" + "ot", "wo" + "rk", "Us" + "ers", "op" + "t", "mn" + "t"])
        + r")/\w"
    ),
    "a temporary path": re.compile(r"(?<![\w./-])/" + "tmp/" + r"\w"),
    "a drive": re.compile(r"\b[C-Z]:\\\\?" + "Us" + "ers"),
    "words about who wrote it": re.compile(
        r"\b(?:"
        + "|".join(
            ["sub" + "agents?", "clau" + "de", "chat" + "gpt", "co" + "pilot", "language " + "models?", "as an " + "ai"]
        )
        + r")\b",
        re.IGNORECASE,
    ),
    "a note to another writer": re.compile("design" + r"\.md|" + "house" + r"\.md|" + "style" + r"\.md"),
}
NO_TEXT = {".xlsx", ".xls"}
FILES = [path for path in repository_files() if path.suffix not in NO_TEXT]


def traces_in(text):
    return sorted(about for about, pattern in TRACES.items() if pattern.search(text))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_has_no_traces(path):
    assert traces_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "see /ho" + "me/me/x",
        "'/wo" + "rk/env'",
        "/tm" + "p/x",
        "Clau" + "de wrote it",
        "as house" + ".md says",
        "C:\\Us" + "ers",
    ],
)
def test_the_search_finds(text):
    assert len(traces_in(text)) == 1


@pytest.mark.parametrize("text", ["#!/usr/bin/env bash", "cells/work/home", "https://example.org/home/x", "copies/ug"])
def test_the_search_lets_pass(text):
    assert traces_in(text) == []
