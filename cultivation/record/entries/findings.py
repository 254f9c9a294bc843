"""What people say of a finding: who submitted the file that it is wrong, a clerk that it is settled."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.record.entries.year import OfYear


@dataclass(frozen=True, kw_only=True)
class AboutFinding(OfYear):
    """`finding` is the number, from 1, in what was found in the workbook of entry `received`."""

    received: int
    finding: int
    text: str


@dataclass(frozen=True, kw_only=True)
class FindingContested(AboutFinding):
    """Who submitted a workbook says that a finding is wrong; `unit` or `applicant` is whose it is."""

    KIND = "finding_contested"
    unit: str | None = None
    applicant: str | None = None


@dataclass(frozen=True, kw_only=True)
class FindingSettled(AboutFinding):
    """A clerk has looked into a finding, and says what came of it; it waits no longer."""

    KIND = "finding_settled"
