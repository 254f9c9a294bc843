"""A scoring table as an office has it: items with full marks and a standard in words, each with its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Remark:
    """What a person has still to settle: a code with what fills its sentence (core/wording/drafting)."""

    code: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ScoringItem:
    """A line of the table: its name, full marks and standard; `cell` is where the standard stands.

    `note` is what other columns say of it: how it is computed, which papers prove it.
    """

    label: str
    maximum: Decimal
    standard: str
    cell: str
    note: str = ""


@dataclass(frozen=True)
class ScoringDimension:
    """Items under one heading; `on_top` tells that they add to, or take from, the rest."""

    label: str
    items: tuple[ScoringItem, ...]
    on_top: bool = False


@dataclass(frozen=True)
class ScoringTable:
    """A whole table: its title, what stands beside it as notes, its file and sheet, its dimensions."""

    title: str
    file: str
    sheet: str
    dimensions: tuple[ScoringDimension, ...]
    notes: tuple[str, ...] = ()
