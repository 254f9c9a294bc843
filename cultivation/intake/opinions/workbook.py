"""The workbook in which a zone or department answers: a row for each applicant, and where to sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from cultivation.core.opinions.bodies import Body, Kind
from cultivation.intake.opinions.words import (
    GUIDE,
    GUIDE_SHEET,
    HEADINGS,
    KIND,
    KIND_OPINION,
    NO,
    SHEET,
    SIGNING,
    TITLES,
    TO_FILL,
    YES,
)
from cultivation.intake.templates.sheet_names import META

A4, GREY, YELLOW = 9, "#DDE3EA", "#FFF6CC"
HEADER = 3  # the row of the headings, counted from 1
WIDTHS = {"number": 6, "code": 23, "name": 34, "yes": 15, "order": 10, "ground": 24, "reason": 38}
FILLED = ("number", "code", "name")  # what the program fills


@dataclass(frozen=True)
class OpinionSheet:
    """What the workbook is made for; `firms` are codes and names in order."""

    year: int
    rule_set: str
    body: Body
    until: date
    firms: Sequence[tuple[str, str]]


def write_opinion_sheet(it: OpinionSheet, language: str) -> bytes:
    """Return the workbook in "zh" or "en"; the same task gives the same bytes."""
    import xlsxwriter

    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    title = TITLES[it.body.kind][language].format(year=it.year, body=it.body.label.text(language))
    book.set_properties({"title": title, "created": datetime(it.year, 1, 1)})
    _Writer(it, language, book, title).write()
    book.close()
    return content.getvalue()


class _Writer:
    """Writes the sheets."""

    def __init__(self, it: OpinionSheet, language: str, book: Any, title: str) -> None:
        self.it, self.language, self.book, self.title = it, language, book, title
        self.headings = HEADINGS[it.body.kind]
        frame = {"border": 1, "border_color": "#B8C0CC", "valign": "vcenter", "text_wrap": True}
        self.head = book.add_format({**frame, "bold": True, "bg_color": GREY, "align": "center"})
        self.plain = book.add_format({**frame, "num_format": "@"})
        self.fill = book.add_format({**frame, "bg_color": YELLOW, "num_format": "@"})
        self.count = book.add_format({**frame, "bg_color": YELLOW, "align": "center"})
        self.big = book.add_format({"bold": True, "font_size": 14})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def write(self) -> None:
        """Write the sheet, the guide and the stamp."""
        sheet = self.book.add_worksheet(SHEET[self.language])
        sheet.write_string(0, 0, self.title, self.big)
        sheet.write_string(1, 0, TO_FILL[self.language].format(until=self.it.until.isoformat()))
        place = 0 if self.language == "zh" else 1
        for column, (key, words) in enumerate(self.headings.items()):
            sheet.set_column(column, column, WIDTHS[key])
            sheet.write_string(HEADER - 1, column, words[place], self.head)
        for at, firm in enumerate(self.it.firms):
            self._row(sheet, HEADER + at, at, firm)
        self._choices(sheet)
        self._signing(sheet, HEADER + len(self.it.firms) + 1)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER - 1)
        sheet.set_footer("&C&P / &N")
        sheet.freeze_panes(HEADER, 3)
        self._guide()
        self._meta()

    def _row(self, sheet: Any, row: int, at: int, firm: tuple[str, str]) -> None:
        for column, text in enumerate((str(at + 1), *firm)):
            sheet.write_string(row, column, text, self.plain)
        for column, key in enumerate(self.headings):
            if key not in FILLED:
                style = self.fill if key in ("ground", "reason") else self.count
                sheet.write_blank(row, column, None, style)

    def _choices(self, sheet: Any) -> None:
        """Offer the words of an answer, and the grounds that the rules know."""
        kind, last = self.it.body.kind, HEADER + max(len(self.it.firms), 1) - 1
        keys = list(self.headings)
        answers = [YES[kind][self.language], NO[kind][self.language]]
        self._list(sheet, keys.index("yes"), last, answers)
        if kind is Kind.DEPARTMENT:
            labels = [each.text(self.language) for each in self.it.body.grounds.values()]
            hidden = self.book.add_worksheet("_grounds")
            hidden.write_column(0, 0, labels)
            hidden.hide()
            self._list(sheet, keys.index("ground"), last, f"=_grounds!$A$1:$A${len(labels)}")

    def _list(self, sheet: Any, column: int, last: int, source: object) -> None:
        options = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(HEADER, column, last, column, options)

    def _signing(self, sheet: Any, row: int) -> None:
        for at, text in enumerate(SIGNING[self.language]):
            sheet.set_row(row + at, 26)
            sheet.write_string(row + at, 0, text)

    def _guide(self) -> None:
        sheet = self.book.add_worksheet(GUIDE_SHEET[self.language])
        sheet.set_column(0, 0, 78)
        for row, line in enumerate(GUIDE[self.it.body.kind][self.language]):
            sheet.set_row(row, 36)
            sheet.write_string(row, 0, line, self.wrapped)
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)

    def _meta(self) -> None:
        sheet = self.book.add_worksheet(META)
        lines = (
            (KIND, KIND_OPINION),
            ("year", str(self.it.year)),
            ("rule_set", self.it.rule_set),
            ("body", self.it.body.key),
        )
        for row, line in enumerate(lines):
            sheet.write_row(row, 0, line)
        sheet.hide()
