"""The marked workbook as LibreOffice saves it: our marks are still found, and go when all is put right."""

from __future__ import annotations

from pathlib import Path

import pytest

from cultivation.core.rules.model import RuleSet
from cultivation.language import activate

from ..errors.make_errors import SHEET, workbook
from .test_returned_again import FAULTY, OURS, again, areas, edited, his, opened
from .test_template_printed import SOFFICE, convert

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed"),
]


def test_marks_are_found_after_libreoffice_saved_them(small: RuleSet, tmp_path: Path) -> None:
    activate("zh")
    try:
        path = tmp_path / "x.xlsx"
        path.write_bytes(again(edited(workbook(FAULTY), his), small))
        book = opened(again(convert(path, "xlsx").read_bytes(), small))
    finally:
        activate("en")
    sheet = book[SHEET]
    assert book.sheetnames == [SHEET, OURS, f"{OURS} (2)"]
    assert [cell.value for cell in sheet[2]].count(OURS) == 2
    assert sheet["F3"].comment.text.startswith("按审计报告\n第二行")
    assert sheet["F3"].comment.text.count("不是数字") == 1
    assert sheet["H3"].comment.text == "已核对"
    assert len(areas(sheet)) == 2
