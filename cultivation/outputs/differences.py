"""The differences between claims and registers as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from cultivation.language import _, current
from cultivation.outputs.tables.formats import Formats
from cultivation.outputs.tables.model import Column, Row, Table
from cultivation.outputs.tables.writer import write_table
from cultivation.queries.registers import registers_on_record
from cultivation.queries.verification import Difference
from cultivation.queries.verification_tables import difference_rows
from cultivation.queries.year import Year

TEXTS_STAY_TEXTS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_differences(year: Year, found: Sequence[Difference]) -> bytes:
    """Return the workbook (.xlsx) in the language spoken now, with a column for what was explained."""
    from xlsxwriter import Workbook

    headers, rows = difference_rows(year, found)
    table = Table(
        id="differences",
        name=_("Differences"),
        title=_("{year}: claims beside registers").format(year=year.number),
        notes=tuple(_imports(year)),
        columns=tuple(Column(header) for header in headers),
        rows=tuple(
            Row(tuple(row), "left" if each.turns else "") for row, each in zip(rows, found, strict=True)
        ),
        frozen=2,
    )
    buffer = BytesIO()
    workbook = Workbook(buffer, {"constant_memory": True, **TEXTS_STAY_TEXTS})
    workbook.set_properties({"title": table.title})
    write_table(Formats(workbook), table, f"&L{year.number}&C&P / &N")
    workbook.close()
    return buffer.getvalue()


def _imports(year: Year) -> list[str]:
    return [
        _("{register}, as of {day}, {document}: {file}").format(
            register=register.name.text(current()),
            day=entry.content.as_of,
            document=entry.content.document,
            file=entry.content.file,
        )
        for entry, register in registers_on_record(year.reader)
    ]
