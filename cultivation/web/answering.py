"""From a request to a page: every call into the program runs in a thread, in the language of the request."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from urllib.parse import parse_qsl

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from cultivation.errors import CultivationError
from cultivation.language import LANGUAGES, _, of_locale, speaking
from cultivation.queries.year import State
from cultivation.web.asking import Asked, BadParameter, NotFound
from cultivation.web.desk import Desk
from cultivation.web.showing import page, trouble_page

Look = Callable[[Asked, State], Response]
Act = Callable[[Asked], Response]
Endpoint = Callable[[Request], Awaitable[Response]]
MOST_OF_A_FORM = 4096  # bytes
MOST_OF_A_PAGE = 256 * 1024  # bytes of one that is kept
LOG = logging.getLogger("cultivation.web")


def reading(look: Look, keep: bool = True) -> Endpoint:
    """Make a page that shows one state of the record: that of now, or as of a moment.

    A page that shows files beside the record is not kept.
    """

    def act(asked: Asked) -> Response:
        with asked.desk.record.reading(asked.as_of) as reader:
            if not keep:
                return look(asked, State(reader))
            state = reader.head() + reader.doubts.warning
            return kept_page(asked, state, lambda: look(asked, State(reader)))

    return acting(act)


def kept_page(asked: Asked, head: str, make: Callable[[], Response]) -> Response:
    """Return a page of a state of the record; as long as nothing is added to it, the page stays the same."""
    key = (head, asked.language, asked.path, tuple(asked.query.items()))
    body = asked.desk.pages.find(key)
    if body is not None:
        return HTMLResponse(body)
    answer = make()
    content = bytes(answer.body)
    if answer.media_type == HTMLResponse.media_type and len(content) <= MOST_OF_A_PAGE:
        asked.desk.pages.put(key, content)
    return answer


def acting(act: Act) -> Endpoint:
    """Make an endpoint of what answers a question in a thread; troubles become a page with a sentence."""

    async def endpoint(request: Request) -> Response:
        asked = await asked_by(request)
        return await answered(asked, act)

    return endpoint


async def answered(asked: Asked, act: Act) -> Response:
    """Run what answers, and its page, in a thread."""
    return await to_thread.run_sync(partial(_answer, asked, act), limiter=asked.desk.threads)


def _answer(asked: Asked, act: Act) -> Response:
    with speaking(asked.language):
        try:
            return act(asked)
        except CultivationError as error:
            return trouble_page(asked, error)
        except Exception:
            number = secrets.token_hex(4)
            LOG.exception("trouble %s at %s", number, asked.path)
            return broken_page(asked, number)


def broken_page(asked: Asked, number: str) -> Response:
    """Say that the program is at fault, with the number under which the log has what happened."""
    sentence = _(
        "The program has made a mistake. It is noted under the number {number}; nothing was changed."
    )
    said = [sentence.format(number=number)]
    return page(asked, "trouble.html", 500, title=_("Not possible"), sentences=said, helps="")


async def asked_by(request: Request) -> Asked:
    """Return what a request asks; a language in its address is that of the session from now on."""
    desk: Desk = request.app.state.desk
    session = request.scope["session"]
    query = dict(request.query_params)
    if session is not None and query.get("lang") in LANGUAGES:
        session.language = query["lang"]
    language = (session and session.language) or query.get("lang") or _accepted(request, desk.language)
    form = await _form(request) if request.method == "POST" else {}
    return Asked(
        desk,
        request.url.path,
        request.path_params,
        query,
        language if language in LANGUAGES else desk.language,
        form,
        session is not None,
    )


def _accepted(request: Request, default: str) -> str:
    """Return the language that the browser asks for; that of the workspace where it does not."""
    said = request.headers.get("accept-language", "").strip()
    return of_locale({"LANG": said}) if said else default


async def _form(request: Request) -> Mapping[str, str]:
    """Return the fields of a form; one that is too long counts as empty."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_OF_A_FORM:
            return {}
    try:
        return dict(parse_qsl(body.decode("utf-8"), max_num_fields=20))
    except ValueError:
        return {}


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
