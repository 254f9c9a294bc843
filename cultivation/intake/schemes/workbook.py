"""Workbooks of cultivation schemes as they go out: what is known stands in them, the rest is yellow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cultivation.intake.schemes.words import (
    GUIDE,
    GUIDE_SHEET,
    KIND,
    KIND_SCHEME,
    KIND_UPDATE,
    SCHEME,
    SHEETS,
    STATES,
    TARGETS,
    TASKS,
    TITLES,
    TO_FILL,
    UPDATE,
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
WIDTHS = {
    **{"code": 22, "name": 28, "indicator": 26, "present": 14, "aim": 16, "year": 10},
    **{"number": 8, "task": 44, "owner": 18, "until": 13, "before": 12, "state": 12, "done_on": 13},
    **{"value": 16, "text": 36},
}
FILLED = {  # what people fill in; the rest is known
    KIND_SCHEME: {"indicator", "aim", "year", "number", "task", "owner", "until"},
    KIND_UPDATE: {"value", "text", "state", "done_on"},
}
Line = Mapping[str, str]  # what stands under each heading


@dataclass(frozen=True)
class SchemeBook:
    """What a workbook is made for, and the lines of both its sheets.

    `firms` are the codes of those who are asked; `until` is the last day, of an update alone. `choices` are
    offered in the columns of these keys.
    """

    kind: str
    year: int
    rule_set: str
    targets: Sequence[Line]
    tasks: Sequence[Line]
    choices: Mapping[str, Sequence[str]]
    firms: Sequence[str] = ()
    until: date | None = None


def write_scheme_book(it: SchemeBook, language: str) -> bytes:
    """Return the workbook in "zh" or "en"; the same lines give the same bytes."""
    title = TITLES[it.kind][language].format(year=it.year)
    return blank_workbook(title, it.year, lambda book, styles: _write(it, language, book, styles, title))


def state_choices(language: str) -> list[str]:
    """Return the states that an update can give to a task."""
    return [words[language] for words in STATES.values()]


def _write(it: SchemeBook, language: str, book: Any, styles: Styles, title: str) -> None:
    lines = {TARGETS: it.targets, TASKS: it.tasks}
    headings = SCHEME if it.kind == KIND_SCHEME else UPDATE
    sheets = {key: book.add_worksheet(SHEETS[key][language]) for key in lines}
    for key, sheet in sheets.items():
        sheet.write_string(0, 0, title, styles.big)
        if it.until is not None:
            sheet.write_string(1, 0, TO_FILL[language].format(until=it.until.isoformat()))
        _write_sheet(it, language, sheet, styles, headings[key], lines[key])
    write_guide(book, styles, SHEETS[GUIDE_SHEET][language], GUIDE[it.kind][language], 48)
    _offer(it, book, sheets, headings)
    stamp = (("year", str(it.year)), ("rule_set", it.rule_set), ("firms", ",".join(it.firms)))
    write_stamp(book, ((KIND, it.kind), *stamp))


def _write_sheet(
    it: SchemeBook,
    language: str,
    sheet: Any,
    styles: Styles,
    headings: Mapping[str, tuple[str, ...]],
    lines: Sequence[Line],
) -> None:
    place, filled = 0 if language == "zh" else 1, FILLED[it.kind]
    for column, (key, words) in enumerate(headings.items()):
        sheet.set_column(column, column, WIDTHS[key])
        sheet.write_string(HEADER - 1, column, words[place], styles.head)
        for row, line in enumerate(lines, HEADER):
            style = styles.fill if key in filled else styles.plain
            if text := line.get(key, ""):
                sheet.write_string(row, column, text, style)
            else:
                sheet.write_blank(row, column, None, style)
    print_across(sheet)
    sheet.repeat_rows(HEADER - 1)
    sheet.freeze_panes(HEADER, 2)


def _offer(
    it: SchemeBook,
    book: Any,
    sheets: Mapping[str, Any],
    headings: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> None:
    """Offer the choices from a hidden sheet: there may be more than fit into a cell's own list."""
    hidden = book.add_worksheet("_offered")
    hidden.hide()
    lines = {TARGETS: it.targets, TASKS: it.tasks}
    for at, (key, words) in enumerate(it.choices.items()):
        hidden.write_column(0, at, words)
        letter = chr(ord("A") + at)
        for name, sheet in sheets.items():
            if key in headings[name]:
                column, last = list(headings[name]).index(key), HEADER + max(len(lines[name]), 1) - 1
                offer(sheet, (HEADER, column, last, column), f"=_offered!${letter}$1:${letter}${len(words)}")
