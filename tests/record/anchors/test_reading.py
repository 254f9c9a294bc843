"""Anchors are read whole or refused by name: files, files with several, and minutes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cultivation.errors import UsageMistake
from cultivation.record.anchors.reading import read_anchors
from tests.record.anchors.test_anchor import anchor_at

HASH = "ab" * 32
PLAIN = {
    "format": "cultivation-anchor-1",
    "entries": 12,
    "head": HASH,
    "recorded_at": "2017-03-01T09:30:11.000000Z",
    "made_at": "2018-07-01T08:00:00Z",
}
FOLLOWS = {"entries": 5, "head": HASH, "root": HASH, "proof": [HASH], "path": []}
COSIGNED = {"witness": "审计局", "earlier": 0, "made_at": "2018-07-01T08:00:00Z", "signature": "aGVq"}


def written(**changed: Any) -> bytes:
    return json.dumps({**PLAIN, **changed}).encode()


def test_all_lines_of_the_minutes_are_read(database: Path) -> None:
    lines = [anchor_at(database, seq).line for seq in (12, 3, 7)]
    minutes = "\n".join(["一、", lines[0], "二、", lines[1], f"三、{lines[2]}。"])
    for encoding in ("utf-8", "utf-8-sig", "gbk", "utf-16"):
        content = minutes.encode(encoding)
        assert [each.line for each in read_anchors(content, "minutes.txt")] == lines


def test_all_anchors_of_a_file_are_read(database: Path) -> None:
    anchors = [anchor_at(database, 3), anchor_at(database, 7, since=3)]
    content = b"\n".join(each.content for each in anchors)
    assert read_anchors(content, "anchors.jsonl") == anchors


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda line: line[:-1],
        lambda line: line + "0",
        lambda line: line.replace(" 7 ", " seven "),
        lambda line: line.replace(" 7 ", " 0 "),
        lambda line: line.upper().replace("CULTIVATION-ANCHOR", "cultivation-anchor"),
        lambda line: line.split(" ")[0],
        lambda line: line.replace("Z ", " "),
    ],
)
def test_a_line_that_is_not_whole_is_not_passed_over(database: Path, spoilt: Any) -> None:
    good, bad = anchor_at(database, 3).line, spoilt(anchor_at(database, 7).line)
    with pytest.raises(UsageMistake, match=r"minutes\.txt is not an anchor throughout: .* is not whole"):
        read_anchors(f"{good}\n{bad}\n".encode(), "minutes.txt")


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff\xfe", b"12", b"null", b"\x00\x01"])
def test_what_is_no_anchor_is_refused(content: bytes) -> None:
    with pytest.raises(UsageMistake, match=r"a\.json is not an anchor"):
        read_anchors(content, "a.json")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("signature", ["a", "list"]),
        ("signature", 7),
        ("signature", ""),
        ("signature", None),
        ("entries", 0),
        ("entries", True),
        ("entries", "12"),
        ("entries", 1.5),
        ("head", HASH[1:]),
        ("head", [HASH]),
        ("head", HASH.upper()),
        ("root", ""),
        ("recorded_at", 5),
        ("made_at", None),
        ("format", "cultivation-anchor-9"),
        ("follows", [1]),
        ("cosignatures", {}),
        ("cosignatures", ["x"]),
    ],
)
def test_what_is_not_of_its_kind_is_named(key: str, value: Any) -> None:
    changed = {"root": HASH, **{key: value}}
    with pytest.raises(UsageMistake, match=rf"a\.json is not an anchor: what stands under {key} "):
        read_anchors(written(**changed), "a.json")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("proof", "x"),
        ("proof", [1]),
        ("proof", ["ab"]),
        ("path", None),
        ("entries", 0),
        ("root", 1),
        ("head", ""),
    ],
)
def test_an_earlier_anchor_is_checked_too(key: str, value: Any) -> None:
    with pytest.raises(UsageMistake, match=f"under {key} "):
        read_anchors(written(root=HASH, follows={**FOLLOWS, key: value}), "a.json")


@pytest.mark.parametrize(
    ("key", "value"),
    [("witness", ""), ("earlier", -1), ("made_at", 1), ("signature", ["x"]), ("signature", "")],
)
def test_a_cosignature_is_checked_too(key: str, value: Any) -> None:
    with pytest.raises(UsageMistake, match=f"under {key} "):
        read_anchors(written(cosignatures=[{**COSIGNED, key: value}]), "a.json")


def test_a_file_whose_proof_does_not_hold_contradicts_itself() -> None:
    with pytest.raises(UsageMistake, match="entry 12 does not follow from entry 5"):
        read_anchors(written(root=HASH, follows=FOLLOWS), "a.json")


def test_one_bad_line_of_a_file_of_many_is_found(database: Path) -> None:
    with pytest.raises(UsageMistake, match="under head "):
        read_anchors(anchor_at(database, 3).content + written(head=7), "anchors.jsonl")
