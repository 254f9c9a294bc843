"""The workbook in which enterprises apply: a table for a summary, or a form for one enterprise.

What people read in it comes in the language that is asked for, whatever is spoken on the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from unicodedata import east_asian_width

from cultivation.intake.sheet_names import CHOICES, INSTRUCTIONS, META
from cultivation.intake.template_words import WORDS
from cultivation.rules.model import FieldRule, FieldType, RuleSet

LINE_HEIGHT, CONTENT_WIDTH = 15, 80
LAST_ROW = 2000  # drop-downs and formats reach down to here
WIDTHS = {FieldType.IDENTIFIER: 22, FieldType.TEXT: 30, FieldType.CHOICE: 20}
FORMATS = {
    FieldType.IDENTIFIER: "@",
    FieldType.TEXT: "@",
    FieldType.DATE: "yyyy-mm-dd",
    FieldType.INTEGER: "0",
    FieldType.NUMBER: "General",
}


def write_template(rules: RuleSet, language: str, form: bool) -> bytes:
    """Return the workbook for a rule set in "zh" or "en"; the same rules give the same bytes."""
    import xlsxwriter

    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    day = rules.valid_from
    book.set_properties(
        {"title": rules.name.text(language), "created": datetime(day.year, day.month, day.day)}
    )
    _Template(rules, language, book).write(form)
    book.close()
    return content.getvalue()


@dataclass(frozen=True)
class _Place:
    """Where a field is filled in: from the first cell to the last, counted from 0."""

    row: int
    column: int
    last_row: int


class _Template:
    """Writes the sheets; `words` are those of the language asked for."""

    def __init__(self, rules: RuleSet, language: str, book: Any) -> None:
        self.rules, self.language, self.book = rules, language, book
        self.words: Mapping[str, str] = WORDS[language]
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#DDE3EA", "valign": "vcenter"}
        )
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.plain = self._formats(border=0)
        self.boxes = self._formats(border=1)

    def _formats(self, border: int) -> dict[FieldType, Any]:
        return {
            kind: self.book.add_format({"num_format": FORMATS.get(kind, "General"), "border": border})
            for kind in FieldType
        }

    def write(self, form: bool) -> None:
        """Write all sheets."""
        sheet = self.book.add_worksheet(self.words["form" if form else "table"])
        self._set_page(sheet, landscape=not form, large=not form, header_row=None if form else 2)
        sheet.set_row(0, 24)
        sheet.write(0, 0, self.rules.name.text(self.language), self.title)
        sheet.write(1, 0, self.words["required"])
        lists = self._lists()
        places = self._form(sheet) if form else self._table(sheet)
        for key, place in places.items():
            self._validate(sheet, self.rules.fields[key], place, lists)
        self._instructions()
        self._choices(lists)
        self._meta()

    def _set_page(self, sheet: Any, landscape: bool, large: bool, header_row: int | None) -> None:
        """One page wide on A4, or A3 for many columns, with the header on each page."""
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(8 if large else 9)
        sheet.fit_to_pages(1, 0)
        if header_row is not None:
            sheet.repeat_rows(header_row)

    def _table(self, sheet: Any) -> dict[str, _Place]:
        places = {}
        sheet.set_row(2, 45)
        sheet.freeze_panes(3, 2)
        for column, (key, rule) in enumerate(self.rules.fields.items()):
            sheet.set_column(column, column, WIDTHS.get(rule.type, 14), self.plain[rule.type])
            sheet.write(2, column, self._heading(rule), self.head)
            places[key] = _Place(3, column, LAST_ROW)
        return places

    def _form(self, sheet: Any) -> dict[str, _Place]:
        places = {}
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 1, 48)
        for row, (key, rule) in enumerate(self.rules.fields.items(), 2):
            sheet.write(row, 0, self._heading(rule), self.head)
            sheet.write_blank(row, 1, None, self.boxes[rule.type])
            places[key] = _Place(row, 1, row)
        return places

    def _heading(self, rule: FieldRule) -> str:
        label = rule.text(self.language)
        text = self.words["unit"].format(label, rule.unit) if rule.unit else label
        return f"{text}*" if rule.blank == "refuse" else text

    def _lists(self) -> dict[str, list[str]]:
        """Return the words of each vocabulary that a field uses, and of yes and no."""
        lists = {
            rule.choices: [label.text(self.language) for label in self.rules.choices[rule.choices].values()]
            for rule in self.rules.fields.values()
            if rule.choices
        }
        lists[""] = [self.words["yes"], self.words["no"]]
        return lists

    def _validate(self, sheet: Any, rule: FieldRule, place: _Place, lists: Mapping[str, list[str]]) -> None:
        """Offer a drop-down; one for a vocabulary with a catch-all lets other words pass."""
        if rule.type not in (FieldType.CHOICE, FieldType.YES_NO):
            return
        from xlsxwriter.utility import xl_range_abs

        column = list(lists).index(rule.choices or "")
        words = lists[rule.choices or ""]
        sheet.data_validation(
            place.row,
            place.column,
            place.last_row,
            place.column,
            {
                "validate": "list",
                "source": f"={CHOICES}!{xl_range_abs(0, column, len(words) - 1, column)}",
                "error_message": self.words["error"],
                "error_type": "stop" if rule.unlisted is None else "information",
            },
        )

    def _choices(self, lists: Mapping[str, list[str]]) -> None:
        sheet = self.book.add_worksheet(CHOICES)
        for column, words in enumerate(lists.values()):
            sheet.write_column(0, column, words)
        sheet.hide()

    def _meta(self) -> None:
        sheet = self.book.add_worksheet(META)
        sheet.write_row(0, 0, ["rule_set", self.rules.id])
        sheet.write_row(1, 0, ["version", self.rules.version])
        sheet.hide()

    def _instructions(self) -> None:
        sheet = self.book.add_worksheet(INSTRUCTIONS[self.language])
        self._set_page(sheet, landscape=True, large=False, header_row=0)
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 2, 18)
        sheet.set_column(3, 3, CONTENT_WIDTH)
        sheet.write_row(0, 0, self.words["columns"].split("|"), self.head)
        for row, rule in enumerate(self.rules.fields.values(), 1):
            blank = self.words["no_blank" if rule.blank == "no" else rule.blank]
            cells = [rule.text(self.language), rule.unit, blank, self._content(rule)]
            sheet.set_row(row, LINE_HEIGHT * (1 + _width(cells[-1]) // CONTENT_WIDTH))
            sheet.write_row(row, 0, cells, self.wrapped)

    def _content(self, rule: FieldRule) -> str:
        """Say what may be written into a field."""
        if rule.choices:
            return " / ".join(
                label.text(self.language) for label in self.rules.choices[rule.choices].values()
            )
        if rule.type is FieldType.IDENTIFIER:
            return self.words["code" if self.rules.identifier.kind == "uscc" else "text"]
        return {
            FieldType.DATE: self.words["date"],
            FieldType.YES_NO: f"{self.words['yes']} / {self.words['no']}",
            FieldType.INTEGER: self.words["whole"],
            FieldType.NUMBER: self.words["number"],
        }.get(rule.type, self.words["text"])


def _width(text: str) -> int:
    """Count columns as a spreadsheet shows them: Chinese characters take two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
