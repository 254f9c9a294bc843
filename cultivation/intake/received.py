"""What came of one file: applications, findings, and what its headings were understood to mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cultivation.findings import Finding
from cultivation.rules.model import Label
from cultivation.scoring.application import Application


@dataclass(frozen=True)
class Understood:
    """A heading as it stands on a sheet, and the field and unit it was taken for."""

    sheet: str
    cell: str
    text: str
    field: str
    unit: str

    @property
    def row(self) -> int:
        """Return the number of its row."""
        return int(self.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


@dataclass(frozen=True)
class Received:
    """What came of one workbook; `rejected` counts the enterprises that were kept out.

    `labels` are the names of the fields, for findings that name some.
    """

    applications: tuple[Application, ...]
    findings: tuple[Finding, ...]
    rejected: int
    labels: Mapping[str, Label] = field(default_factory=dict)
    understood: tuple[Understood, ...] = ()
