"""From a request to a page: every call into the program runs in a thread, in the language of the request."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from hmac import compare_digest

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from cultivation.access.sessions import Client
from cultivation.core.roles import Role, role_text
from cultivation.errors import CultivationError
from cultivation.intake.formats.limits import Limits
from cultivation.language import LANGUAGES, _, join_names, of_locale, speaking
from cultivation.queries.year import State
from cultivation.web.asking import (
    ENDS_PLACE,
    TOKEN_PLACE,
    Asked,
    BadParameter,
    Forbidden,
    ForgedForm,
    NotFound,
)
from cultivation.web.desk import Desk
from cultivation.web.door import Visitor
from cultivation.web.forms import form_of
from cultivation.web.guard import cookie_of
from cultivation.web.program_log import route_of
from cultivation.web.rights import Decision, Right
from cultivation.web.showing import page, trouble_page
from cultivation.web.uploads import SentForm, TooLarge, sent_form, trouble_of

Look = Callable[[Asked, State], Response]
Act = Callable[[Asked], Response]
Endpoint = Callable[[Request], Awaitable[Response]]
MOST_OF_A_PAGE = 256 * 1024  # bytes of one that is kept
OPEN_FORMS = ("/enter", "/enter/passkey", "/enter/passkey/ask", "/invited")
LOG = logging.getLogger("cultivation.web")


@dataclass(frozen=True, slots=True)
class Place:
    """What is asked of who comes to an address: a right, and with `step_up` a proof that is not old."""

    right: Right
    step_up: bool = False


def reading(look: Look, place: Place, own: Look | None = None, keep: bool = True) -> Endpoint:
    """Make a page that shows one state of the record: that of now, or as of a moment.

    `own` is the page for who may see own rows only. A page that shows files beside the record, or depends on
    the day, is not kept.
    """

    def act(asked: Asked, look: Look = look, keep: bool = keep) -> Response:
        with asked.desk.record.reading(asked.as_of) as reader:
            if not keep:
                return look(asked, State(reader))
            state = reader.head() + reader.doubts.warning
            return kept_page(asked, state, lambda: look(asked, State(reader)))

    return acting(act, place, own and partial(act, look=own, keep=False))


def kept_page(asked: Asked, head: str, make: Callable[[], Response]) -> Response:
    """Return a page of a state of the record; as long as nothing is added to it, the page stays the same.

    Who has other roles is shown another one.
    """
    who = None if asked.is_free else frozenset(replace(each, account="") for each in asked.grants)
    key = (head, asked.language, asked.path, tuple(asked.query.items()), bool(asked.token), who)
    pages = asked.desk.pages
    body = pages.find(key)
    if body is not None:
        return HTMLResponse(body)
    with pages.turn(key):
        body = pages.find(key)  # another reader may have asked for it first
        if body is not None:
            return HTMLResponse(body)
        answer = make()
        content = bytes(answer.body)
        if answer.media_type == HTMLResponse.media_type and len(content) <= MOST_OF_A_PAGE:
            pages.put(key, content)
        return answer


def acting(act: Act, place: Place, own: Act | None = None) -> Endpoint:
    """Make an endpoint of what answers a question in a thread; troubles become a page with a sentence."""

    async def endpoint(request: Request) -> Response:
        return await answered(await asked_by(request), partial(_let_in, place, act, own))

    return endpoint


def _let_in(place: Place, act: Act, own: Act | None, asked: Asked) -> Response:
    """Answer whoever may ask; say which roles are needed, or that there is no such page."""
    match asked.decision(place.right, year_of(asked)):
        case Decision.FORBIDDEN:
            raise Forbidden(who_may(place.right, asked))
        case Decision.HIDDEN:
            raise NotFound(_("There is no such page."))
        case Decision.OWN:
            assert own is not None
            act = own
    if place.step_up and not asked.is_confirmed:
        return RedirectResponse(f"/step-up{asked.with_next(_after_proof(asked))}", 303)
    return act(asked)


def _after_proof(asked: Asked) -> str:
    """Return where to go on after a proof: to the form that was sent, kept meanwhile, or to its page."""
    fields = {name: value for name, value in asked.form.items() if name != "token" and value}
    if asked.person is None or not fields:
        return back_from(asked.path)
    return f"/drafts/{asked.desk.door.access.keep_form(asked.person.account, asked.path, fields)}"


def year_of(asked: Asked) -> int | None:
    """Return the year that an address names."""
    text = asked.parts.get("year", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else None


def back_from(path: str) -> str:
    """Return the page that a form stands on: its address without the last part."""
    return path.rpartition("/")[0] or "/"


def who_may(right: Right, asked: Asked) -> str:
    """Say for whom an address is, and what who asks is."""
    needed = join_names(role_text(role) for role in Role if role in right.roles)
    held = join_names(dict.fromkeys(role_text(each.role) for each in asked.grants))
    sentence = _(
        "This page is for: {roles}. You are: {own}. Roles are granted by the security administrator."
    )
    return sentence.format(roles=needed, own=held or _("without a role"))


def handing_in(act: Act, place: Place, own_limits: Limits | None = None) -> Endpoint:
    """Make an endpoint that takes files; they are read beside the questions, a few at a time.

    Who may see own rows only hands in what is their own: the act asks for whom they stand. With `own_limits`
    less may be sent than the workspace lets in.
    """

    async def endpoint(request: Request) -> Response:
        desk: Desk = request.app.state.desk
        arrived = datetime.now(UTC)  # when it began to come counts, however long it takes
        limits = own_limits or desk.limits
        sent = await sent_form(request, limits)
        asked = replace(await asked_by(request, sent.fields), files=sent.files, arrived=arrived)
        take = act
        if sent.trouble:  # nothing was read, the token of the session neither, and nothing is done
            asked, take = replace(asked, method="HEAD"), partial(_turn_down, sent, limits)
        let_in = partial(_let_in, place, take, take)
        return await to_thread.run_sync(partial(_answer, asked, let_in), limiter=desk.uploads)

    return endpoint


def shown_and_sent(show: Endpoint, send: Endpoint) -> Endpoint:
    """Make an endpoint of a form: asked for, it is shown; sent, it is taken."""

    async def endpoint(request: Request) -> Response:
        return await (send if request.method == "POST" else show)(request)

    return endpoint


def _turn_down(sent: SentForm, limits: Limits, _asked: Asked) -> Response:
    raise TooLarge(trouble_of(sent, limits))


async def answered(asked: Asked, act: Act) -> Response:
    """Run what answers, and its page, in a thread."""
    return await to_thread.run_sync(partial(_answer, asked, act), limiter=asked.desk.threads)


def _answer(asked: Asked, act: Act) -> Response:
    with speaking(asked.language):
        try:
            asked = asked.identified()
            if asked.person is not None and not asked.person.is_open:
                return _put_out(asked)
            _check_token(asked)
            return _with_token(asked, act(asked))
        except CultivationError as error:
            return _with_token(asked, trouble_page(asked, error))
        except Exception:
            number = secrets.token_hex(4)
            LOG.exception(
                "trouble %s at %r", number, asked.route, extra={"number": number, "route": asked.route}
            )
            return _with_token(asked, broken_page(asked, number))


def _put_out(asked: Asked) -> Response:
    """End the sessions of an account that is closed, and show the door."""
    assert asked.person is not None
    asked.desk.door.access.shut(asked.person.account)
    return RedirectResponse("/enter", 303)


def _check_token(asked: Asked) -> None:
    """Refuse a form that was not made for this session; the way in is open to who has another one."""
    needs = asked.method == "POST" and asked.token and asked.path not in OPEN_FORMS
    if needs and not compare_digest(asked.form.get("token", "").encode(), asked.visitor.token.encode()):
        sentence = _("This form belongs to another session. Go back, load the page anew and send it again.")
        raise ForgedForm(sentence)


def _with_token(asked: Asked, answer: Response) -> Response:
    """Put the session's token and end where the page has their places: the page itself is kept and shared."""
    proved = asked.visitor.proved
    if proved is not None and answer.media_type == HTMLResponse.media_type:
        lasts = int(asked.desk.door.access.lasts(proved).total_seconds())
        body = bytes(answer.body).replace(TOKEN_PLACE.encode(), proved.form_token.encode())
        answer.body = body.replace(ENDS_PLACE.encode(), f"{lasts:0{len(ENDS_PLACE)}d}".encode())
    return answer


def broken_page(asked: Asked, number: str) -> Response:
    """Say that the program is at fault, with the number under which the log has what happened."""
    sentence = _(
        "The program has made a mistake. It is noted under the number {number}; nothing was changed."
    )
    said = [sentence.format(number=number)]
    return page(asked, "trouble.html", 500, title=_("Not possible"), sentences=said, helps="")


async def asked_by(request: Request, fields: Mapping[str, str] | None = None) -> Asked:
    """Return what a request asks; a language in its address is that of the session from now on.

    `fields` are those of a form that was read before.
    """
    desk: Desk = request.app.state.desk
    visitor: Visitor = request.scope.get("visitor") or Visitor()
    query = dict(request.query_params)
    chosen = query.get("lang", "")
    if chosen in LANGUAGES and chosen != visitor.language:
        await to_thread.run_sync(partial(_speak, desk, visitor, chosen), limiter=desk.threads)
    language = (chosen if chosen in LANGUAGES else visitor.language) or _accepted(request, desk.language)
    form = fields
    if form is None:
        form = await form_of(request) if request.method == "POST" else {}
    return Asked(
        desk,
        request.url.path,
        request.path_params,
        query,
        language if language in LANGUAGES else desk.language,
        form,
        visitor.is_known,
        request.method,
        visitor,
        _client(request, desk),
        request.headers.get("host", ""),
        route=route_of(request.scope),
        sent_cookies=request.cookies,
    )


def _speak(desk: Desk, visitor: Visitor, language: str) -> None:
    """Remember the language of a session."""
    if visitor.coded is not None:
        visitor.coded.language = language
    elif visitor.proved is not None:
        desk.door.access.speak(visitor.secret, language)


def _client(request: Request, desk: Desk) -> Client:
    """Return from where somebody comes."""
    address = request.client.host if request.client else ""
    device = cookie_of(request.headers, desk.door.device_cookie)
    return Client(address, request.headers.get("user-agent", ""), device)


def _accepted(request: Request, default: str) -> str:
    """Return the language that the browser asks for; that of the workspace where it does not."""
    said = request.headers.get("accept-language", "").strip()
    return of_locale({"LANG": said}) if said else default


async def not_found(request: Request, _error: Exception) -> Response:
    """Answer for an address that nothing stands at."""

    def say(_asked: Asked) -> Response:
        raise NotFound(_("There is no such page."))

    return await answered(await asked_by(request), say)


async def not_allowed(request: Request, _error: Exception) -> Response:
    """Answer for a method that a page does not have."""

    def say(asked: Asked) -> Response:
        answer = trouble_page(asked, BadParameter(_("This page cannot be asked for in this way.")))
        answer.status_code = 405
        return answer

    return await answered(await asked_by(request), say)
