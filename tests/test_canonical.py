"""The quick way of writing canonical JSON gives what the library made for it gives."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from cultivation.canonical import canonical_json

WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
LEAVES = st.none() | st.booleans() | WHOLE | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.lists(st.none() | st.text()) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


def normal(value: Any) -> Any:
    """Bring every text to NFC, one by one."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case list():
            return [normal(each) for each in value]
        case dict():
            return {normal(key): normal(each) for key, each in value.items()}
    return value


@given(VALUES)
@example({"\ue000": 1, "\U00010000": 2})
@example({"a\U0001f600": 1, "a\ufffd": 2})
@example({"e\u0301": 1, "\u00e9x": 2})
@example(["e", "\u0301", None])
@example(["=", "\u0338", "\n\u0303"])
@example([1, True, 2])
@example({"a": 1.0, "b": 1e21, "c": -0.0})
def test_both_ways_give_the_same_bytes(value: Any) -> None:
    assert canonical_json(value) == rfc8785.dumps(normal(value))


def test_what_came_as_bytes_that_are_no_text() -> None:
    assert canonical_json({"name": "x\udcff", "all": ["\udcff"]}) == rb'{"all":["\\xff"],"name":"x\\xff"}'


@pytest.mark.parametrize("value", [2**53, -(2**53), 2**70, [2**53]])
def test_numbers_that_json_would_not_keep(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical_json(value)
