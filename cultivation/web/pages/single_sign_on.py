"""Logging in at the city's provider: to it, back from it, and whom it knows an account as."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from cultivation.access.outcomes import Outcome, sentence_of
from cultivation.access.single_sign_on import Returned, Sent
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.web.asking import Asked, NotFound
from cultivation.web.pages.entering import door_page, entered, own_path

BACK = "/enter/oidc/back"
LASTS_SECONDS = 600


def go(asked: Asked) -> Response:
    """Send a browser to the provider, to log in there."""
    return _sent(asked, asked.desk.door.access.send(_back(asked), own_path(asked.query.get("next", ""))))


def link(asked: Asked) -> Response:
    """Send who is in to the provider, so that the account is known as whoever logs in there."""
    assert asked.person is not None
    return _sent(asked, asked.desk.door.access.send(_back(asked), "/own", asked.person.account))


def _back(asked: Asked) -> str:
    return asked.site.origin + BACK


def _cookie(asked: Asked) -> str:
    return f"{asked.desk.door.cookie}-sso"


def _sent(asked: Asked, sent: Sent | None) -> Response:
    if sent is None:
        raise NotFound(_("There is no such page."))
    answer = RedirectResponse(sent.address, 303)
    answer.set_cookie(
        _cookie(asked),
        sent.state,
        max_age=LASTS_SECONDS,
        httponly=True,
        samesite="lax",
        path="/",
        secure=asked.desk.door.secure,
    )
    return answer


def back(asked: Asked) -> Response:
    """Take who comes back: let in, ask for the second factor, or link the account."""
    access, query = asked.desk.door.access, asked.query
    if access.provider is None:
        raise NotFound(_("There is no such page."))
    returned = Returned(
        query.get("code", ""), query.get("state", ""), asked.cookies(_cookie(asked)), query.get("iss", "")
    )
    found = access.take_back(returned, asked.client, asked.visitor.secret)
    answer = _answer(asked, found.outcome, found.wanted, found.links)
    door = asked.desk.door
    answer.delete_cookie(_cookie(asked), path="/", httponly=True, samesite="lax", secure=door.secure)
    return answer


def _answer(asked: Asked, outcome: Outcome, wanted: str, links: bool) -> Response:
    if links and not outcome.is_good:
        raise Refused(sentence_of(outcome))
    if links:
        return RedirectResponse("/own", 303)
    return entered(asked, outcome, wanted) if outcome.is_good else door_page(asked, wanted, outcome)


def unlink(asked: Asked) -> Response:
    """Forget whom the provider knows an account as."""
    asked.desk.door.access.unlink(asked.visitor.secret, asked.client)
    return RedirectResponse("/own", 303)


def leave(asked: Asked) -> Response:
    """Send a browser that has left to the provider, to leave there, too."""
    provider = asked.desk.door.access.provider
    place = provider.leaving(f"{asked.site.origin}/enter") if provider is not None else None
    if place is None:
        raise NotFound(_("There is no such page."))
    return RedirectResponse(place, 303)
