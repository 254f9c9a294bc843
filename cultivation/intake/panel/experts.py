"""A list of experts: an empty one to fill in, and one that was filled in read back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from cultivation.core.panel.experts import Expert, split_names
from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import RuleSet
from cultivation.findings import Finding
from cultivation.intake.formats.book import Book, Sheet, address, letters
from cultivation.intake.panel.words import EXPERT_HEADINGS, expert_heading_of

FIRST_ROWS = 20
NOBODY = {normalise(word) for word in ("无", "none", "没有", "/", "-")}
WIDTHS = (10, 16, 34, 48, 48, 20)
TEMPLATE_ROWS = 500


@dataclass(frozen=True)
class ExpertsRead:
    """The experts of a list, where they stand, and what is wrong; `declared_in` is the column of recusals."""

    experts: tuple[Expert, ...]
    sheet: str
    findings: tuple[Finding, ...]
    rejected: int = 0
    declared_in: str = ""


def read_experts(book: Book, file: str, rules: RuleSet) -> ExpertsRead:
    """Read the first sheet that has the headings; where there are several panels, each expert sits on one."""
    for sheet in book.sheets:
        header = None if sheet.hidden else _header(sheet)
        if header is not None:
            return _read(sheet, *header, file, rules)
    return ExpertsRead((), "", (Finding("experts_not_found", file),))


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for number in sheet.first_rows(FIRST_ROWS):
        columns = {expert_heading_of(cell.text): cell.column for cell in reversed(sheet.row(number))}
        if {"name", "employer"} <= columns.keys():
            return number, columns
    return None


def _read(sheet: Sheet, header: int, columns: Mapping[str, int], file: str, rules: RuleSet) -> ExpertsRead:
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
        panel = panel_meant(texts.get("panel", ""), rules)
        if panel is None:
            place = address(number, columns.get("panel", columns["name"]))
            details = {"expert": texts["name"], **_panel_names(rules)}
            value = texts.get("panel", "")
            findings.append(
                Finding("expert_panel_unknown", file, sheet.name, place, value=value, details=details)
            )
            rejected += 1
            continue
        expert = _expert(texts, number, panel)
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


def panel_meant(text: str, rules: RuleSet) -> str | None:
    """Return the panel that is meant by id or name, empty where there is but one; None where none is."""
    if not rules.panels:
        return ""
    wanted = normalise(text)
    words = {normalise(word): key for key, each in rules.panels.items() for word in (each.zh, each.en, key)}
    return words.get(wanted)


def _panel_names(rules: RuleSet) -> dict[str, str]:
    return {
        "label_zh": "、".join(each.zh for each in rules.panels.values()),
        "label_en": ", ".join(each.en for each in rules.panels.values()),
    }


def _expert(texts: Mapping[str, str], row: int, panel: str) -> Expert:
    name = texts["name"]
    employer = "" if normalise(texts["employer"]) in NOBODY else texts["employer"]
    relations, declared = (
        tuple(each for each in split_names(texts.get(key, "")) if normalise(each) not in NOBODY)
        for key in ("relations", "declared")
    )
    return Expert(texts.get("number") or name, name, employer, relations, declared, row, panel)


def _text(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.at(row, column)
    if cell is None or cell.value is None:
        return ""
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split()) if not isinstance(value, str) else value.strip()


def write_experts_template(language: str, year: int, rules: RuleSet | None = None) -> bytes:
    """Return an empty list of experts; the same year gives the same bytes.

    Where the year's rule set has several panels, there is a column for the expert's.
    """
    import xlsxwriter

    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": datetime(year, 1, 1)})
    head = book.add_format({"bold": True, "bg_color": "#DDE3EA", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("专家名单" if language == "zh" else "Experts")
    place = 0 if language == "zh" else 1
    panels = [each.text(language) for each in rules.panels.values()] if rules else []
    for column, (key, words) in enumerate(EXPERT_HEADINGS.items()):
        if key == "panel" and not panels:
            continue
        sheet.set_column(column, column, WIDTHS[column], text)
        sheet.write_string(0, column, words[place], head)
        if key == "panel":
            sheet.data_validation(1, column, TEMPLATE_ROWS, column, {"validate": "list", "source": panels})
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return content.getvalue()
