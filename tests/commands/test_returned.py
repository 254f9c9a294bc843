"""A workbook goes back, is corrected, and goes back again, through the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from .conftest import Run
from .test_intake import FIRST, HEADERS, SECOND, begun, write

Ask = Callable[..., Any]
__all__ = ["begun"]


def test_a_second_return(begun: Run, ask: Ask, tmp_path: Path) -> None:
    first, second, third = tmp_path / "1", tmp_path / "2", tmp_path / "3"
    rows = (FIRST, (*SECOND[:4], "很多", "无数", *SECOND[6:]))
    begun("intake", "1983", str(write(tmp_path / "a.xlsx", *rows)), "--returned", str(first), code=1)
    book = load_workbook(first / "a.returned.xlsx")
    sheet = book["Sheet"]
    assert all("cultivation" in sheet[cell].comment.text for cell in ("E3", "F3"))
    sheet["E3"] = 3
    sheet["B3"].comment = Comment("请核对", "王")
    book.save(tmp_path / "b.xlsx")

    begun("intake", "1983", str(tmp_path / "b.xlsx"), "--returned", str(second), code=1)
    book = load_workbook(second / "b.returned.xlsx")
    sheet = book["Sheet"]
    assert book.sheetnames == ["Sheet", "Findings"]
    assert sheet["E3"].comment is None
    assert "无数" in sheet["F3"].comment.text
    assert (sheet["B3"].comment.text, sheet["B3"].comment.author) == ("请核对", "王")
    assert sheet.max_column == len(HEADERS) + 1
    sheet["F3"] = 50
    book.save(tmp_path / "c.xlsx")

    answer = ask("intake", "1983", str(tmp_path / "c.xlsx"), "--returned", str(third))
    assert (answer["files"][0]["accepted"], answer["files"][0]["rejected"]) == (1, 0)
    fixed = [(each["before"], each["now"]) for each in answer["files"][0]["fixed"]]
    assert ("无数", "50") in fixed
    sheet = load_workbook(third / "c.returned.xlsx")["Findings"]
    assert "Corrected since" in {cell.value for row in sheet.iter_rows() for cell in row}


def test_what_cannot_be_marked_stops_no_other_file(
    begun: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, back = tmp_path / "in", tmp_path / "back"
    folder.mkdir()
    faulty = (*SECOND[:4], "很多", *SECOND[5:])
    write(folder / "a.xlsx", faulty)
    (folder / "b.xlsx").write_bytes(b"PK\x03\x04 half a workbook")
    (folder / "c.csv").write_text(",".join(HEADERS) + "\n" + ",".join(map(str, faulty)) + "\n", "utf-8")
    write(folder / f"{'长' * 80}.csv", faulty)
    begun("intake", "1983", str(folder), "--returned", str(back), code=1)
    names = sorted(path.name for path in back.iterdir())
    assert names[:3] == ["a.returned.xlsx", "b.xlsx.findings.xlsx", "c.csv.findings.xlsx"]
    assert len(names) == 4
    sentences = [load_workbook(back / name).worksheets[0]["A2"].value for name in names[1:3]]
    assert sentences == [
        "The workbook could not be marked because it cannot be read.",
        "The workbook could not be marked because it is not an .xlsx or .xlsm workbook.",
    ]


def test_a_protected_workbook_comes_with_a_list(begun: Run, tmp_path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain, protected = write(tmp_path / "plain.xlsx", (*SECOND[:4], "很多", *SECOND[5:])), tmp_path / "p.xlsx"
    with plain.open("rb") as source, protected.open("wb") as target:
        OOXMLFile(source).encrypt("secret", target)
    for number, options in enumerate(((), ("--password", "secret"))):
        back = tmp_path / f"back{number}"
        begun("intake", "1983", str(protected), "--returned", str(back), *options, code=1)
        assert [path.name for path in back.iterdir()] == ["p.xlsx.findings.xlsx"]
        sentence = load_workbook(back / "p.xlsx.findings.xlsx").worksheets[0]["A2"].value
        assert "protected by a password" in sentence
