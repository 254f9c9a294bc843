"""Small files go on record together as they would one by one; a trouble with one loses no other."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cultivation import review
from cultivation.core.rules.loading import load_file
from cultivation.intake.formats.incoming import Incoming
from cultivation.record.entries import WorkbookReceived
from cultivation.record.store import Record
from cultivation.resources import shipped
from cultivation.review import receiving

HEADINGS = [
    "企业编号",
    "企业名称",
    "行业",
    "地区",
    "欧洲专利申请数",
    "研发支出",
    "上年研发支出",
    "技术溢出（对数）",
]


def form(*firms: tuple[str, str, object]) -> bytes:
    text = io.StringIO()
    rows = [(key, name, "other", "usa", patents, 100, 90, 1) for key, name, patents in firms]
    csv.writer(text).writerows([HEADINGS, *rows])
    return text.getvalue().encode()


# The same file twice, a firm again with other figures and with the same, one at fault and then put right.
FORMS = [
    form(("X1", "甲", 10)),
    form(("X2", "乙", 3), ("X3", "丙", 4)),
    form(("X1", "甲", 10)),
    form(("X3", "丙", 5), ("X4", "丁", 6)),
    b"",
    form(("X5", "戊", "many")),
    form(("X5", "戊", 7)),
    form(("X6", "己", 8)),
]


def begun(path: Path) -> Record:
    moments = (datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=tick) for tick in range(10_000))
    record = Record(f"sqlite:///{path}", clock=lambda: next(moments))
    review.create(record, "王芳")
    rules = load_file(shipped("scoring_rules") / "patents_rd_panel.yaml")
    review.open_year(record, "王芳", 1983, rules, None)
    return record


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return begun(tmp_path / "record.db")


def taken(record: Record, supersede: bool = False) -> list[Any]:
    files = [Incoming(f"{place}.csv", content) for place, content in enumerate(FORMS)]
    return review.intake(record, "王芳", 1983, files, handling=review.IntakeOptions(supersede=supersede))


def on_record(record: Record) -> Sequence[Any]:
    with record.reading() as reader:
        return [
            (each.seq, each.content, [reader.document(one.sha256) for one in each.content.documents])
            for each in reader.entries_of(WorkbookReceived)
        ]


@pytest.mark.parametrize("supersede", [False, True])
def test_together_as_one_by_one(
    record: Record, tmp_path: Path, supersede: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = taken(record, supersede), on_record(record)
    monkeypatch.setattr(receiving, "MOST_FILES", 1)
    alone = begun(tmp_path / "alone.db")
    assert (taken(alone, supersede), on_record(alone)) == together
    assert len(together[1]) == 6


@pytest.mark.parametrize("bad", [0, 1, 6, 7])
def test_a_trouble_with_one_file_loses_none_before_it(
    record: Record, bad: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = receiving.documents_of

    def troubled(arrived: Any, received: Any) -> Any:
        if arrived.name == f"{bad}.csv":
            raise OSError("no room")
        return whole(arrived, received)

    monkeypatch.setattr(receiving, "documents_of", troubled)
    with pytest.raises(OSError, match="no room"):
        taken(record)
    names = [each.file for _, each, _ in on_record(record)]
    assert names == [f"{place}.csv" for place in range(bad) if place not in (2, 4)]
    monkeypatch.undo()
    taken(record)
    with record.reading() as reader:
        assert sorted(reader.names_of(1983)) == ["X1", "X2", "X3", "X4", "X5", "X6"]
        assert reader.verify().ok
