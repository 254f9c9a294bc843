"""`due`: who owes what until when, as a table or as letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from cultivation.commands.context import (
    DATE,
    FORMATS,
    Context,
    as_of_option,
    command,
    pass_command_context,
)
from cultivation.commands.output_files import write_folder
from cultivation.commands.printing import print_result
from cultivation.errors import UsageMistake
from cultivation.language import _
from cultivation.queries.due import WHO, Due, due_of
from cultivation.queries.year import State

NO_FILE_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*.]+')


@command(
    "due",
    _("Who owes what, and until when: zones, departments, experts, applicants, those who decide."),
    "cultivation due\ncultivation due 2016 -o reminders --by 昆山市工业和信息化局",
)
@click.argument("year", type=int, required=False)
@click.option("--on", type=DATE, metavar="DATE", help=_("The day to count from; default: today."))
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help=_("A new folder for letters that remind, one .docx each."),
)
@click.option("--by", "sender", metavar="TEXT", help=_("The organisation that signs it."))
@as_of_option
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", help=_("How to print the result.")
)
@pass_command_context
def due(
    context: Context,
    year: int | None,
    on: datetime | None,
    folder: Path | None,
    sender: str | None,
    as_of: datetime | None,
    form: str,
) -> None:
    """Show what is owed."""
    day = on.date() if on else date.today()
    if folder is not None and year is None:
        raise UsageMistake(_("Letters are written for one year; name it."))
    with context.record.reading(as_of) as reader:
        state = State(reader)
        wanted = [state.year(year)] if year is not None else state.years
        found = [(each.number, one) for each in wanted for one in due_of(each)]
    headers = [_("year"), _("owed by"), _("name"), _("what"), _("due by"), _("late")]
    rows = [
        [
            number,
            _(WHO[each.kind]),
            each.name,
            each.what,
            each.until or "",
            _("late") if each.is_late(day) else "",
        ]
        for number, each in found
    ]
    data = [{"year": number, **each.to_json(day)} for number, each in found]
    print_result(form, headers, rows, {"on": day.isoformat(), "due": data})
    if not found:
        context.say(_("Nothing is owed."))
    if folder is not None and year is not None:
        _write_letters(context, year, [each for _number, each in found], folder, (sender, day))


def _write_letters(
    context: Context, year: int, found: Sequence[Due], folder: Path, signed: tuple[str | None, date]
) -> None:
    """Write a letter to each who is named and owes something."""
    from cultivation.outputs.notices.reminders import reminder_docx

    sender, day = signed[0] or context.workspace.announcement.get("organisation", ""), signed[1]
    if not sender:
        raise UsageMistake(_("Name who signs the letters: --by, or organisation in cultivation.toml."))
    by_name: dict[tuple[str, str, str], list[Due]] = {}
    for each in found:
        if each.name and each.kind != "office":
            by_name.setdefault((each.kind, each.key, each.name), []).append(each)
    files: dict[str, bytes] = {}
    for place, ((kind, _key, name), owed) in enumerate(by_name.items(), 1):
        file = NO_FILE_NAME.sub("_", f"{kind}_{name}")[:60]
        files[f"{place:02}_{file}.docx"] = reminder_docx(year, owed, sender, day)
    if not files:
        context.say(_("There is nobody to write to."))
        return
    write_folder(folder, files)
    context.say(_("{folder}: {number} letters.").format(folder=folder, number=len(files)))
