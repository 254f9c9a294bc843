"""The findings of a file as rows of a table, the same for the marked workbook and the list beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from cultivation.findings import SEVERITIES, Finding, Severity
from cultivation.intake.fixed import Fixed
from cultivation.language import _, current
from cultivation.rules.model import Label

WIDTHS = (6, 9, 18, 9, 28, 22, 28, 60, 50)
SHEET_COLUMN, CELL_COLUMN = 2, 3  # counted from 0
FILLS = {Severity.ERROR: "FFC7CE", Severity.DOUBT: "FFEB9C"}


@dataclass(frozen=True)
class FindingsTable:
    """What is told of one file: its findings, what was put right, and the names of the fields."""

    findings: Sequence[Finding]
    fixed: Sequence[Fixed]
    labels: Mapping[str, Label]

    @property
    def ordered(self) -> list[Finding]:
        """Return the findings, the worst first."""
        return sorted(self.findings, key=lambda finding: list(Severity).index(finding.severity))

    def headers(self) -> list[str]:
        """Return the names of the columns."""
        return [
            _("No."),
            _("Severity"),
            _("Sheet"),
            _("Cell"),
            _("Enterprise"),
            _("Field"),
            _("Value"),
            _("What is wrong"),
            _("What to do"),
        ]

    def rows(self) -> Iterator[list[str | int]]:
        """Yield a row for each finding."""
        for number, finding in enumerate(self.ordered, 1):
            label = self.labels.get(finding.field)
            yield [
                number,
                _(SEVERITIES[finding.severity]),
                finding.sheet,
                finding.cell,
                finding.name or finding.enterprise,
                label.text(current()) if label else finding.field,
                finding.value,
                finding.message(),
                finding.advice(),
            ]

    def fixed_rows(self) -> Iterator[list[str]]:
        """Yield a row for each value that is right now: enterprise, field, before, now."""
        for each in self.fixed:
            yield [each.name, each.label.text(current()), each.before, each.now]

    def title(self) -> str:
        """Return the line above the table."""
        counts = [
            (_(SEVERITIES[severity]), sum(1 for each in self.findings if each.severity is severity))
            for severity in Severity
        ]
        return "  ".join(f"{word}: {number}" for word, number in counts)


def lines_of(row: Sequence[str | int]) -> int:
    """Return how many lines the longest cell of a row takes; Chinese characters take two columns each."""
    return max(
        -(-sum(1 + (east_asian_width(letter) in "WF") for letter in str(value)) // width)
        for value, width in zip(row, WIDTHS, strict=True)
    )


def told(finding: Finding) -> str:
    """Return the sentence of a finding with its severity, as it stands in a cell or a comment."""
    severity = _(SEVERITIES[finding.severity])
    return f"[{severity}] {finding.message()} {finding.advice()}"
