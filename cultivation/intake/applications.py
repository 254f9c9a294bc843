"""From the rows of a sheet to applications, with everything that is wrong in each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cultivation.canonical import exact_text
from cultivation.findings import Finding
from cultivation.intake.layout import Layout, Row, Slot
from cultivation.intake.parsing import is_blank, raw_text
from cultivation.intake.values import ValueReader
from cultivation.rules.model import RuleSet
from cultivation.scoring.application import Application, Filed, FiledValue


@dataclass(frozen=True)
class RowResult:
    """An application, or None where the row cannot be taken, and the findings."""

    application: Application | None
    findings: tuple[Finding, ...]


class RowReader:
    """Reads rows under one rule set."""

    def __init__(self, rules: RuleSet, file: str) -> None:
        self.rules = rules
        self.file = file
        self.readers: Mapping[str, ValueReader] = {key: ValueReader(rules, key) for key in rules.fields}

    def read(self, layout: Layout, row: Row) -> RowResult:
        """Read every value of a row, also where one is wrong: all is told in one go."""
        findings: list[Finding] = []
        values: dict[str, FiledValue] = {}
        for key, reader in self.readers.items():
            value = self._value(reader, layout.sheet, row.get(key), findings)
            if value:
                values[key] = value
        if layout.broken or any(finding.is_error for finding in findings):
            return RowResult(None, tuple(findings))
        identifier, name = (
            str(values[key].value) for key in (self.rules.identifier.field, self.rules.name_field)
        )
        return RowResult(Application(identifier, name, values), tuple(findings))

    def _value(
        self, reader: ValueReader, sheet: str, slot: Slot | None, findings: list[Finding]
    ) -> FiledValue | None:
        """Return the value of a slot; a field that has none was told of with the headings."""
        if slot is None:
            return FiledValue(reader.read(None).value, file=self.file)
        reading = reader.read(slot.cell, slot.power)
        if reading.problem:
            place = {"file": self.file, "sheet": sheet, "cell": slot.address}
            finding = reader.finding(reading.problem, slot.cell, **place)
            findings.append(finding)
            if finding.is_error:
                return None
        text = _filed_text(slot, reading.value)
        return FiledValue(reading.value, sheet, slot.address, text, self.file)


def _filed_text(slot: Slot, value: Filed) -> str:
    """Return the text as it was filed where it says something else than the value."""
    text = "" if is_blank(slot.cell) else raw_text(slot.cell)
    return "" if text == exact_text(value) else text
