"""The archive, checked by its own program in a bare Python; each forgery that is planted is found."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cultivation.canonical import canonical_json, digest
from cultivation.record.export import export
from cultivation.record.store import Record
from tests.record.story import ticking_clock

MOMENT = datetime(2018, 7, 1, tzinfo=UTC)
BARE = (sys.executable, "-I", "-S")  # no environment, no installed packages


def archive_of(database: Path) -> bytes:
    record = Record(f"sqlite:///{database}", ticking_clock())
    target = io.BytesIO()
    with record.reading() as reader:
        assert export(reader, target, MOMENT) == 12
    record.dispose()
    return target.getvalue()


@pytest.fixture
def folder(database: Path, tmp_path: Path) -> Path:
    zipfile.ZipFile(io.BytesIO(archive_of(database))).extractall(tmp_path / "archive")
    return tmp_path / "archive"


def check(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*BARE, *map(str, words)], capture_output=True, encoding="utf-8", check=False)


def test_an_honest_record_is_in_order(folder: Path, database: Path, tmp_path: Path) -> None:
    packed = tmp_path / "record.zip"
    packed.write_bytes(archive_of(database))
    for words in ((folder / "verify.py",), (folder / "verify.py", packed)):
        result = check(*words)
        assert (result.returncode, result.stderr) == (0, "")
        assert "12 entries" in result.stdout
        assert "members 入库企业: 2" in result.stdout
    head = json.loads((folder / "anchor.json").read_bytes())["head"]
    assert head in result.stdout


def test_the_same_record_gives_the_same_archive(database: Path) -> None:
    assert archive_of(database) == archive_of(database)


def test_the_readmes_name_every_file(folder: Path) -> None:
    for name in ("README.md", "README.zh-CN.md"):
        text = (folder / name).read_text("utf-8")
        assert {"log.jsonl", "documents/", "documents.csv", "anchor.json", "verify.py"} <= set(
            re.findall(r"`([\w./]+)`", text)
        )


def entries_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "log.jsonl").read_bytes().splitlines()]


def write(folder: Path, entries: list[dict[str, Any]]) -> None:
    (folder / "log.jsonl").write_bytes(b"".join(canonical_json(each) + b"\n" for each in entries))


def seal_again(entries: list[dict[str, Any]]) -> None:
    head = "0" * 64
    for entry in entries:
        entry["prev"] = head
        head = entry["hash"] = digest(canonical_json({k: v for k, v in entry.items() if k != "hash"}))


def altered(folder: Path) -> None:
    entries = entries_of(folder)
    entries[3]["payload"]["value"] = "99"
    write(folder, entries)


def altered_and_sealed(folder: Path) -> None:
    entries = entries_of(folder)
    entries[3]["payload"]["value"] = "99"
    entry = {key: value for key, value in entries[3].items() if key != "hash"}
    entries[3]["hash"] = digest(canonical_json(entry))
    write(folder, entries)


def rewritten(folder: Path) -> None:
    entries = entries_of(folder)
    entries[3]["payload"]["value"] = "99"
    seal_again(entries)
    write(folder, entries)


def left_out(folder: Path) -> None:
    entries = entries_of(folder)
    del entries[4]
    write(folder, entries)


def swapped(folder: Path) -> None:
    entries = entries_of(folder)
    entries[4], entries[5] = entries[5], entries[4]
    write(folder, entries)


def cut_tail(folder: Path) -> None:
    entries = entries_of(folder)
    write(folder, entries[:7])
    named = {each["sha256"] for entry in entries[:7] for each in entry["payload"].get("documents", ())}
    for path in (folder / "documents").iterdir():
        if path.name not in named:
            path.unlink()


def space(folder: Path) -> None:
    path = folder / "log.jsonl"
    path.write_bytes(path.read_bytes().replace(b'":', b'": ', 1))


def key_twice(folder: Path) -> None:
    path = folder / "log.jsonl"
    path.write_bytes(path.read_bytes().replace(b'{"actor":"li"', b'{"actor":"wang","actor":"li"', 1))


def half_line(folder: Path) -> None:
    path = folder / "log.jsonl"
    path.write_bytes(path.read_bytes()[:-1])


def fraction(folder: Path) -> None:
    path = folder / "log.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"seq":4}', b'"seq":4.0}'))


def document_of(folder: Path, kind: str) -> tuple[Path, dict[str, Any]]:
    entry = next(each for each in entries_of(folder) if each["kind"] == kind)
    found = next(each for each in entry["payload"]["documents"] if each["media_type"] == "application/json")
    return folder / "documents" / found["sha256"], found


def document_altered(folder: Path) -> None:
    path, _ = document_of(folder, "year_scored")
    path.write_bytes(path.read_bytes().replace(b"89.5", b"99.5"))


def document_gone(folder: Path) -> None:
    document_of(folder, "workbook_received")[0].unlink()


def document_added(folder: Path) -> None:
    (folder / "documents" / digest(b"new")).write_bytes(b"new")


def document_renamed(folder: Path) -> None:
    path, _ = document_of(folder, "year_scored")
    path.rename(path.with_name(digest(b"new")))


def file_added(folder: Path) -> None:
    (folder / "explanation.txt").write_text("believe this", encoding="utf-8")


def way_out(folder: Path) -> None:
    entries = entries_of(folder)
    entries[1]["payload"]["documents"][0]["sha256"] = "../log.jsonl"
    seal_again(entries)
    write(folder, entries)
    (folder / "anchor.json").unlink()


def another_member(folder: Path) -> None:
    entries = entries_of(folder)
    entries[11]["payload"]["entered"] = ["C", "D"]
    seal_again(entries)
    write(folder, entries)
    (folder / "anchor.json").unlink()


def never_a_member(folder: Path) -> None:
    entries = entries_of(folder)
    entries[11]["payload"]["left"] = ["Z"]
    seal_again(entries)
    write(folder, entries)
    (folder / "anchor.json").unlink()


def one_person(folder: Path) -> None:
    entries = entries_of(folder)
    entries[11]["payload"]["approver"] = "Ｌ\u3000ⅰ"
    seal_again(entries)
    write(folder, entries)
    (folder / "anchor.json").unlink()


def index_altered(folder: Path) -> None:
    path = folder / "documents.csv"
    path.write_bytes(path.read_bytes().replace(b"scores_2017", b"scores_2018"))


def no_text(folder: Path) -> None:
    path = folder / "log.jsonl"
    path.write_bytes(path.read_bytes().replace("甲".encode(), b"\xff") + b"\xff\n")


def no_log(folder: Path) -> None:
    (folder / "log.jsonl").unlink()


FORGERIES: dict[Callable[[Path], None], str] = {
    altered: r"entry 4: .*altered",
    altered_and_sealed: r"entry 5: .*does not follow",
    rewritten: r"rewritten: entry 12",
    left_out: r"entry 5: .*missing",
    swapped: r"entry 5: .*out of order",
    cut_tail: r"last entries are gone.*recorded after 2017-03-01T09:30:06",
    space: r"entry 1: .*canonical",
    key_twice: r"entry 1: a key stands twice",
    half_line: r"last line .* not whole",
    fraction: r"entry 4: a number with a fraction",
    document_altered: r"scores_2017.json .* named by entry 5, was altered",
    document_gone: r"applications.json .* named by entry 3, is missing",
    document_added: r"documents/\w+ is named by no entry",
    document_renamed: r"scores_2017.json .* is missing",
    file_added: r"explanation.txt is named by no entry",
    way_out: r"entry 2 names a document in no usable way",
    another_member: r"entry 12: the decision document names other entries",
    never_a_member: r"entry 12: .*was no member",
    one_person: r"entry 12: one person",
    index_altered: r"documents.csv does not name the documents as the log does",
    no_text: r"cannot be read",
    no_log: r"no log",
}


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_a_planted_forgery_is_found(folder: Path, forge: Callable[[Path], None]) -> None:
    forge(folder)
    result = check(folder / "verify.py")
    assert result.returncode == 1
    assert "NOT IN ORDER" in result.stderr
    assert "Traceback" not in result.stderr
    assert re.search(FORGERIES[forge], result.stderr), result.stderr


@pytest.mark.parametrize("forge", [rewritten, cut_tail])
def test_whoever_replaces_the_anchor_too_is_found_by_one_kept_elsewhere(
    folder: Path, tmp_path: Path, forge: Callable[[Path], None]
) -> None:
    kept, minutes = tmp_path / "kept.json", tmp_path / "minutes.txt"
    kept.write_bytes((folder / "anchor.json").read_bytes())
    said = json.loads(kept.read_bytes())
    minutes.write_text(
        f"纪要\ncultivation-anchor-1 {said['entries']} {said['recorded_at']}\n{said['head']}",
        encoding="utf-8",
    )
    forge(folder)
    (folder / "anchor.json").unlink()
    (folder / "documents.csv").unlink()
    assert check(folder / "verify.py").returncode == 0
    for anchor in (kept, minutes):
        assert check(folder / "verify.py", "--anchor", anchor).returncode == 1


def test_a_file_twice_in_the_archive_is_found(database: Path, tmp_path: Path, folder: Path) -> None:
    packed = tmp_path / "record.zip"
    packed.write_bytes(archive_of(database))
    with pytest.warns(UserWarning), zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("README.md", "another")
    result = check(folder / "verify.py", packed)
    assert "twice" in result.stderr


def test_what_is_no_archive_is_a_sentence(tmp_path: Path, folder: Path) -> None:
    for content in (b"", b"PK", b"text"):
        (tmp_path / "x.zip").write_bytes(content)
        result = check(folder / "verify.py", tmp_path / "x.zip")
        assert (result.returncode, "Traceback" in result.stderr) == (1, False)


def test_a_damaged_part_or_a_locked_one_is_a_sentence(database: Path, tmp_path: Path, folder: Path) -> None:
    """What another program made of the archive may break off in the middle, or ask for a password."""
    packed = bytearray(archive_of(database))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        info = archive.getinfo("log.jsonl")
    lengths = [int.from_bytes(packed[info.header_offset + at :][:2], "little") for at in (26, 28)]
    start = info.header_offset + 30 + sum(lengths)
    listed = packed.index(b"PK\x01\x02")
    while not packed[listed + 46 :].startswith(b"log.jsonl"):
        listed = packed.index(b"PK\x01\x02", listed + 1)
    damaged, locked = bytearray(packed), bytearray(packed)
    damaged[start : start + 8] = b"\xff" * 8
    for flags in (info.header_offset + 6, listed + 8):
        locked[flags] |= 1
    for content in (damaged, locked):
        (tmp_path / "x.zip").write_bytes(content)
        result = check(folder / "verify.py", tmp_path / "x.zip")
        assert (result.returncode, "Traceback" in result.stderr) == (1, False)
        assert "NOT IN ORDER" in result.stderr and "cannot be read" in result.stderr


def test_a_wrong_name_in_the_command_is_no_fault_of_the_record(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for words in (
        ("none.zip",),
        (folder, "--anchor", tmp_path / "none.txt"),
        (folder, "--documents", tmp_path / "there"),
    ):
        result = check(folder / "verify.py", *words)
        assert result.returncode == 2
        assert "NOT IN ORDER" not in result.stderr and "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "value",
    [
        {"b": 1, "a": [None, True, -5, '甲\u2028\x1f"\\/é'], "\ue000": 1, "😀": 2, "": {}},
        {"x": "e\u0301", "n": 2**53 - 1},
    ],
)
def test_its_canonical_form_is_that_of_the_program(value: Any) -> None:
    from cultivation.record.checker import canonical

    assert canonical(value).encode() == canonical_json(value)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("审计报告 第12页.pdf", "审计报告 第12页.pdf"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("a\\b:c*?.xlsx", "a_b_c__.xlsx"),
        ("\u202egpj.exe\x00\n", "gpj.exe"),
        ("e\u0301.txt", "\u00e9.txt"),
        ("...", "document"),
        ("", "document"),
        ("字" * 5000 + ".xlsx", "字" * 38 + ".xlsx"),  # three bytes a letter, 120 in all
        ("x." + "y" * 5000, "x." + "y" * 118),
    ],
)
def test_a_readable_name_is_no_path_and_not_long(name: str, safe: str) -> None:
    from cultivation.record.checker import safe_name

    assert safe_name(name) == safe


def test_names_that_clash_stay_apart_and_codes_are_no_formulas() -> None:
    from cultivation.record.checker import documents_csv

    named = {"name": "a.pdf", "media_type": "application/pdf", "sha256": "0" * 64}
    said = {"enterprise": "=HYPERLINK(1)", "documents": [named, named]}
    entry = {"seq": 7, "recorded_at": "2018", "kind": "k", "payload": said}
    rows = list(csv.DictReader(io.StringIO(documents_csv([entry]).decode("utf-8-sig"))))
    assert [row["file"] for row in rows] == ["00007-1_a.pdf", "00007-2_a.pdf"]
    assert {row["enterprise"] for row in rows} == {'="=HYPERLINK(1)"'}
