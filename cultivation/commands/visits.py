"""`visits`: who is visited on site, the forms to take along, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from cultivation import review
from cultivation.commands.anchors import anchor_file
from cultivation.commands.context import (
    YEAR,
    Context,
    as_of_option,
    command,
    dry,
    dry_run_option,
    file_option,
    format_option,
    pass_command_context,
)
from cultivation.commands.intake_files import every_file, limits_of
from cultivation.commands.output_files import write_folder
from cultivation.commands.printing import needs_a_look, print_findings, print_result
from cultivation.commands.program import VISITS_COMMANDS, lazy_group
from cultivation.core.wording.flags import RESULTS
from cultivation.errors import Refused, UsageMistake
from cultivation.intake.formats.readers import Readers
from cultivation.intake.formats.sources import sources
from cultivation.language import _, current
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.flags import visit_text
from cultivation.queries.visits import draws_of, grounds_text, open_visits, visits_of
from cultivation.queries.year import Year, year_in
from cultivation.record.checker import safe_name
from cultivation.record.reader import Reader
from cultivation.steps import Act, Step

visits = lazy_group("visits", VISITS_COMMANDS, _("Visits on site: who is visited, forms, results."))
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Percent(click.ParamType[Decimal]):
    """A percentage, exactly."""

    name = "percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Read a percentage from 0 to 100."""
        try:
            percent = Decimal(str(value).strip().removesuffix("%"))
        except InvalidOperation:
            percent = Decimal(-1)
        if not (percent.is_finite() and 0 <= percent <= 100):
            self.fail(_("{value} is not a percentage from 0 to 100.").format(value=value), param, ctx)
        return percent


@command(
    "draw",
    _(
        "Settle who is visited: whom the rules name, and at least a share of all applicants by lots, from a "
        "seed that stood before the applications closed."
    ),
    "cultivation visits draw 2016\ncultivation visits draw 2016 --least 5 --anchor anchor_2016.json",
)
@click.argument("year", type=YEAR)
@click.option(
    "--least", type=_Percent(), metavar="PERCENT", help=_("The least share to draw; else that of the rules.")
)
@click.option(
    "--anchor",
    type=EXISTING,
    metavar="FILE",
    help=_("The anchor that fixed the seed; else the last entry before the first application."),
)
@dry_run_option
@format_option
@pass_command_context
def draw(
    context: Context, year: int, least: Decimal | None, anchor: Path | None, dry_run: bool, form: str
) -> None:
    """Draw."""
    with context.record.reading() as reader:
        entry = _anchored(reader, anchor) if anchor else None
    done = review.draw_visits(
        context.record, context.actor, year, entry, least, anchored=anchor is not None, dry_run=dry_run
    )
    document = done.document
    with context.record.reading() as reader:
        own = year_in(reader, year)
        triggers = own.rules.visits.triggers if own.rules.visits else {}
        names = {key: row.name for key, row in own.rows.items()}
    lots = dict(document["lots"])
    rows = [
        [key, names[key], "\n".join(triggers[each].text(current()) for each in several), ""]
        for key, several in document["named"].items()
    ]
    rows += [[key, names[key], _("drawn by lots"), lots[key][:16]] for key in document["drawn"]]
    print_result(form, [_("code"), _("enterprise"), _("because"), _("lot")], rows, dict(document))
    context.say(
        dry(
            _(
                "{number} of {applicants} applicants are visited: {named} by the rules, {drawn} by lots."
            ).format(
                number=len(rows),
                applicants=len(document["applicants"]),
                named=len(document["named"]),
                drawn=len(document["drawn"]),
            ),
            dry_run,
        )
    )
    context.say(
        _("The seed {seed} is fixed by entry {entry} of {day}.").format(
            seed=document["seed"], entry=document["entry"], day=document["recorded_at"][:10]
        )
    )
    if done.repeats:
        context.say(_("This was on record already; nothing was added."))
    context.say(_("Next: cultivation visits forms {year} -o FOLDER").format(year=year))


def _anchored(reader: Reader, path: Path) -> int:
    """Return the entry that an anchor names; refuse one from which the record does not go on."""
    anchors = anchor_file(path).anchors
    if len(anchors) != 1:
        raise UsageMistake(_("{file} holds several anchors; name a file with one.").format(file=path))
    (said,) = anchors
    entry = next(iter(reader.entries(after=said.entries - 1, limit=1)), None)
    if entry is None or entry.hash != said.head:
        raise Refused(
            _("The record does not go on from the anchor in {file}.").format(file=path),
            step=Step(Act.VERIFY_RECORD),
        )
    return entry.seq


@command(
    "forms",
    _("Write the forms to take along, for each visit a workbook to fill in and a document to sign."),
    "cultivation visits forms 2016 -o forms/\ncultivation visits forms 2016 昆山辉铄 -o forms/",
)
@click.argument("year", type=YEAR)
@click.argument("enterprise", required=False, default="")
@file_option(_("The folder."), "DIR")
@pass_command_context
def forms(context: Context, year: int, enterprise: str, output: Path) -> None:
    """Write forms."""
    from cultivation.intake.visits.form import write_visit_form
    from cultivation.outputs.visits.word import visit_docx
    from cultivation.queries.visit_forms import visit_form

    with context.record.reading() as reader:
        own = year_in(reader, year)
        wanted = visits_of(own) if enterprise else {each.id: each for each in open_visits(own)}
        if enterprise:
            key, name = find_enterprise(reader, enterprise)
            if key not in wanted:
                raise Refused(
                    _("No visit to {name} is settled for {year}.").format(name=name, year=year),
                    step=Step(Act.DRAW_VISITS, year),
                )
            wanted = {key: wanted[key]}
        _check_settled(own)
        files: dict[str, bytes] = {}
        for each in wanted.values():
            made, stem = visit_form(own, each), safe_name(f"{each.id}_{each.name}")
            files[f"{stem}.xlsx"] = write_visit_form(made, current())
            files[f"{stem}.docx"] = visit_docx(made)
    write_folder(output, files)
    click.echo(_("{number} forms are in {folder}.").format(number=len(wanted), folder=output))
    context.say(
        _("After the visits: cultivation visits import {year} {folder}").format(year=year, folder=output)
    )


def _check_settled(year: Year) -> None:
    if not draws_of(year):
        raise Refused(
            _("No visits are settled for {year}.").format(year=year.number),
            step=Step(Act.DRAW_VISITS, year.number),
        )


@command(
    "import",
    _("Put results of visits on record from their forms (.xlsx); a form with a mistake changes nothing."),
    "cultivation visits import 2016 forms/",
)
@click.argument("year", type=YEAR)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@dry_run_option
@format_option
@click.pass_context
def import_(ctx: click.Context, year: int, paths: Sequence[Path], dry_run: bool, form: str) -> None:
    """Import forms; documents to sign that lie beside them are passed over."""
    context = ctx.ensure_object(Context)
    limits = limits_of(context.workspace.limits)
    found = [each for each in sources(list(every_file(paths)), limits) if not each.name.endswith(".docx")]
    with Readers(limits) as readers:
        taken = [
            review.record_visit(context.record, context.actor, year, each.incoming(limits), dry_run, readers)
            for each in found
        ]
    rows = [
        [
            each.file,
            each.name,
            _(RESULTS[each.visit.result]) if each.visit else "",
            sum(not figure.agrees for figure in each.visit.figures) if each.visit else "",
            _("on record already") if each.repeats else "",
        ]
        for each in taken
    ]
    data = {
        "year": year,
        "forms": [
            {
                "file": each.file,
                "id": each.visit.enterprise if each.visit else "",
                "name": each.name,
                "result": each.visit.result if each.visit else "",
                "on": each.visit.on.isoformat() if each.visit else "",
                "text": each.visit.text if each.visit else "",
                "figures": [figure.to_record() for figure in each.visit.figures] if each.visit else [],
                "repeats": each.repeats,
                "findings": [finding.to_json() for finding in each.findings],
            }
            for each in taken
        ],
    }
    print_result(form, [_("file"), _("enterprise"), _("result"), _("differences"), _("remark")], rows, data)
    findings = [finding for each in taken for finding in each.findings]
    if form == "table":
        print_findings(findings, context.verbose)
    number = sum(each.visit is not None and not each.repeats for each in taken)
    context.say(dry(_("{number} visits were put on record.").format(number=number), dry_run))
    for each, source in zip(taken, found, strict=True):
        _say_corrections(context, year, each, source.path)
    ctx.exit(1 if needs_a_look(findings) else 0)


def _say_corrections(context: Context, year: int, taken: review.VisitTaken, form: Path) -> None:
    """Say how each figure that did not agree is corrected; its value stands on the form already."""
    visit = taken.visit
    if visit is None or taken.repeats:
        return
    for figure in visit.figures:
        if not figure.agrees:
            sentence = _("Next: cultivation correct {year} {code} {field} {value} --evidence {file}")
            words = {"code": visit.enterprise, "field": figure.field, "value": figure.found}
            context.say(sentence.format(year=year, file=form, **words))


@command(
    "list",
    _("Who is visited, why, and what was found."),
    "cultivation visits list 2016",
)
@click.argument("year", type=YEAR)
@click.option("--open", "only_open", is_flag=True, help=_("Only visits without a result."))
@as_of_option
@format_option
@pass_command_context
def list_(context: Context, year: int, only_open: bool, as_of: datetime | None, form: str) -> None:
    """List visits."""
    with context.record.reading(as_of) as reader:
        own = year_in(reader, year)
        _check_settled(own)
        listed = open_visits(own) if only_open else [*visits_of(own).values()]
        rows = [
            [each.id, each.name, grounds_text(own, each), visit_text(each.result) or _("no result yet")]
            for each in listed
        ]
        last = draws_of(own)[-1].content
    data = {
        "year": year,
        "entry": last.entry,
        "seed": last.seed,
        "percent": last.percent,
        "visits": [each.to_json() for each in listed],
    }
    print_result(form, [_("code"), _("enterprise"), _("because"), _("visit")], rows, data)
