"""A register as it comes in a workbook: its rows read by its definition, quickly, for it may have many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cultivation.core.registers.definition import Register
from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import FieldType, Label, RuleSet
from cultivation.core.scoring.batch import Batch
from cultivation.findings import Finding
from cultivation.intake.applications.headers import Table
from cultivation.intake.applications.labels import Labels
from cultivation.intake.applications.layout import Layout
from cultivation.intake.applications.received import Received, Understood
from cultivation.intake.applications.rows import shown
from cultivation.intake.applications.summary import read_rows
from cultivation.intake.applications.summary_rows import NOTE
from cultivation.intake.formats.book import Book, Raw, Sheet, is_empty
from cultivation.intake.registers.reading import ListReader
from cultivation.intake.values.cells import labels

TOTALS = frozenset(map(normalise, ("合计", "总计", "小计", "共计", "total", "subtotal", "sum")))
# A register says much that nobody asks for; a firm may stand in it many times.
USUAL = ("column_unknown", "column_unknown_near")
OF_REGISTERS = {
    "no_table_found": "register_no_table",
    "column_missing": "register_column_needed",
    "value_missing": "register_cell_missing",
}
HABIT = "day_missing"  # months, as social security counts by them
MOST_BLANKS = 50  # cells of a column that are named one by one


@dataclass(frozen=True)
class Unreadable:
    """A row that was kept out: the text of its key, and the cell at fault."""

    key: str
    sheet: str
    cell: str

    def to_record(self) -> dict[str, str]:
        """Return what is stored."""
        return {"key": self.key, "sheet": self.sheet, "cell": self.cell}


@dataclass(frozen=True)
class RegisterRead:
    """What a file says: the rows that can be used, those that cannot, and every finding.

    `unsaid` are the labels of measures of which no row can say anything, as a column is missing.
    """

    batch: Batch
    unreadable: tuple[Unreadable, ...]
    findings: tuple[Finding, ...]
    rejected: int
    understood: tuple[Understood, ...] = ()
    unsaid: tuple[Label, ...] = ()
    says_nothing: bool = False


class RegisterReader(ListReader):
    """Reads every table of a book; each row below a header that names a holder is one.

    Nobody ticks columns in a register: a choice below a heading is the value of the first row, no heading.
    """

    def __init__(self, rules: RuleSet, code: str | None = None) -> None:
        """Take the columns as a rule set; `code` is the column that says whose a row without a name is."""
        super().__init__(rules)
        self._code = code
        self.lacking: tuple[Unreadable, ...] = ()
        plain = {
            key: rule.model_copy(update={"type": FieldType.TEXT, "choices": None})
            if rule.type is FieldType.CHOICE
            else rule
            for key, rule in rules.fields.items()
        }
        self._labels = Labels(rules.model_copy(update={"fields": plain, "choices": {}}))

    def _read_all(self, layouts: list[Layout], file: str, epoch_1904: bool) -> Received:
        """Read every row; one that is kept out for want of a name is known by its code."""
        read = super()._read_all(layouts, file, epoch_1904)
        if not self.side_sheets:
            self.lacking = tuple(each for layout in layouts for each in self._lacking(layout))
        return replace(read, findings=tuple(self._with_code(each, layouts) for each in read.findings))

    def _lacking(self, layout: Layout) -> Iterator[Unreadable]:
        """Yield every row of a table that lacks a column: all of them are kept out."""
        if not any(each.code == "column_missing" and each.is_error for each in layout.findings):
            return
        keys = [each for each in (self.rules.name_field, self._code) if each and each in layout.filings]
        for place in range(len(layout.rows)):
            key = next((each for each in keys if shown(layout.filings[each], place)), None)
            if key is not None:
                filing = layout.filings[key]
                yield Unreadable(shown(filing, place), layout.sheet, filing.slot(place).address)

    def _with_code(self, finding: Finding, layouts: Sequence[Layout]) -> Finding:
        if not (self._code and finding.is_error and finding.cell) or finding.enterprise:
            return finding
        for layout in layouts:
            filing = layout.filings.get(self._code)
            row = int(_row(finding.cell))
            if layout.sheet == finding.sheet and filing and row in layout.rows:
                return replace(finding, enterprise=shown(filing, layout.rows.index(row)))
        return finding

    def _layouts(self, sheet: Sheet, file: str) -> list[Layout]:
        table, labels = self._table(sheet)
        return self._summaries(sheet, table, labels, file) if table else []

    def _summaries(self, sheet: Sheet, table: Table, labels: Labels, file: str) -> list[Layout]:
        return [read_rows(sheet, table, labels, file, list(_rows_below(sheet, table)))]


def _rows_below(sheet: Sheet, table: Table) -> Iterator[int]:
    """Yield the rows below a header that say anything of a field; not totals, notes, or the header."""
    columns = [heading.values_in - 1 for heading in table.headings]
    head = _said(sheet.values.get(table.bottom, ()), columns)
    for number in sheet.numbers:
        values = sheet.values.get(number, ())
        if number <= table.bottom:
            continue
        said = _said(values, columns)
        blanks = said.count(None) + said.count("")
        if blanks == len(said) or said == head or (blanks and _is_aside(values)):
            continue
        yield number


def _said(values: Sequence[Raw], columns: Sequence[int]) -> list[Raw]:
    """Return what stands in some columns of a row, which may end before them."""
    width = len(values)
    return [values[column] if column < width else None for column in columns]


def _is_aside(values: Sequence[Raw]) -> bool:
    """Tell whether a row that is not full is a total, a note, or says who filled it in."""
    first = next((each for each in values if not is_empty(each)), None)
    return isinstance(first, str) and (normalise(first) in TOTALS or NOTE.match(first) is not None)


def read_register(book: Book, name: str, register: Register, side_sheets: bool = False) -> RegisterRead:
    """Read a book by the name of the holder, or where no sheet has such a column by the code.

    With `side_sheets` some sheets are left out, as in ListReader.
    """
    found: RegisterRead | None = None
    for by in (("name",) if register.key.name else ()) + (("code",) if register.key.code else ()):
        rules = register.reading_rules("name" if by == "name" else "code")
        code = register.key.code if by == "name" else None
        reader = RegisterReader(rules, code)
        reader.side_sheets = side_sheets
        read = _answer(reader.read(book, name), register, reader.lacking)
        if len(read.batch) or read.rejected:
            return read
        found = found or read
    assert found is not None, "a key has a name or a code"
    return found


def _answer(received: Received, register: Register, lacking: Iterable[Unreadable]) -> RegisterRead:
    findings = [replace(each, code=OF_REGISTERS.get(each.code, each.code)) for each in received.findings]
    findings = _without_habits([each for each in findings if each.code not in USUAL], received.batch)
    at_fault: dict[tuple[str, str, str], Finding] = {}
    for each in findings:
        if each.is_error and each.cell and each.enterprise:
            at_fault.setdefault((each.sheet, each.enterprise, _row(each.cell)), each)
    unreadable = (
        *(Unreadable(each.enterprise, each.sheet, each.cell) for each in at_fault.values()),
        *lacking,
    )
    silent = _silent(received.batch, register)
    told = (
        *findings,
        *_unsaid(received.batch, register, silent),
        *_missing(received.batch, register),
        *_blanks(received.batch, register),
        *_two_values(received.batch, register),
    )
    labels = tuple(register.measures[key] for key in silent)
    nothing = len(silent) == len(register.measures)
    batch, rejected = received.batch, received.rejected
    return RegisterRead(batch, unreadable, told, rejected, received.understood, labels, nothing)


def _without_habits(findings: Sequence[Finding], batch: Batch) -> list[Finding]:
    """Keep of the doubts that no day stands in a cell the first alone where no cell of the column has one."""
    doubts = Counter((each.sheet, each.field) for each in findings if each.code == HABIT)
    habits = {
        (block.sheet, key)
        for block in batch.blocks
        for key, column in block.columns.items()
        if doubts[block.sheet, key] >= sum(text is not None for text in column.texts) > 0
    }
    told: set[tuple[str, str]] = set()
    kept = []
    for each in findings:
        place = each.sheet, each.field
        if each.code == HABIT and place in habits:
            if place in told:
                continue
            told.add(place)
        kept.append(each)
    return kept


def _row(cell: str) -> str:
    return cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _lacks(batch: Batch, column: str) -> bool:
    """Tell whether no table has a column."""
    return not any(column in block.columns and block.columns[column].letters for block in batch.blocks)


def _silent(batch: Batch, register: Register) -> dict[str, list[str]]:
    """Return the measures that nothing can be said of, each with the columns that are missing for it."""
    needed = {
        key: dict.fromkeys(
            [*([each.of] if each.of else []), *(one.column for one in each.where if one.blank == "fails")]
        )
        for key, each in register.measures.items()
    }
    lacking = {key: [each for each in columns if _lacks(batch, each)] for key, columns in needed.items()}
    return {key: columns for key, columns in lacking.items() if columns}


def _unsaid(batch: Batch, register: Register, silent: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """Name the columns for want of which nothing is said; in the first table, as no table has them."""
    sheet = batch.blocks[0].sheet if batch.blocks else ""
    for column in dict.fromkeys(each for columns in silent.values() for each in columns):
        details = labels("label", register.columns[column])
        yield Finding("register_says_nothing", batch.file, sheet, field=column, details=details)


def _missing(batch: Batch, register: Register) -> Iterator[Finding]:
    """Name the columns that would keep rows out, were they there."""
    conditions = [each for measure in register.measures.values() for each in measure.where]
    for key in dict.fromkeys(each.column for each in conditions if each.blank == "passes"):
        for block in batch.blocks:
            if key not in block.columns or not block.columns[key].letters:
                details = labels("label", register.columns[key])
                yield Finding("register_column_missing", batch.file, block.sheet, field=key, details=details)


def _blanks(batch: Batch, register: Register) -> Iterator[Finding]:
    """Name the cells of values that are blank, so that the register is silent of who stands in the row."""
    wanted = {measure.of for measure in register.measures.values() if measure.of}
    first = 0
    for block in batch.blocks:
        for key in sorted(wanted):
            column = block.columns[key]
            if not column.letters or None not in column.texts:
                continue
            places = [place for place, text in enumerate(column.texts) if text is None]
            for place in places[:MOST_BLANKS]:
                details = {**labels("label", register.columns[key]), "number": str(len(places))}
                cell = column.cell(place, block.rows[place])
                name = batch.names[first + place]
                yield Finding(
                    "register_blank", batch.file, block.sheet, cell, key, details=details, name=name
                )
        first += len(block.rows)


def _two_values(batch: Batch, register: Register) -> Iterator[Finding]:
    """Name the second cell of who stands in the register with two values where one is expected."""
    single = {measure.of for measure in register.measures.values() if measure.take == "value"}
    for key in sorted(single):
        texts = batch.texts(key)
        first: dict[str, int] = {}
        for place, (name, text) in enumerate(zip(batch.ids, texts, strict=True)):
            if text is None:
                continue
            before = first.setdefault(name, place)
            if texts[before] != text:
                value, other = batch.value(key, place), batch.value(key, before)
                details = {**labels("label", register.columns[key]), "first": other["cell"]}
                yield Finding(
                    "register_two_values",
                    *(batch.file, value["sheet"], value["cell"], key, text),
                    details={**details, "name": name, "other": texts[before] or ""},
                    name=name,
                )
