"""The workbook in which a zone or department answers: a row for each applicant, and where to sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cultivation.core.opinions.answers import Answer
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
from cultivation.intake.sheets.blank_workbook import (
    Styles,
    blank_workbook,
    offer,
    print_across,
    write_guide,
    write_stamp,
)

HEADER = 3  # the row of the headings, counted from 1
WIDTHS = {"number": 6, "code": 23, "name": 34, "yes": 15, "order": 10, "ground": 24, "reason": 38}
FILLED = ("number", "code", "name")  # what the program fills


@dataclass(frozen=True)
class OpinionSheet:
    """What the workbook is made for; `firms` are codes and names in order.

    `answers` are those that the body gave before, by code: they stand in the sheet, and may be changed.
    `texts` are what a form said instead, by code and column, as it was written.
    """

    year: int
    rule_set: str
    body: Body
    until: date
    firms: Sequence[tuple[str, str]]
    answers: Mapping[str, Answer] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def write_opinion_sheet(it: OpinionSheet, language: str) -> bytes:
    """Return the workbook in "zh" or "en"; the same task gives the same bytes."""
    title = TITLES[it.body.kind][language].format(year=it.year, body=it.body.label.text(language))
    return blank_workbook(
        title, it.year, lambda book, styles: _Writer(it, language, book, styles, title).write()
    )


class _Writer:
    """Writes the sheets."""

    def __init__(self, it: OpinionSheet, language: str, book: Any, styles: Styles, title: str) -> None:
        self.it, self.language, self.book, self.styles, self.title = it, language, book, styles, title
        self.headings = HEADINGS[it.body.kind]

    def write(self) -> None:
        """Write the sheet, the guide and the stamp."""
        sheet = self.book.add_worksheet(SHEET[self.language])
        sheet.write_string(0, 0, self.title, self.styles.big)
        sheet.write_string(1, 0, TO_FILL[self.language].format(until=self.it.until.isoformat()))
        place = 0 if self.language == "zh" else 1
        for column, (key, words) in enumerate(self.headings.items()):
            sheet.set_column(column, column, WIDTHS[key])
            sheet.write_string(HEADER - 1, column, words[place], self.styles.head)
        for at, firm in enumerate(self.it.firms):
            self._row(sheet, HEADER + at, at, firm)
        self._choices(sheet)
        self._signing(sheet, HEADER + len(self.it.firms) + 1)
        print_across(sheet)
        sheet.repeat_rows(HEADER - 1)
        sheet.freeze_panes(HEADER, 3)
        lines = GUIDE[self.it.body.kind][self.language]
        write_guide(self.book, self.styles, GUIDE_SHEET[self.language], lines, 36)
        stamp = (("year", str(self.it.year)), ("rule_set", self.it.rule_set), ("body", self.it.body.key))
        write_stamp(self.book, ((KIND, KIND_OPINION), *stamp))

    def _row(self, sheet: Any, row: int, at: int, firm: tuple[str, str]) -> None:
        said = dict(zip(FILLED, (str(at + 1), *firm), strict=True)) | self._said(firm[0])
        for column, key in enumerate(self.headings):
            style = self.styles.fill if key in ("ground", "reason") else self.styles.count
            if key in FILLED:
                style = self.styles.plain
            if text := said.get(key):
                sheet.write_string(row, column, text, style)
            else:
                sheet.write_blank(row, column, None, style)

    def _said(self, code: str) -> dict[str, str]:
        """Return what the body answered before, as it would write it."""
        if code in self.it.texts:
            return dict(self.it.texts[code])
        answer, body = self.it.answers.get(code), self.it.body
        if answer is None:
            return {}
        words = (YES if answer.yes else NO)[body.kind]
        ground = body.grounds.get(answer.ground)
        return {
            "yes": words[self.language],
            "order": str(answer.order or ""),
            "ground": ground.text(self.language) if ground else "",
            "reason": answer.reason,
        }

    def _choices(self, sheet: Any) -> None:
        """Offer the words of an answer, and the grounds that the rules know."""
        kind, last = self.it.body.kind, HEADER + max(len(self.it.firms), 1) - 1
        keys = list(self.headings)
        answers = [YES[kind][self.language], NO[kind][self.language]]
        offer(sheet, (HEADER, keys.index("yes"), last, keys.index("yes")), answers)
        if kind is Kind.DEPARTMENT:
            labels = [each.text(self.language) for each in self.it.body.grounds.values()]
            hidden = self.book.add_worksheet("_grounds")
            hidden.write_column(0, 0, labels)
            hidden.hide()
            area = (HEADER, keys.index("ground"), last, keys.index("ground"))
            offer(sheet, area, f"=_grounds!$A$1:$A${len(labels)}")

    def _signing(self, sheet: Any, row: int) -> None:
        for at, text in enumerate(SIGNING[self.language]):
            sheet.set_row(row + at, 26)
            sheet.write_string(row + at, 0, text)
