"""`access log`, `seal` and `purge`: the log of logins, held against the record."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from cultivation import review
from cultivation.commands.access import administrator, room_of
from cultivation.commands.context import DATE, Context, command, format_option, pass_command_context
from cultivation.commands.printing import print_result
from cultivation.core.roles import Role
from cultivation.errors import Refused
from cultivation.language import N_, _, join_names

if TYPE_CHECKING:
    from cultivation.access.log import Damage, Seal
    from cultivation.access.signing_in import Access

PROBLEMS = {
    "changed": N_("changed"),
    "missing": N_("missing"),
    "order": N_("out of order"),
    "seal": N_("does not fit its seal on record"),
    "purge": N_("deleted without right"),
}


@command(
    "log",
    _("The log of logins, checked: its chain must be whole."),
    "cultivation access log\n"
    "cultivation access log kfqxwmzbtdhrsnoa -o logins.csv\n"
    "cultivation access log --verify",
)
@click.argument("account", required=False)
@click.option("--verify", is_flag=True, help=_("Only hold it against the seals that are on record."))
@format_option
@pass_command_context
def log(context: Context, account: str | None, verify: bool, form: str) -> None:
    """Show the access log; a damage is told on stderr, with exit code 1."""
    seals = _seals(context)
    with room_of(context) as room:
        administrator(context, Role.AUDIT_ADMIN)
        is_made = room.store.is_made
        found = room.events(account) if is_made and not verify else []
        number = len(room.events()) if is_made and verify else 0
        damages = room.verify_log(seals)
    if not verify:
        names = ("seq", "at", "kind", "account", "address", "details")
        data = [{name: getattr(each, name) for name in names} for each in found]
        headers = [_("number"), _("moment"), _("kind"), _("account"), _("address"), _("details")]
        print_result(form, headers, [list(each.values()) for each in data], data)
    if damages:
        raise Refused(_("The log of logins was changed at: {places}").format(places=_places(damages)))
    if verify:
        sentence = _("The log of logins is whole: {events} events, {days} days sealed on record.")
        click.echo(sentence.format(events=number, days=len(seals)))


def _seals(context: Context) -> list[Seal]:
    from cultivation.queries.access_seals import seals_of

    with context.record.reading() as reader:
        return seals_of(reader)


def _places(damages: list[Damage]) -> str:
    return join_names(_place(each) for each in damages)


def _place(damage: Damage) -> str:
    problem = _(PROBLEMS[damage.problem])
    return f"{damage.seq or damage.day} ({problem})"


@command(
    "seal",
    _("Put the days of the log of logins that have ended on record, so that nobody can write it anew."),
    "cultivation access seal",
)
@format_option
@pass_command_context
def seal(context: Context, form: str) -> None:
    """Seal the days; `serve` does the same by itself."""
    with room_of(context) as room:
        administrator(context, Role.AUDIT_ADMIN)
        made = review.seal_ended_days(context.record, context.actor, room)
    data = [{"day": each.day.isoformat(), "events": each.events, "head": each.head} for each in made]
    print_result(form, [_("day (UTC)"), _("events"), _("head")], [list(each.values()) for each in data], data)
    if not made:
        context.say(_("Every day that has ended is on record already."))


@command(
    "purge",
    _("Delete whole days of the log of logins that are sealed on record and older than is kept."),
    "cultivation access purge --before 2025-01-01",
)
@click.option("--before", required=True, type=DATE, metavar="DAY", help=_("The first day that stays."))
@pass_command_context
def purge(context: Context, before: datetime) -> None:
    """Purge; that this was done is an event of the log, which goes on record with its day."""
    seals = _seals(context)
    with room_of(context) as room:
        by = administrator(context, Role.AUDIT_ADMIN)
        gone = _purged(room, before, seals, by)
    context.say(_("{number} events are deleted.").format(number=gone))


def _purged(room: Access, before: datetime, seals: list[Seal], by: str) -> int:
    if damages := room.verify_log(seals):
        sentence = _("The log of logins was changed at: {places}")
        raise Refused(sentence.format(places=_places(damages)))
    if not room.store.is_made:
        raise Refused(_("There is no log of logins yet."))
    gone = room.purge_log(before.date(), seals, by)
    if gone < 0:
        sentence = _(
            "Nothing can be deleted: only whole days that are sealed on record and older than {days} days go."
        )
        raise Refused(sentence.format(days=room.keep_days))
    return gone
