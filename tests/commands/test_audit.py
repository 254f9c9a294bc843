"""`audit` on the real panel of 1983 and 1984."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.record.test_attacks import cut

from .conftest import Run

Ask = Callable[..., Any]


def test_an_anchor_finds_a_cut_tail(decided: Run, ask: Ask, workspace: Path, tmp_path: Path) -> None:
    file, minutes = tmp_path / "anchor.json", tmp_path / "minutes.txt"
    line = decided("audit", "anchor", "-o", str(file)).stdout
    minutes.write_text(f"纪要\n{line}", encoding="utf-8")
    entries = ask("audit", "verify")["entries"]
    assert json.loads(file.read_text("utf-8"))["entries"] == entries
    assert ask("audit", "verify", "--anchor", str(file), "--anchor", str(minutes))["ok"]
    cut(workspace / "cultivation.db", entries - 2)
    assert ask("audit", "verify")["ok"]
    for anchor in (file, minutes):
        found = ask("audit", "verify", "--anchor", str(anchor), code=1)
        assert (found["ok"], found["broken_at"]) == (False, entries - 1)
        assert "missing" in found["reason"]


def test_an_anchor_without_the_signature_that_is_asked_for_is_refused(
    decided: Run, workspace: Path, tmp_path: Path
) -> None:
    from tests.record.test_anchor import keys

    private, public = tmp_path / "private.pem", tmp_path / "public.pem"
    for path, content in zip((private, public), keys(), strict=True):
        path.write_bytes(content)
    signed, plain = tmp_path / "signed.json", tmp_path / "plain.json"
    decided("audit", "anchor", "-o", str(signed), "--key", str(private))
    decided("audit", "anchor", "-o", str(plain))
    key = ("--public-key", str(public))
    decided("audit", "verify", "--anchor", str(signed), *key)
    assert "not signed" in decided("audit", "verify", "--anchor", str(plain), *key, code=1).stderr


def test_a_broken_record_gets_no_anchor(decided: Run, workspace: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(workspace / "cultivation.db")
    connection.execute("DROP TRIGGER log_no_update")
    connection.execute("UPDATE log SET actor = 'x' WHERE seq = 2")
    connection.commit()
    connection.close()
    refused = decided("audit", "anchor", "-o", str(tmp_path / "a.json"), code=1)
    assert "Entry 2 was altered" in refused.stderr
    assert not (tmp_path / "a.json").exists()
