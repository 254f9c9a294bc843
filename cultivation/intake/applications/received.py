"""What came of one file: applications, findings, and what its headings were understood to mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cultivation.core.registers.explanation import Explanation
from cultivation.core.rules.model import Label, RuleSet
from cultivation.core.scoring.application import Application
from cultivation.core.scoring.batch import Batch
from cultivation.findings import Finding


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
class SetAside:
    """A row (or column, by its letters) of a summary that is no enterprise's, and why.

    `why` is one of title, header, total, section, note, blank.
    """

    sheet: str
    place: str
    why: str


@dataclass(frozen=True)
class Received:
    """What came of one workbook under a rule set.

    `enterprises` counts those that stand in it, `rejected` those that were kept out.
    `explanations` are those of differences, written in a workbook that went back.
    """

    rules: RuleSet
    batch: Batch
    findings: tuple[Finding, ...]
    rejected: int = 0
    understood: tuple[Understood, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    enterprises: int = 0
    explanations: tuple[Explanation, ...] = ()

    @property
    def labels(self) -> Mapping[str, Label]:
        """Return the names of the fields."""
        return self.rules.fields

    @cached_property
    def applications(self) -> tuple[Application, ...]:
        """Return the applications one by one."""
        return tuple(self.batch.application(place, self.rules) for place in range(len(self.batch)))
