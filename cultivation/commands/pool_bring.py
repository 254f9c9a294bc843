"""`pool bring`: the members of one pool apply to another, with what they filed there."""

from __future__ import annotations

import click

from cultivation import review
from cultivation.commands.context import Context, command, dry, dry_run_option, format_option
from cultivation.commands.intake_files import print_intake
from cultivation.commands.pools import FIRST_POOL
from cultivation.commands.printing import needs_a_look, print_result
from cultivation.core.rules.model import RuleSet
from cultivation.errors import UsageMistake
from cultivation.intake.formats.incoming import Incoming
from cultivation.language import _, current, join_names
from cultivation.queries.brought import Brought, bring
from cultivation.queries.intake_json import file_json
from cultivation.queries.year import year_in


@command(
    "bring",
    _(
        "Take in the members of another pool as applicants, with what they filed there: for demonstration "
        "enterprises, or the next pool of a ladder."
    ),
    "cultivation --pool demonstrations pool bring 2017\n"
    "cultivation --pool giants pool bring 2018 --from first --applicants",
)
@click.argument("year", type=int)
@click.option("--from", "source", default=FIRST_POOL, metavar="ID", help=_("Where they come from."))
@click.option("--filed", type=int, metavar="YEAR", help=_("The year there; default: the same."))
@click.option("--applicants", is_flag=True, help=_("All applicants of that year, not only members."))
@dry_run_option
@format_option
@click.pass_context
def bring_(
    ctx: click.Context,
    year: int,
    source: str,
    filed: int | None,
    applicants: bool,
    dry_run: bool,
    form: str,
) -> None:
    """Bring members of another pool."""
    context = ctx.ensure_object(Context)
    if source == (context.pool or FIRST_POOL):
        sentence = _("Applicants come from another pool; name it with --from, or this one with --pool.")
        raise UsageMistake(sentence)
    with context.record.reading() as reader:
        rules = year_in(reader, year).rules
    other = context.in_pool("" if source == FIRST_POOL else source)
    try:
        with other.record.reading() as reader:
            made = bring(year_in(reader, filed or year), rules, applicants)
    finally:
        other.close()
    name = f"{source}_{filed or year}.csv"
    (done,) = review.intake(context.record, context.actor, year, [Incoming(name, made.content)], dry_run)
    data = {
        "year": year,
        "from": source,
        "filed": filed or year,
        "fields": list(made.fields),
        "missing": list(made.missing),
        "absent": list(made.absent),
        "file": file_json(done),
    }
    headers = [_("file"), _("accepted"), _("rejected"), _("findings")]
    print_result(form, headers, [[done.name, done.accepted, done.rejected, len(done.findings)]], data)
    if form == "table":
        print_intake([done], context.verbose)
    _say(context, made, rules)
    sentence = _("{accepted} applications accepted, {rejected} rejected.")
    context.say(dry(sentence.format(accepted=done.accepted, rejected=done.rejected), dry_run))
    ctx.exit(1 if needs_a_look(done.findings) else 0)


def _say(context: Context, made: Brought, rules: RuleSet) -> None:
    """Say what the other pool does not ask for, and which members filed nothing there."""
    if made.missing:
        names = join_names(rules.label_of(key).text(current()) for key in made.missing)
        context.say(_("The other pool does not ask for: {fields}").format(fields=names))
    if made.absent:
        sentence = _("Members without an application in that year: {codes}")
        context.say(sentence.format(codes=join_names(made.absent)))
