"""Every file of a folder is answered, and every enterprise in it is accepted, rejected or unchanged."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run
from .test_intake import FIRST, SECOND, begun, write  # noqa: F401 - a fixture

Ask = Callable[..., Any]
THIRD = ("X3", "丙", "other", "usa", 5, 70, 60, 1.75)
FAULTY = (*THIRD[:4], "很多", *THIRD[5:])


RELATIONS = (
    '<Relationships><Relationship Id="a" Type="http://x/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder as offices send them."""
    folder = tmp_path / "in"
    for name in ("北", "南", ".git"):
        (folder / name).mkdir(parents=True)
    write(folder / "北" / "表.xlsx", FIRST)
    write(folder / "南" / "表.xlsx", FAULTY)
    write(tmp_path / "inner.xlsx", SECOND)
    with zipfile.ZipFile(folder / "材料.zip", "w") as archive:
        archive.write(tmp_path / "inner.xlsx", "乙镇/表.xlsx")
        archive.writestr("__MACOSX/._表.xlsx", b"x")
        archive.writestr("执照.pdf", b"%PDF-1.4")
    (folder / "无后缀").write_bytes((tmp_path / "inner.xlsx").read_bytes())  # a workbook holds its time
    with zipfile.ZipFile(folder / "申请书.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", "<w:document/>")
    (folder / "扫描.pdf").write_bytes(b"%PDF-1.4")
    (folder / "照片.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "包.rar").write_bytes(b"Rar!\x1a\x07")
    (folder / "空.xlsx").write_bytes(b"")
    (folder / "说明.xlsx").write_text("请各企业按时报送", encoding="utf-8")
    for name in ("~$表.xlsx", ".DS_Store", "Thumbs.db"):
        (folder / name).write_bytes(b"x")
    return folder


EXPECTED = {
    "北/表.xlsx": ("read", 1, 0, ""),
    "南/表.xlsx": ("read", 0, 1, "not_a_number"),
    "材料.zip/乙镇/表.xlsx": ("read", 0, 0, "received_before"),
    "材料.zip/__MACOSX/._表.xlsx": ("passed_over", 0, 0, "passed_over"),
    "材料.zip/执照.pdf": ("not_read", 0, 0, "no_workbook"),
    "无后缀": ("read", 1, 0, ""),
    "申请书.docx": ("not_read", 0, 0, "no_workbook"),
    "扫描.pdf": ("not_read", 0, 0, "no_workbook"),
    "照片.jpg": ("not_read", 0, 0, "no_workbook"),
    "包.rar": ("not_read", 0, 0, "unreadable_file"),
    "空.xlsx": ("not_read", 0, 0, "unreadable_file"),
    "说明.xlsx": ("not_read", 0, 0, "unreadable_file"),
    "~$表.xlsx": ("passed_over", 0, 0, "passed_over"),
    ".DS_Store": ("passed_over", 0, 0, "passed_over"),
    ".git": ("passed_over", 0, 0, "passed_over"),
    "Thumbs.db": ("passed_over", 0, 0, "passed_over"),
}


def test_every_file_is_answered(begun: Run, ask: Ask, inbox: Path) -> None:  # noqa: F811
    answer = ask("intake", "1983", str(inbox), code=1)
    found = {
        each["name"]: (
            each["state"],
            each["accepted"],
            each["rejected"],
            next((finding["code"] for finding in each["findings"] if finding["code"] != "file_misnamed"), ""),
        )
        for each in answer["files"]
    }
    assert found == EXPECTED
    assert len(answer["files"]) == len(EXPECTED)


def test_the_account_adds_up(begun: Run, ask: Ask, inbox: Path) -> None:  # noqa: F811
    for path in (inbox, inbox / "北", inbox / "材料.zip", inbox / "扫描.pdf"):
        answer = ask("intake", "1983", str(path), "--dry-run", code=None)
        account, files = answer["account"], answer["files"]
        assert account["files"] == len(files)
        assert account["files"] == account["read"] + account["not_read"] + account["passed_over"]
        for each in ("accepted", "rejected", "unchanged"):
            assert account[each] == sum(file[each] for file in files)
        assert account["enterprises"] == account["accepted"] + account["rejected"] + account["unchanged"]


def test_what_came_in_an_archive_goes_back(begun: Run, tmp_path: Path) -> None:  # noqa: F811
    write(tmp_path / "inner.xlsx", FAULTY)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "inner.xlsx", "北/inner.xlsx")
    begun("intake", "1983", str(tmp_path / "a.zip"), "--returned", str(tmp_path / "back"), code=1)
    assert [path.name for path in (tmp_path / "back").iterdir()] == ["a.zip_北_inner.returned.xlsx"]


def test_an_archive_that_is_not_to_be_trusted_is_one_finding(begun: Run, ask: Ask, tmp_path: Path) -> None:  # noqa: F811
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", bytes(60 * 1024 * 1024))
    answer = ask("intake", "1983", str(tmp_path / "a.zip"), code=1)
    ((file, finding),) = [(each["name"], each["findings"][0]["code"]) for each in answer["files"]]
    assert (file, finding) == ("a.zip", "unreadable_file")
