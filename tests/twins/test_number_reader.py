"""The SQL that reads numbers and results agrees with a reader that goes character by character.

Texts are built from the pieces that numbers are made of, put together rightly and wrongly, so that most are almost
numbers: that is where a regular expression goes wrong in silence.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.small_cohort import shipped_macros
from tests.twins import number_reader
from warehouse.adapters.duckdb import open_memory

MACROS = shipped_macros()
ENGINE = open_memory()

PIECES = [
    "0", "1", "5", "12", "240", "000", "1234", ",", ".", " ", "\u00a0", "-", "+", "\u2212", "e", "E", "e5", "e-3",
    "<", "<=", "≤", ">", "≥", "=", "*", "**", "h", "H", "ll", "†", "less than ", "below", "above ", "n.d.", "NA",
    "x", "_", "'", "%", "\n",
]  # fmt: skip
GROUPED = st.builds(
    lambda sign, first, groups, separator, mark, fraction: sign + separator.join([first, *groups]) + mark + fraction,
    st.sampled_from(["", "-", "<", "> "]),
    st.sampled_from(["1", "12", "999", "1000", "0"]),
    st.lists(st.sampled_from(["240", "000", "24"]), max_size=3),
    st.sampled_from([",", ".", " "]),
    st.sampled_from(["", ".", ","]),
    st.sampled_from(["", "5", "123"]),
)
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), GROUPED)
MARKS = st.sampled_from([".", ","])


def answers(texts, mark, *macros):
    """What each macro says of each text, in order."""
    rows = ", ".join(f"({place}, '{text.replace(chr(39), chr(39) * 2)}')" for place, text in enumerate(texts))
    columns = ", ".join(MACROS.call(macro, "x") for macro in macros)
    table = f"(select place, x, '{mark}' as decimal_mark from (values {rows}) as t(place, x))"
    return ENGINE.rows(f"select {columns} from {table} order by place")


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=20, max_size=60), MARKS)
def test_numbers_agree(texts, mark):
    for text, (value,) in zip(texts, answers(texts, mark, "as_number"), strict=True):
        plain = number_reader.received(text)
        expected = None if plain is None else number_reader.number(plain, mark)
        assert value == expected, (text, mark)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=20, max_size=60), MARKS)
def test_results_that_state_a_number_agree(texts, mark):
    found = answers(texts, mark, "result_value", "result_qualifier", "result_note")
    for text, parts in zip(texts, found, strict=True):
        expected = number_reader.result(text, mark)
        if expected is None:
            assert parts[0] is None, (text, mark)
        else:
            assert parts == expected, (text, mark)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e99, max_value=1e99), min_size=1, max_size=20)
)
def test_a_printed_double_comes_back(values):
    printed = [repr(value) for value in values if value == 0 or abs(value) > 1e-99]
    assert [value for (value,) in answers(["0", *printed], ".", "as_number")][1:] == [float(text) for text in printed]
    swapped = [text.replace(".", ",") for text in printed]
    assert [value for (value,) in answers(["0", *swapped], ",", "as_number")][1:] == [float(text) for text in printed]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")), min_size=1, max_size=20)
)
def test_no_text_makes_a_macro_fail(texts):
    kinds = ["number", "integer", "percent", "date", "boolean", "result"]
    answers(texts, ".", *(f"is_{kind}" for kind in kinds), *(f"as_{kind}" for kind in kinds))


@pytest.mark.parametrize("text", ["1,240", "<0.7*", "12.5 h", "-1e-3"])
def test_the_twin_reads_what_a_person_reads(text):
    """A twin that refused everything would agree with a parser that did."""
    assert number_reader.result(text, ".") is not None


BLANKS = " \t\n\r\u00a0"
WORDS = st.sampled_from(["NA", "n/a", "n.a.", "nan", ".", "null", "", "nd", "na na", "5", "é", "N", "x\ny", "\u2003"])
AROUND = st.text(st.sampled_from(BLANKS), max_size=3)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.builds(lambda left, word, right: left + word + right, AROUND, WORDS, AROUND), min_size=20, max_size=60)
)
def test_missing_words_and_blanks_agree(texts):
    """The quick patterns say what trimming and a list of words would."""
    found = answers(texts, ".", "trimmed", "is_missing", "received")
    for text, parts in zip(texts, found, strict=True):
        trimmed = text.strip(BLANKS)
        is_missing = trimmed.lower() in ("", "na", "n/a", "n.a.", "nan", ".", "null")
        assert parts == (trimmed, is_missing, None if is_missing else trimmed)


def test_nothing_is_missing():
    assert ENGINE.rows(f"select {MACROS.call('is_missing', 'cast(null as varchar)')}") == [(True,)]
