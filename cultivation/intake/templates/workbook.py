"""The workbook in which enterprises apply: a table for a summary, or a form for one enterprise.

What people read in it comes in the language that is asked for, whatever is spoken on the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from types import MappingProxyType
from typing import Any

from rich.cells import cell_len

from cultivation.core.rules.model import FieldRule, RuleSet
from cultivation.intake.templates.example import Example, example
from cultivation.intake.templates.fields import FieldWords
from cultivation.intake.templates.sheet_names import CHOICES, EXAMPLE, INSTRUCTIONS, META
from cultivation.intake.templates.stamp import stamp_of
from cultivation.intake.templates.styles import (
    FORMATS,
    RED,
    Styles,
    column_width,
    set_form_page,
    set_list_page,
    set_table_page,
)
from cultivation.intake.templates.words import WORDS

LINE_HEIGHT, CONTENT_WIDTH, LABEL_WIDTH = 15, 72, 48
LAST_ROW = 2000  # drop-downs and formats reach down to here
HEADER = 2  # the row of a table's headings, and of a form's first label


def write_template(
    rules: RuleSet,
    language: str,
    form: bool,
    sheet: str = "",
    examples: Mapping[str, Example] = MappingProxyType({}),
    filled: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Return the workbook for a rule set in "zh" or "en"; the same rules give the same bytes.

    `sheet` names the sheet that is filled in, `examples` fields of which the example says something else;
    `filled` what stands in the first row, or in the form, as texts.
    """
    import xlsxwriter

    content = BytesIO()
    plain_text = {"strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, {"in_memory": True, **plain_text})
    day = rules.valid_from
    book.set_properties(
        {"title": rules.name.text(language), "created": datetime(day.year, day.month, day.day)}
    )
    template = _Template(rules.for_applicants, language, book, form)
    template.write(sheet or template.words["form" if form else "table"], examples, filled)
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
        self.styles = Styles(book, form)

    def write(self, name: str, examples: Mapping[str, Example], filled: Mapping[str, str]) -> None:
        """Write all sheets; `name` is that of the one that is filled in, where `filled` stands already."""
        lists = self._lists()
        sheet = self._sheet(name, self.words["required"], self.styles.remark)
        for key, rule in self.rules.fields.items():
            self._validate(sheet, rule, self._place(key), lists)
            if text := filled.get(key):
                _write(sheet, self._place(key), text, self.styles.empty[rule.type])
        self._instructions()
        self._example(examples)
        self._choices(lists)
        self._meta()

    def _sheet(self, name: str, remark: str, style: Any) -> Any:
        """Write a sheet of the kind that is filled in: title, remark and headings."""
        sheet = self.book.add_worksheet(name)
        sheet.set_row(0, 24)
        sheet.write(0, 0, self.rules.name.text(self.language), self.styles.title)
        sheet.write(1, 0, remark, style)
        if self.form:
            self._form(sheet)
        else:
            self._table(sheet)
        return sheet

    def _place(self, key: str) -> _Place:
        order = list(self.rules.fields).index(key)
        if self.form:
            return _Place(HEADER + order, 1, HEADER + order)
        return _Place(HEADER + 1, order, LAST_ROW)

    def _table(self, sheet: Any) -> None:
        rules = self.rules.fields.values()
        set_table_page(sheet, sum(map(column_width, rules)), HEADER)
        sheet.set_row(HEADER, 3 * LINE_HEIGHT)
        sheet.freeze_panes(HEADER + 1, 2)
        for column, rule in enumerate(rules):
            sheet.set_column(column, column, column_width(rule), self.styles.empty[rule.type])
            sheet.write(HEADER, column, self.fields.heading(rule), self.styles.head)

    def _form(self, sheet: Any) -> None:
        set_form_page(sheet)
        sheet.set_default_row(1.3 * LINE_HEIGHT)
        sheet.set_column(0, 0, LABEL_WIDTH)
        sheet.set_column(1, 1, 48)
        sheet.freeze_panes(HEADER, 0)
        for row, rule in enumerate(self.rules.fields.values(), HEADER):
            sheet.write(row, 0, self.fields.heading(rule), self.styles.head)
            sheet.write_blank(row, 1, None, self.styles.empty[rule.type])

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

    def _example(self, examples: Mapping[str, Example]) -> None:
        """Write the example on a sheet that nobody fills in by mistake."""
        sheet = self._sheet(EXAMPLE[self.language], self.words["example"], self.styles.warning)
        for key, value in {**example(self.rules, self.language), **examples}.items():
            place = self._place(key)
            _write(sheet, place, value, self.styles.filled[self.rules.fields[key].type])
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
        set_list_page(sheet)
        for column, width in enumerate((LABEL_WIDTH, 10, 20, CONTENT_WIDTH)):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 1.3 * LINE_HEIGHT)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, self.words["columns"].split("|"), self.styles.head)
        for row, rule in enumerate(self.rules.fields.values(), 1):
            content = self.fields.content(rule)
            sheet.set_row(row, LINE_HEIGHT * (1 + cell_len(content) // CONTENT_WIDTH))
            cells = [rule.text(self.language), rule.unit, self.fields.blank(rule), content]
            sheet.write_row(row, 0, cells, self.styles.wrapped)


def _write(sheet: Any, place: _Place, value: Example, style: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(place.row, place.column, value, style)
    elif isinstance(value, Decimal):
        sheet.write_number(place.row, place.column, float(value), style)
    else:
        sheet.write_string(place.row, place.column, value, style)
