"""A book in, applications and findings out. Nothing that a file holds makes it raise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from cultivation.core.rules.model import Label, RuleSet
from cultivation.core.scoring.batch import Batch, joined
from cultivation.findings import Finding
from cultivation.intake.applications.duplicates import filed_twice, same_names
from cultivation.intake.applications.form import find_form, read_form
from cultivation.intake.applications.labels import Labels
from cultivation.intake.applications.layout import Layout
from cultivation.intake.applications.received import Received, Understood
from cultivation.intake.applications.rows import RowReader
from cultivation.intake.applications.summary import find_table, names_enough, read_table
from cultivation.intake.applications.text_match import Matcher
from cultivation.intake.formats.book import Book, Sheet, Unreadable
from cultivation.intake.formats.reading import read_book
from cultivation.intake.templates.sheet_names import OUR_FINDINGS, is_ours
from cultivation.intake.templates.stamp import check_stamp, read_stamp, stamp_of
from cultivation.intake.values.cells import labels as label_details

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
    "xlsx": (".xlsx", ".xlsm", ".et"),
    "xlsb": (".xlsb",),
    "xls": (".xls", ".et"),
    "ods": (".ods",),
    "csv": (".csv", ".txt", ".tsv"),
    "html": (".html", ".htm"),
    "spreadsheetml": (".xml",),
}


class ApplicationReader:
    """Reads books under one rule set; what is worked out once serves every file."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self._labels = Labels(rules)
        self._stamp = stamp_of(rules)
        self._matcher = Matcher(rules)
        self._rows = cache(lambda epoch_1904: RowReader(rules, epoch_1904))

    def read(self, book: Book, name: str) -> Received:
        """Read the enterprises of a book, from summaries and forms."""
        stamp = read_stamp(book)
        filled = [
            each for each in book.sheets if not each.is_empty and not is_ours(each.name, stamp is not None)
        ]
        if not filled:  # a sheet called Findings that stands alone is the applicant's
            filled = [each for each in book.sheets if not each.is_empty and OUR_FINDINGS.fullmatch(each.name)]
        found = {sheet.name: self._layout(sheet, name) for sheet in filled if not sheet.hidden}
        layouts = [layout for layout in found.values() if layout]
        about = [*_about_file(book, name), *check_stamp(stamp, self._stamp, name)]
        about += [Finding("sheet_hidden", name, sheet.name) for sheet in filled if sheet.hidden]
        if not layouts:
            return Received(self.rules, Batch(name), _without_table(book, name, about))
        received = self._read_rows(layouts, name, book.epoch_1904)
        about += [Finding("sheet_not_read", name, sheet) for sheet, layout in found.items() if not layout]
        understood = tuple(each for layout in layouts for each in _understood(layout))
        return replace(received, findings=(*about, *received.findings), understood=understood)

    def _layout(self, sheet: Sheet, file: str) -> Layout | None:
        """Read a sheet as a summary or a form, whichever knows more of its words."""
        width = sheet.width
        if width < SURE:  # a header has at most so many fields: a form with more of them is surely a form
            form = find_form(sheet, self._labels)
            if len(form.fields) > 2 * width:
                return read_form(sheet, form, self._labels, file)
        table = find_table(sheet, self._labels)
        if table and len(table.fields) >= SURE:
            return read_table(sheet, table, self._labels, file)
        form = find_form(sheet, self._labels)
        if table and len(form.fields) <= 2 * len(table.fields):
            return read_table(sheet, table, self._labels, file)
        return read_form(sheet, form, self._labels, file) if names_enough(form.fields, self._labels) else None

    def _read_rows(self, layouts: list[Layout], file: str, epoch_1904: bool) -> Received:
        """Read every row; of an enterprise that stands there twice no row is taken, whatever their order."""
        read = self._read_all(layouts, file, epoch_1904)
        batch, twice = read.batch, filed_twice(read.batch, self.rules)
        wrong = {batch.ids[place] for place in twice}
        once = (
            batch.at([place for place, key in enumerate(batch.ids) if key not in wrong]) if twice else batch
        )
        findings = (*read.findings, *twice.values(), *same_names(once, self.rules))
        rejected = read.rejected + len(batch) - len(once)
        return Received(self.rules, self._matcher.add_matches(once), findings, rejected)

    def _read_all(self, layouts: list[Layout], file: str, epoch_1904: bool) -> Received:
        """Read every row for itself."""
        reader = self._rows(epoch_1904)
        read = [reader.read(layout, file) for layout in layouts]
        findings = tuple(
            finding
            for layout, rows in zip(layouts, read, strict=True)
            for finding in (*layout.findings, *rows.findings)
        )
        batch, rejected = joined([rows.batch for rows in read]), sum(rows.rejected for rows in read)
        return Received(self.rules, batch, findings, rejected)


def read_workbook(content: bytes, name: str, rules: RuleSet) -> Received:
    """Read a file called `name` under a rule set, here and now; see ReadingProcess for files of strangers."""
    try:
        return ApplicationReader(rules).read(read_book(content), name)
    except Unreadable as error:
        return Received(rules, Batch(name), (unreadable(name, error.problem),))


def unreadable(name: str, problem: str) -> Finding:
    """Return what is answered to a file that cannot be read."""
    return Finding("unreadable_file", file=name, details={"problem": problem})


def _without_table(book: Book, name: str, about: Iterable[Finding]) -> tuple[Finding, ...]:
    """Say that nothing was found; of a text that only its name calls a workbook, that it is none."""
    if book.kind == "csv" and not name.lower().endswith(NAMES["csv"]):
        return (unreadable(name, "not_excel"),)
    return (*about, Finding("no_table_found", file=name))


def _about_file(book: Book, name: str) -> Iterator[Finding]:
    if not name.lower().endswith(NAMES[book.kind]):
        yield Finding("file_misnamed", file=name, details=label_details("kind", KINDS[book.kind]))
    if book.encoding and not book.encoding.lower().startswith("utf"):
        yield Finding("encoding_assumed", file=name, value=book.encoding)


def _understood(layout: Layout) -> Iterator[Understood]:
    for heading in layout.headings:
        yield Understood(layout.sheet, heading.address, heading.text, heading.field, heading.unit)
