"""QuickBooks' query language: values cannot get out of their quotes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration_qbo.gateway import query


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        ("Quokka", "'Quokka'"),
        ("O'Brien & Sons", r"'O\'Brien & Sons'"),
        ("ends in \\", r"'ends in \\'"),
        (r"x\' OR Id > '0", r"'x\\\' OR Id > \'0'"),
        ("", "''"),
    ],
)
def test_quotes_and_backslashes_are_escaped(value, literal):
    assert query.quote(value) == literal


def read(literal):
    """The text a reader of the language finds between the quotes."""
    assert literal[0] == literal[-1] == "'"
    inner = literal[1:-1]
    assert re.fullmatch(r"(?:[^'\\]|\\.)*", inner, re.DOTALL), "an open quote"
    return re.sub(r"\\(.)", r"\1", inner, flags=re.DOTALL)


@given(st.text(alphabet=st.sampled_from("ab'\\ \n%;\"") | st.characters()))
def test_any_text_reads_back_and_stays_within_its_quotes(value):
    assert read(query.quote(value)) == value


def test_a_select_pages_from_one():
    assert query.select("Customer") == (
        "SELECT * FROM Customer ORDERBY Id STARTPOSITION 1 MAXRESULTS 1000"
    )


def test_conditions_are_joined_and_pages_counted():
    statement = query.select(
        "Customer",
        query.equals("DisplayName", "Ann's"),
        query.whatever_active(),
        query.since("MetaData.CreateTime", "2026-11-22T00:00:00+00:00"),
        start=1001,
    )

    assert statement == (
        "SELECT * FROM Customer WHERE DisplayName = 'Ann\\'s'"
        " AND Active IN (true, false)"
        " AND MetaData.CreateTime >= '2026-11-22T00:00:00+00:00'"
        " ORDERBY Id STARTPOSITION 1001 MAXRESULTS 1000"
    )


def test_one_of_several_values():
    assert query.either("Id", ["1", "it's"]) == r"Id IN ('1', 'it\'s')"
