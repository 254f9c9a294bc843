"""The rows below a header: which are enterprises', and why each of the others is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cultivation.core.rules.headers import normalise
from cultivation.intake.applications.headers import Table, best_header, has_figures
from cultivation.intake.applications.labels import Labels
from cultivation.intake.applications.numbered_columns import numbers_columns
from cultivation.intake.formats.book import Cell, Sheet
from cultivation.intake.values.parsing import is_blank

WORDS = "合计|小计|总计|共计|累计|总和|平均值|平均数|平均|均值"
TOTAL = re.compile(
    rf"(?:{WORDS}).{{0,12}}|.{{0,12}}(?:{WORDS})(?:共?[0-9]+[家户个]?(?:企业)?)?|total|subtotal|sum|grandtotal|average|mean"
)
FIRM = re.compile("公司|厂|集团|院$|研究所|中心$|合作社|店$|事务所|合伙|[0-9A-Z]{15}", re.IGNORECASE)
CHINESE = "[一二三四五六七八九十]{1,3}"
NUMERAL = rf"{CHINESE}\s*[、.．]?|[(（](?:{CHINESE}|[0-9]{{1,2}})[)）]|第(?:{CHINESE}|[0-9]+)[批组类部].*"
SECTION = re.compile(
    rf"(?:{NUMERAL})?.{{0,16}}(?:[(（]共?\s*[0-9]+\s*[家户个]?(?:企业)?\s*[)）]|区|镇|街道|类|组|批|产业|行业|企业)[:：]?"
)
NOTHING_MORE = re.compile(
    r"(?:[此本]页|以下|以上|下接?|上)?(?:空白|无正文|完)|续(?:表|[上下]页)?[0-9]*|[接转续][上下]页|第.{1,3}页(?:共.{1,3}页)?"
)
CODE_LIKE = re.compile("[0-9A-Za-z]{6}")
NUMBER_OF_SECTION = re.compile(NUMERAL)
CODE = re.compile("[0-9A-Z]{18}")
NOTE = re.compile(
    r"\s*(注|备注|说明|填表|填报|制表|审核|审批|复核|负责人|联系|盖章|金额单位|单位|note|remark)[^:：]{0,8}[:：]",
    re.I,
)
REMARKS = frozenset(("备注", "说明", "填写说明", "填报说明", "填写要求", "要求", "remarks", "notes"))
MOST_LOOKED_AT = 2_000  # rows below a header that may be another header


@dataclass(frozen=True)
class Rows:
    """The rows of enterprises below a header, why each other row is none, and the next header, if any.

    `notes` are the texts of rows that are notes.
    """

    enterprises: list[int]
    set_aside: Mapping[int, str]
    following: Table | None = None
    notes: tuple[Cell, ...] = ()


def rows_below(sheet: Sheet, table: Table, labels: Labels, usable: Mapping[str, int]) -> Rows:
    """Tell the rows of enterprises from all others, down to the next header that says something else.

    `usable` are the columns of the fields that can be read.
    """
    return _Sorter(sheet, table, labels, usable).sort()


class _Sorter:
    """Sorts the rows below one header."""

    def __init__(self, sheet: Sheet, table: Table, labels: Labels, columns: Mapping[str, int]) -> None:
        self.sheet, self.table, self.labels, self.columns = sheet, table, labels, columns
        rules = labels.rules
        self.code, self.name = columns.get(rules.identifier.field, 0), columns.get(rules.name_field, 0)
        self.known = set(columns.values())
        self.enterprises: list[int] = []
        self.set_aside: dict[int, str] = {}
        self.notes: list[Cell] = []
        self.looked_at = 0

    def sort(self) -> Rows:
        following: Table | None = None
        skip_to = self.table.bottom
        for number in self.sheet.numbers:
            if number <= skip_to:
                continue
            if self._is_plain(number):
                self.enterprises.append(number)
                continue
            if not (cells := self.sheet.row(number)):
                continue
            if header := self._header_at(number, cells):
                if header.meaning != self.table.meaning:
                    following = header
                    self._leave_to_the_next(header.top)
                    break
                self.set_aside |= dict.fromkeys(range(number, header.bottom + 1), "header")
                skip_to = header.bottom
            else:
                self._place(number, cells)
        self.set_aside = {row: why for row, why in self.set_aside.items() if self.sheet.row(row)}
        return Rows(self.enterprises, self.set_aside, following, tuple(self.notes))

    def _leave_to_the_next(self, top: int) -> None:
        """Leave the lines directly above the next header to it: they are its title."""
        while self.sheet.row(top - 1) and any(cell.row == top - 1 for cell in self.notes):
            top -= 1
            self.notes = [cell for cell in self.notes if cell.row != top]

    def _place(self, number: int, cells: Sequence[Cell]) -> None:
        filled = [cell for cell in cells if not is_blank(cell)]
        if why := self._why_none(filled):
            self.set_aside[number] = why
            if why == "note":
                self.notes += filled
        else:
            self.enterprises.append(number)

    def _is_plain(self, number: int) -> bool:
        """Tell at a glance whether a row is surely an enterprise's: it has a code and begins with no note."""
        line = self.sheet.values.get(number, ())
        if number in self.sheet.merged_rows or not 0 < self.code <= len(line):
            return False
        text = line[self.code - 1]
        if not isinstance(text, str) or not CODE.fullmatch(text):
            return False
        before = (value for value in line[: self.code] if isinstance(value, str))
        return not any(":" in value or "：" in value for value in before)

    def _header_at(self, number: int, cells: Sequence[Cell]) -> Table | None:
        """Return the header that begins in a row, if one does: a sheet may hold several tables."""
        texts = [cell.text for cell in cells if cell.text]
        if len(texts) < 2 or has_figures(self.sheet, number) or self.looked_at > MOST_LOOKED_AT:
            return None
        self.looked_at += 1
        if not any(self.labels.match(text) for text in texts[:12]):
            below = self.sheet.row(number + 1)
            if not any(self.labels.match(cell.text) for cell in below[:12] if cell.text):
                return None
        found = best_header(self.sheet, self.labels, [number])
        rules = self.labels.rules
        wanted = {rules.identifier.field, rules.name_field}
        return found if found and found.fields & wanted else None

    def _why_none(self, filled: Sequence[Cell]) -> str:
        """Return why a row is no enterprise's: blank where it counts, a note, a total, a section; else ""."""
        if not any(cell.column in self.known for cell in filled):
            texts = [cell for cell in filled if cell.text]
            if self._is_total(filled):
                return "total"
            return "note" if texts else "blank"
        first = filled[0]
        if numbers_columns(filled):
            return "header"
        naming = [cell for cell in filled if cell.column in (self.code, self.name)]
        if (first.text and NOTE.match(first.text)) or any(normalise(cell.text) in REMARKS for cell in naming):
            return "note"
        if _says_nothing_more(filled):
            return "note"
        if self._is_total(filled):
            return "total"
        if self._is_section(filled):
            return "section"
        area = self.sheet.area(first.row, first.column)
        alone = len(filled) == 1 and first.column not in (self.code, self.name)  # else an applicant's row
        wide = area.right > area.left and len(filled) == 1
        return "note" if first.text and (alone or wide) else ""

    def _is_total(self, filled: Sequence[Cell]) -> bool:
        words = [
            cell.column
            for cell in filled
            if cell.text and TOTAL.fullmatch(normalise(cell.text)) and not FIRM.search(cell.text)
        ]
        codes = [cell for cell in filled if cell.column == self.code and cell.column not in words]
        return bool(words) and all(cell.text and not CODE_LIKE.search(cell.text) for cell in codes)

    def _is_section(self, filled: Sequence[Cell]) -> bool:
        """Tell whether a row only names the rows below it: a district, a kind, a batch."""
        if any(not cell.text for cell in filled) or any(FIRM.search(cell.text) for cell in filled):
            return False
        used = [cell for cell in filled if cell.column in self.known]
        if len(filled) > 2 or (
            any(cell.column not in (self.code, self.name) for cell in used) and len(used) > 1
        ):
            return False
        numbered = any(NUMBER_OF_SECTION.match(cell.text) for cell in filled)
        return numbered or all(SECTION.fullmatch(cell.text) for cell in used)


def _says_nothing_more(filled: Sequence[Cell]) -> bool:
    """Tell whether a row only says that the table ends, or goes on elsewhere: 以下空白, 接下页."""
    texts = [cell for cell in filled if cell.text]
    only = len(filled) - len(texts) <= 1  # a number of the row may stand before it
    return bool(texts) and only and all(NOTHING_MORE.fullmatch(normalise(cell.text)) for cell in texts)
