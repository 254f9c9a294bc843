"""A book in, applications and findings out. Nothing that a file holds makes it raise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from cultivation.core.rules.model import Label, RuleSet
from cultivation.core.scoring.batch import Batch, joined
from cultivation.findings import Finding
from cultivation.intake.annotated.explanations import has_explanations, read_explanations
from cultivation.intake.applications.duplicates import filed_twice, same_names
from cultivation.intake.applications.form import Form, find_form, read_form
from cultivation.intake.applications.headers import Table, find_table, names_enough
from cultivation.intake.applications.heading_words import years_in
from cultivation.intake.applications.labels import Labels
from cultivation.intake.applications.layout import Layout
from cultivation.intake.applications.received import Received, SetAside, Understood
from cultivation.intake.applications.rows import RowReader
from cultivation.intake.applications.side_sheets import without_side_sheets
from cultivation.intake.applications.summary import read_tables
from cultivation.intake.applications.text_match import Matcher
from cultivation.intake.applications.titles import other_year_in_title
from cultivation.intake.applications.transposed import has_firms_in_columns, read_turned
from cultivation.intake.formats.archive import PASSED_OVER
from cultivation.intake.formats.book import Book, Sheet, Unreadable, address, letters
from cultivation.intake.formats.old_excel import SECOND_READER
from cultivation.intake.formats.reading import read_book
from cultivation.intake.templates.sheet_names import OUR_FINDINGS, is_cover, is_ours
from cultivation.intake.templates.stamp import check_stamp, read_stamp, stamp_of
from cultivation.intake.values.cells import labels as label_details

SURE = 5  # fields in one header: more than the labels in a line of a form
KINDS = {
    "xlsx": Label(zh="Excel 工作簿（.xlsx）", en="an Excel workbook (.xlsx)"),
    "xlsb": Label(zh="二进制 Excel 工作簿（.xlsb）", en="a binary Excel workbook (.xlsb)"),
    "xls": Label(zh="旧版 Excel 工作簿（.xls）", en="an old Excel workbook (.xls)"),
    "ods": Label(zh="OpenDocument 表格（.ods）", en="an OpenDocument spreadsheet (.ods)"),
    "fods": Label(zh="OpenDocument 表格（.fods）", en="an OpenDocument spreadsheet (.fods)"),
    "csv": Label(zh="文本表格（.csv）", en="a text table (.csv)"),
    "html": Label(zh="网页表格（HTML）", en="a table of a web page (HTML)"),
    "mhtml": Label(zh="单个文件网页（MHTML）", en="a web page in a single file (MHTML)"),
    "spreadsheetml": Label(zh="Excel 2003 XML 表格", en="an Excel 2003 XML table"),
}
UNSEEN = Label(
    zh="删除线以及使显示与所存数值不同的格式",
    en="what is struck through, and formats that show another figure",
)
UNSEEN_IN_VALUES = Label(
    zh="错误值、百分比等格式、隐藏的行列和删除线",
    en="errors, per cent and other formats, hidden rows and columns, and what is struck through",
)
# By its content a file is of a kind; under these names nobody wonders.
NAMES = {
    "xlsx": (".xlsx", ".xlsm", ".et"),
    "xlsb": (".xlsb",),
    "xls": (".xls", ".et"),
    "ods": (".ods",),
    "fods": (".fods", ".xml"),
    "csv": (".csv", ".txt", ".tsv"),
    "html": (".html", ".htm"),
    "mhtml": (".mht", ".mhtml"),
    "spreadsheetml": (".xml",),
}
ENDINGS = tuple(ending for own in NAMES.values() for ending in own)
# What a folder may hold beside workbooks.
OTHER_KINDS = ("pdf", "picture", "word", "slides", "mail", "not_excel")


class ApplicationReader:
    """Reads books under one rule set; what is worked out once serves every file.

    `year` is that of the review, where headings and titles may name years; `told` is what a clerk has said of
    headings, as in Labels; `filled` is what a blank stands for, as in RowReader.
    """

    def __init__(
        self,
        rules: RuleSet,
        year: int | None = None,
        told: Mapping[str, str] | None = None,
        filled: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        self.rules = rules
        self.year = year
        self._labels = Labels(rules, year, told)
        # Some offices call the year before that of the review the present one.
        self._earlier = Labels(rules, year - 1, told) if year else None
        self._stamp = stamp_of(rules)
        self._matcher = Matcher(rules)
        self._rows = cache(lambda epoch_1904: RowReader(rules, epoch_1904, filled))

    def read(self, book: Book, name: str) -> Received:
        """Read the enterprises of a book, from summaries and forms."""
        stamp = read_stamp(book)
        explanations, unassigned = read_explanations(book, name, self.year)
        others = [each for each in book.sheets if not each.is_empty and not has_explanations(each)]
        filled = [each for each in others if not is_ours(each.name, stamp is not None)]
        if not filled:  # a sheet called Findings that stands alone is the applicant's
            filled = [each for each in others if OUR_FINDINGS.fullmatch(each.name)]
        found = {sheet.name: self._layouts(sheet, name) for sheet in filled if not sheet.hidden}
        found = self._in_question(found)
        layouts = [layout for own in found.values() for layout in own]
        about = [*_about_file(book, name), *check_stamp(stamp, self._stamp, name), *unassigned]
        about += [Finding("sheet_hidden", name, sheet.name) for sheet in filled if sheet.hidden]
        if not layouts:
            told = about if explanations and not filled else _without_table(book, name, about)
            return Received(self.rules, Batch(name), tuple(told), explanations=explanations)
        about += [
            finding for sheet in filled if found.get(sheet.name) for finding in self._about_sheet(sheet, name)
        ]
        received = self._read_rows(layouts, name, book.epoch_1904)
        about += [
            Finding("sheet_not_read", name, sheet)
            for sheet, own in found.items()
            if not own and not is_cover(sheet)
        ]
        understood = tuple(each for layout in layouts for each in _understood(layout))
        aside = tuple(each for layout in layouts for each in _set_aside(layout))
        enterprises = sum(len(layout.rows) for layout in layouts)
        assert enterprises == len(received.batch) + received.rejected
        return replace(
            received,
            findings=(*about, *received.findings),
            understood=understood,
            set_aside=aside,
            enterprises=enterprises,
            explanations=explanations,
        )

    def _in_question(self, found: dict[str, list[Layout]]) -> dict[str, list[Layout]]:
        """Leave out the sheets from which nothing is to be read."""
        return without_side_sheets(found, self.rules)

    def _layouts(self, sheet: Sheet, file: str) -> list[Layout]:
        """Read a sheet as a summary, a form or a summary turned, whichever knows more of its words."""
        width = sheet.width
        form: Form | None = None
        if width < SURE:  # a header has at most so many fields: a form with more of them is surely a form
            form = find_form(sheet, self._labels)
            if len(form.fields) > 2 * width:
                return self._form_or_turned(sheet, form, file)
        table, labels = self._table(sheet)
        if table and len(table.known) >= SURE:
            return self._summaries(sheet, table, labels, file)
        form = form or find_form(sheet, self._labels)
        if table and len(form.fields) <= 2 * len(table.known):
            return self._summaries(sheet, table, labels, file)
        return self._form_or_turned(sheet, form, file) if names_enough(form.fields, self._labels) else []

    def _table(self, sheet: Sheet) -> tuple[Table | None, Labels]:
        """Return the header of a sheet and the labels that it is to be read with.

        Headings that name years are seen from the year of the review; where they know one field more
        from the year before it, from there, with a doubt.
        """
        table = find_table(sheet, self._labels)
        if table and self._earlier and any(years_in(each.text) for each in table.headings):
            earlier = find_table(sheet, self._earlier)
            if earlier and len(earlier.fields) > len(table.fields):
                return earlier, self._earlier
        return table, self._labels

    def _summaries(self, sheet: Sheet, table: Table, labels: Labels, file: str) -> list[Layout]:
        layouts = read_tables(sheet, table, labels, file)
        if labels.year != self.year:
            details = {"said": str(labels.year), "year": str(self.year)}
            doubt = Finding("years_shifted", file, sheet.name, address(table.bottom, 1), details=details)
            layouts[0] = replace(layouts[0], findings=(doubt, *layouts[0].findings))
        return layouts

    def _form_or_turned(self, sheet: Sheet, form: Form, file: str) -> list[Layout]:
        several = has_firms_in_columns(sheet, form.headings, self._labels)
        if several and (layouts := read_turned(sheet, self._labels, file)):
            return layouts
        return [read_form(sheet, form, self._labels, file)]

    def _about_sheet(self, sheet: Sheet, file: str) -> Iterator[Finding]:
        """Say which rows were numbered like others, and where the title speaks of another year."""
        for row, number in sheet.again.items():
            yield Finding("row_number_twice", file, sheet.name, address(row, 1), value=str(number))
        yield from other_year_in_title(sheet, self.year, file)

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


def read_workbook(content: bytes, name: str, rules: RuleSet, year: int | None = None) -> Received:
    """Read a file called `name` under a rule set, here and now; see ReadingProcess for files of strangers."""
    try:
        return ApplicationReader(rules, year).read(read_book(content), name)
    except Unreadable as error:
        return Received(rules, Batch(name), (unreadable(name, error.problem),))


def unreadable(name: str, problem: str) -> Finding:
    """Return what is answered to a file that cannot be read: an error where its name promises a table."""
    if problem == PASSED_OVER:
        return Finding("passed_over", file=name)
    if problem in OTHER_KINDS and not name.lower().endswith(ENDINGS):
        return Finding("no_workbook", file=name, details={"problem": problem})
    return Finding("unreadable_file", file=name, details={"problem": problem})


def _without_table(book: Book, name: str, about: Iterable[Finding]) -> tuple[Finding, ...]:
    """Say that nothing was found; of a text that only its name calls a workbook, that it is none."""
    if book.kind == "csv" and not name.lower().endswith(NAMES["csv"]):
        return (unreadable(name, "not_excel"),)
    return (*about, Finding("no_table_found", file=name))


def _about_file(book: Book, name: str) -> Iterator[Finding]:
    if not name.lower().endswith(NAMES[book.kind]):
        yield Finding("file_misnamed", file=name, details=label_details("kind", KINDS[book.kind]))
    if book.reader:
        details = label_details("unseen", UNSEEN if book.reader == SECOND_READER else UNSEEN_IN_VALUES)
        yield Finding("read_otherwise", file=name, value=book.reader, details=details)
    if book.encoding and not book.encoding.lower().startswith("utf"):
        yield Finding("encoding_assumed", file=name, value=book.encoding)


def _understood(layout: Layout) -> Iterator[Understood]:
    for heading in layout.headings:
        yield Understood(layout.sheet, heading.address, heading.text, heading.field, heading.unit)


def _set_aside(layout: Layout) -> Iterator[SetAside]:
    """Yield the rows of a summary that are no enterprises; a form has none."""
    for number, why in layout.set_aside.items():
        if why != "form":
            yield SetAside(layout.sheet, letters(number) if layout.turned else str(number), why)
