"""The workbook in which a clerk takes a meeting down: attendance, recusals, a row of votes for each case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from cultivation.core.pool.lines import Action, Line
from cultivation.core.pool.meeting import Person
from cultivation.core.rules.model import RuleSet
from cultivation.intake.meeting.words import (
    ABOUT,
    ASKED,
    ATTENDANCE,
    ATTENDANCE_SHEET,
    CHAIR,
    GUIDE,
    GUIDE_SHEET,
    KIND,
    KIND_MEETING,
    NO,
    ORDINARY,
    RECUSALS,
    RECUSALS_SHEET,
    RECUSED,
    TITLE,
    VOTE,
    VOTES,
    VOTES_SHEET,
    WHOLE,
    YES,
)
from cultivation.intake.templates.sheet_names import META

MORE_ROWS = 6  # for enterprises that are raised at the meeting
RECUSAL_ROWS = 30
WIDTHS = {"number": 6, "code": 20, "name": 30, "proposed": 11, "asked": 11, "reason": 26}
COUNT_WIDTH, VOTE_WIDTH = 8, 9
A4, GREY, YELLOW = 9, "#DDE3EA", "#FFF6CC"
FIRST = 6  # the row of the headings of the attendance, counted from 1
HEADER = 3  # the same of the other sheets


@dataclass(frozen=True)
class SheetCase:
    """A row that is prepared: the line of the proposal, the outcome in words, what is asked for and why."""

    line: Line
    proposed: str
    asked: Action | None = None
    reason: str = ""


@dataclass(frozen=True)
class MeetingSheet:
    """What the workbook is made for."""

    rules: RuleSet
    year: int
    proposal: str
    group: Sequence[Person]
    cases: Sequence[SheetCase]


def write_meeting_sheet(it: MeetingSheet, language: str) -> bytes:
    """Return the workbook in "zh" or "en"; the same task gives the same bytes."""
    import xlsxwriter

    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    title = TITLE[language].format(year=it.year)
    book.set_properties({"title": title, "created": datetime(it.year, 1, 1)})
    _Writer(it, language, book, title).write()
    book.close()
    return content.getvalue()


class _Writer:
    """Writes the sheets."""

    def __init__(self, it: MeetingSheet, language: str, book: Any, title: str) -> None:
        self.it, self.language, self.book, self.title = it, language, book, title
        frame = {"border": 1, "border_color": "#B8C0CC", "valign": "vcenter", "text_wrap": True}
        self.head = book.add_format({**frame, "bold": True, "bg_color": GREY, "align": "center"})
        self.plain = book.add_format({**frame, "num_format": "@"})
        self.fill = book.add_format({**frame, "bg_color": YELLOW, "num_format": "@"})
        self.count = book.add_format({**frame, "bg_color": YELLOW, "align": "center"})
        self.day = book.add_format({**frame, "bg_color": YELLOW, "num_format": "yyyy-mm-dd", "align": "left"})
        self.bold = book.add_format({**frame, "bold": True, "num_format": "@"})
        self.big = book.add_format({"bold": True, "font_size": 14})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def write(self) -> None:
        """Write the three sheets, the guide and the stamp."""
        self._attendance()
        self._recusals()
        self._votes()
        self._guide()
        self._meta()

    def _word(self, words: tuple[str, ...]) -> str:
        return words[0 if self.language == "zh" or len(words) == 1 else 1]

    def _sheet(self, names: dict[str, str], header: int) -> Any:
        sheet = self.book.add_worksheet(names[self.language])
        sheet.write_string(0, 0, self.title, self.big)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(header - 1)
        sheet.set_footer("&C&P / &N")
        sheet.freeze_panes(header, 0)
        return sheet

    def _headings(
        self, sheet: Any, header: int, headings: dict[str, tuple[str, ...]], widths: Sequence[int]
    ) -> None:
        for column, (words, width) in enumerate(zip(headings.values(), widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(header - 1, column, self._word(words), self.head)

    def _choose(self, sheet: Any, area: tuple[int, int, int, int], words: Sequence[str]) -> None:
        options = {"validate": "list", "source": list(words), "error_type": "warning"}
        sheet.data_validation(*area, options)

    def _attendance(self) -> None:
        sheet = self._sheet(ATTENDANCE_SHEET, FIRST)
        self._headings(sheet, FIRST, ATTENDANCE, (14, 44, 12, 10, 30))
        for row, (key, style) in enumerate((("on", self.day), ("place", self.fill)), 2):
            sheet.write_string(row, 0, self._word(ABOUT[key]), self.head)
            sheet.write_blank(row, 1, None, style)
        for row, each in enumerate(self.it.group, FIRST):
            role = (CHAIR if each.chair else ORDINARY)[self.language]
            sheet.write_row(row, 0, (each.name, each.office, role), self.plain)
            sheet.write_blank(row, 3, None, self.count)
            sheet.write_blank(row, 4, None, self.fill)
        last = FIRST + len(self.it.group) - 1
        self._choose(sheet, (FIRST, 3, last, 3), (YES[self.language], NO[self.language]))

    def _recusals(self) -> None:
        sheet = self._sheet(RECUSALS_SHEET, HEADER)
        self._headings(sheet, HEADER, RECUSALS, (14, 40, 60))
        for row in range(HEADER, HEADER + RECUSAL_ROWS):
            for column in range(3):
                sheet.write_blank(row, column, None, self.fill)
        attendance = ATTENDANCE_SHEET[self.language]
        source = f"='{attendance}'!$A${FIRST + 1}:$A${FIRST + len(self.it.group)}"
        options = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(HEADER, 0, HEADER + RECUSAL_ROWS - 1, 0, options)

    def _votes(self) -> None:
        sheet = self._sheet(VOTES_SHEET, HEADER)
        widths = [WIDTHS.get(key, COUNT_WIDTH) for key in VOTES]
        self._headings(sheet, HEADER, VOTES, widths)
        first = len(VOTES)
        for column, each in enumerate(self.it.group, first):
            sheet.set_column(column, column, VOTE_WIDTH)
            sheet.write_string(HEADER - 1, column, each.name, self.head)
        cases = [None, *self.it.cases, *[None] * MORE_ROWS]
        for at, case in enumerate(cases):
            self._case(sheet, HEADER + at, at, case)
        last, end = HEADER + len(cases) - 1, first + len(self.it.group) - 1
        self._choose(sheet, (HEADER + 1, 4, last, 4), [each[self.language] for each in ASKED.values()])
        words = [*(each[self.language] for each in VOTE.values()), RECUSED[self.language]]
        if self.it.group:
            self._choose(sheet, (HEADER, first, last, end), words)
        sheet.freeze_panes(HEADER, 3)

    def _case(self, sheet: Any, row: int, at: int, case: SheetCase | None) -> None:
        """Write the list as a whole (the first row), a case, or an empty row."""
        if at == 0:
            texts = ("1", "", WHOLE[self.language], "", "", "")
        elif case is not None:
            asked = "" if case.asked is None else ASKED[case.asked][self.language]
            line = case.line
            texts = (str(at + 1), line.id, line.name, case.proposed, asked, case.reason)
        else:
            texts = (str(at + 1), "", "", "", "", "")
        free = at > 0 and case is None
        styles = (self.plain, *[self.fill if free else self.plain] * 2, self.plain)
        for column, text in enumerate(texts):
            style = styles[column] if column < len(styles) else (self.fill if at else self.plain)
            sheet.write_string(row, column, text, style) if text else sheet.write_blank(
                row, column, None, style
            )
        for column in range(len(texts), len(VOTES) + len(self.it.group)):
            sheet.write_blank(row, column, None, self.count)

    def _guide(self) -> None:
        sheet = self.book.add_worksheet(GUIDE_SHEET[self.language])
        sheet.set_column(0, 0, 78)
        for row, line in enumerate(GUIDE[self.language]):
            sheet.set_row(row, 44)
            sheet.write_string(row, 0, line, self.wrapped)
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)

    def _meta(self) -> None:
        sheet = self.book.add_worksheet(META)
        lines = (
            (KIND, KIND_MEETING),
            ("year", str(self.it.year)),
            ("rule_set", self.it.rules.id),
            ("proposal", self.it.proposal),
        )
        for row, line in enumerate(lines):
            sheet.write_row(row, 0, line)
        sheet.hide()
