"""Slips of invitations, and resets that wait for a second person; what forms of administrators share."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import RedirectResponse, Response

from cultivation.access.outcomes import sentence_of
from cultivation.canonical import visible
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.web.asking import Asked, BadParameter, NotFound
from cultivation.web.showing import page


def answer_reset(asked: Asked) -> Response:
    """Confirm a reset that another person asked for, and show the slip; or turn it down."""
    access, account = asked.desk.door.access, said_in(asked, "account")
    first = next((each for each in access.resets_asked() if each.account == account), None)
    if first is None:
        raise NotFound(_("Nobody asked for this reset, or it has waited for too long."))
    back = "/accounts" if asked.may("accounts") else "/access"
    if not is_confirmed(asked):
        access.refuse_reset(account, who(asked))
        return RedirectResponse(back, 303)
    outcome = access.reset(account, who(asked), session_of(asked))
    if not outcome.is_good:
        raise Refused(sentence_of(outcome))
    person = asked.desk.people.person(account)
    return slip_page(asked, person.name, person.unit, outcome.codes[0], back)


def is_confirmed(asked: Asked) -> bool:
    """Tell what an administrator answers to what another one asked for; nothing said turns nothing down."""
    answer = said_in(asked, "answer")
    if answer not in ("confirm", "refuse"):
        raise BadParameter(_("It is not said whether it is confirmed or turned down."))
    return answer == "confirm"


def resets_shown(asked: Asked, names: Mapping[str, str]) -> list[tuple[str, str, str, bool]]:
    """Return the resets that wait: account, its person, who asked, and whether that is who looks."""
    own = who(asked)
    return [
        (each.account, names.get(each.account, each.account), names.get(each.by, each.by), each.by == own)
        for each in asked.desk.door.access.resets_asked()
    ]


def slip_page(asked: Asked, name: str, unit: str, code: str, back: str) -> Response:
    """Show a slip to be printed and handed over: the address, and the code to be typed in there."""
    address = f"{asked.desk.door.scheme}://{asked.host}/invited"
    return page(asked, "slip.html", name=name, unit=unit, code=code, address=address, back=back)


def session_of(asked: Asked) -> str:
    """Return the session in which somebody acts, as it goes on record."""
    return asked.visitor.proved.on_record if asked.visitor.proved else ""


def who(asked: Asked) -> str:
    """Return the account that acts."""
    return asked.person.account if asked.person else ""


def said_in(asked: Asked, name: str) -> str:
    """Return a field of the form; letters that show nothing cannot make a text of it."""
    text = " ".join(asked.form.get(name, "").split())
    return text if visible(text) else ""
