"""Evidence of a correction: a text, or a file that goes on record with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cultivation.canonical import digest
from cultivation.record.store import Record
from tests.record.story import ticking_clock

from .conftest import Run

Ask = Callable[..., Any]
CORRECT = ("correct", "1983", "F017", "patents", "900", "--evidence")


def test_a_file_is_kept_with_the_correction(begun_scored: Run, ask: Ask, workspace: Path) -> None:
    paper = workspace / "审计报告.pdf"
    paper.write_bytes(b"%PDF-1.4 page 12")
    said = begun_scored(*CORRECT, str(paper), "--evidence", "page 12, line 3")
    assert "On record with it: 审计报告.pdf" in said.stderr
    entry = json.loads(begun_scored("audit", "log", "--last", "1", "--format", "json").stdout)["entries"][0]
    assert entry["payload"]["evidence"] == "page 12, line 3; 审计报告.pdf"
    [document] = entry["payload"]["documents"]
    assert (document["sha256"], document["name"]) == (digest(paper.read_bytes()), "审计报告.pdf")
    record = Record(f"sqlite:///{workspace / 'cultivation.db'}", ticking_clock())
    with record.reading() as reader:
        assert reader.document(document["sha256"]) == paper.read_bytes()
        assert reader.verify().ok
    record.dispose()


def test_a_text_alone_will_do(begun_scored: Run, ask: Ask) -> None:
    begun_scored(*CORRECT, "register of 1984, page 3.pdf is not at hand")
    [entry] = ask("audit", "log", "--last", "1")["entries"]
    assert "documents" not in entry["payload"]


def test_a_file_that_is_not_there_is_no_text(begun_scored: Run, workspace: Path) -> None:
    missing = str(workspace / "missing.pdf")
    said = begun_scored(*CORRECT, missing, code=2).stderr
    assert f"{missing} does not exist" in said


def test_blank_evidence_is_refused(begun_scored: Run) -> None:
    assert "evidence must not be empty" in begun_scored(*CORRECT, " ", code=2).stderr
