"""`accounts`: who may do what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import click

from cultivation import review
from cultivation.commands.access import hand_over
from cultivation.commands.context import (
    YEAR,
    Context,
    as_of_option,
    command,
    dry,
    dry_run_option,
    format_option,
    pass_command_context,
)
from cultivation.commands.logged_in import invited_by_second, shut
from cultivation.commands.printing import print_result, print_table
from cultivation.commands.program import ACCOUNTS_COMMANDS, lazy_group
from cultivation.core.roles import BY_TWO_PERSONS, Grant, Role, role_text
from cultivation.language import _, join_clauses
from cultivation.queries.accounts import (
    Account,
    Request,
    accounts_of,
    grant_json,
    grants_of,
    identities_required,
    requests_of,
)
from cultivation.queries.grants import SCOPE_NAMES, administrators_missing

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])
ROLES = click.Choice([str(role) for role in Role])

accounts = lazy_group("accounts", ACCOUNTS_COMMANDS, _("Who may do what: accounts and their roles."))
document_option = click.option(
    "--document", required=True, metavar="NUMBER", help=_("The number of the deciding document.")
)
reason_option = click.option("--reason", required=True, metavar="TEXT", help=_("The reason."))


def limits(function: AnyFunction) -> AnyFunction:
    """Add what a role can be limited to."""
    for name, kind, help_text in (
        ("expert", str, _("The expert of the year's list, for the role expert.")),
        ("enterprise", str, _("The code of the enterprise, for the role firm.")),
        ("unit", str, _("The district or town, for the role district.")),
        ("year", YEAR, _("Only for this review year; default: for every year.")),
    ):
        function = click.option(f"--{name}", name, type=kind, help=help_text)(function)
    return function


@command("list", _("Accounts, their roles, and what waits for a second person."), "cultivation accounts list")
@as_of_option
@format_option
@pass_command_context
def list_(context: Context, as_of: datetime | None, form: str) -> None:
    """List the accounts."""
    with context.record.reading(as_of) as reader:
        found, waiting = accounts_of(reader), requests_of(reader)
        required = identities_required(reader)
    data = {
        "login_required": required,
        "accounts": [each.to_json() for each in found],
        "requests": [each.to_json() for each in waiting],
    }
    print_result(form, *_account_rows(found), data)
    if form == "table" and waiting:
        print_table(*_request_rows(waiting, found), _("Waiting for a second person"))
    context.say(
        _("Steps need a login.") if required else _("Steps need no login: a typed name is taken as it is.")
    )


def _account_rows(found: tuple[Account, ...]) -> tuple[list[str], list[list[Any]]]:
    headers = [_("account"), _("person"), _("unit"), _("roles"), _("state")]
    rows: list[list[Any]] = [
        [
            each.id,
            each.name,
            each.unit,
            join_clauses(map(grant_text, each.grants)),
            _("in force") if each.is_open else _("account closed"),
        ]
        for each in found
    ]
    return headers, rows


def _request_rows(
    waiting: tuple[Request, ...], found: tuple[Account, ...]
) -> tuple[list[str], list[list[Any]]]:
    names = {each.id: each.name for each in found}
    headers = [_("number"), _("account"), _("person"), _("role"), _("document"), _("asked by")]
    rows: list[list[Any]] = [
        [
            each.number,
            each.grant.account,
            names[each.grant.account],
            grant_text(each.grant),
            each.document,
            each.asked_by,
        ]
        for each in waiting
    ]
    return headers, rows


def grant_text(grant: Grant) -> str:
    """Say a role with what it is limited to."""
    values = {name: getattr(grant, name) for name in SCOPE_NAMES}
    said = [
        " ".join((_(SCOPE_NAMES[name]), str(value))) for name, value in values.items() if value is not None
    ]
    role = role_text(grant.role)
    return _("{role} ({limits})").format(role=role, limits=join_clauses(said)) if said else role


@command(
    "open",
    _("Open an account for a person; its id is random and says nothing of the person."),
    "cultivation accounts open 王芳 --unit 昆山市科技局",
)
@click.argument("name")
@click.option("--unit", required=True, metavar="TEXT", help=_("Where the person works."))
@dry_run_option
@format_option
@pass_command_context
def open_(context: Context, name: str, unit: str, dry_run: bool, form: str) -> None:
    """Open an account."""
    account = review.open_account(context.record, context.actor, name, unit, dry_run)
    data = {"account": account, "name": name, "unit": unit}
    print_result(form, [_("account"), _("person"), _("unit")], [[account, name, unit]], data)
    context.say(dry(_("Next: cultivation accounts grant ACCOUNT ROLE --document NUMBER"), dry_run))


@command(
    "close",
    _("Close an account; its roles end."),
    "cultivation accounts close kfqxwmzbtdhrsnoa --reason 调离",
)
@click.argument("account")
@reason_option
@dry_run_option
@pass_command_context
def close(context: Context, account: str, reason: str, dry_run: bool) -> None:
    """Close an account."""
    review.close_account(context.record, context.actor, account, reason, dry_run)
    if not dry_run:
        shut(context, account, closed=True)
    click.echo(dry(_("The account {account} is closed.").format(account=account), dry_run))


@command(
    "grant",
    _("Grant a role; one that decides, audits or administrates is asked for, and another confirms it."),
    "cultivation accounts grant kfqxwmzbtdhrsnoa clerk --year 2017 --document 昆科〔2017〕2号",
)
@click.argument("account")
@click.argument("role", type=ROLES)
@limits
@document_option
@dry_run_option
@format_option
@pass_command_context
def grant(
    context: Context,
    account: str,
    role: str,
    year: int | None,
    unit: str | None,
    enterprise: str | None,
    expert: str | None,
    document: str,
    dry_run: bool,
    form: str,
) -> None:
    """Grant a role or ask for it."""
    wanted = Grant(account, Role(role), year, unit, enterprise, expert)
    with context.record.reading() as reader:
        asks = wanted.role in BY_TWO_PERSONS and not administrators_missing(reader)
    step = review.ask_role if asks else review.grant_role
    entry = step(context.record, context.actor, wanted, document, dry_run)
    state = _("waits for a second person") if asks else _("granted")
    headers, row = (
        [_("entry"), _("account"), _("role"), _("state")],
        [entry, account, grant_text(wanted), state],
    )
    data = {"entry": entry, "granted": not asks, "grant": grant_json(wanted)}
    print_result(form, headers, [row], data)
    if asks:
        sentence = _("Next, by another administrator: cultivation accounts confirm {entry}")
        context.say(dry(sentence.format(entry=entry), dry_run))


@command(
    "confirm",
    _("Confirm, as another person, a role that was asked for; the number is that of the entry."),
    "cultivation accounts confirm 412",
)
@click.argument("number", type=click.IntRange(1))
@dry_run_option
@pass_command_context
def confirm(context: Context, number: int, dry_run: bool) -> None:
    """Confirm a role."""
    given = review.confirm_role(context.record, context.actor, number, dry_run=True)
    slip = None if dry_run else invited_by_second(context, given.account)
    if not dry_run:
        review.confirm_role(context.record, context.actor, number)
    sentence = _("The account {account} has the role {role}.")
    click.echo(dry(sentence.format(account=given.account, role=grant_text(given)), dry_run))
    if slip is not None and slip.codes:
        context.say(_("One person alone had invited this account; what was set up with that is deleted."))
        hand_over(context, slip, given.account)


@command(
    "end",
    _("End a role, or turn down one that was asked for."),
    "cultivation accounts end kfqxwmzbtdhrsnoa clerk --year 2017 --reason 轮岗",
)
@click.argument("account")
@click.argument("role", type=ROLES)
@limits
@reason_option
@dry_run_option
@pass_command_context
def end(
    context: Context,
    account: str,
    role: str,
    year: int | None,
    unit: str | None,
    enterprise: str | None,
    expert: str | None,
    reason: str,
    dry_run: bool,
) -> None:
    """End a role."""
    given = Grant(account, Role(role), year, unit, enterprise, expert)
    with context.record.reading() as reader:
        is_held = given in grants_of(reader, account)  # else it was only asked for
    review.end_role(context.record, context.actor, given, reason, dry_run)
    if is_held and not dry_run:
        shut(context, account, closed=False)
    sentence = _("The account {account} has lost the role {role}.")
    if not is_held:
        sentence = _("That the account {account} gets the role {role} is turned down.")
    click.echo(dry(sentence.format(account=account, role=grant_text(given)), dry_run))


@command(
    "require",
    _("From now on, ask for proof of who takes a step. This cannot be taken back."),
    "cultivation accounts require",
)
@dry_run_option
@pass_command_context
def require(context: Context, dry_run: bool) -> None:
    """Require identities."""
    if not review.require_identities(context.record, context.actor, dry_run):
        click.echo(_("Steps need a login already."))
        return
    click.echo(dry(_("From now on steps need a login."), dry_run))
