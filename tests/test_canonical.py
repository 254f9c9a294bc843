"""The quick way of writing canonical JSON gives what the library made for it gives."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from cultivation.canonical import canonical_json, canonical_json_of_plain

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


PLAIN = st.none() | st.booleans() | WHOLE | st.text()
LINES = st.lists(st.dictionaries(st.text(), PLAIN | st.lists(PLAIN) | st.dictionaries(st.text(), PLAIN)))


@given(LINES)
@example([{"name": "\n\u0301"}])
@example([{"name": "\u0301", "of": ["e\u0301"]}])
@example([{"a": "\uff08\U00020000"}])
@example([{"\ue000": 1, "\U00010000": 2}])
@example([{"a": "\udc80"}])
def test_what_is_plain_gives_the_same_bytes(lines: list[dict[str, Any]]) -> None:
    inner = (each for line in lines for each in line.values() if isinstance(each, dict))
    keys = {key for own in (*lines, *inner) for key in own}
    assert canonical_json_of_plain(lines, keys) == canonical_json(lines)


def test_what_came_as_bytes_that_are_no_text() -> None:
    assert canonical_json({"name": "x\udcff", "all": ["\udcff"]}) == rb'{"all":["\\xff"],"name":"x\\xff"}'


@pytest.mark.parametrize("value", [2**53, -(2**53), 2**70, [2**53]])
def test_numbers_that_json_would_not_keep(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical_json(value)
