"""`window`: from and until when districts and enterprises submit applications themselves."""

from __future__ import annotations

from datetime import datetime

import click

from cultivation import review
from cultivation.canonical import without_surrogates
from cultivation.commands.context import Context, command, dry, dry_run_option, pass_command_context
from cultivation.commands.notice import say_repeated
from cultivation.errors import UsageMistake
from cultivation.language import _
from cultivation.queries.filing_window import filing_window
from cultivation.queries.moments import moment_of
from cultivation.queries.year import year_in


@command(
    "window",
    _(
        "Set from and until when districts and enterprises submit applications themselves; without "
        "moments, show it. The office takes in files at any time."
    ),
    'cultivation window 2016 --from 2017-01-09 --until "2017-01-20 17:00" --document 昆科〔2017〕2号',
)
@click.argument("year", type=int)
@click.option("--from", "first", metavar="MOMENT", help=_("The first moment; of a date its beginning."))
@click.option("--until", metavar="MOMENT", help=_("The last moment; of a date its end."))
@click.option("--document", default="", metavar="NUMBER", help=_("The number of the document that says so."))
@dry_run_option
@pass_command_context
def window(
    context: Context, year: int, first: str | None, until: str | None, document: str, dry_run: bool
) -> None:
    """Set or show the window."""
    if first is None and until is None:
        with context.record.reading() as reader:
            found = filing_window(year_in(reader, year))
        none = _("No window is set for {year}: what comes before the public notice is taken in.")
        click.echo(found.text(year) if found else none.format(year=year))
        return
    if first is None or until is None:
        raise UsageMistake(_("Give both --from and --until."))
    begins = _moment(f"{first}T00:00" if len(first) == len("2017-01-09") else first)
    done = review.set_filing_window(
        context.record, context.actor, year, begins, _moment(until), without_surrogates(document), dry_run
    )
    click.echo(dry(done.window.text(year), dry_run and not done.repeats))
    say_repeated(context, done.repeats)


def _moment(text: str) -> datetime:
    try:
        return moment_of(text)
    except ValueError:
        sentence = _("'{value}' is not a moment; write a date such as 2018-03-01, or 2018-03-01T17:30.")
        raise UsageMistake(sentence.format(value=text[:40])) from None
