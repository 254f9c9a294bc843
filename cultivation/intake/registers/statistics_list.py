"""A list of enterprises that might apply, such as those that statistics count: code, name, perhaps a zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from cultivation.core.rules.headers import normalise
from cultivation.core.rules.labels import ChoiceLabel
from cultivation.core.rules.list_kinds import usual_headings
from cultivation.findings import Finding
from cultivation.intake.formats.book import Book, Sheet
from cultivation.intake.sheets.rows import FIRST_ROWS, Row, rows_below
from cultivation.intake.templates.sheet_names import is_cover

OTHER_CODE = ("统一社会信用代码", "企业代码", "法人代码", "Unified social credit code")
OTHER_NAME = ("企业名称", "企业名", "单位详细名称", "单位名称", "Enterprise")
ZONES = ("所属区镇", "区镇", "所在区镇", "乡镇", "街道", "所属镇街", "Zone", "District")


@dataclass(frozen=True, slots=True)
class CountedFirm:
    """An enterprise on the list; `zone` is a choice of the rules, empty where the list does not say one."""

    code: str
    name: str
    zone: str


def read_statistics_list(
    book: Book, file: str, zones: Mapping[str, ChoiceLabel]
) -> tuple[tuple[CountedFirm, ...], tuple[Finding, ...]]:
    """Return the enterprises of all sheets with a heading of codes or names; each counts once.

    A sheet that is hidden or has no such heading is told.
    """
    filled = [sheet for sheet in book.sheets if not sheet.is_empty]
    headers = {sheet.name: None if sheet.hidden else _header(sheet) for sheet in filled}
    if not any(headers.values()):
        return (), (Finding("list_no_table", file),)
    findings = tuple(
        Finding("sheet_hidden" if sheet.hidden else "sheet_not_read", file, sheet.name)
        for sheet in filled
        if headers[sheet.name] is None and not is_cover(sheet.name)
    )
    words = {
        normalise(word): key for key, each in zones.items() for word in (each.zh, each.en, *each.aliases)
    }
    found: dict[str, CountedFirm] = {}
    for row in chain.from_iterable(rows_below(each) for each in headers.values() if each):
        code, name = row.text("code"), row.text("name")
        if code or name:
            zone = words.get(normalise(row.text("zone")), "")
            found.setdefault(code or name, CountedFirm(code, name, zone))
    return tuple(found.values()), findings


def _header(sheet: Sheet) -> Row | None:
    usual = usual_headings()
    known = {"code": (*usual.code, *OTHER_CODE), "name": (*usual.name, *OTHER_NAME), "zone": ZONES}
    keys = {normalise(word): key for key, words in known.items() for word in words}
    for number in sheet.first_rows(FIRST_ROWS):
        columns: dict[str, int] = {}
        for cell in sheet.row(number):
            if key := keys.get(normalise(cell.text)):
                columns.setdefault(key, cell.column)
        if {"code", "name"} & columns.keys():
            return Row(sheet, number, columns)
    return None
