"""`status --by zone`: the intake ledger, as a table, a workbook, and letters for what goes back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from cultivation.commands.context import Context
from cultivation.commands.intake_files import limits_of
from cultivation.commands.ledger_options import LedgerOptions
from cultivation.commands.output_files import write_file, write_folder
from cultivation.commands.printing import print_findings, print_result
from cultivation.errors import Refused, UsageMistake
from cultivation.language import _
from cultivation.queries.ledger import Firm, ZoneLedger, ledger_of, zone_field
from cultivation.queries.year import State, Year

NO_FILE_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*.]+')


def show_ledger(
    context: Context, year: int | None, as_of: datetime | None, form: str, wanted: LedgerOptions
) -> None:
    """Print the ledger of a year, and write what else is wanted of it."""
    if wanted.by is None or year is None:
        raise UsageMistake(_("The ledger is that of one year: cultivation status YEAR --by zone"))
    with context.record.reading(as_of) as reader:
        own = State(reader).year(year)
        listed = _listed(context, own, wanted.statistics) if wanted.statistics else ()
        zones = ledger_of(own, listed, _filed_zones(context, own))
    _print(form, year, zones, wanted)
    if wanted.sheet:
        from cultivation.outputs.ledger.workbook import ledger_workbook

        write_file(wanted.sheet, ledger_workbook(year, zones, wanted.statistics is not None))
        context.say(_("{file} is written.").format(file=wanted.sheet))
    if wanted.letters:
        _write_letters(context, year, zones, wanted)


def _print(form: str, year: int, zones: Sequence[ZoneLedger], wanted: LedgerOptions) -> None:
    headers = [
        *(_("zone"), _("submitted"), _("accepted"), _("of these corrected"), _("returned")),
        *(_("applied last year, missing"), _("on the list, missing")),
    ]
    rows = [
        [
            *(each.label, each.handed_in, len(each.accepted), len(each.corrected), len(each.returned)),
            *(len(each.missing), len(each.missing_listed)),
        ]
        for each in zones
    ]
    if not wanted.statistics:
        headers, rows = headers[:-1], [row[:-1] for row in rows]
    print_result(form, headers, rows, {"year": year, "zones": [each.to_json() for each in zones]})


def _listed(context: Context, year: Year, path: Path) -> list[Firm]:
    """Return the enterprises of a list."""
    from cultivation.intake.applications.reading import unreadable
    from cultivation.intake.formats.book import Book
    from cultivation.intake.formats.files import read_file
    from cultivation.intake.formats.readers import Readers
    from cultivation.intake.formats.sources import Source
    from cultivation.intake.registers.statistics_list import read_statistics_list

    limits = limits_of(context.workspace.limits)
    with Readers(limits) as readers:
        file = read_file(Source(path, path.name).incoming(limits), readers)
    choices = year.rules.choices[year.rules.fields[zone_field(year.rules)].choices or ""]
    if not isinstance(file.book, Book):
        raise Refused(unreadable(path.name, file.problem).message())
    found, findings = read_statistics_list(file.book, path.name, choices)
    print_findings(findings, notes=False)
    if not found:
        raise Refused(_("{file} cannot be read as a list of enterprises.").format(file=path.name), findings)
    return [Firm(each.code, each.name, each.zone, path.name) for each in found]


def _filed_zones(context: Context, year: Year) -> dict[str, str]:
    from cultivation.intake.formats.readers import Readers
    from cultivation.queries.filed_zones import filed_zones

    with Readers(limits_of(context.workspace.limits)) as readers:
        return filed_zones(year, readers)


def _write_letters(context: Context, year: int, zones: Sequence[ZoneLedger], wanted: LedgerOptions) -> None:
    from cultivation.outputs.ledger.letters import cover_letter_docx

    sender = wanted.sender or context.workspace.announcement.get("organisation", "")
    if not sender:
        raise UsageMistake(_("Name who signs the letters: --sender, or organisation in cultivation.toml."))
    day = wanted.on.date() if wanted.on else date.today()
    files = {
        f"{NO_FILE_NAME.sub('_', each.label)[:60]}.docx": cover_letter_docx(year, each, sender, day)
        for each in zones
        if each.returned and each.zone
    }
    assert wanted.letters is not None
    if homeless := sum(len(each.returned) for each in zones if not each.zone):
        context.say(
            _("{number} returned applications name no zone, so no letter covers them.").format(
                number=homeless
            )
        )
    if not files:
        context.say(_("Nothing is returned, so there is no letter to write."))
        return
    write_folder(wanted.letters, files)
    context.say(_("{folder}: {number} letters.").format(folder=wanted.letters, number=len(files)))
