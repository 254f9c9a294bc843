"""`registers`: what authorities keep of enterprises: list, workbooks, import."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from cultivation import review
from cultivation.commands.context import (
    DATE,
    Context,
    as_of_option,
    command,
    dry,
    dry_run_option,
    file_option,
    format_option,
    leave_out_option,
    pass_command_context,
)
from cultivation.commands.intake_files import limits_of
from cultivation.commands.notice import said
from cultivation.commands.output_files import write_file
from cultivation.commands.printing import needs_a_look, print_findings, print_result
from cultivation.commands.program import REGISTERS_COMMANDS, lazy_group
from cultivation.core.registers.definition import Register, load_register
from cultivation.errors import UsageMistake
from cultivation.intake.formats.readers import Readers
from cultivation.intake.formats.sources import Source
from cultivation.language import _, current, join_names
from cultivation.queries.registers import registers_on_record
from cultivation.queries.year import State
from cultivation.workspace import Workspace

registers = lazy_group(
    "registers", REGISTERS_COMMANDS, _("Registers of authorities: list, template, import.")
)


@command(
    "list",
    _("The registers that can be imported, and the last import of each."),
    "cultivation registers list",
)
@as_of_option
@format_option
@pass_command_context
def list_(context: Context, as_of: datetime | None, form: str) -> None:
    """List registers."""
    with context.record.reading(as_of) as reader:
        imported = {entry.content.register: entry for entry, _register in registers_on_record(reader)}
    known = {register.id: (register, origin) for _c, register, origin in _known(context.workspace)}
    rows: list[list[Any]] = []
    data = []
    for key in sorted(known.keys() | imported.keys()):
        last = imported[key].content if key in imported else None
        register, origin = known.get(key, (None, ""))
        fields = (
            sorted({field for each in register.measures.values() for field in each.fields})
            if register
            else []
        )
        name = register.name.text(current()) if register else key
        rows.append(
            [key, name, join_names(fields), last.as_of if last else "", last.document if last else ""]
        )
        data.append(
            {
                "register": key,
                "name": name,
                "origin": origin,
                "fields": fields,
                "imported": last and {"as_of": last.as_of, "document": last.document, "file": last.file},
            }
        )
    headers = [_("register"), _("name"), _("fields it covers"), _("as of"), _("document")]
    print_result(form, headers, rows, {"registers": data})
    if not imported:
        context.say(
            _(
                "No register is on record. First: cultivation registers import FILE --register REGISTER "
                "--as-of DATE --document NUMBER"
            )
        )


@command(
    "template",
    _("Write a workbook with the columns of a register."),
    "cultivation registers template patents -o patents.xlsx",
)
@click.argument("register")
@file_option(_("The file to write."))
@pass_command_context
def template(context: Context, register: str, output: Path) -> None:
    """Write the template."""
    from cultivation.intake.templates.workbook import write_template

    _content, found = definition_of(context.workspace, register)
    rules = found.reading_rules("name" if found.key.name else "code")
    write_file(output, write_template(rules, current(), form=False, sheet=found.name.text(current())[:31]))
    click.echo(_("{file} is written.").format(file=output))


@command(
    "import",
    _("Import a register from a workbook. It changes no application: see `cultivation verify YEAR`."),
    "cultivation registers import 专利.xlsx --register patents --as-of 2016-12-31 --document 昆知函3号",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--register", required=True, metavar="REGISTER", help=_("Which register it is."))
@click.option("--as-of", required=True, type=DATE, metavar="DATE", help=_("The day that it stands for."))
@click.option(
    "--document", required=True, metavar="NUMBER", help=_("The number of the accompanying document.")
)
@click.option("--password", metavar="TEXT", help=_("The password of a protected workbook."))
@leave_out_option
@dry_run_option
@format_option
@click.pass_context
def import_(
    ctx: click.Context,
    file: Path,
    register: str,
    as_of: datetime,
    document: str,
    password: str | None,
    leave_out: tuple[str, ...],
    dry_run: bool,
    form: str,
) -> None:
    """Import a register."""
    context = ctx.ensure_object(Context)
    number, limits = said(document, "--document"), limits_of(context.workspace.limits)
    content, _register = definition_of(context.workspace, register)
    incoming = Source(file, file.name).incoming(limits)
    with Readers(limits) as readers:
        done = review.import_register(
            *(context.record, context.actor, content, incoming, as_of.date(), number),
            *(password, dry_run, readers, leave_out),
        )
    read = done.read
    name = done.register.name.text(current())
    data = {
        "register": done.register.id,
        "file": done.file,
        "as_of": done.as_of.isoformat(),
        "accepted": len(read.batch),
        "rejected": read.rejected,
        "new": done.is_new,
        "unsaid": [each.text(current()) for each in read.unsaid],
        "findings": [each.to_json() for each in done.findings],
    }
    row = [name, done.file, len(read.batch), read.rejected, len(done.findings)]
    print_result(form, [_("register"), _("file"), _("rows"), _("rejected"), _("findings")], [row], data)
    if form == "table":
        print_findings(done.findings, notes=context.verbose)
    sentence = _("{name} as of {day}: {number} rows read, {rejected} not.")
    text = sentence.format(name=name, day=done.as_of, number=len(read.batch), rejected=read.rejected)
    context.say(dry(text, dry_run))
    if read.unsaid:
        context.say(
            _("It says nothing of: {labels}").format(
                labels=join_names(each.text(current()) for each in read.unsaid)
            )
        )
    if not done.is_new:
        context.say(_("The same register is on record already; nothing was added."))
    with context.record.reading() as reader:
        years = [str(each.number) for each in State(reader).years if not each.is_decided]
    for year in years or [_("YEAR")]:
        context.say(_("Next: cultivation verify {year}").format(year=year))
    ctx.exit(1 if needs_a_look(done.findings) else 0)


def definition_of(workspace: Workspace, name: str) -> tuple[bytes, Register]:
    """Return the definition of a register by its id, the workspace's before those that ship."""
    found = []
    for content, register, _origin in _known(workspace):
        if register.id == name:
            return content, register
        found.append(register.id)
    raise UsageMistake(
        _("There is no register {name}. There are: {known}").format(
            name=name, known=join_names(sorted(set(found)))
        )
    )


def _known(workspace: Workspace) -> list[tuple[bytes, Register, str]]:
    found = []
    for path, origin in workspace.register_files():
        content = path.read_bytes()
        if b"\nmeasures:" in content:  # lists that exclude are declared beside registers, and have none
            found.append((content, load_register(content, path.name), origin))
    seen: set[str] = set()
    first = []
    for each in found:
        if each[1].id not in seen:
            first.append(each)
            seen.add(each[1].id)
    return first
