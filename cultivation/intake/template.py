"""The workbook in which enterprises apply: a table for a summary, or a form for one enterprise.

What people read in it comes in the language that is asked for, whatever is spoken on the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from unicodedata import east_asian_width

from cultivation.intake.sheet_names import CHOICES, EXAMPLE, INSTRUCTIONS, META
from cultivation.intake.stamp import stamp_of
from cultivation.intake.template_example import Example, example
from cultivation.intake.template_fields import FieldWords
from cultivation.intake.template_words import WORDS
from cultivation.rules.model import FieldRule, FieldType, RuleSet

LINE_HEIGHT, CONTENT_WIDTH, LABEL_WIDTH = 15, 72, 44
LAST_ROW = 2000  # drop-downs and formats reach down to here
FIRST_ROW = {True: 2, False: 3}  # of what is filled in: of a form, of a table
A3, A4 = 8, 9
GREY, PALE, RED = "#DDE3EA", "#F4F4F4", "#B00020"
WIDTHS = {FieldType.IDENTIFIER: 22, FieldType.TEXT: 30, FieldType.CHOICE: 20}
# "General" shows every digit that is typed, and lets "12.5%" become a per cent.
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
    plain_text = {"strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, {"in_memory": True, **plain_text})
    day = rules.valid_from
    book.set_properties(
        {"title": rules.name.text(language), "created": datetime(day.year, day.month, day.day)}
    )
    _Template(rules, language, book, form).write()
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

    def __init__(self, rules: RuleSet, language: str, book: Any, form: bool) -> None:
        self.rules, self.language, self.book, self.form = rules, language, book, form
        self.words: Mapping[str, str] = WORDS[language]
        self.fields = FieldWords(rules, language)
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.warning = book.add_format({"bold": True, "font_color": RED})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "border": 1, "bg_color": GREY, "valign": "vcenter"}
        )
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        looks = {"align": "left", "border": 1} if form else {}
        self.empty = self._formats(looks)
        self.filled = self._formats({**looks, "border": 1, "bg_color": PALE})

    def _formats(self, looks: Mapping[str, Any]) -> dict[FieldType, Any]:
        """Return the cell format of each type of field."""
        wrapped = {"text_wrap": True, "valign": "vcenter"}
        return {
            kind: self.book.add_format({"num_format": FORMATS.get(kind, "General"), **wrapped, **looks})
            for kind in FieldType
        }

    def write(self) -> None:
        """Write all sheets."""
        lists = self._lists()
        sheet = self._sheet(self.words["form" if self.form else "table"], self.words["required"])
        for key, rule in self.rules.fields.items():
            self._validate(sheet, rule, self._place(key), lists)
        self._instructions()
        self._example()
        self._choices(lists)
        self._meta()

    def _sheet(self, name: str, remark: str, style: Any = None) -> Any:
        """Write a sheet of the kind that is filled in: title, remark and headings."""
        sheet = self.book.add_worksheet(name)
        self._set_page(sheet, landscape=not self.form, large=not self.form, header=None if self.form else 2)
        sheet.set_row(0, 24)
        sheet.write(0, 0, self.rules.name.text(self.language), self.title)
        sheet.write(1, 0, remark, style)
        if self.form:
            self._form(sheet)
        else:
            self._table(sheet)
        return sheet

    def _place(self, key: str) -> _Place:
        order, first = list(self.rules.fields).index(key), FIRST_ROW[self.form]
        return _Place(first + order, 1, first + order) if self.form else _Place(first, order, LAST_ROW)

    def _set_page(self, sheet: Any, landscape: bool, large: bool, header: int | None) -> None:
        """One page wide on A4, or A3 for many columns, with the header on each page."""
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(A3 if large else A4)
        sheet.fit_to_pages(1, 0)
        if header is not None:
            sheet.repeat_rows(header)

    def _table(self, sheet: Any) -> None:
        sheet.set_row(2, 45)
        sheet.freeze_panes(3, 2)
        for column, rule in enumerate(self.rules.fields.values()):
            sheet.set_column(column, column, WIDTHS.get(rule.type, 14), self.empty[rule.type])
            sheet.write(2, column, self.fields.heading(rule), self.head)

    def _form(self, sheet: Any) -> None:
        sheet.set_column(0, 0, LABEL_WIDTH)
        sheet.set_column(1, 1, 48)
        sheet.freeze_panes(2, 0)
        for row, rule in enumerate(self.rules.fields.values(), FIRST_ROW[True]):
            sheet.set_row(row, 1.3 * LINE_HEIGHT)
            sheet.write(row, 0, self.fields.heading(rule), self.head)
            sheet.write_blank(row, 1, None, self.empty[rule.type])

    def _lists(self) -> dict[str, list[str]]:
        """Return the words of each vocabulary that a field uses; those of yes and no under no name."""
        lists = {
            rule.choices: self.fields.choices(rule) for rule in self.rules.fields.values() if rule.choices
        }
        return {**lists, "": [self.words["yes"], self.words["no"]]}

    def _validate(self, sheet: Any, rule: FieldRule, place: _Place, lists: Mapping[str, list[str]]) -> None:
        """Say what to write when a cell is chosen, offer a drop-down, refuse what cannot be meant."""
        from xlsxwriter.utility import xl_range_abs

        options = self.fields.validation(rule)
        if words := self.fields.choices(rule):
            column = list(lists).index(rule.choices or "")
            options["source"] = f"={CHOICES}!{xl_range_abs(0, column, len(words) - 1, column)}"
        cells = (place.row, place.column, place.last_row, place.column)
        sheet.data_validation(*cells, options)
        if FORMATS.get(rule.type) == "@":
            sheet.ignore_errors({"number_stored_as_text": xl_range_abs(*cells).replace("$", "")})

    def _example(self) -> None:
        """Write the example on a sheet that nobody fills in by mistake."""
        sheet = self._sheet(EXAMPLE[self.language], self.words["example"], self.warning)
        for key, value in example(self.rules, self.language).items():
            place = self._place(key)
            _write(sheet, place, value, self.filled[self.rules.fields[key].type])
        sheet.set_tab_color(RED)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def _choices(self, lists: Mapping[str, list[str]]) -> None:
        sheet = self.book.add_worksheet(CHOICES)
        for column, words in enumerate(lists.values()):
            sheet.write_column(0, column, words)
        sheet.hide()

    def _meta(self) -> None:
        sheet = self.book.add_worksheet(META)
        for row, line in enumerate(asdict(stamp_of(self.rules)).items()):
            sheet.write_row(row, 0, line)
        sheet.hide()

    def _instructions(self) -> None:
        sheet = self.book.add_worksheet(INSTRUCTIONS[self.language])
        self._set_page(sheet, landscape=True, large=False, header=0)
        for column, width in enumerate((LABEL_WIDTH, 10, 20, CONTENT_WIDTH)):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 1.3 * LINE_HEIGHT)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, self.words["columns"].split("|"), self.head)
        for row, rule in enumerate(self.rules.fields.values(), 1):
            content = self.fields.content(rule)
            sheet.set_row(row, LINE_HEIGHT * (1 + _width(content) // CONTENT_WIDTH))
            cells = [rule.text(self.language), rule.unit, self.fields.blank(rule), content]
            sheet.write_row(row, 0, cells, self.wrapped)


def _write(sheet: Any, place: _Place, value: Example, style: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(place.row, place.column, value, style)
    elif isinstance(value, Decimal):
        sheet.write_number(place.row, place.column, float(value), style)
    else:
        sheet.write_string(place.row, place.column, value, style)


def _width(text: str) -> int:
    """Count columns as a spreadsheet shows them: Chinese characters take two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
