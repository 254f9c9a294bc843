"""The header of a summary: which columns name which fields, over one to three rows and the groups above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cultivation.core.rules.headers import normalise
from cultivation.intake.applications.heading_words import is_group, speaks_of_other
from cultivation.intake.applications.labels import NUMBERS, Labels
from cultivation.intake.applications.layout import Heading
from cultivation.intake.applications.ticked_columns import together
from cultivation.intake.formats.book import Cell, Sheet, is_empty
from cultivation.intake.templates.sheet_names import FINDINGS

DEEPEST = 3
YEARS = range(1900, 2101)
LAST_HEADER_ROW = 40
FEWEST_FIELDS = 3
EXPECTED = frozenset(
    ["", "序号", "编号", "行号", "no", "number", "备注", "remarks", *map(normalise, FINDINGS.values())]
)


@dataclass(frozen=True)
class Table:
    """A header: where it stands, the fields that it names and the columns that nobody knows.

    `others` are headings of fields whose words say that another figure is meant.
    """

    top: int
    bottom: int
    headings: tuple[Heading, ...]
    unknown: tuple[tuple[Cell, str], ...] = ()
    others: tuple[Heading, ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        """Return the fields that have a column."""
        return frozenset(heading.field for heading in self.headings)

    @property
    def known(self) -> frozenset[str]:
        """Return the fields that are named at all."""
        return self.fields | {heading.field for heading in self.others}

    @property
    def worth(self) -> tuple[int, int, int, int, int]:
        """The header that names most fields is best; then by options, units; the shortest, the highest."""
        units = sum(1 for heading in self.headings if heading.unit)
        options = sum(len(heading.options) for heading in self.headings)
        return len(self.known), options, units, self.top - self.bottom, -self.top

    @property
    def meaning(self) -> frozenset[tuple[str, int, str]]:
        """Return which field stands in which column, in which unit."""
        return frozenset((heading.field, heading.column, heading.unit) for heading in self.headings)


def find_table(sheet: Sheet, labels: Labels) -> Table | None:
    """Return the first header of a summary, if the sheet has one."""
    return best_header(sheet, labels, sheet.first_rows(LAST_HEADER_ROW))


def best_header(sheet: Sheet, labels: Labels, tops: Sequence[int]) -> Table | None:
    """Return the best header that begins in one of some rows."""
    tables = [
        _header(sheet, labels, top, top + depth)
        for top in tops
        for depth in range(DEEPEST)
        if not any(has_figures(sheet, row) for row in range(top, top + depth + 1))
    ]
    best = max(tables, key=lambda table: table.worth, default=None)
    return best if best and names_enough(best.known, labels) else None


def has_figures(sheet: Sheet, row: int) -> bool:
    """Tell whether a row holds figures, as an enterprise's does; years may stand in a header."""
    numbers = [value for value in sheet.values.get(row, ()) if isinstance(value, int | float)]
    return any(value not in YEARS for value in numbers)


def names_enough(fields: frozenset[str], labels: Labels) -> bool:
    """Tell whether so many fields are no coincidence."""
    needed = {labels.rules.identifier.field, labels.rules.name_field}
    return len(fields) >= FEWEST_FIELDS or fields >= needed


def heading_text(cell: Cell) -> str:
    """Return what a cell of a header says; a plain number there is a year."""
    if isinstance(cell.value, int | float) and cell.value in YEARS:
        return f"{int(cell.value)}年"
    return cell.text


def _header(sheet: Sheet, labels: Labels, top: int, bottom: int) -> Table:
    found: list[Heading] = []
    others: list[Heading] = []
    unknown: list[tuple[Cell, str]] = []
    for column in _columns(sheet, top, bottom):
        cells = _header_cells(sheet, top, bottom, column)
        if not cells:
            continue
        heading = _heading(sheet, labels, top, column, cells)
        parts = " / ".join(map(heading_text, cells))
        if heading is None:
            if normalise(heading_text(cells[-1])) not in EXPECTED:
                unknown.append((cells[-1], parts))
        elif heading.other:
            others.append(heading)
        else:
            found.append(heading)
    headings, spare = _without_doubles(sheet, bottom, list(together(found)))
    named = {heading.field for heading in headings}
    spare += [each for each in others if each.field in named]
    others = [each for each in others if each.field not in named]
    unknown += [(Cell(each.row, each.column, each.text), each.text) for each in spare]
    return Table(top, bottom, tuple(headings), tuple(unknown), tuple(others))


def _heading(sheet: Sheet, labels: Labels, top: int, column: int, cells: Sequence[Cell]) -> Heading | None:
    """Return what the cells of a header above a column stand for, with the groups that they belong to."""
    texts = [heading_text(cell) for cell in cells]
    if len(texts) > 1 and (field := labels.option_of(texts[:-1], texts[-1])):
        options = ((column, texts[-1]),)
        return Heading(field, "", cells[0].row, cells[0].column, texts[0], below=column, options=options)
    groups = _groups_above(sheet, top, column)
    beside = _group_to_the_left(sheet, top, column, cells)
    found = labels.match_parts([*groups, *texts])
    if found is None and beside:
        found, beside = labels.match_parts([*groups, beside, *texts]), ""
    if found is None:
        return None
    other = found.other and labels.rules.fields[found.field].type in NUMBERS
    remark = found.remark
    if beside and speaks_of_other(beside, labels.year):
        remark = remark or beside
    place = (cells[-1].row, cells[-1].column)
    text = " / ".join([*(groups if other else ()), *texts])
    return Heading(found.field, found.unit, *place, text, remark, other, column)


def _columns(sheet: Sheet, top: int, bottom: int) -> list[int]:
    cells = [cell for row in range(top, bottom + 1) for cell in sheet.row(row)]
    columns = {cell.column for cell in cells}
    for cell in cells:
        area = sheet.areas.get((cell.row, cell.column))
        if area:
            columns.update(range(area.left, area.right + 1))
    return sorted(columns)


def _header_cells(sheet: Sheet, top: int, bottom: int, column: int) -> list[Cell]:
    """Return the cells above one another in a header; one that is merged over rows counts once."""
    cells: list[Cell] = []
    for row in range(top, bottom + 1):
        cell = sheet.at(row, column)
        if cell and heading_text(cell) and cell not in cells:
            cells.append(cell)
    return cells


def _groups_above(sheet: Sheet, top: int, column: int) -> list[str]:
    """Return the names of the groups of columns above a header, the highest first; titles are none."""
    groups: list[str] = []
    for row in range(top - 1, max(0, top - DEEPEST), -1):
        cell = sheet.at(row, column)
        if cell is None:
            break
        area = sheet.area(cell.row, cell.column)
        wide = area.right - area.left + 1 > sheet.width // 2 + 1
        text = heading_text(cell)
        if wide or area.bottom >= top or not is_group(text) or _is_title(sheet, cell, top):
            break
        groups.insert(0, text)
    return groups


def _group_to_the_left(sheet: Sheet, top: int, column: int, cells: Sequence[Cell]) -> str:
    """Return the group that a column without one may belong to: the next to its left in the row above."""
    row = cells[0].row - 1
    first = min(top, row)
    if row < max(1, first) or sheet.at(row, column) is not None:
        return ""
    line = [cell for cell in sheet.row(row) if cell.column < column]
    if not line or (line[-1].row, line[-1].column) in sheet.areas:
        return ""
    if _is_title(sheet, line[-1], cells[0].row):
        return ""
    return text if is_group(text := heading_text(line[-1])) else ""


def _is_title(sheet: Sheet, cell: Cell, header: int) -> bool:
    """Tell whether a cell above a header stands alone over its first column, as titles do."""
    first = next(iter(sheet.row(header)), cell)
    return len(sheet.row(cell.row)) == 1 and cell.column <= first.column


def _without_doubles(
    sheet: Sheet, bottom: int, found: Sequence[Heading]
) -> tuple[list[Heading], list[Heading]]:
    """Keep one column of a heading merged over several, and the plain heading beside one with a remark."""
    kept = list(_one_of_merged(sheet, bottom, found))
    plain = {each.field for each in kept if not each.remark}
    spare = [each for each in kept if each.remark and each.field in plain]
    return [each for each in kept if each not in spare], spare


def _one_of_merged(sheet: Sheet, bottom: int, found: Sequence[Heading]) -> Iterator[Heading]:
    together: dict[tuple[str, int, int], list[Heading]] = {}
    for each in found:
        together.setdefault((each.field, each.row, each.column), []).append(each)
    for same in together.values():
        filled = [each for each in same if len(same) > 1 and _is_filled(sheet, bottom, each.values_in)]
        if len(filled) > 1:
            yield from (replace(each, column=each.values_in) for each in filled)
        else:
            yield (filled or same)[0]


def _is_filled(sheet: Sheet, bottom: int, column: int) -> bool:
    """Tell whether a column holds anything of its own below a header."""
    return any(
        len(line) >= column and not is_empty(line[column - 1])
        for row, line in sheet.values.items()
        if row > bottom
    )
