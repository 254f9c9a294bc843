"""Registers that others keep come in, and differences to claims are settled."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.record.entries.content import Content
from cultivation.record.entries.year import OfYear


@dataclass(frozen=True, kw_only=True)
class RegisterImported(Content):
    """A register came in: the workbook, its rows as they were read, and its definition.

    `as_of` is the day it stands for; `left_out` are sheets that were not read on purpose. Entries from before
    a sheet could be left out have none: some sheets were passed over then.
    """

    KIND = "register_imported"
    register: str
    as_of: str
    document: str
    file: str
    accepted: int
    rejected: int
    rows_digest: str
    definition_digest: str
    left_out: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class DifferenceSettled(OfYear):
    """A claim was looked into and stands, though a register says otherwise; while both say so."""

    KIND = "difference_settled"
    enterprise: str
    field: str
    register: str
    filed: str | None
    registered: str | None
    evidence: str
    reason: str
