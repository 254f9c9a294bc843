"""From the rows of a sheet to applications, with everything that is wrong in each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from cultivation.canonical import exact_text
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.batch import Batch, Block, FieldColumn
from cultivation.findings import Finding
from cultivation.intake.applications.columns import Column, read_column
from cultivation.intake.applications.layout import Filing, Layout
from cultivation.intake.formats.book import address, letters
from cultivation.intake.values.cells import LONGEST_SHOWN, Problem, ValueReader
from cultivation.intake.values.parsing import raw_text

MERGED = "value_merged"
Placed = tuple[int, Finding]


@dataclass(frozen=True)
class RowsRead:
    """The applications of a sheet that can be taken, the findings of all, and how many are kept out."""

    batch: Batch
    findings: Sequence[Finding]
    rejected: int


class RowReader:
    """Reads the rows of sheets under one rule set; `epoch_1904` as in Book.

    `filled` says of a field which value a blank stands for, with its name, as in ValueReader.
    """

    def __init__(
        self, rules: RuleSet, epoch_1904: bool = False, filled: Mapping[str, tuple[str, str]] | None = None
    ) -> None:
        self.rules = rules
        blanks = filled or {}
        self.readers: Mapping[str, ValueReader] = {
            key: ValueReader(rules, key, epoch_1904, blanks.get(key)) for key in rules.fields
        }
        self._blanks = {key: exact_text(reader.read(None).value) for key, reader in self.readers.items()}

    def read(self, layout: Layout, file: str) -> RowsRead:
        """Read every value of every row, also where one is wrong: all is told in one go."""
        columns: dict[str, FieldColumn] = {}
        placed: list[Placed] = []
        for key, reader in self.readers.items():
            filing = layout.filings.get(key)
            if filing is None:  # the missing heading was told of with the headings
                columns[key] = FieldColumn([self._blanks[key]] * len(layout.rows))
                placed += _filled(reader, layout, file)
                continue
            read = read_column(reader, filing.raws, filing.cell, filing.odd, filing.power, filing.unit_given)
            columns[key] = _field_column(read, filing)
            placed += _findings(read, filing, reader, layout.sheet, file)
        ragged = list(_ragged(layout, file))
        if ragged:  # where values have moved, nothing that is said of them holds
            moved = {place for place, _ in ragged}
            placed = [*ragged, *(each for each in placed if each[0] not in moved)]
        placed.sort(key=itemgetter(0))
        block = Block(layout.sheet, layout.rows, columns)
        kept = _kept(layout, placed)
        batch = self._batch(block if len(kept) == len(layout.rows) else block.at(kept), file)
        return RowsRead(batch, list(self._told(placed, layout)), len(layout.rows) - len(kept))

    def _batch(self, block: Block, file: str) -> Batch:
        code, name = (
            block.columns[key].texts for key in (self.rules.identifier.field, self.rules.name_field)
        )
        return Batch(file, [str(text) for text in code], [str(text) for text in name], (block,))

    def _told(self, placed: Sequence[Placed], layout: Layout) -> Iterator[Finding]:
        """Name in each finding whose row it is about."""
        code, name = (layout.filings.get(key) for key in (self.rules.identifier.field, self.rules.name_field))
        for place, finding in placed:
            yield replace(finding, enterprise=shown(code, place), name=shown(name, place))


def _kept(layout: Layout, placed: Sequence[Placed]) -> Sequence[int]:
    """Return the places of the rows that can be taken."""
    if layout.broken:
        return ()
    wrong = {place for place, finding in placed if finding.is_error}
    return [place for place in range(len(layout.rows)) if place not in wrong]


def _field_column(read: Column, filing: Filing) -> FieldColumn:
    cells = {place: slot.address for place, slot in filing.odd.items()}
    return FieldColumn(read.texts, letters(filing.column), cells, read.filed)


def _findings(read: Column, filing: Filing, reader: ValueReader, sheet: str, file: str) -> Iterator[Placed]:
    """Yield the finding for each problem with a column's values, by place."""
    for place, problem in (*read.problems, *_shared(filing), *_doubted(filing)):
        slot = filing.slot(place)
        own = address(slot.row, slot.column) if problem.code == MERGED else slot.address
        yield place, reader.finding(problem, slot.cell, file=file, sheet=sheet, cell=own)


def _filled(reader: ValueReader, layout: Layout, file: str) -> Iterator[Placed]:
    """Say of each row what stands for a field that the sheet does not have, where anything does."""
    problem = reader.read(None).problem
    if reader.filled is not None and problem is not None:
        for place, row in enumerate(layout.rows):
            cell = address(row, 1)
            yield place, reader.finding(problem, None, file=file, sheet=layout.sheet, cell=cell)


def _shared(filing: Filing) -> Iterator[tuple[int, Problem]]:
    """Yield the rows whose value stands in a merged cell that begins above them."""
    for place, slot in filing.odd.items():
        if slot.cell and slot.cell.row < slot.row:
            yield place, Problem(MERGED, {"first": slot.address})


def _doubted(filing: Filing) -> Iterator[tuple[int, Problem]]:
    """Yield what the file itself says against a value: struck through, or a result that may be old."""
    for place, slot in filing.odd.items():
        if slot.cell and slot.cell.doubt:
            yield place, Problem(slot.cell.doubt)


def _ragged(layout: Layout, file: str) -> Iterator[Placed]:
    """Yield the rows of a text table in which a separator is missing, or there is one too many."""
    for place, row in enumerate(layout.rows):
        if said := layout.ragged.get(row):
            details = {"expected": str(said[1])}
            cell = address(row, 1)
            yield place, Finding("row_ragged", file, layout.sheet, cell, value=str(said[0]), details=details)


def shown(filing: Filing | None, place: int) -> str:
    """Return what stands in a slot, as findings name an enterprise."""
    return raw_text(filing.cell(place)).strip()[:LONGEST_SHOWN] if filing else ""
