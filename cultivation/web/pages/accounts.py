"""People and their roles, for the security administrator: opened, granted, invited, ended, closed.

Who may do what is put on record by `review.granting`, which asks again who acts; how people prove who they
are is changed in the access store.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import RedirectResponse, Response

from cultivation import review
from cultivation.access.enrolling import Profile
from cultivation.access.outcomes import Outcome, Said, sentence_of
from cultivation.core.roles import BY_TWO_PERSONS, SCOPES, Grant, Role, role_text, scope_possible
from cultivation.errors import CultivationError, Refused
from cultivation.language import _
from cultivation.queries.accounts import Account, Request, accounts_of, identities_required, requests_of
from cultivation.queries.grants import SCOPE_NAMES, administrators_missing
from cultivation.web.asking import Asked, BadParameter, NotFound, status_of
from cultivation.web.pages.resets import is_confirmed, resets_shown, said_in, session_of, slip_page, who
from cultivation.web.showing import page


def people(asked: Asked) -> Response:
    """List everybody, and what waits for a second person."""
    return people_page(asked)


def people_page(asked: Asked, error: CultivationError | None = None) -> Response:
    """Show the list, with why something was refused and what had been typed."""
    with asked.desk.record.reading(asked.as_of) as reader:
        accounts, requests = accounts_of(reader), requests_of(reader)
        missing = administrators_missing(reader)
        required = identities_required(reader)
    access = asked.desk.door.access
    return page(
        asked,
        "accounts.html",
        status_of(error) if error else 200,
        accounts=accounts,
        profiles={each.id: access.profile(each.id) for each in accounts},
        last_login=access.last_logins(),
        requests=requests,
        resets=resets_shown(asked, {each.id: each.name for each in accounts}),
        names={each.id: each.name for each in accounts},
        missing=[role_text(each) for each in Role if each in missing],
        required=required,
        grant_text=grant_text,
        error=error.message if error else "",
    )


def grant_text(grant: Grant) -> str:
    """Name a role with what it is limited to."""
    limits = (str(value) for name in SCOPES if (value := getattr(grant, name)) is not None)
    return " ".join([role_text(grant.role), *limits])


def grant_key(grant: Grant) -> str:
    """Name a role in a form, whatever the language."""
    limits = (str(value) for name in SCOPES if (value := getattr(grant, name)) is not None)
    return " ".join([grant.role.value, *limits])


def _again(asked: Asked, step: Callable[[], object], to: str, show: Callable[..., Response]) -> Response:
    """Take a step and lead on; where it is refused, show the page again with why, and what was typed."""
    try:
        step()
    except CultivationError as error:
        return show(asked, error)
    return RedirectResponse(to, 303)


def open_one(asked: Asked) -> Response:
    """Open an account, and lead to its page."""
    record, name = asked.acting
    try:
        made = review.open_account(record, name, said_in(asked, "name"), said_in(asked, "unit"))
    except CultivationError as error:
        return people_page(asked, error)
    return RedirectResponse(f"/accounts/{made}", 303)


def require(asked: Asked) -> Response:
    """Ask for proof of who takes a step from here on."""
    record, name = asked.acting
    return _again(asked, lambda: review.require_identities(record, name), "/accounts", people_page)


def answer_request(asked: Asked) -> Response:
    """Confirm a role that another person asked for, or turn it down with a reason."""
    number = said_in(asked, "number")
    if not number.isascii() or not number.isdecimal() or len(number) > 9:
        raise BadParameter(_("It is not said which request is meant."))
    record, name = asked.acting
    with asked.desk.record.reading() as reader:
        found = next((each for each in requests_of(reader) if each.number == int(number)), None)
    back = "/accounts" if asked.may("accounts") else "/access"

    def show(asked: Asked, error: CultivationError) -> Response:
        if back == "/accounts":
            return people_page(asked, error)
        raise error

    if is_confirmed(asked) and found is not None:
        try:
            return _confirm(asked, found.grant.account, int(number), back)
        except CultivationError as error:
            return show(asked, error)

    def step() -> None:
        if found is None:
            review.confirm_role(record, name, int(number))
        else:
            review.end_role(record, name, found.grant, said_in(asked, "reason"))

    return _again(asked, step, back, show)


def _confirm(asked: Asked, account: str, number: int, back: str) -> Response:
    """Confirm a role; where the account was set up by a slip of one person, show the new one to hand over."""
    record, name = asked.acting
    review.confirm_role(record, name, number, dry_run=True)  # before the first of two steps
    outcome = asked.desk.door.access.invite_by_second(account, who(asked))
    review.confirm_role(record, name, number)
    if not outcome.codes:
        return RedirectResponse(back, 303)
    person = asked.desk.people.person(account)
    return slip_page(asked, person.name, person.unit, outcome.codes[0], back)


def account(asked: Asked) -> Response:
    """Show one person's account."""
    return account_page(asked)


def account_page(asked: Asked, error: CultivationError | None = None) -> Response:
    """Show an account, with why something was refused and what had been typed."""
    found, requests = _account(asked)
    profile: Profile = asked.desk.door.access.profile(found.id)
    return page(
        asked,
        "account.html",
        status_of(error) if error else 200,
        account=found,
        profile=profile,
        two_persons=asked.desk.people.takes_two(found.id),
        waits=any(each.account == found.id for each in asked.desk.door.access.resets_asked()),
        requests=requests,
        grants_shown=[
            *((each, _("in force")) for each in found.grants),
            *((each.grant, _("waits for a second person")) for each in requests),
        ],
        roles=[(each, role_text(each), each in BY_TWO_PERSONS) for each in Role],
        scopes=[(name, _(SCOPE_NAMES[name])) for name in SCOPES],
        grant_text=grant_text,
        grant_key=grant_key,
        error=error.message if error else "",
    )


def _account(asked: Asked) -> tuple[Account, list[Request]]:
    """Return the account that the address names, and what was asked for it."""
    with asked.desk.record.reading(asked.as_of) as reader:
        found = next((each for each in accounts_of(reader) if each.id == asked.parts["account"]), None)
        requests = requests_of(reader)
    if found is None:
        raise NotFound(_("There is no such account."))
    return found, [each for each in requests if each.grant.account == found.id]


def account_named(asked: Asked) -> Account:
    """Return the account that the address names."""
    return _account(asked)[0]


def grant(asked: Asked) -> Response:
    """Grant a role, or ask for one that takes two persons."""
    found, _requests = _account(asked)
    record, name = asked.acting

    def step() -> None:
        wanted, document = _grant(asked, found.id), said_in(asked, "document")
        with asked.desk.record.reading() as reader:
            is_first_start = bool(administrators_missing(reader))
        if wanted.role in BY_TWO_PERSONS and not is_first_start:
            review.ask_role(record, name, wanted, document)
        else:
            review.grant_role(record, name, wanted, document)

    return _again(asked, step, f"/accounts/{found.id}", account_page)


def _grant(asked: Asked, account: str) -> Grant:
    """Return the role that a form says; a limit that the role cannot have and that is empty is none."""
    said = said_in(asked, "role")
    if said not in set(Role):
        raise Refused(_("Choose a role."))
    role = Role(said)
    limits = {name: said_in(asked, name) or None for name in SCOPES}
    if extra := [name for name in SCOPES if limits[name] and name not in scope_possible(role)]:
        sentence = _("The role {role} is not limited by {limit}; leave that field empty.")
        raise Refused(sentence.format(role=role_text(role), limit=_(SCOPE_NAMES[extra[0]])))
    year = limits.pop("year")
    if year is not None and not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise Refused(_("A year is four digits."))
    return Grant(account, role, int(year) if year else None, **limits)


def end(asked: Asked) -> Response:
    """End a role, or turn down one that was asked for; whoever loses one proves anew who they are."""
    found, requests = _account(asked)
    record, name = asked.acting
    held = {grant_key(each): each for each in (*found.grants, *(one.grant for one in requests))}

    def step() -> None:
        grant = held.get(said_in(asked, "grant"))
        if grant is None:
            raise Refused(_("The account {account} has no such role.").format(account=found.id))
        review.end_role(record, name, grant, said_in(asked, "reason"))
        if grant in found.grants:
            asked.desk.door.access.end_sessions(found.id, who(asked))

    return _again(asked, step, f"/accounts/{found.id}", account_page)


def invite(asked: Asked) -> Response:
    """Make an invitation and show the slip with its code, once."""
    found, _requests = _account(asked)
    if not found.is_open:
        return account_page(asked, Refused(_("The account {account} is not open.").format(account=found.id)))
    access, login = asked.desk.door.access, said_in(asked, "login")
    return _slip(asked, found, access.invite(found.id, login, who(asked), session_of(asked)))


def reset(asked: Asked) -> Response:
    """Forget what proves a person, and show the slip of a new invitation; or ask another person for it."""
    found, _requests = _account(asked)
    return _slip(asked, found, asked.desk.door.access.reset(found.id, who(asked), session_of(asked)))


def _slip(asked: Asked, found: Account, outcome: Outcome) -> Response:
    if outcome.said is Said.SECOND_PERSON_NEEDED:
        return RedirectResponse(f"/accounts/{found.id}", 303)
    if not outcome.is_good:
        return account_page(asked, Refused(sentence_of(outcome)))
    return slip_page(asked, found.name, found.unit, outcome.codes[0], f"/accounts/{found.id}")


def end_sessions(asked: Asked) -> Response:
    """End all sessions of an account."""
    found, _requests = _account(asked)
    asked.desk.door.access.end_sessions(found.id, who(asked))
    return RedirectResponse(f"/accounts/{found.id}", 303)


def close(asked: Asked) -> Response:
    """Close an account: its roles end, and its sessions."""
    found, _requests = _account(asked)
    record, name = asked.acting

    def step() -> None:
        review.close_account(record, name, found.id, said_in(asked, "reason"))
        asked.desk.door.access.shut(found.id, who(asked))

    return _again(asked, step, f"/accounts/{found.id}", account_page)
