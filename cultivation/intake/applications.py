"""From the rows of a sheet to applications, with everything that is wrong in each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cultivation.findings import Finding
from cultivation.intake.columns import read_column
from cultivation.intake.layout import Layout, Slot
from cultivation.intake.parsing import raw_text
from cultivation.intake.sheet import Cell, address
from cultivation.intake.values import LONGEST_SHOWN, Problem, ValueReader
from cultivation.rules.model import RuleSet
from cultivation.scoring.application import Application, FiledValue, typed_value

MERGED = "value_merged"


@dataclass(frozen=True)
class RowResult:
    """An application, or None where the row cannot be taken, and the findings."""

    application: Application | None
    findings: tuple[Finding, ...]


@dataclass
class _Column:
    """What one field says for each row of a sheet; the value is None where it cannot be used."""

    values: list[FiledValue | None]
    findings: dict[int, list[Finding]] = field(default_factory=dict)


class RowReader:
    """Reads the rows of a file's sheets under one rule set."""

    def __init__(self, rules: RuleSet, file: str, epoch_1904: bool = False) -> None:
        self.rules = rules
        self.file = file
        self.readers: Mapping[str, ValueReader] = {
            key: ValueReader(rules, key, epoch_1904) for key in rules.fields
        }

    def read(self, layout: Layout) -> Iterator[RowResult]:
        """Read every value of every row, also where one is wrong: all is told in one go."""
        slots = {key: [row.get(key) for row in layout.rows] for key in self.readers}
        columns = {key: self._column(reader, slots[key], layout) for key, reader in self.readers.items()}
        code, name = self.rules.identifier.field, self.rules.name_field
        for place in range(len(layout.rows)):
            findings = [each for column in columns.values() for each in column.findings.get(place, ())]
            who = (_shown(slots[code][place]), _shown(slots[name][place])) if findings else ("", "")
            about = tuple(replace(finding, enterprise=who[0], name=who[1]) for finding in findings)
            if layout.broken or any(finding.is_error for finding in findings):
                yield RowResult(None, about)
                continue
            values = {key: value for key, column in columns.items() if (value := column.values[place])}
            yield RowResult(
                Application(str(values[code].value), str(values[name].value), values),
                about,
            )

    def _column(self, reader: ValueReader, slots: Sequence[Slot | None], layout: Layout) -> _Column:
        """Read one field of all rows; one that has no heading was told of with the headings."""
        filed = [slot for slot in slots if slot is not None]
        if not filed:
            return _Column([FiledValue(reader.read(None).value, file=self.file)] * len(slots))
        read = read_column(
            reader,
            [slot.cell.value if slot.cell else None for slot in filed],
            lambda place: filed[place].cell,
            {place for place, slot in enumerate(filed) if slot.cell and _is_marked(slot.cell)},
            filed[0].power,
            filed[0].unit_given,
        )
        column = _Column(
            [
                FiledValue(
                    typed_value(text, reader.rule.type),
                    layout.sheet,
                    slot.address,
                    read.filed.get(place, ""),
                    self.file,
                )
                for place, (text, slot) in enumerate(zip(read.texts, filed, strict=True))
            ]
        )
        for place, problem in (*read.problems, *_shared(filed)):
            self._note(column, place, problem, reader, filed[place], layout.sheet)
        return column

    def _note(
        self, column: _Column, place: int, problem: Problem, reader: ValueReader, slot: Slot, sheet: str
    ) -> None:
        """Add the finding for a problem; of an error, the value is not used."""
        own = address(slot.row, slot.column) if problem.code == MERGED else slot.address
        finding = reader.finding(problem, slot.cell, file=self.file, sheet=sheet, cell=own)
        column.findings.setdefault(place, []).append(finding)
        if finding.is_error:
            column.values[place] = None


def _shared(slots: Sequence[Slot]) -> Iterator[tuple[int, Problem]]:
    """Yield the rows whose value stands in a merged cell that begins above them."""
    for place, slot in enumerate(slots):
        if slot.cell and slot.cell.row < slot.row:
            yield place, Problem(MERGED, {"first": slot.address})


def _is_marked(cell: Cell) -> bool:
    return cell.percent or bool(cell.problem)


def _shown(slot: Slot | None) -> str:
    """Return what stands in a slot, as findings name an enterprise."""
    return raw_text(slot.cell).strip()[:LONGEST_SHOWN] if slot else ""
