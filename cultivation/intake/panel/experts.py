"""A list of experts: an empty one to fill in, and one that was filled in read back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from cultivation.core.panel.experts import Expert, split_names
from cultivation.core.rules.headers import normalise
from cultivation.findings import Finding
from cultivation.intake.formats.book import Book, Sheet, address, letters
from cultivation.intake.panel.words import EXPERT_HEADINGS, expert_heading_of

FIRST_ROWS = 20
NOBODY = {normalise(word) for word in ("无", "none", "没有", "/", "-")}
WIDTHS = (10, 16, 34, 48, 48)


@dataclass(frozen=True)
class ExpertsRead:
    """The experts of a list, where they stand, and what is wrong; `declared_in` is the column of recusals."""

    experts: tuple[Expert, ...]
    sheet: str
    findings: tuple[Finding, ...]
    rejected: int = 0
    declared_in: str = ""


def read_experts(book: Book, file: str) -> ExpertsRead:
    """Read the first sheet that has the headings."""
    for sheet in book.sheets:
        header = None if sheet.hidden else _header(sheet)
        if header is not None:
            return _read(sheet, *header, file)
    return ExpertsRead((), "", (Finding("experts_not_found", file),))


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for number in sheet.first_rows(FIRST_ROWS):
        columns = {expert_heading_of(cell.text): cell.column for cell in reversed(sheet.row(number))}
        if {"name", "employer"} <= columns.keys():
            return number, columns
    return None


def _read(sheet: Sheet, header: int, columns: Mapping[str, int], file: str) -> ExpertsRead:
    found: dict[str, list[Expert]] = defaultdict(list)
    findings, rejected = [], 0
    for number in (each for each in sheet.numbers if each > header):
        texts = {key: _text(sheet, number, column) for key, column in columns.items()}
        if not any(texts.get(key) for key in EXPERT_HEADINGS):
            continue
        if not texts["name"]:
            findings.append(Finding("expert_unnamed", file, sheet.name, address(number, columns["name"])))
            rejected += 1
            continue
        expert = _expert(texts, number)
        if not texts["employer"]:
            place = address(number, columns["employer"])
            findings.append(Finding("expert_employer_missing", file, sheet.name, place, value=expert.name))
        found[expert.key].append(expert)
    if not found and not findings:
        findings.append(Finding("experts_missing", file, sheet.name))
    for key, several in found.items():
        first = address(several[0].row, columns["name"])
        for each in several[1:]:
            place = address(each.row, columns["name"])
            details = {"first": first}
            findings.append(Finding("expert_twice", file, sheet.name, place, value=key, details=details))
        rejected += len(several) if len(several) > 1 else 0
    once = sorted((several[0] for several in found.values() if len(several) == 1), key=lambda one: one.key)
    column = letters(columns["declared"]) if "declared" in columns else ""
    return ExpertsRead(tuple(once), sheet.name, tuple(findings), rejected, column)


def _expert(texts: Mapping[str, str], row: int) -> Expert:
    name = texts["name"]
    employer = "" if normalise(texts["employer"]) in NOBODY else texts["employer"]
    relations, declared = (
        tuple(each for each in split_names(texts.get(key, "")) if normalise(each) not in NOBODY)
        for key in ("relations", "declared")
    )
    return Expert(texts.get("number") or name, name, employer, relations, declared, row)


def _text(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.at(row, column)
    if cell is None or cell.value is None:
        return ""
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split()) if not isinstance(value, str) else value.strip()


def write_experts_template(language: str, year: int) -> bytes:
    """Return an empty list of experts; the same year gives the same bytes."""
    import xlsxwriter

    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": datetime(year, 1, 1)})
    head = book.add_format({"bold": True, "bg_color": "#DDE3EA", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("专家名单" if language == "zh" else "Experts")
    place = 0 if language == "zh" else 1
    for column, (words, width) in enumerate(zip(EXPERT_HEADINGS.values(), WIDTHS, strict=True)):
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, words[place], head)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return content.getvalue()
