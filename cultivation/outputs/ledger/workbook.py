"""The intake ledger as a workbook: a row for each zone, and a row for each enterprise behind the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from cultivation.language import _
from cultivation.outputs.tables.formats import Formats
from cultivation.outputs.tables.model import Column, Row, Table
from cultivation.outputs.tables.writer import write_table
from cultivation.queries.ledger import Firm, ZoneLedger

NUMBER = "0"
WIDEST = (16, 20, 36, 14, 26, 44)  # of the columns of enterprises: a page of A4 across in letters of 9 points
TEXTS_STAY_TEXTS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def ledger_workbook(year: int, zones: Sequence[ZoneLedger], with_list: bool) -> bytes:
    """Return the workbook (.xlsx) in the language spoken now; the same ledger gives the same bytes."""
    from xlsxwriter import Workbook

    content = BytesIO()
    with Workbook(content, {"constant_memory": True, **TEXTS_STAY_TEXTS}) as book:
        title = _("Intake ledger of {year}").format(year=year)
        book.set_properties({"title": title, "created": datetime(year, 1, 1)})
        formats = Formats(book)
        for table in (_zones(title, zones, with_list), _firms(title, zones)):
            write_table(formats, table, f"&L{title}&C&P / &N")
    return content.getvalue()


def _zones(title: str, zones: Sequence[ZoneLedger], with_list: bool) -> Table:
    """Return the numbers, zone by zone, with a sum."""
    headers = [
        *(_("submitted"), _("accepted"), _("of these corrected"), _("returned")),
        *(_("applied last year, missing"), *([_("on the list, missing")] if with_list else [])),
    ]
    rows = [_numbers(each)[: len(headers)] for each in zones]
    sums = [sum(row[place] for row in rows) for place in range(len(headers))]
    made = [Row((each.label, *row)) for each, row in zip(zones, rows, strict=True)]
    columns = (Column(_("zone")), *(Column(each, NUMBER) for each in headers))
    note = _("Submitted are those accepted, and those returned that have not come back yet.")
    return Table(
        "ledger",
        _("By zone"),
        title,
        (note,),
        columns,
        (*made, Row((_("sum"), *sums), "heading")),
        fixed=True,
    )


def _numbers(each: ZoneLedger) -> tuple[int, ...]:
    lists = (each.accepted, each.corrected, each.returned, each.missing, each.missing_listed)
    return (each.handed_in, *map(len, lists))


def _firms(title: str, zones: Sequence[ZoneLedger]) -> Table:
    """Return the enterprises, with their state and why they were returned."""
    rows = [
        Row((zone.label, firm.id, firm.name, state, firm.file, "\n".join(firm.problems)))
        for zone in zones
        for state, firms in states(zone)
        for firm in firms
    ]
    headers = (_("zone"), _("code"), _("enterprise"), _("state"), _("file"), _("problems"))
    columns = tuple(Column(each, widest=width) for each, width in zip(headers, WIDEST, strict=True))
    return Table("firms", _("Enterprises"), title, (), columns, tuple(rows), frozen=3)


def states(zone: ZoneLedger) -> tuple[tuple[str, Sequence[Firm]], ...]:
    """Return the states of a zone's enterprises with those in them; each stands in one."""
    corrected = {each.id for each in zone.corrected}
    both = [each for each in zone.missing if each in zone.missing_listed]
    return (
        (_("returned"), zone.returned),
        (_("accepted after correction"), zone.corrected),
        (_("accepted"), [each for each in zone.accepted if each.id not in corrected]),
        (_("applied last year, missing"), [each for each in zone.missing if each not in zone.missing_listed]),
        (_("applied last year and on the list, missing"), both),
        (_("on the list, missing"), zone.missing_alone),
    )
