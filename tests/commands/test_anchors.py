"""`audit anchor`, `cosign`, `verify`, `drill` and `clock` as an office calls them."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cultivation.commands.context import Context
from cultivation.record.store import Record
from tests.kept import Kept
from tests.record.anchors.test_signatures import pair
from tests.record.anchors.test_timestamps import Authority
from tests.record.test_attacks import cut, make_tables_again
from tests.record.test_samples import SAMPLES

from .conftest import Run, runner

Ask = Callable[..., Any]
ENTRIES = 34


@pytest.fixture
def office(kept: Kept, run: Run, workspace: Path) -> Run:
    """An office whose record has three years."""
    kept.copy("sixth_year", _bring_up_to_date, workspace)
    return run


def _bring_up_to_date(folder: Path) -> None:
    run = runner(folder)
    run("init", str(folder))
    database = folder / "cultivation.db"
    database.write_bytes(gzip.decompress((SAMPLES / "sixth_year.db.gz").read_bytes()))
    run("init", str(folder))  # what an earlier version wrote


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "outside"
    made.mkdir()
    return made


def keys_in(folder: Path, name: str, kind: str = "ed25519") -> tuple[str, str]:
    paths = folder / f"{name}.pem", folder / f"{name}_public.pem"
    for path, content in zip(paths, pair(kind), strict=True):
        path.write_bytes(content)
    return str(paths[0]), str(paths[1])


def test_each_line_of_the_minutes_says_what_it_reaches(
    office: Run, ask: Ask, workspace: Path, folder: Path
) -> None:
    minutes, database = folder / "minutes.txt", workspace / "cultivation.db"
    whole = database.read_bytes()
    lines = []
    for last in (10, 20):
        cut(database, last)
        make_tables_again(database)
        lines.append(office("audit", "anchor", "-o", str(folder / f"{last}.json")).stdout)
        database.write_bytes(whole)
    minutes.write_text("\n".join(["纪要", *lines]), encoding="utf-8")
    found = ask("audit", "verify", "--anchor", str(minutes), "--anchor", str(folder / "20.json"))
    assert [(each["entry"], each["outcome"]) for each in found["anchors"]] == [
        *((10, "fits"), (20, "fits")),
        (20, "fits"),
    ]
    told = office("audit", "verify", "--anchor", str(minutes)).stdout
    assert "minutes.txt: entry 10, recorded at " in told
    assert told.count("the record goes on from it") == 2
    cut(database, 15)
    make_tables_again(database)
    found = ask("audit", "verify", "--anchor", str(minutes), code=1)
    assert [each["outcome"] for each in found["anchors"]] == ["fits", "tail_cut"]


def test_one_file_grows_by_what_is_due(office: Run, workspace: Path, folder: Path) -> None:
    file = folder / "anchors.jsonl"
    words = ("audit", "anchor", "-o", str(file), "--every", "decision")
    first = office(*words)
    decisions = len(file.read_bytes().splitlines())
    assert decisions == len(first.stdout.splitlines()) == 2
    before = file.read_bytes()
    again = office(*words)
    assert again.stdout == "" and "Nothing to add" in again.stderr
    assert file.read_bytes() == before
    office("audit", "anchor", "-o", str(file), "--every", "day")
    lines = [json.loads(line) for line in file.read_bytes().splitlines()]
    assert file.read_bytes().startswith(before) and lines[-1]["entries"] == ENTRIES
    assert [each["follows"]["entries"] for each in lines[1:]] == [each["entries"] for each in lines[:-1]]
    office("audit", "verify", "--anchor", str(file))
    office("audit", "anchor", "-o", str(file), "--every", "day", "--since", str(file), code=2)


def test_a_file_does_not_grow_from_a_record_that_was_cut(office: Run, workspace: Path, folder: Path) -> None:
    file = folder / "anchors.jsonl"
    office("audit", "anchor", "-o", str(file), "--every", "day")
    before = file.read_bytes()
    cut(workspace / "cultivation.db", ENTRIES - 3)
    make_tables_again(workspace / "cultivation.db")
    refused = office("audit", "anchor", "-o", str(file), "--every", "day", code=1)
    assert "The last entries are gone" in refused.stderr
    assert file.read_bytes() == before


@pytest.mark.parametrize("kind", ["ed25519", "SM2"])
def test_a_second_office_cosigns_without_a_record(
    office: Run, workspace: Path, folder: Path, tmp_path: Path, kind: str
) -> None:
    database = workspace / "cultivation.db"
    whole = database.read_bytes()
    ours, our_key = keys_in(folder, "ours")
    theirs, their_key = keys_in(folder, "theirs", kind)
    files = {name: str(folder / f"{name}.json") for name in ("first", "second", "seen", "cosigned", "bare")}
    cut(database, 20)
    make_tables_again(database)
    office("audit", "anchor", "-o", files["first"], "--key", ours)
    database.write_bytes(whole)
    office("audit", "anchor", "-o", files["second"], "--since", files["first"], "--key", ours)
    office("audit", "anchor", "-o", files["bare"])
    away = ("--workspace", str(tmp_path / "nothing here"))
    sign = ("--key", theirs, "--public-key", our_key)
    office(*away, "audit", "cosign", files["first"], "--first", *sign, "-o", files["seen"])
    words = (*away, "audit", "cosign", files["second"], *sign, "-o", files["cosigned"])
    office(*words, "--seen", files["seen"])
    office(
        "audit", "verify", "--anchor", files["cosigned"], "--public-key", our_key, "--witness-key", their_key
    )
    refused = office("audit", "verify", "--anchor", files["second"], "--witness-key", their_key, code=1)
    assert "not cosigned with the key theirs_public.pem" in refused.stderr
    office("audit", "verify", "--anchor", files["cosigned"], "--witness-key", our_key, code=1)
    office(*words, code=2)
    nowhere = ("-o", str(folder / "nowhere" / "x.json"))
    assert "does not exist" in office(*words, *nowhere, "--seen", files["seen"], code=3).stderr
    office(*words, "--seen", files["seen"], "--first", code=2)
    unsigned = (*away, "audit", "cosign", files["bare"], *sign, "-o", str(folder / "x.json"))
    assert "not signed" in office(*unsigned, "--seen", files["seen"], code=1).stderr
    assert not (folder / "x.json").exists()


def test_a_timestamp_goes_there_and_back_by_file(office: Run, ask: Ask, folder: Path) -> None:
    authority = Authority.at(folder / "authority")
    file, request, answer = folder / "a.json", folder / "a.tsq", folder / "a.tsr"
    office("audit", "anchor", "-o", str(file), "--timestamp-request", str(request))
    answer.write_bytes(authority.answer(request.read_bytes()))
    words = ("audit", "verify", "--anchor", str(file), "--timestamp", str(answer))
    root = ("--authority", str(authority.folder / "root.pem"))
    [stamp] = ask(*words, *root)["timestamps"]
    assert (stamp["file"], stamp["anchor"], stamp["clock_ahead"]) == ("a.tsr", "a.json", False)
    assert abs(datetime.fromisoformat(stamp["moment"]) - datetime.now(UTC)) < timedelta(minutes=5)
    assert "a.json existed at 20" in office(*words, *root).stdout
    office(*words, code=2)
    file.write_bytes(file.read_bytes().replace(b"}", b" }"))
    assert "over none of the anchor files" in office(*words, *root, code=1).stderr


def set_clock(monkeypatch: pytest.MonkeyPatch, shift: timedelta) -> None:
    def shifted(_context: Context, url: str) -> Record:
        return Record(url, lambda: datetime.now(UTC) + shift)

    monkeypatch.setattr(Context, "new_record", shifted)


RENAME = ("rename", "ANLAN", "安澜集团", "--document", "1", "--on", "2020-01-02")


def test_a_clock_is_explained_and_a_timestamp_shows_that_it_was_ahead(
    office: Run, ask: Ask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, timedelta(days=4000))
    office("rename", "ANLAN", "安澜新材", "--document", "1", "--on", "2020-01-01")
    set_clock(monkeypatch, timedelta())
    refused = office(*RENAME, code=3).stderr
    assert "The clock says" in refused and "cultivation audit clock --reason TEXT" in refused
    authority = Authority.at(folder / "authority")
    file, request, answer = folder / "a.json", folder / "a.tsq", folder / "a.tsr"
    office("audit", "anchor", "-o", str(file), "--timestamp-request", str(request))
    answer.write_bytes(authority.answer(request.read_bytes()))
    words = (
        "--anchor",
        str(file),
        "--timestamp",
        str(answer),
        "--authority",
        str(authority.folder / "root.pem"),
    )
    assert "The clock was ahead" in office("audit", "verify", *words).stdout
    office("audit", "clock", "--reason", "BIOS", "--dry-run")
    office("audit", "clock", "--reason", "BIOS 电池更换")
    office(*RENAME)
    found = ask("audit", "verify")
    assert found["ok"]
    assert [each["reason"] for each in found["times_back"]] == ["BIOS 电池更换"]
    assert "Recorded reason: BIOS 电池更换" in office("audit", "verify").stdout
    office("audit", "clock", "--reason", "again", code=1)
    office("audit", "clock", "--reason", "", code=2)


def test_a_drill_is_told_and_on_record(office: Run, ask: Ask, workspace: Path, folder: Path) -> None:
    backup, anchor = folder / "backup.db", folder / "a.json"
    shutil.copy(workspace / "cultivation.db", backup)
    office("audit", "anchor", "-o", str(anchor))
    done = office("audit", "drill", str(backup), "--anchor", str(anchor))
    assert f"backup.db is in order: {ENTRIES} entries" in done.stdout
    assert f"anchor of entry {ENTRIES}" in done.stdout
    last = ask("audit", "log", "--last", "1")["entries"][0]
    assert last["kind"] == "restore_drilled"
    assert (last["payload"]["file"], last["payload"]["missing"]) == ("backup.db", 0)
    again = office("audit", "drill", f"sqlite:///{backup}", "--dry-run")
    assert "recorded since: 1" in again.stdout and "No anchor" in again.stderr
    office("audit", "drill", str(folder / "none.db"), code=3)
    office("audit", "drill", "x://y", code=3)
