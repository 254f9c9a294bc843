"""The workbook in which an expert marks: a row for each enterprise and criterion, with the possible marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

from cultivation.core.panel.mark_requests import MarkRequest
from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.rounding import to_units
from cultivation.core.wording.rules import number_text
from cultivation.intake.panel.marks import allowed_text
from cultivation.intake.panel.words import (
    ABSTAIN,
    GUIDE,
    GUIDE_SHEET,
    HEADINGS,
    KEY,
    KIND,
    KIND_MARKS,
    MARKS_SHEET,
    WORDS,
)
from cultivation.intake.templates.sheet_names import META

HEADER = 2  # the row of the headings, counted from 0
COLUMNS = (KEY, "number", "code", "name", "criterion", "filed", "range", "mark", "comment")
WIDTHS = (0, 6, 21, 30, 34, 16, 22, 10, 44)
MARK, COMMENT = COLUMNS.index("mark"), COLUMNS.index("comment")
LINE = 16  # the height of a line of text
LONGEST_LIST = 255  # characters of a drop-down that is written out
A4, YELLOW, GREY, PALE = 9, "#FFF6CC", "#DDE3EA", "#F4F6F9"
SHOWN_PLACES = Decimal("0.0001")
Prefilled = Mapping[tuple[str, str], tuple[Decimal | None, str]]  # by enterprise and field: mark, comment


@dataclass(frozen=True)
class MarkingTask:
    """What one expert marks: enterprises as (number, code, name) and what is asked of each.

    `panel` is the expert's, where there are several.
    """

    rules: RuleSet
    year: int
    expert: str
    name: str
    label: int
    assignment: str
    firms: Sequence[tuple[int, str, str]]
    asked: Mapping[str, Sequence[MarkRequest]]
    blind: bool = False
    prefilled: Prefilled = field(default_factory=dict)
    panel: str = ""


def write_marks_workbook(task: MarkingTask, language: str) -> bytes:
    """Return the workbook in "zh" or "en"; the same task gives the same bytes."""
    import xlsxwriter

    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    day = task.rules.valid_from
    title = WORDS[language]["title"].format(rules=task.rules.name.text(language), year=task.year)
    book.set_properties({"title": title, "created": datetime(day.year, day.month, day.day)})
    _MarksBook(task, language, book, title).write()
    book.close()
    return content.getvalue()


class _MarksBook:
    """Writes the sheets."""

    def __init__(self, task: MarkingTask, language: str, book: Any, title: str) -> None:
        self.task, self.language, self.book, self.title = task, language, book, title
        self.words = WORDS[language]
        frame = {"border": 1, "border_color": "#B8C0CC", "valign": "vcenter"}
        self.plain = [
            book.add_format({**frame, "text_wrap": True, **({"bg_color": PALE} if odd else {})})
            for odd in (False, True)
        ]
        self.number = [
            book.add_format({**frame, "align": "center", **({"bg_color": PALE} if odd else {})})
            for odd in (False, True)
        ]
        self.mark = book.add_format({**frame, "align": "center", "bold": True, "locked": False})
        self.comment = book.add_format({**frame, "text_wrap": True, "locked": False, "num_format": "@"})
        self.head = book.add_format({**frame, "bold": True, "text_wrap": True, "bg_color": GREY})
        self.big = book.add_format({"bold": True, "font_size": 14})
        self.small = book.add_format({"font_color": "#555555"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def write(self) -> None:
        """Write marks, guide and stamp."""
        sheet = self.book.add_worksheet(MARKS_SHEET[self.language])
        rows = [(firm, asked) for firm in self.task.firms for asked in self.task.asked.get(firm[1], ())]
        self._page(sheet, HEADER + len(rows))
        for number, (firm, asked) in enumerate(rows, HEADER + 1):
            self._row(sheet, number, firm, asked)
        self._progress(sheet, rows)
        self._guide()
        self._meta()

    def _page(self, sheet: Any, last: int) -> None:
        sheet.set_row(0, 24)
        sheet.write_string(0, 1, self.title, self.big)
        name = self.words["expert"].format(label=self.task.label, name=self.task.name)
        if panel := self.task.rules.panels.get(self.task.panel):
            name = f"{name}　{panel.text(self.language)}"
        sheet.write_string(1, 1, name, self.small)
        for column, (key, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            hidden = key == KEY or (self.task.blind and key in ("code", "name"))
            sheet.set_column(column, column, width, None, {"hidden": hidden})
            sheet.write_string(HEADER, column, HEADINGS[self.language].get(key, key), self.head)
        sheet.freeze_panes(HEADER + 1, COLUMNS.index("criterion"))
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER)
        sheet.set_footer("&C&P / &N")
        sheet.print_area(0, 0, last, len(COLUMNS) - 1)
        sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})

    def _row(self, sheet: Any, row: int, firm: tuple[int, str, str], asked: MarkRequest) -> None:
        number, key, name = firm
        odd = [each[0] for each in self.task.firms].index(number) % 2
        style = self.plain[odd]
        sheet.write_string(row, 0, f"{number}/{asked.mark}", style)
        sheet.write_number(row, 1, number, self.number[odd])
        for column, text in ((2, key), (3, name)):
            sheet.write_string(row, column, "" if self.task.blind else text, style)
        label = self.task.rules.criterion_label(asked.criterion).text(self.language)
        sheet.write_string(row, 4, label, style)
        sheet.write_string(row, 5, self._filed(asked), style)
        sheet.write_string(row, 6, self._range(asked), style)
        self._prefill(sheet, row, (key, asked.mark))
        self._validate(sheet, row, asked)
        sheet.set_row(row, max(LINE * len(asked.choices), LINE + 3))

    def _prefill(self, sheet: Any, row: int, key: tuple[str, str]) -> None:
        """Write what was handed in before, so that nobody marks twice."""
        sheet.write_blank(row, MARK, None, self.mark)
        sheet.write_blank(row, COMMENT, None, self.comment)
        if key in self.task.prefilled:
            value, comment = self.task.prefilled[key]
            if value is None:
                sheet.write_string(row, MARK, ABSTAIN[self.language], self.mark)
            else:
                sheet.write_number(row, MARK, float(value), self.mark)
            if comment:
                sheet.write_string(row, COMMENT, comment, self.comment)

    def _validate(self, sheet: Any, row: int, asked: MarkRequest) -> None:
        allowed = allowed_text(asked)
        options: dict[str, Any] = {
            "input_message": self.words["choose"].format(allowed=allowed)[:255],
            "error_message": self.words["wrong"].format(allowed=allowed)[:255],
        }
        listed = [str(mark.normalize() + 0) for mark in asked.allowed()]
        words = [*listed, ABSTAIN[self.language]]
        if listed and len(",".join(words)) <= LONGEST_LIST:
            sheet.data_validation(row, MARK, row, MARK, {"validate": "list", "source": words, **options})
            return
        cell = f"$H${row + 1}"
        word = ABSTAIN[self.language]
        within = f'=OR({cell}="{word}",AND(ISNUMBER({cell}),{cell}>={asked.low},{cell}<={asked.high}))'
        sheet.data_validation(row, MARK, row, MARK, {"validate": "custom", "value": within, **options})

    def _progress(self, sheet: Any, rows: Sequence[tuple[tuple[int, str, str], MarkRequest]]) -> None:
        """Colour what is still empty, and count what is filled."""
        if not rows:
            return
        first, last = HEADER + 1, HEADER + len(rows)
        empty = {"type": "blanks", "format": self.book.add_format({"bg_color": YELLOW})}
        sheet.conditional_format(first, MARK, last, MARK, empty)
        filled = sum((firm[1], asked.mark) in self.task.prefilled for firm, asked in rows)
        formula = f'="{self.words["done"]} "&COUNTA(H{first + 1}:H{last + 1})&" / {len(rows)}"'
        text = f"{self.words['done']} {filled} / {len(rows)}"
        sheet.write_formula(1, COMMENT, formula, self.small, text)

    def _filed(self, asked: MarkRequest) -> str:
        """Write the value that the range follows from."""
        return shown_value(asked.value, asked.indicator, self.task.rules, self.language)

    def _range(self, asked: MarkRequest) -> str:
        if not asked.choices:
            step = "" if asked.step == 1 else self.words["steps"].format(step=asked.step)
            return f"{asked.low}–{asked.high}{step}"
        lines = []
        for name, low, high in reversed(asked.choices):
            label = self.task.rules.choice_label(asked.grade, name)
            ends = str(low) if low == high else f"{low}–{high}"
            lines.append(f"{label.text(self.language) if label else name} {ends}")
        return "\n".join(lines)

    def _guide(self) -> None:
        sheet = self.book.add_worksheet(GUIDE_SHEET[self.language])
        sheet.set_column(0, 0, 100)
        for row, line in enumerate(GUIDE[self.language]):
            sheet.set_row(row, 34)
            sheet.write_string(row, 0, line, self.wrapped)
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.protect()

    def _meta(self) -> None:
        task = self.task
        sheet = self.book.add_worksheet(META)
        lines = (
            (KIND, KIND_MARKS),
            ("year", str(task.year)),
            ("rule_set", task.rules.id),
            ("version", task.rules.version),
            ("expert", task.expert),
            ("assignment", task.assignment),
            ("blind", "yes" if task.blind else "no"),
        )
        for row, line in enumerate(lines):
            sheet.write_row(row, 0, line)
        sheet.hide()


def shown_value(value: Value, key: str, rules: RuleSet, language: str) -> str:
    """Write a value for a person: numbers with their unit, choices by their label."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return {"zh": "是" if value else "否", "en": "yes" if value else "no"}[language]
    if isinstance(value, Fraction):
        unit = rules.unit_of(key)
        number = to_units(value, SHOWN_PLACES) * SHOWN_PLACES
        shown = rules.unit_text(unit, language) if unit != "%" else unit
        return number_text(number.normalize() + 0, shown)
    if isinstance(value, date):
        return value.isoformat()
    label = rules.choice_label(key, value)
    return label.text(language) if label else value
