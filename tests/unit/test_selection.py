"""A selection means exactly the steps its words say, and a word that means nothing is refused with the nearest one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.errors import UsageError
from warehouse.models.graph import Graph, Node
from warehouse.models.selection import select


def node(relation, *parents, tags=()):
    layer, name = relation.split(".")
    return Node(relation, layer, parents, f"sql/{layer}/{name}.sql", tags)


# raw.a -> staging.b -> marts.c -> marts.d -> analyses.e;  seeds.s -> marts.d
GRAPH = Graph(
    {
        each.relation: each
        for each in (
            node("raw.a"),
            node("seeds.s"),
            node("staging.b", "raw.a"),
            node("marts.c", "staging.b", tags=("slow",)),
            node("marts.d", "marts.c", "seeds.s"),
            node("analyses.e", "marts.d", tags=("slow", "figure")),
        )
    }
)
STATES = {"changed": {"staging.b"}, "failed": {"marts.d"}}


def chosen(text):
    return " ".join(sorted(relation.split(".")[1] for relation in select(GRAPH, text, STATES)))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("c", "c"),
        ("marts.c", "c"),
        ("marts.*", "c d"),
        ("+c", "a b c"),
        ("c+", "c d e"),
        ("+d+", "a b c d e s"),
        ("1+d", "c d s"),
        ("c+1", "c d"),
        ("2+d+1", "b c d e s"),
        ("0+d", "d"),
        ("layer:marts", "c d"),
        ("tag:slow", "c e"),
        ("path:sql/marts", "c d"),
        ("path:./sql/marts/", "c d"),
        ("path:sql/marts/d.sql", "d"),
        ("path:sql/*/c.sql", "c"),
        ("changed", "b"),
        ("changed+", "b c d e"),
        ("failed", "d"),
        ("a s", "a s"),
        ("tag:slow,layer:marts", "c"),
        ("changed+,tag:figure s", "e s"),
    ],
)
def test_words(words, expected):
    assert chosen(words) == expected


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("stagin.b", "The selection 'stagin.b' matches nothing"),
        ("layer:mart", "The selection 'layer:mart' matches nothing\n  try: 'layer:marts'"),
        ("tag:slwo", "The selection 'tag:slwo' matches nothing\n  try: 'tag:slow'"),
        ("path:sql/mart/c.sql", "The selection 'path:sql/mart/c.sql' matches nothing\n  try: 'path:sql/marts/c.sql'"),
        ("chnged", "The selection 'chnged' matches nothing\n  try: 'changed'"),
        ("++", "The selection '++' cannot be read\n  try: name, +name, name+"),
        ("c,", "The selection '' cannot be read"),
    ],
)
def test_a_word_that_means_nothing_is_refused(words, message):
    with pytest.raises(UsageError) as caught:
        chosen(words)
    assert str(caught.value).startswith(message)


NAMES = st.sampled_from(["a", "b", "c", "d", "e", "s", "+c", "d+", "tag:slow", "layer:marts", "changed+"])


@given(NAMES, NAMES)
def test_blank_and_comma_are_union_and_intersection(one, other):
    first, second = select(GRAPH, one, STATES), select(GRAPH, other, STATES)
    assert select(GRAPH, f"{one} {other}", STATES) == first | second
    assert select(GRAPH, f"{one},{other}", STATES) == first & second
