"""The workbook that an application came in: its sheet around a cell, and the file as it was received."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from starlette.responses import Response

from cultivation.language import _
from cultivation.queries.year import State, Year
from cultivation.record.rows import ApplicationRow
from cultivation.web.asking import Asked, BadParameter, NotFound
from cultivation.web.pages.years import of_year
from cultivation.web.sheets import excerpt, place_of
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
    sha256 = workbook.sha256
    book = asked.desk.sheets.book(sha256, lambda: state.reader.document(sha256))
    names = [each.name for each in book.sheets]
    wanted = asked.query.get("sheet") or next(iter(names), "")
    if wanted not in names:
        raise NotFound(_("The workbook has no sheet '{name}'.").format(name=wanted[:40]))
    cell = asked.text("cell")
    place = place_of(cell) if cell else None
    if cell and place is None:
        raise BadParameter(_("'{value}' is not a cell; write it as P12.").format(value=cell[:40]))
    found = excerpt(book.sheets[names.index(wanted)], place)
    return page(
        asked,
        "sheet.html",
        workbook=workbook,
        found=found,
        names=names,
        cell=cell.upper(),
        **of_year(year),
    )


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
