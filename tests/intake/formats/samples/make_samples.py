"""Makes the files in this folder: one workbook, written by LibreOffice in each of its formats.

Run it from the project's folder: `python -m tests.intake.formats.samples.make_samples` (needs soffice).
Tests read the files and compare them with WORKBOOK below, which no reader had a hand in.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

FOLDER = Path(__file__).parent
FORMATS = {
    "sample.xls": "xls:MS Excel 97",
    "sample.ods": "ods",
    "sample.html": "html",
    "sample.csv": "csv:Text - txt - csv (StarCalc):44,34,76,1",
}
SPREADSHEETML = ("sample.xml", "xml:MS Excel 2003 XML")
BLANK_TAIL = re.compile(r'number-(columns|rows)-repeated="(?:16|1048)\d{3}"')
NAME = "申报表"
HIDDEN = "隐藏表"
TITLE = "培育库申报表 & <2016>"

# What a person sees at each place, and what was put there.
WORKBOOK = {
    "A1": TITLE,
    "A2": "企业名称",
    "B2": "指标",
    "B3": "营业收入\n（万元）",
    "C3": "研发占比",
    "D3": "成立日期",
    "E3": "高新企业",
    "F3": "合计",
    "A4": "甲  公司",
    "B4": 1234.5,
    "C4": 0.123,
    "D4": datetime(2015, 3, 1),
    "E4": True,
    "F4": 1235.5,
    "A5": "乙公司",
    "B5": 20,
    "C5": 0.05,
    "D5": datetime(2016, 12, 31, 18, 30),
    "E5": False,
    "F5": "#DIV/0!",
    "A7": "丙公司",
    "B7": -0.000125,
    "F7": "#N/A",
    "H9": "说明",
}
FORMULAS = {"F4": "=B4+1", "F5": "=B5/0", "F7": "=NA()"}
MERGED = ("A1:F1", "A2:A3", "B2:F2")
PERCENT = ("C4", "C5")
ERRORS = ("F5", "F7")
HIDDEN_ROW, HIDDEN_COLUMN = 5, 4


def main() -> None:
    """Write every format."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "sample.xlsx"
        _workbook().save(source)
        for sample, filter_name in FORMATS.items():
            _convert(source, sample, filter_name)
        flat = folder / "sample.fods"
        _convert(source, flat.name, "fods")
        # LibreOffice 7.4 fails to export its own 16,384 columns, and writes out its million rows.
        flat.write_text(BLANK_TAIL.sub(r'number-\1-repeated="9"', flat.read_text("utf-8")), "utf-8")
        _convert(flat, *SPREADSHEETML)
        for sample in (*FORMATS, SPREADSHEETML[0]):
            (FOLDER / sample).write_bytes((folder / sample).read_bytes())


def _convert(source: Path, sample: str, filter_name: str) -> None:
    command = [
        "soffice",
        "--headless",
        "--convert-to",
        filter_name,
        "--outdir",
        str(source.parent),
        str(source),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    assert (source.parent / sample).exists(), sample


def _workbook() -> Workbook:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = NAME
    for place, value in (WORKBOOK | FORMULAS).items():
        sheet[place] = value
    for place in PERCENT:
        sheet[place].number_format = "0.0%"
    sheet["D4"].number_format = "yyyy-mm-dd"
    sheet["D5"].number_format = "yyyy-mm-dd hh:mm"
    for place in ("E4", "E5"):
        sheet[place].number_format = "BOOLEAN"
    for area in MERGED:
        sheet.merge_cells(area)
    sheet.row_dimensions[HIDDEN_ROW].hidden = True
    sheet.column_dimensions["D"].hidden = True
    other = book.create_sheet(HIDDEN)
    other["B2"] = "只此一格"
    other.sheet_state = "hidden"
    return book


if __name__ == "__main__":
    main()
