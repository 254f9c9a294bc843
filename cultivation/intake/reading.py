"""A book in, applications and findings out. Nothing that a file holds makes it raise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cultivation.findings import Finding
from cultivation.intake.applications import RowReader
from cultivation.intake.duplicates import same_names
from cultivation.intake.form import find_form, read_form
from cultivation.intake.formats.reading import read_book
from cultivation.intake.labels import Labels
from cultivation.intake.layout import Layout
from cultivation.intake.received import Received, Understood
from cultivation.intake.sheet import Book, Sheet, Unreadable
from cultivation.intake.sheet_names import is_ours
from cultivation.intake.stamp import check_stamp, read_stamp
from cultivation.intake.table import find_table, names_enough, read_table
from cultivation.intake.text_match import add_matches
from cultivation.intake.values import labels as label_details
from cultivation.rules.model import Label, RuleSet
from cultivation.scoring.application import Application

SURE = 5  # fields in one header: more than the labels in a line of a form
KINDS = {
    "xlsx": Label(zh="Excel 工作簿（.xlsx）", en="an Excel workbook (.xlsx)"),
    "xlsb": Label(zh="二进制 Excel 工作簿（.xlsb）", en="a binary Excel workbook (.xlsb)"),
    "xls": Label(zh="旧版 Excel 工作簿（.xls）", en="an old Excel workbook (.xls)"),
    "ods": Label(zh="OpenDocument 表格（.ods）", en="an OpenDocument spreadsheet (.ods)"),
    "csv": Label(zh="文本表格（.csv）", en="a text table (.csv)"),
    "html": Label(zh="网页表格（HTML）", en="a table of a web page (HTML)"),
    "spreadsheetml": Label(zh="Excel 2003 XML 表格", en="an Excel 2003 XML table"),
}
# By its content a file is of a kind; under these names nobody wonders.
NAMES = {
    "xlsx": (".xlsx", ".xlsm"),
    "xlsb": (".xlsb",),
    "xls": (".xls", ".et"),
    "ods": (".ods",),
    "csv": (".csv", ".txt", ".tsv"),
    "html": (".html", ".htm"),
    "spreadsheetml": (".xml",),
}


def read_workbook(content: bytes, name: str, rules: RuleSet) -> Received:
    """Read a file called `name` under a rule set, here and now; see ReadingProcess for files of strangers."""
    try:
        return read_applications(read_book(content), name, rules)
    except Unreadable as error:
        return unreadable(name, error.problem)


def unreadable(name: str, problem: str) -> Received:
    """Return what is answered to a file that cannot be read."""
    return Received((), (Finding("unreadable_file", file=name, details={"problem": problem}),), 0)


def read_applications(book: Book, name: str, rules: RuleSet) -> Received:
    """Read the enterprises of a book, from summaries and forms."""
    labels, stamp = Labels(rules), read_stamp(book)
    filled = [sheet for sheet in book.sheets if sheet.cells and not is_ours(sheet.name, stamp is not None)]
    found = {sheet.name: _layout(sheet, labels, name) for sheet in filled if not sheet.hidden}
    layouts = [layout for layout in found.values() if layout]
    about = [*_about_file(book, name), *check_stamp(stamp, rules, name)]
    about += [Finding("sheet_hidden", name, sheet.name) for sheet in filled if sheet.hidden]
    if not layouts:
        return Received((), (*about, Finding("no_table_found", file=name)), 0)
    received = _read_rows(layouts, rules, name, book.epoch_1904)
    about += [Finding("sheet_not_read", name, sheet) for sheet, layout in found.items() if not layout]
    understood = tuple(each for layout in layouts for each in _understood(layout))
    return replace(received, findings=(*about, *received.findings), understood=understood)


def _about_file(book: Book, name: str) -> Iterator[Finding]:
    if not name.lower().endswith(NAMES[book.kind]):
        yield Finding("file_misnamed", file=name, details=label_details("kind", KINDS[book.kind]))
    if book.encoding and not book.encoding.lower().startswith("utf"):
        yield Finding("encoding_assumed", file=name, value=book.encoding)


def _understood(layout: Layout) -> Iterator[Understood]:
    for heading in layout.headings:
        yield Understood(layout.sheet, heading.address, heading.text, heading.field, heading.unit)


def _layout(sheet: Sheet, labels: Labels, file: str) -> Layout | None:
    """Read a sheet as a summary or a form, whichever knows more of its words."""
    table = find_table(sheet, labels)
    if table and len(table.fields) >= SURE:
        return read_table(sheet, table, labels, file)
    form = find_form(sheet, labels)
    if table and len(form.fields) <= 2 * len(table.fields):
        return read_table(sheet, table, labels, file)
    return read_form(sheet, form, labels, file) if names_enough(form.fields, labels) else None


def _read_rows(layouts: list[Layout], rules: RuleSet, file: str, epoch_1904: bool) -> Received:
    """Read every row; of an enterprise that stands there twice no row is taken, whatever their order."""
    reader = RowReader(rules, file, epoch_1904)
    taken: dict[str, Application] = {}
    twice: set[str] = set()
    findings: list[Finding] = []
    rejected = 0
    for layout in layouts:
        findings += layout.findings
        for result in reader.read(layout):
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
    findings += same_names(once)
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
        application.id,
        application.name,
    )
