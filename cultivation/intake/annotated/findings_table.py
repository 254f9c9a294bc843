"""The findings of a file as rows of a table, the same for the marked workbook and the list beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from rich.cells import cell_len

from cultivation.core.rules.model import Label
from cultivation.findings import SEVERITIES, Finding, Severity
from cultivation.intake.annotated.explanations import EXPLANATION, REFERENCE
from cultivation.intake.annotated.resolved import Fixed
from cultivation.language import _, current

WIDTHS = (6, 8, 14, 8, 24, 18, 20, 46, 40)
ROOM = (40, 24)  # to explain, and the reference
ROOM_OF = ("explanation", "reference")  # details of a finding
SHEET_COLUMN, CELL_COLUMN, NAME_COLUMN = 2, 3, 4  # counted from 0
LONGEST_NAME = 60
# As Excel marks what is bad and neutral: the fill, and the ink that reads well on it.
FILLS = {Severity.ERROR: "FFC7CE", Severity.DOUBT: "FFEB9C"}
INKS = {Severity.ERROR: "9C0006", Severity.DOUBT: "7F4F00"}
ORDER = {severity: number for number, severity in enumerate(Severity)}


@dataclass(frozen=True)
class FindingsTable:
    """What is told of one file: its findings, what was put right, and the names of the fields."""

    findings: Sequence[Finding]
    fixed: Sequence[Fixed]
    labels: Mapping[str, Label]

    @property
    def explains(self) -> bool:
        """Tell whether there is something to explain: a finding with a reference."""
        return any("reference" in each.details for each in self.findings)

    @property
    def widths(self) -> tuple[int, ...]:
        """Return the widths of the columns."""
        return WIDTHS + ROOM if self.explains else WIDTHS

    @cached_property
    def ordered(self) -> list[Finding]:
        """Return the findings, the worst first."""
        return sorted(self.findings, key=lambda finding: ORDER[finding.severity])

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
            *((EXPLANATION[current()], REFERENCE[current()]) if self.explains else ()),
        ]

    def rows(self) -> Iterator[list[str | int]]:
        """Yield a row for each finding."""
        explains = self.explains
        for number, finding in enumerate(self.ordered, 1):
            label = self.labels.get(finding.field)
            yield [
                number,
                _(SEVERITIES[finding.severity]),
                finding.sheet,
                finding.cell,
                (finding.name or finding.enterprise)[:LONGEST_NAME],
                label.text(current()) if label else finding.field,
                finding.value,
                finding.message(),
                finding.advice(),
                *(map(finding.details.get, ROOM_OF, ("", "")) if explains else ()),
            ]

    def fixed_rows(self) -> Iterator[list[str]]:
        """Yield a row for each value that is right now: enterprise, field, before, now."""
        for each in self.fixed:
            yield [each.name, each.label.text(current()), each.before, each.now]

    def title(self) -> str:
        """Return the line above the table."""
        counted = Counter(finding.severity for finding in self.findings)
        counts = [(_(SEVERITIES[severity]), counted[severity]) for severity in Severity]
        return "  ".join(f"{word}: {number}" for word, number in counts)


def lines_of(row: Sequence[str | int], widths: Sequence[int] = WIDTHS) -> int:
    """Return how many lines the longest cell of a row takes."""
    return max(
        sum(max(1, ceil(cell_len(line) / (width - 1))) for line in str(value).split("\n"))
        for value, width in zip(row, widths, strict=True)
    )


def told(finding: Finding) -> str:
    """Return the sentence of a finding with its severity, as it stands in a cell or a comment."""
    severity = _(SEVERITIES[finding.severity])
    return f"[{severity}] {finding.message()} {finding.advice()}"
