"""`audit` on the real panel of 1983 and 1984."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cultivation.canonical import canonical_json, digest
from cultivation.record.log import Entry
from tests.record.test_attacks import cut
from tests.record.test_verify import attack, rows

from .conftest import PANEL, Run

Ask = Callable[..., Any]


def test_an_anchor_finds_a_cut_tail(decided: Run, ask: Ask, workspace: Path, tmp_path: Path) -> None:
    file, minutes = tmp_path / "anchor.json", tmp_path / "minutes.txt"
    line = decided("audit", "anchor", "-o", str(file)).stdout
    minutes.write_text(f"纪要\n{line}", encoding="utf-8")
    entries = ask("audit", "verify")["entries"]
    assert json.loads(file.read_text("utf-8"))["entries"] == entries
    assert ask("audit", "verify", "--anchor", str(file), "--anchor", str(minutes))["ok"]
    cut(workspace / "cultivation.db", entries - 2)
    assert "audit rebuild" in ask("audit", "verify", code=1)["reason"]
    tried = decided("audit", "rebuild", "--dry-run", "--lang", "en", code=1)
    assert "differ from the log" in tried.stderr and "corrected" not in tried.stderr
    assert "have been corrected" in decided("audit", "rebuild", "--lang", "en", code=1).stderr
    assert ask("audit", "verify")["ok"]
    for anchor in (file, minutes):
        found = ask("audit", "verify", "--anchor", str(anchor), code=1)
        assert (found["ok"], found["broken_at"]) == (False, entries - 1)
        assert "missing" in found["reason"]


def test_an_anchor_without_the_signature_that_is_asked_for_is_refused(
    decided: Run, workspace: Path, tmp_path: Path
) -> None:
    from tests.record.anchors.test_signatures import keys

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


def forge(database: Path, name: str, change: Callable[[Any], None]) -> None:
    """Replace a document and every mention of its digest, and compute the whole chain again."""
    old, content = rows(database, f"SELECT sha256, content FROM document WHERE name = '{name}'")[0]
    said = json.loads(content)
    change(said)
    new = canonical_json(said)
    statements, last = [], "0" * 64
    query = "SELECT seq, recorded_at, actor, kind, payload FROM log ORDER BY seq"
    for seq, recorded_at, actor, kind, payload in rows(database, query):
        text = payload.replace(old, digest(new))
        entry = Entry(seq, recorded_at, actor, kind, json.loads(text), last, "")
        text, prev, last = text.replace("'", "''"), last, entry.seal()
        statements.append(
            f"UPDATE log SET payload = '{text}', prev = '{prev}', hash = '{last}' WHERE seq = {seq}"
        )
    attack(database, *statements)
    update = f"UPDATE document SET content = ?, sha256 = '{digest(new)}' WHERE sha256 = '{old}'"
    attack(database, update, parameters=(new,))


def test_the_years_come_out_as_they_are_on_record(decided: Run, ask: Ask) -> None:
    entries = ask("audit", "log")["entries"]
    found = ask("audit", "replay")
    assert found["ok"]
    assert [(each["year"], each["same"]) for each in found["years"]] == [(1983, True), (1984, True)]
    assert [each["kind"] for each in found["years"][0]["steps"]] == [
        "year_scored",
        "year_proposed",
        "year_decided",
    ]
    scores = [each["payload"]["scores_digest"] for each in entries if each["kind"] == "year_scored"]
    assert [each["stored"] for each in found["years"]] == scores
    assert [each["recomputed"] for each in found["years"]] == scores
    assert [each["year"] for each in ask("audit", "replay", "1984")["years"]] == [1984]
    assert ask("audit", "log")["entries"] == entries
    decided("audit", "replay", "1990", code=1)


def test_corrections_overrides_and_several_scorings_are_done_again(
    run: Run, ask: Ask, workspace: Path
) -> None:
    run("init", str(workspace))
    run("open", "1983", "--rules", "patents_rd_panel")
    run("intake", "1983", str(PANEL / "patents_rd_1983.xlsx"))
    run("score", "1983")
    run("propose", "1983")
    run("correct", "1983", "F017", "patents", "900", "--evidence", "register")
    run("score", "1983")
    lines = ask("propose", "1983")["lines"]
    out = next(line["id"] for line in lines if line["action"] == "enter")
    run("decide", "1983", "--document", "1", "--override", f"{out}=exit", "--reason", "no", actor="李强")
    found = ask("audit", "replay")
    assert found["ok"]
    kinds = [each["kind"].removeprefix("year_") for each in found["years"][0]["steps"]]
    assert kinds == ["scored", "proposed", "scored", "proposed", "decided"]


def test_a_forged_score_is_found_though_the_chain_holds(decided: Run, ask: Ask, workspace: Path) -> None:
    def better(table: Any) -> None:
        table["applications"][150]["total"] = "99.00"

    forge(workspace / "cultivation.db", "scores_1984.json", better)
    decided("audit", "rebuild", code=1)
    assert ask("audit", "verify")["ok"]
    found = ask("audit", "replay", code=1)
    assert not found["ok"]
    assert [each["same"] for each in found["years"]] == [True, False]
    first = found["first_difference"]
    assert (first["kind"], first["year"]) == ("year_scored", 1984)
    assert first["stored"] != first["recomputed"]
    assert "year scored, 1984" in decided("audit", "replay", code=1).stderr


def test_a_forged_proposal_is_found(decided: Run, ask: Ask, workspace: Path) -> None:
    def other(decision: Any) -> None:
        decision["lines"][0]["reason_code"], decision["lines"][0]["rank"] = "stayed_in_buffer", 99

    forge(workspace / "cultivation.db", "proposal_1984.json", other)
    decided("audit", "rebuild", code=None)
    first = ask("audit", "replay", code=1)["first_difference"]
    assert (first["kind"], first["year"]) == ("year_proposed", 1984)


def test_pool_why_status_and_shortlist_as_known_then(decided: Run, ask: Ask, tmp_path: Path) -> None:
    entries = ask("audit", "log")["entries"]
    moment = next(
        each["recorded_at"]
        for each in entries
        if each["kind"] == "year_decided" and each["payload"]["year"] == 1983
    )
    now, then = ask("pool"), ask("pool", "--as-of", moment)
    assert (now["year"], then["year"]) == (1984, 1983)
    assert then == ask("pool", "--year", "1983")
    assert [each["year"] for each in ask("status", "--as-of", moment)["years"]] == [1983]
    assert ask("why", then["members"][0]["id"], "--as-of", moment)["year"] == 1983
    for name, words in (("now", ()), ("then", ("--as-of", moment))):
        decided("shortlist", "1983", "-o", str(tmp_path / f"{name}.xlsx"), *words)
    assert (tmp_path / "now.xlsx").read_bytes() == (tmp_path / "then.xlsx").read_bytes()
    assert "not open" in decided("pool", "--year", "1984", "--as-of", moment, code=1).stderr
    assert ask("pool", "--as-of", "2000-01-01") == {"year": None, "members": []}
    assert ask("pool", "--as-of", "2999-12-31") == now


def test_a_moment_that_is_none(decided: Run) -> None:
    for words in ("yesterday", "2018-13-01", ""):
        assert f"--as-of {words}:" in decided("pool", "--as-of", words, code=2).stderr


def test_the_exported_archive_is_checked_without_the_program(decided: Run, ask: Ask, tmp_path: Path) -> None:
    packed = tmp_path / "record.zip"
    decided("audit", "export", "-o", str(packed))
    with zipfile.ZipFile(packed) as archive:
        archive.extract("verify.py", tmp_path)
    words = [sys.executable, "-I", "-S", str(tmp_path / "verify.py"), str(packed)]
    result = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
    assert result.returncode == 0, result.stderr
    assert ask("audit", "verify")["head"] in result.stdout
    assert "members 入库企业: 100" in result.stdout


def test_an_archive_that_cannot_be_written_leaves_nothing(decided: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    decided("audit", "export", "-o", str(tmp_path / "folder"), code=2)
    decided("audit", "export", "-o", str(tmp_path / "none" / "x.zip"), code=3)
    assert [each.name for each in tmp_path.glob("*.part")] == []


def test_a_moved_workspace_answers_the_same(decided: Run, ask: Ask, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'moved.db'}"
    head, pool = ask("audit", "verify")["head"], ask("pool")
    assert "with the same head" in decided("audit", "move", url).stdout
    assert ask("--database", url, "audit", "verify")["head"] == head
    assert ask("--database", url, "pool") == pool
    assert "empty one" in decided("audit", "move", url, code=1).stderr
