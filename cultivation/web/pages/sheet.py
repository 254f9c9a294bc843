"""The workbook that an application came in: its sheet around a cell, and the file as it was received."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from starlette.responses import Response

from cultivation.findings import SEVERITIES
from cultivation.intake.formats.book import Book
from cultivation.language import _
from cultivation.queries.finding_states import FindingNow
from cultivation.queries.finding_states import State as StateNow
from cultivation.queries.year import State, Year
from cultivation.record.rows import ApplicationRow
from cultivation.web.asking import Asked, BadParameter, NotFound
from cultivation.web.pages.years import of_year
from cultivation.web.sheets import Mark, excerpt, part_of, place_of
from cultivation.web.showing import page


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook on record: its name and digest, from where one comes (address, text), its own address."""

    name: str
    sha256: str
    back: tuple[str, str]
    path: tuple[object, ...]


def sheet(asked: Asked, state: State) -> Response:
    """Show a sheet with the cell marked that is asked for."""
    year, row = asked.year(state), _row(asked, state)
    back = asked.at("years", year.number, "why", row.enterprise_id)
    path = ("years", year.number, "sheet", row.enterprise_id)
    return one_sheet(asked, state, year, Workbook(row.file, row.file_digest, (back, row.name), path))


def one_sheet(asked: Asked, state: State, year: Year, workbook: Workbook) -> Response:
    """Show a sheet of a workbook."""
    book = _book(asked, state, workbook)
    names = [each.name for each in book.sheets]
    wanted = _sheet_wanted(asked, names, next(iter(names), ""))
    cell, place = _place_wanted(asked)
    found = excerpt(book.sheets[names.index(wanted)], place)
    return page(
        asked,
        "sheet.html",
        workbook=workbook,
        found=found,
        names=names,
        cell=cell,
        **of_year(year),
    )


def _book(asked: Asked, state: State, workbook: Workbook) -> Book:
    return asked.desk.sheets.book(workbook.sha256, lambda: state.reader.document(workbook.sha256))


def _sheet_wanted(asked: Asked, names: Sequence[str], otherwise: str) -> str:
    wanted = asked.query.get("sheet") or otherwise
    if wanted not in names:
        raise NotFound(_("The workbook has no sheet '{name}'.").format(name=wanted[:40]))
    return wanted


def _place_wanted(asked: Asked) -> tuple[str, tuple[int, int] | None]:
    """Return the cell that is asked for, as it is written and as row and column."""
    cell = asked.text("cell")
    place = place_of(cell) if cell else None
    if cell and place is None:
        raise BadParameter(_("'{value}' is not a cell; write it as P12.").format(value=cell[:40]))
    return cell.upper(), place


def answer_sheet(
    asked: Asked, state: State, year: Year, workbook: Workbook, found: Sequence[FindingNow]
) -> Response:
    """Show a sheet with what was found marked in it, beside the list of it; each leads to the other.

    Without a cell in the address it begins at the first finding.
    """
    book = _book(asked, state, workbook)
    names = [each.name for each in book.sheets]
    first = next((each.finding for each in found if each.finding.sheet in names), None)
    wanted = _sheet_wanted(asked, names, first.sheet if first else next(iter(names), ""))
    own = [each for each in found if each.finding.sheet == wanted]
    cell, place = _place_wanted(asked)
    begin = asked.number("row") or 0
    if place is None and not begin:
        place = next((at for each in own if (at := place_of(each.finding.cell))), None)
    part = part_of(book.sheets[names.index(wanted)], place, _marks(own), begin)
    shown = {each.address for row in part.rows for each in row.cells if each.found}
    return page(
        asked,
        "answer_sheet.html",
        workbook=workbook,
        part=part,
        names=names,
        cell=cell,
        found=own,
        elsewhere=len(found) - len(own),
        shown=shown,
        severities=SEVERITIES,
        counts=Counter(each.finding.sheet for each in found),
        **of_year(year),
    )


def _marks(found: Sequence[FindingNow]) -> dict[tuple[int, int], Mark]:
    """Return what was found by cell; `found` has the worst first."""
    marks: dict[tuple[int, int], Mark] = {}
    for each in found:
        place = place_of(each.finding.cell)
        if place is None:
            continue
        before = marks.get(place)
        severity = str(each.finding.severity) if each.is_open or each.state is StateNow.NOTED else "done"
        if before is None or (before.severity == "done" and severity != "done"):
            marks[place] = Mark((*(before.numbers if before else ()), each.number), severity)
        else:
            marks[place] = Mark((*before.numbers, each.number), before.severity)
    return marks


def file(asked: Asked, state: State) -> Response:
    """Return the workbook as it was received."""
    asked.year(state)
    row = _row(asked, state)
    name = row.file.rsplit("/", 1)[-1]
    return attachment(state.reader.document(row.file_digest), name)


def _row(asked: Asked, state: State) -> ApplicationRow:
    year = asked.year(state)
    key, name = asked.firm(state)
    row = year.row(key)
    if row is None:
        raise NotFound(_("{name} did not apply in {year}.").format(name=name, year=year.number))
    return row


def attachment(content: bytes, name: str, media_type: str = "application/octet-stream") -> Response:
    """Return something to keep, never to open here; its name is data of a stranger."""
    plain = "".join(letter for letter in name if letter.isprintable() and letter not in '\\/"') or "file"
    headers = {
        "content-disposition": f"attachment; filename*=utf-8''{quote(plain, safe='')}",
        "content-security-policy": "sandbox; default-src 'none'",
    }
    return Response(content, media_type=media_type, headers=headers)
