"""Who of a list would qualify and has not applied: a sheet of whom to invite, and one of the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from cultivation.canonical import exact_text
from cultivation.core.explanation.standing import State
from cultivation.core.rules.rounding import units_text
from cultivation.core.wording.candidates import reach_text, would_text
from cultivation.core.wording.standing import fields_text, missed_text, points_text, standard_name
from cultivation.core.wording.values import value_text
from cultivation.language import _, current, join_names
from cultivation.outputs.tables.formats import Formats
from cultivation.outputs.tables.model import Column, Row, Table
from cultivation.outputs.tables.writer import write_table
from cultivation.queries.candidates import Candidate, Candidates

TEXTS_STAY_TEXTS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def candidates_workbook(found: Candidates) -> bytes:
    """Return the workbook (.xlsx) in the language spoken now; the same candidates give the same bytes."""
    from xlsxwriter import Workbook

    content = BytesIO()
    title = _("Would qualify and has not applied in {year}").format(year=found.year)
    likely = [*found.of_state(State.MET), *found.of_state(State.UNKNOWN)]
    with Workbook(content, {"constant_memory": True, **TEXTS_STAY_TEXTS}) as book:
        book.set_properties({"title": title, "created": datetime(found.year, 1, 1)})
        formats = Formats(book)
        tables = (
            _firms("candidates", _("Candidates"), title, found, likely),
            _firms("others", _("Others"), title, found, found.of_state(State.MISSED)),
            _figures(title, found, likely),
        )
        for table in tables:
            write_table(formats, table, f"&L{found.rules.id}&C&P / &N")
    return content.getvalue()


def _notes(found: Candidates) -> tuple[str, ...]:
    counts = _("{listed} enterprises in {source}; {applied} of them have applied in {year}.")
    notes = [
        _("Standard: {standard}").format(standard=standard_name(found.rules)),
        counts.format(listed=found.listed, source=found.source, applied=found.applied, year=found.year),
        _("What neither the list nor a register on record says is not guessed; it is named as not known."),
    ]
    if found.line is not None:
        total = units_text(found.line, found.rules.precision)
        notes.append(_("Total of the last newcomer of {year}: {total}").format(year=found.year, total=total))
    return tuple(notes)


def _firms(id_: str, name: str, title: str, found: Candidates, firms: Sequence[Candidate]) -> Table:
    """Return a row for each enterprise: how it stands, and what is and is not known of it."""
    headers = (
        *(_("code"), _("enterprise"), _("member"), _("would it qualify"), _("points")),
        *(_("beside the last newcomer"), _("not met"), _("not known"), _("to be clarified")),
    )
    widths = (20, 28, 8, 20, 16, 20, 36, 60, 30)
    columns = tuple(Column(each, widest=width) for each, width in zip(headers, widths, strict=True))
    rows = tuple(Row(_firm(each, found)) for each in firms)
    return Table(id_, name, title, _notes(found), columns, rows, frozen=2)


def _firm(each: Candidate, found: Candidates) -> tuple[str, ...]:
    rules = found.rules
    return (
        each.id,
        each.name,
        _("yes") if each.member else _("no"),
        would_text(each.standing.state),
        points_text(each.standing, rules),
        reach_text(each.reach),
        missed_text(each.standing, rules),
        fields_text(each.standing.unknown, rules),
        doubt_text(each),
    )


def doubt_text(each: Candidate) -> str:
    """Say whom on record an enterprise of the list may be, empty where there is no doubt."""
    if not each.may_be:
        return ""
    return _("may be {codes} on record").format(codes=join_names(each.may_be))


def _figures(title: str, found: Candidates, firms: Sequence[Candidate]) -> Table:
    """Return a row for each figure that is known, with where it stands."""
    rules = found.rules
    own = {rules.identifier.field, rules.name_field}
    rows = [
        Row(
            (
                each.id,
                each.name,
                rules.label_of(key).text(current()),
                value_text(rules, key, exact_text(value.value) or ""),
                each.origins.get(key) or found.source,
                f"{value.sheet}!{value.cell}" if value.cell else "",
            )
        )
        for each in firms
        for key, value in each.application.values.items()
        if value.value is not None and key not in own
    ]
    headers = (_("code"), _("enterprise"), _("figure"), _("value"), _("from"), _("cell"))
    columns = tuple(
        Column(each, widest=width) for each, width in zip(headers, (20, 28, 28, 24, 28, 16), strict=True)
    )
    return Table("figures", _("What is known"), title, (), columns, tuple(rows), frozen=2)
