"""A batch says of each application what its record says, whatever is taken out of it or kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cultivation.core.scoring.batch import Batch, Block, FieldColumn, batch_from_record, joined

TEXTS = st.none() | st.sampled_from(["", "1", "甲", "12.5"])
NOTES = st.sampled_from([{"similarity": "1.0000"}, {"similarity": "0.5000", "terms": ["电机"]}])


@st.composite
def columns(draw: st.DrawFn, rows: int) -> FieldColumn:
    places = st.dictionaries(st.integers(0, max(rows - 1, 0)), st.sampled_from(["B7", "C5"]), max_size=rows)
    return FieldColumn(
        draw(st.lists(TEXTS, min_size=rows, max_size=rows)),
        draw(st.sampled_from(["", "F", "AB"])),
        draw(places) if rows else {},
        draw(places) if rows else {},
        draw(st.lists(NOTES, min_size=rows, max_size=rows) | st.just([])),
    )


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    rows = draw(st.integers(0, 4))
    keys = draw(st.lists(st.sampled_from(["revenue", "staff", "zone"]), unique=True))
    numbers = draw(st.lists(st.integers(1, 99), min_size=rows, max_size=rows))
    return Block("表", numbers, {key: draw(columns(rows)) for key in keys})


@st.composite
def batches(draw: st.DrawFn) -> Batch:
    each = draw(st.lists(blocks(), max_size=3))
    rows = sum(len(block.rows) for block in each)
    ids = [f"F{number}" for number in range(rows)]
    return Batch("一.xlsx", ids, [f"企业{number}" for number in range(rows)], tuple(each))


def records(batch: Batch) -> list[dict[str, Any]]:
    return [batch.record(place) for place in range(len(batch))]


@given(batches())
def test_what_is_stored_is_read_back(batch: Batch) -> None:
    again = batch_from_record(json.loads(json.dumps(batch.to_record())))
    assert (again.file, records(again)) == (batch.file, records(batch))
    assert again.to_record() == batch.to_record()


@given(batches())
def test_applications_kept_one_by_one_are_read_back(batch: Batch) -> None:
    """As version 0.1.0 kept them."""
    again = batch_from_record({"file": batch.file, "applications": records(batch)})
    assert records(again) == records(batch)


@given(batches(), st.data())
def test_some_of_them_say_what_they_said(batch: Batch, data: st.DataObject) -> None:
    places = [place for place in range(len(batch)) if data.draw(st.booleans())]
    every = records(batch)
    some = batch.at(places)
    assert records(some) == [every[place] for place in places]
    assert joined([some]) is some
    assert records(joined([batch, batch])) == every * 2


@given(batches())
def test_a_column_says_what_the_records_say(batch: Batch) -> None:
    for key in ("revenue", "staff", "none"):
        told: list[Mapping[str, Any]] = [each["values"].get(key, {}) for each in records(batch)]
        assert batch.texts(key) == [value.get("value") for value in told]
        assert [batch.text(key, place) for place in range(len(batch))] == batch.texts(key)


def test_where_a_value_stands() -> None:
    column = FieldColumn(["1", "2"], "F", {1: "F7"}, {0: "1 人"})
    block = Block("表", [4, 8], {"staff": column, "computed": FieldColumn(["strong", "none"])})
    assert block.value("staff", 0) == {"value": "1", "sheet": "表", "cell": "F4", "text": "1 人"}
    assert block.value("staff", 1) == {"value": "2", "sheet": "表", "cell": "F7"}
    assert block.value("computed", 1) == {"value": "none", "sheet": "", "cell": ""}
