"""A workbook in, applications and findings out. Nothing that a file holds makes it raise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cultivation.findings import Finding
from cultivation.intake.applications import RowReader
from cultivation.intake.form import find_form, read_form
from cultivation.intake.labels import Labels
from cultivation.intake.layout import Layout
from cultivation.intake.sheet import Sheet
from cultivation.intake.sheet_names import is_ours
from cultivation.intake.table import find_table, names_enough, read_table
from cultivation.intake.text_match import add_matches
from cultivation.intake.workbook import Unreadable, read_sheets
from cultivation.rules.model import Label, RuleSet
from cultivation.scoring.application import Application

SURE = 5  # fields in one header: more than the labels in a line of a form


@dataclass(frozen=True)
class Received:
    """What came of one workbook; `rejected` counts the enterprises that were kept out.

    `labels` are the names of the fields, for findings that name some.
    """

    applications: tuple[Application, ...]
    findings: tuple[Finding, ...]
    rejected: int
    labels: Mapping[str, Label] = field(default_factory=dict)


def read_workbook(content: bytes, name: str, rules: RuleSet) -> Received:
    """Read a workbook called `name`, a summary or forms, under a rule set."""
    try:
        sheets = read_sheets(content)
    except Unreadable as error:
        finding = Finding("unreadable_file", file=name, details={"problem": error.problem})
        return Received((), (finding,), 0)
    labels = Labels(rules)
    filled = [sheet for sheet in sheets if sheet.cells and not is_ours(sheet.name)]
    found = {sheet.name: _layout(sheet, labels, name) for sheet in filled}
    layouts = [layout for layout in found.values() if layout]
    if not layouts:
        return Received((), (Finding("no_table_found", file=name),), 0)
    received = _read_rows(layouts, rules, name)
    left = [
        Finding("sheet_not_read", file=name, sheet=sheet) for sheet, layout in found.items() if not layout
    ]
    return replace(received, findings=(*left, *received.findings))


def _layout(sheet: Sheet, labels: Labels, file: str) -> Layout | None:
    """Read a sheet as a summary or a form, whichever knows more of its words."""
    table = find_table(sheet, labels)
    if table and len(table.fields) >= SURE:
        return read_table(sheet, table, labels, file)
    form = find_form(sheet, labels)
    if table and len(form.fields) <= 2 * len(table.fields):
        return read_table(sheet, table, labels, file)
    return read_form(sheet, form, labels, file) if names_enough(form.fields, labels) else None


def _read_rows(layouts: list[Layout], rules: RuleSet, file: str) -> Received:
    """Read every row; of an enterprise that stands there twice no row is taken, whatever their order."""
    reader = RowReader(rules, file)
    taken: dict[str, Application] = {}
    twice: set[str] = set()
    findings: list[Finding] = []
    rejected = 0
    for layout in layouts:
        findings += layout.findings
        for row in layout.rows:
            result = reader.read(layout, row)
            findings += result.findings
            application = result.application
            if application is None:
                rejected += 1
            elif application.id in taken:
                findings.append(_filed_twice(application, taken[application.id], rules))
                twice.add(application.id)
                rejected += 1
            else:
                taken[application.id] = application
    once = [application for key, application in taken.items() if key not in twice]
    return Received(tuple(add_matches(once, rules)), tuple(findings), rejected + len(twice), rules.fields)


def _filed_twice(application: Application, first: Application, rules: RuleSet) -> Finding:
    place, before = (each.values[rules.identifier.field] for each in (application, first))
    return Finding(
        "filed_twice",
        place.file,
        place.sheet,
        place.cell,
        rules.identifier.field,
        application.id,
        {"name": application.name, "first": f"{before.sheet}!{before.cell}"},
    )
