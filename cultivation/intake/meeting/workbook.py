"""The workbook in which a clerk takes a meeting down: attendance, recusals, a row of votes for each case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
    ORDINARY,
    RECUSALS,
    RECUSALS_SHEET,
    RECUSED,
    TITLE,
    VOTE,
    VOTES,
    VOTES_SHEET,
    WHOLE,
)
from cultivation.intake.sheets.blank_workbook import (
    Styles,
    blank_workbook,
    offer,
    print_across,
    write_guide,
    write_stamp,
)
from cultivation.intake.sheets.words import NO, YES

MORE_ROWS = 6  # for enterprises that are raised at the meeting
RECUSAL_ROWS = 30
WIDTHS = {"number": 6, "code": 20, "name": 28, "proposed": 9, "asked": 9, "reason": 18}
COUNT_WIDTH, VOTE_WIDTH = 10, 8  # with seven persons a row is printed in letters of 8 points still
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
    scores: str
    group: Sequence[Person]
    cases: Sequence[SheetCase]


def write_meeting_sheet(it: MeetingSheet, language: str) -> bytes:
    """Return the workbook in "zh" or "en"; the same task gives the same bytes."""
    title = TITLE[language].format(year=it.year)
    return blank_workbook(
        title, it.year, lambda book, styles: _Writer(it, language, book, styles, title).write()
    )


class _Writer:
    """Writes the sheets."""

    def __init__(self, it: MeetingSheet, language: str, book: Any, styles: Styles, title: str) -> None:
        self.it, self.language, self.book, self.styles, self.title = it, language, book, styles, title

    def write(self) -> None:
        """Write the three sheets, the guide and the stamp."""
        self._attendance()
        self._recusals()
        self._votes()
        write_guide(self.book, self.styles, GUIDE_SHEET[self.language], GUIDE[self.language], 44)
        digests = (("proposal", self.it.proposal), ("scores", self.it.scores))
        stamp = (("year", str(self.it.year)), ("rule_set", self.it.rules.id), *digests)
        write_stamp(self.book, ((KIND, KIND_MEETING), *stamp))

    def _word(self, words: tuple[str, ...]) -> str:
        return words[0 if self.language == "zh" or len(words) == 1 else 1]

    def _sheet(self, names: dict[str, str], header: int) -> Any:
        sheet = self.book.add_worksheet(names[self.language])
        sheet.write_string(0, 0, self.title, self.styles.big)
        print_across(sheet)
        sheet.repeat_rows(header - 1)
        sheet.freeze_panes(header, 0)
        return sheet

    def _headings(
        self, sheet: Any, header: int, headings: dict[str, tuple[str, ...]], widths: Sequence[int]
    ) -> None:
        for column, (words, width) in enumerate(zip(headings.values(), widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(header - 1, column, self._word(words), self.styles.head)

    def _attendance(self) -> None:
        sheet = self._sheet(ATTENDANCE_SHEET, FIRST)
        self._headings(sheet, FIRST, ATTENDANCE, (24, 40, 12, 10, 30))
        for row, (key, style) in enumerate((("on", self.styles.day), ("place", self.styles.fill)), 2):
            sheet.write_string(row, 0, self._word(ABOUT[key]), self.styles.head)
            sheet.write_blank(row, 1, None, style)
        for row, each in enumerate(self.it.group, FIRST):
            role = (CHAIR if each.chair else ORDINARY)[self.language]
            sheet.write_row(row, 0, (each.name, each.office, role), self.styles.plain)
            sheet.write_blank(row, 3, None, self.styles.count)
            sheet.write_blank(row, 4, None, self.styles.fill)
        last = FIRST + len(self.it.group) - 1
        offer(sheet, (FIRST, 3, last, 3), (YES[self.language], NO[self.language]))

    def _recusals(self) -> None:
        sheet = self._sheet(RECUSALS_SHEET, HEADER)
        self._headings(sheet, HEADER, RECUSALS, (20, 40, 54))
        for row in range(HEADER, HEADER + RECUSAL_ROWS):
            for column in range(3):
                sheet.write_blank(row, column, None, self.styles.fill)
        attendance = ATTENDANCE_SHEET[self.language]
        source = f"='{attendance}'!$A${FIRST + 1}:$A${FIRST + len(self.it.group)}"
        offer(sheet, (HEADER, 0, HEADER + RECUSAL_ROWS - 1, 0), source)

    def _votes(self) -> None:
        sheet = self._sheet(VOTES_SHEET, HEADER)
        widths = [WIDTHS.get(key, COUNT_WIDTH) for key in VOTES]
        self._headings(sheet, HEADER, VOTES, widths)
        first = len(VOTES)
        for column, each in enumerate(self.it.group, first):
            sheet.set_column(column, column, VOTE_WIDTH)
            sheet.write_string(HEADER - 1, column, each.name, self.styles.head)
        cases = [None, *self.it.cases, *[None] * MORE_ROWS]
        for at, case in enumerate(cases):
            self._case(sheet, HEADER + at, at, case)
        last, end = HEADER + len(cases) - 1, first + len(self.it.group) - 1
        offer(sheet, (HEADER + 1, 4, last, 4), [each[self.language] for each in ASKED.values()])
        words = [*(each[self.language] for each in VOTE.values()), RECUSED[self.language]]
        if self.it.group:
            offer(sheet, (HEADER, first, last, end), words)
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
        styles = (
            self.styles.plain,
            *[self.styles.fill if free else self.styles.plain] * 2,
            self.styles.plain,
        )
        for column, text in enumerate(texts):
            style = (
                styles[column] if column < len(styles) else (self.styles.fill if at else self.styles.plain)
            )
            sheet.write_string(row, column, text, style) if text else sheet.write_blank(
                row, column, None, style
            )
        for column in range(len(texts), len(VOTES) + len(self.it.group)):
            sheet.write_blank(row, column, None, self.styles.count)
