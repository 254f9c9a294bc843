"""The shortlist workbook: who stands where and why, under which rules, and where the figures come from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from io import BytesIO

from cultivation import __version__
from cultivation.language import _, current
from cultivation.outputs.shortlist.analyses import has_scores, has_weights, other_rankings, weights
from cultivation.outputs.shortlist.details import eligibility, experts_marks, indicators, provenance
from cultivation.outputs.shortlist.overview import write_overview
from cultivation.outputs.shortlist.quotas import quotas_and_cut_lines
from cultivation.outputs.shortlist.rules_sheet import rules_in_force
from cultivation.outputs.shortlist.sheets import (
    demonstrations,
    entries,
    exits,
    points_by_criterion,
    ranked_list,
    reserve_list,
)
from cultivation.outputs.shortlist.signing import members_to_sign
from cultivation.outputs.tables.formats import Formats
from cultivation.outputs.tables.model import Table
from cultivation.outputs.tables.writer import write_table
from cultivation.queries.shortlist.data import ShortlistData
from cultivation.queries.shortlist.gathering import shortlist_data
from cultivation.queries.standing import Titles
from cultivation.queries.year import State
from cultivation.record.reader import Reader

TABLES: tuple[Callable[[ShortlistData], Table], ...] = (
    ranked_list,
    entries,
    exits,
    reserve_list,
    demonstrations,
    members_to_sign,
    quotas_and_cut_lines,
    points_by_criterion,
    indicators,
    eligibility,
    experts_marks,
    weights,
    other_rankings,
    rules_in_force,
    provenance,
)
TEXTS_STAY_TEXTS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def shortlist_of(reader: Reader, year: int, titles: Titles = Titles()) -> bytes:  # noqa: B008 - frozen
    """Return the workbook of a scored year; the same state of the record gives the same bytes."""
    return write_shortlist(shortlist_data(State(reader).year(year), titles))


def write_shortlist(data: ShortlistData) -> bytes:
    """Return the workbook (.xlsx) in the language spoken now; the same data give the same bytes."""
    from xlsxwriter import Workbook

    buffer = BytesIO()
    workbook = Workbook(buffer, {"constant_memory": True, **TEXTS_STAY_TEXTS})
    workbook.set_properties(_properties(data))
    formats, footer = Formats(workbook), _footer(data)
    write_overview(formats, data, footer)
    for table_of in TABLES:
        if _is_there(table_of, data):
            write_table(formats, table_of(data), footer)
    workbook.close()
    return buffer.getvalue()


def _is_there(table_of: Callable[[ShortlistData], Table], data: ShortlistData) -> bool:
    """Tell whether there is anything to show."""
    there: dict[Callable[[ShortlistData], Table], bool] = {
        demonstrations: bool(data.demonstrations),
        quotas_and_cut_lines: bool(data.rules.pool.quotas and data.lines),
        experts_marks: bool(data.marks),
        weights: has_weights(data),
        other_rankings: has_scores(data),
        members_to_sign: any(line.in_pool for line in data.lines),
    }
    return there.get(table_of, True)


def _properties(data: ShortlistData) -> dict[str, object]:
    """Return the document's properties; the time is the data's, never the clock's."""
    created = data.created.astimezone(UTC).replace(tzinfo=None) if data.created.tzinfo else data.created
    title, subject = data.title(_("Shortlist")), data.rules.name.text(current())
    comments = f"cultivation {__version__}; rules {data.rules_digest}; scores {data.table.digest}"
    return {
        "title": title,
        "subject": subject,
        "comments": comments,
        "created": created,
    }


def _footer(data: ShortlistData) -> str:
    """Return rule set, page and the beginning of the scores digest; `&` would start a code of Excel's."""
    version = f"{data.rules.id} {data.rules.version}".replace("&", "&&")
    pages = _("page {page} of {pages}").format(page="&P", pages="&N")
    scores = _("scores {digest}").format(digest=data.table.digest[:12])
    return f"&L{version}&C{pages}&R{scores}"
