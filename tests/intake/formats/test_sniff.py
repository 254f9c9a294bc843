"""A file is what its content says."""

from __future__ import annotations

from pathlib import Path

import pytest

from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.sniff import ENCRYPTED, OLE_START, kind_of

from .packages import package, packed, parts

SAMPLES = Path(__file__).parent / "samples"
GOOD = parts("")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("sample.csv", "csv"), ("sample.html", "html"), ("sample.ods", "ods"), ("sample.xls", "xls")],
)
def test_files_of_office_programs(name: str, kind: str) -> None:
    assert kind_of((SAMPLES / name).read_bytes()) == kind


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (package(""), "xlsx"),
        (packed({"xl/workbook2.xml": "<workbook/>"}), "xlsx"),
        (packed({"xl/workbook.bin": ""}), "xlsb"),
        (OLE_START + b"\0" * 600 + ENCRYPTED, "encrypted"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
         b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "spreadsheetml"),
        ("<TABLE><tr>".encode("utf-16"), "html"),
        ("企业,代码\n".encode("gb18030"), "csv"),
    ],
)  # fmt: skip
def test_kinds(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b" \n\0", "empty"),
        (b"%PDF-1.4", "pdf"),
        (b"\x89PNG\r\n", "picture"),
        (b"Rar!\x1a", "other_archive"),
        (packed({"word/document.xml": "<w/>"}), "archive"),
        (packed({"Index/Document.iwa": "x"}), "not_excel"),
        (package("")[:200], "damaged"),
    ],
)
def test_what_is_no_table(content: bytes, problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        kind_of(content)
