"""Payloads as bytes: canonical, exact, and nothing that cannot be exact."""

import json
from collections import OrderedDict
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration_qbo.mapping.wire import encode

finite = st.decimals(allow_nan=False, allow_infinity=False, places=6)
payloads = st.recursive(
    st.none() | st.booleans() | st.integers() | finite | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_keys_are_sorted_and_nothing_is_blank():
    assert encode({"b": [1, True, None], "a": {"z": "", "y": "x"}}) == (
        b'{"a":{"y":"x","z":""},"b":[1,true,null]}'
    )


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("0.1", b"0.1"),
        ("0.30000000000000004", b"0.30000000000000004"),
        ("1450.00", b"1450.00"),
        ("1E+3", b"1000"),
        ("1E-4", b"0.0001"),
        ("-0.00", b"-0.00"),
        ("123456789012345678901234567890.12", b"123456789012345678901234567890.12"),
    ],
)
def test_a_decimal_goes_out_as_the_number_it_is(figure, text):
    assert encode(Decimal(figure)) == text


def test_text_is_utf_8_and_escaped_where_json_needs_it():
    assert encode({"n": "Ångström “Café”\n\\"}) == (
        '{"n":"Ångström “Café”\\n\\\\"}'.encode()
    )


@pytest.mark.parametrize(
    "value",
    [0.1, {"a": [1.5]}, date(2026, 1, 1), b"bytes", {1, 2}, object()],
    ids=lambda value: type(value).__name__,
)
def test_what_would_not_be_exact_is_refused(value):
    with pytest.raises(TypeError, match="has no place in a payload"):
        encode(value)


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "-Infinity"])
def test_a_figure_that_is_no_number_is_refused(figure):
    with pytest.raises(ValueError, match="no amount"):
        encode({"Amount": Decimal(figure)})


@given(payloads)
def test_any_json_reader_gets_back_what_was_encoded(payload):
    again = json.loads(encode(payload), parse_float=Decimal, parse_int=Decimal)

    assert again == payload


@given(st.dictionaries(st.text(max_size=6), st.integers(), max_size=6))
def test_equal_payloads_give_equal_bytes(payload):
    backwards = OrderedDict(reversed(payload.items()))

    assert encode(payload) == encode(backwards)
