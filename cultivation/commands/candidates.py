"""`candidates`: who of a statistics list would qualify and has not applied, with what is and is not known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cultivation.commands.context import Context, command, format_option
from cultivation.commands.intake_files import limits_of
from cultivation.commands.output_files import write_file
from cultivation.commands.printing import needs_a_look, print_findings, print_result
from cultivation.commands.rule_files import rules_of
from cultivation.core.explanation.standing import State
from cultivation.core.rules.rounding import units_text
from cultivation.core.wording.candidates import reach_text, would_text
from cultivation.core.wording.standing import missed_text, points_text, standard_name, unknown_text
from cultivation.errors import UsageMistake
from cultivation.findings import Finding
from cultivation.intake.applications.statistics import applications_in, read_statistics
from cultivation.intake.formats.files import File, read_file
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers
from cultivation.intake.formats.sources import Source
from cultivation.language import _
from cultivation.queries.candidates import Candidate, Candidates, candidates, candidates_of_register
from cultivation.queries.candidates_json import candidates_json
from cultivation.queries.headings import headings_explained
from cultivation.queries.year import year_in

SHOWN = 5  # unknown fields named in a table; the workbook and the JSON have all


@command(
    "candidates",
    _(
        "Who of a statistics list would qualify for a year and has not applied. What the list does not say "
        "is taken from registers on record, else named as not known."
    ),
    "cultivation candidates 2018 statistics.xlsx --sheet candidates.xlsx\n"
    "cultivation candidates 2018 --register statistics\n"
    "cultivation candidates 2018 statistics.csv --rules zjtx_sme_2022 --all",
)
@click.argument("year", type=int)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--register", metavar="REGISTER", help=_("An imported register, in place of a file."))
@click.option("--rules", "wanted", metavar="FILE_OR_ID", help=_("Another rule set than that of the year."))
@click.option("--all", "everybody", is_flag=True, help=_("Also those who would not qualify."))
@click.option("--password", metavar="TEXT", help=_("The password of a protected workbook."))
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("Write it as a workbook: .xlsx."),
)
@format_option
@click.pass_context
def candidates_(
    ctx: click.Context,
    year: int,
    file: Path | None,
    register: str | None,
    wanted: str | None,
    everybody: bool,
    password: str | None,
    sheet: Path | None,
    form: str,
) -> None:
    """Look for candidates."""
    context = ctx.ensure_object(Context)
    if (file is None) == (register is None):
        raise UsageMistake(_("Name a file or, with --register, an imported register."))
    findings: tuple[Finding, ...] = ()
    read = None if file is None else _read(context, file, password)
    with context.record.reading() as reader:
        own = year_in(reader, year)
        rules = rules_of(context, wanted).rules if wanted else own.rules
        if read is None:
            found = candidates_of_register(own, rules, str(register))
        else:
            told = {each.heading: each.field for each in headings_explained(reader).values()}
            received = read_statistics(read, rules, year, told)
            findings = received.findings
            found = candidates(own, rules, read.incoming.name, applications_in(received))
    data = {**candidates_json(found), "findings": [each.to_json() for each in findings]}
    print_result(form, *_table(found, everybody), data, _title(found))
    if form == "table":
        _print_summary(context, found)
        print_findings(findings, notes=context.verbose)
    if sheet is not None:
        from cultivation.outputs.candidates.workbook import candidates_workbook

        write_file(sheet, candidates_workbook(found))
        context.say(_("{file} is written.").format(file=sheet))
    ctx.exit(1 if needs_a_look(findings) else 0)


def _read(context: Context, path: Path, password: str | None) -> File:
    """Read a list, as a stranger's file, in a process of its own; Parquet as the table that it holds."""
    limits = limits_of(context.workspace.limits)
    if path.suffix.lower() == ".parquet":
        from cultivation.engines.layout import need_arrow

        need_arrow()
        from cultivation.engines.sources import parquet_as_csv

        incoming = Incoming(f"{path.name}.csv", parquet_as_csv(path))
    else:
        incoming = Source(path, path.name).incoming(limits)
    with Readers(limits) as readers:
        return read_file(incoming, readers, password)


def _title(found: Candidates) -> str:
    sentence = _("{source}: who would qualify under {standard} and has not applied in {year}")
    return sentence.format(source=found.source, standard=standard_name(found.rules), year=found.year)


def _table(found: Candidates, everybody: bool) -> tuple[list[str], list[list[Any]]]:
    headers = [
        *(_("code"), _("enterprise"), _("member"), _("would it qualify"), _("points")),
        *(_("beside the last newcomer"), _("not met"), _("not known")),
    ]
    shown = [each for each in found.firms if everybody or each.standing.state is not State.MISSED]
    return headers, [_row(each, found) for each in shown]


def _row(each: Candidate, found: Candidates) -> list[Any]:
    rules = found.rules
    return [
        each.id,
        each.name,
        _("yes") if each.member else _("no"),
        would_text(each.standing.state),
        points_text(each.standing, rules),
        reach_text(each.reach),
        missed_text(each.standing, rules),
        unknown_text(each.standing, rules, SHOWN),
    ]


def _print_summary(context: Context, found: Candidates) -> None:
    numbers = {state.value: len(found.of_state(state)) for state in State}
    sentence = _(
        "{listed} enterprises in the list, {applied} have applied. Of the others {met} would qualify, "
        "nothing known stands against {unknown}, {missed} would not."
    )
    context.say(sentence.format(listed=found.listed, applied=found.applied, **numbers))
    if found.line is not None:
        total = units_text(found.line, found.rules.precision)
        context.say(_("Total of the last newcomer of {year}: {total}").format(year=found.year, total=total))
    for each in found.firms:
        if each.may_be:
            sentence = _("{name} ({code}) may be on record as {codes}; a person must say whether it is.")
            context.say(sentence.format(name=each.name, code=each.id, codes=", ".join(each.may_be)))
    if found.without_code:
        sentence = _("{number} holders have no credit code in the register and were left out.")
        context.say(sentence.format(number=found.without_code))
