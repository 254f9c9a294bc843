"""What the title of a sheet says of the year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cultivation.findings import Finding
from cultivation.intake.formats.book import Sheet, address

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年(?!\s*\d)|(?<!\d)((?:19|20)\d\d)(?!\s*[\d年.\-/])")
TITLE = re.compile(r"申报|汇总|统计|情况|名单|登记|一览|报表|表$|summary|application|table", re.IGNORECASE)
FIRST_ROWS = 5
LONGEST_TITLE = 60
EARLIER = re.compile(r"发|号|文件|依据|按|〔|\[|培育库|规划")  # of a document, not of this sheet


def other_year_in_title(sheet: Sheet, year: int | None, file: str) -> Iterator[Finding]:
    """Doubt a title that speaks of other years alone, such as 2015年度申报汇总表; a date is none."""
    if year is None:
        return
    for number in sheet.first_rows(FIRST_ROWS):
        for cell in sheet.row(number):
            text = cell.text
            if not 0 < len(text) <= LONGEST_TITLE or not TITLE.search(text) or EARLIER.search(text):
                continue
            said = {int(one or other) for one, other in YEAR.findall(text)}
            if said and year not in said:
                details = {"said": ", ".join(map(str, sorted(said))), "year": str(year)}
                yield Finding(
                    "other_year_in_title",
                    file,
                    sheet.name,
                    address(cell.row, cell.column),
                    value=text,
                    details=details,
                )
                return
