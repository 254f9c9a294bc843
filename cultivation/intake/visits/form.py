"""The form of a visit as a workbook: what is known, each figure with its cell, room to write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len

from cultivation.intake.sheets.blank_workbook import Styles, blank_workbook, print_across, write_stamp
from cultivation.intake.visits.words import (
    ABOUT,
    FIGURES,
    FILLED,
    KIND,
    KIND_VISIT,
    MARK,
    NOTE,
    OUTCOMES,
    SHEET,
    SIGNATURES,
    TITLE,
    YES_NO,
)

WIDTHS = (6, 30, 20, 46, 10, 18, 26, 0)
LAST = len(WIDTHS) - 2  # the last column that is seen
HEIGHTS = {"papers": 48, "text": 90, "grounds": 34, "visitors": 24}
LINE, FIGURE_LINE = 22, 16


@dataclass(frozen=True)
class Figure:
    """A value to verify: field and label, as it was filed, where it stands, whether it is doubtful."""

    field: str
    label: str
    filed: str
    place: str
    doubtful: bool = False


@dataclass(frozen=True)
class VisitForm:
    """What is taken along to one enterprise."""

    year: int
    rule_set: str
    code: str
    name: str
    grounds: str
    papers: str
    figures: Sequence[Figure]

    def about(self, key: str) -> str:
        """Return what is known of a line above the figures."""
        known = {"code": self.code, "name": self.name, "grounds": self.grounds, "papers": self.papers}
        return known.get(key, "")


def write_visit_form(it: VisitForm, language: str) -> bytes:
    """Return the workbook in "zh" or "en"; the same form gives the same bytes."""
    title = TITLE[language].format(year=it.year)
    return blank_workbook(
        title, it.year, lambda book, styles: _Writer(it, language, book, styles).write(title)
    )


class _Writer:
    """Writes the sheet and the stamp."""

    def __init__(self, it: VisitForm, language: str, book: Any, styles: Styles) -> None:
        self.it, self.language, self.book, self.styles = it, language, book, styles
        self.place = 0 if language == "zh" else 1
        self.middle = book.add_format({"bold": True, "font_size": 16, "align": "center"})

    def write(self, title: str) -> None:
        """Write everything."""
        sheet = self.book.add_worksheet(SHEET[self.language])
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width, None, {"hidden": not width})
        sheet.merge_range(0, 0, 0, LAST, title, self.middle)
        sheet.set_row(0, 30)
        row = self._about(sheet)
        sheet.write_string(row, 0, NOTE[self.language], self.styles.small)
        row = self._figures(sheet, row + 1)
        for at, line in enumerate(SIGNATURES[self.language]):
            sheet.set_row(row + 1 + at, 34)
            sheet.write_string(row + 1 + at, 1, line)
        print_across(sheet)
        sheet.print_area(0, 0, row + len(SIGNATURES[self.language]), LAST)
        stamp = (("year", str(self.it.year)), ("rule_set", self.it.rule_set), ("enterprise", self.it.code))
        write_stamp(self.book, ((KIND, KIND_VISIT), *stamp))

    def _about(self, sheet: Any) -> int:
        """Write what is known and what is to be filled in; return the next row."""
        row = 0
        for row, (key, words) in enumerate(ABOUT.items(), 1):
            sheet.set_row(row, HEIGHTS.get(key, LINE))
            sheet.merge_range(row, 0, row, 1, words[self.place], self.styles.head)
            style = (
                (self.styles.day if key == "on" else self.styles.fill) if key in FILLED else self.styles.plain
            )
            sheet.merge_range(row, 2, row, LAST, self.it.about(key), style)
            if key == "result":
                source = [each[self.language] for each in OUTCOMES.values()]
                sheet.data_validation(row, 2, row, 2, {"validate": "list", "source": source})
        return row + 1

    def _figures(self, sheet: Any, header: int) -> int:
        """Write the table, its headings on each page; return the next row."""
        sheet.repeat_rows(header)
        for column, words in enumerate(FIGURES.values()):
            sheet.write_string(header, column, words[self.place], self.styles.head)
        row = header
        for row, each in enumerate(self.it.figures, header + 1):
            label = f"{MARK} {each.label}" if each.doubtful else each.label
            sheet.write_number(row, 0, row - header, self.styles.plain)
            shown = ((1, label), (2, each.filed), (3, each.place))
            for column, text in (*shown, (7, each.field)):
                sheet.write_string(row, column, text, self.styles.plain)
            sheet.set_row(row, FIGURE_LINE * max(_lines(text, WIDTHS[column]) for column, text in shown))
            for column in (4, 5, 6):
                sheet.write_blank(row, column, None, self.styles.fill)
        if row > header:
            choices = {"validate": "list", "source": list(YES_NO[self.language])}
            sheet.data_validation(header + 1, 4, row, 4, choices)
        return row + 1


def _lines(text: str, width: int) -> int:
    """Return on how many lines a text stands in a column so many digits wide."""
    return max(1, -(-cell_len(text) // (width - 2)))
