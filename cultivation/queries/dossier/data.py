"""What a dossier shows, in words of the language spoken now: one enterprise through the years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cultivation.core.wording.values import true_minus


@dataclass(frozen=True)
class Grid:
    """A table: its headers, rows of texts, which columns are numbers, and a remark below."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    remark: str = ""
    strong: frozenset[int] = frozenset()  # rows that stand out, by place

    @classmethod
    def of(
        cls,
        headers: Sequence[str],
        rows: Sequence[Sequence[object]],
        numbers: Sequence[int] = (),
        remark: str = "",
        strong: Sequence[int] = (),
    ) -> Grid:
        """Make one; None becomes an empty cell, and numbers have a true minus."""
        texts = tuple(tuple(_text(cell, place in numbers) for place, cell in enumerate(row)) for row in rows)
        return cls(tuple(headers), texts, frozenset(numbers), remark, frozenset(strong))


def _text(cell: object, is_number: bool) -> str:
    text = "" if cell is None else str(cell)
    return true_minus(text) if is_number else text


@dataclass(frozen=True, slots=True)
class Bar:
    """A step of the waterfall in whole units; `maximum` is None where a dimension or the total is bounded."""

    label: str
    value: str
    start: int
    units: int
    maximum: int | None
    points: str
    of: str
    lost: str


@dataclass(frozen=True)
class Points:
    """The waterfall: bars by dimension (label, what it counts of its maximum, bars), the total, the line."""

    groups: tuple[tuple[str, str, tuple[Bar, ...]], ...]
    total: int
    total_text: str
    maximum: int
    maximum_text: str
    cut: int | None
    cut_text: str


@dataclass(frozen=True, slots=True)
class PlaceInYear:
    """A year of the line through the years: the place, if there was one, and the pool's last place."""

    year: int
    rank: int | None
    total: str
    cut_rank: int | None
    action: str
    outcome: str


@dataclass(frozen=True)
class YearPart:
    """One year. What is not known is left empty, and its section is left out."""

    year: int
    action: str
    outcome: str
    reason: str
    facts: tuple[tuple[str, str], ...] = ()
    path: tuple[str, ...] = ()
    points: Points | None = None
    remarks: tuple[str, ...] = ()
    rules: Grid | None = None
    rivals: Grid | None = None
    change: Grid | None = None
    change_values: Grid | None = None
    change_said: tuple[str, ...] = ()
    turning: tuple[str, ...] = ()
    turning_values: Grid | None = None
    robustness: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    objections: Grid | None = None
    decision: tuple[tuple[str, str], ...] = ()
    sources: Grid | None = None
    files: Grid | None = None


@dataclass(frozen=True)
class DossierData:
    """One enterprise: who it is, the years in short, what happened between them, each year, and the proof."""

    name: str
    code: str
    standing: str
    identity: tuple[tuple[str, str], ...]
    places: tuple[PlaceInYear, ...]
    years: Grid | None
    memberships: Grid | None
    events: Grid | None
    honours: Grid | None
    support: Grid | None
    plan: Grid | None
    parts: tuple[YearPart, ...]
    entries: Grid
    provenance: tuple[tuple[str, str], ...]
    moment: str
