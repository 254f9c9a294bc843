"""What a sheet holds, whatever its layout: headings with their places, rows of slots under field names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cultivation.findings import Finding
from cultivation.intake.applications.labels import NUMBERS, Labels
from cultivation.intake.formats.book import Cell, Raw, address, is_empty
from cultivation.intake.values.cells import labels as label_details
from cultivation.intake.values.units import own_power, power_between


@dataclass(frozen=True, slots=True)
class Heading:
    """The header or label of a field, as it stands on the sheet.

    `other` tells that its words mean another figure, such as a plan's. `below` is the column of the values
    where that is another than the heading's own; `options` are the columns of choices to be ticked, each
    with its word.
    """

    field: str
    unit: str
    row: int
    column: int
    text: str = ""
    remark: str = ""
    other: bool = False
    below: int = 0
    options: tuple[tuple[int, str], ...] = ()

    @property
    def values_in(self) -> int:
        """Return the column that its values stand in."""
        return self.below or self.column

    @property
    def address(self) -> str:
        """Return the address of its cell."""
        return address(self.row, self.column)


class Slot(NamedTuple):
    """The place for a value and what stands there."""

    row: int
    column: int
    cell: Cell | None

    @property
    def address(self) -> str:
        """Return the address of the value: of a merged range, its first cell."""
        return address(self.cell.row, self.cell.column) if self.cell else address(self.row, self.column)


@dataclass(frozen=True, slots=True)
class Filing:
    """What stands under one heading, row by row, and the power of ten for its figures.

    `odd` are the slots of cells with a mark of their own (shown as per cent, a problem) or that are seen
    from a merged range, by their place in `raws`; all others are plain, in `rows` and `column`.
    """

    raws: Sequence[Raw]
    rows: Sequence[int]
    column: int
    odd: Mapping[int, Slot]
    power: int = 0
    unit_given: bool = True

    def slot(self, place: int) -> Slot:
        """Return the place of a value and what stands there."""
        if slot := self.odd.get(place):
            return slot
        row, raw = self.rows[place], self.raws[place]
        return Slot(row, self.column, None if is_empty(raw) else Cell(row, self.column, raw))

    def cell(self, place: int) -> Cell | None:
        """Return what stands at a place."""
        return self.slot(place).cell


@dataclass(frozen=True)
class Layout:
    """The enterprises of one sheet, and what is to be said of its headings.

    `rows` are the numbers of their rows; of a form, that of its first value. `set_aside` says why the
    other rows are no enterprises; they are columns of a sheet that is `turned`, with a firm a column.
    `ragged` are the rows of a text table whose number of values is not that of its header, with both
    numbers. Where a heading is at fault (`broken`), the rows are read for their findings only.
    """

    sheet: str
    rows: Sequence[int]
    filings: Mapping[str, Filing]
    findings: tuple[Finding, ...]
    headings: tuple[Heading, ...] = ()
    set_aside: Mapping[int, str] = field(default_factory=dict)
    turned: bool = False
    ragged: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def broken(self) -> bool:
        """Tell whether no row can be taken."""
        return any(finding.is_error for finding in self.findings)


def powers(headings: Sequence[Heading], labels: Labels) -> dict[str, int]:
    """Return the power of ten for each field with a usable unit; of a field that stands twice, the first."""
    found: dict[str, int] = {}
    for heading in headings:
        power = power_of(heading, labels)
        if power is not None:
            found.setdefault(heading.field, power)
    return found


def power_of(heading: Heading, labels: Labels) -> int | None:
    """Return the power of ten that brings figures to the field's unit, None if its unit cannot be."""
    rule = labels.rules.fields[heading.field]
    if rule.type not in NUMBERS:
        return 0
    return power_between(heading.unit, rule.unit) if heading.unit else own_power(rule.unit)


def check_headings(headings: Sequence[Heading], labels: Labels, file: str, sheet: str) -> Iterator[Finding]:
    """Say which fields are missing, stand twice, or are in another unit."""
    first: dict[str, Heading] = {}
    for heading in headings:
        place = {"file": file, "sheet": sheet, "cell": heading.address}
        if (other := first.setdefault(heading.field, heading)) is not heading:
            details = {"first": other.address, "second": heading.address}
            code = "column_twice" if heading.field in labels.deciding else "unscored_heading"
            yield heading_finding(code, heading.field, labels, details, heading.text, **place)
        if heading.remark:
            yield heading_finding("header_remark", heading.field, labels, {}, heading.text, **place)
        yield from _check_unit(heading, labels, place)
    for key in labels.rules.fields:
        if key not in first:
            yield from _missing(key, labels, file, sheet)


def _check_unit(heading: Heading, labels: Labels, place: dict[str, str]) -> Iterator[Finding]:
    rule = labels.rules.fields[heading.field]
    power, unit = power_of(heading, labels), {"unit": rule.unit}
    if power is None and heading.field in labels.deciding:
        yield heading_finding("unit_unknown", heading.field, labels, unit, heading.unit, **place)
    elif power is None:
        yield heading_finding("unscored_heading", heading.field, labels, unit, heading.text, **place)
    elif power and heading.unit and heading.unit != "%":
        yield heading_finding("unit_converted", heading.field, labels, unit, heading.unit, **place)


def _missing(key: str, labels: Labels, file: str, sheet: str) -> Iterator[Finding]:
    code = {"refuse": "column_missing", "zero": "blank_as_zero", "no": "blank_as_no"}
    blank = labels.rules.fields[key].blank
    if blank in code:
        is_needed = blank != "refuse" or key in labels.deciding
        yield heading_finding(
            code[blank] if is_needed else "unscored_missing", key, labels, {}, file=file, sheet=sheet
        )


def heading_finding(
    code: str, key: str, labels: Labels, details: Mapping[str, str], value: str = "", **place: str
) -> Finding:
    """Return a finding on the heading of a field."""
    rule = labels.rules.fields[key]
    return Finding(code, field=key, value=value, details={**label_details("label", rule), **details}, **place)
