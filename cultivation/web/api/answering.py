"""From a request of a program to JSON: the token first, then the right, then one state of the record."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import orjson
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from cultivation.errors import CultivationError
from cultivation.language import _, speaking
from cultivation.queries.year import State
from cultivation.web.answering import who_may, year_of
from cultivation.web.api.asking import AskedByProgram, asked_by_program, proved
from cultivation.web.api.problems import problem, problem_of
from cultivation.web.asking import Asked, Forbidden, NotFound
from cultivation.web.desk import Desk
from cultivation.web.program_log import route_of
from cultivation.web.rights import Decision, Right
from cultivation.web.uploads import TooLarge, sent_form, trouble_of

Look = Callable[[Asked, State], Any]
Take = Callable[[Asked], Any]
Endpoint = Callable[[Request], Awaitable[Response]]
JSON = "application/json"
LOG = logging.getLogger("cultivation.web")


@dataclass(frozen=True, slots=True)
class Answers:
    """What answers at an address: of one state of the record, of own rows only, or by taking files."""

    right: Right
    look: Look | None = None
    own: Look | None = None
    take: Take | None = None


def looking(answers: Answers) -> Endpoint:
    """Make an endpoint that reads."""

    async def endpoint(request: Request) -> Response:
        desk: Desk = request.app.state.desk
        return await to_thread.run_sync(partial(_look, answers, request, desk), limiter=desk.threads)

    return endpoint


def _look(answers: Answers, request: Request, desk: Desk) -> Response:
    def act(asked: AskedByProgram) -> Response:
        look = answers.look if _decided(answers.right, asked) is Decision.ALLOWED else answers.own
        assert look is not None
        with desk.record.reading(asked.as_of) as reader:
            return made(look(asked, State(reader)))

    asked = asked_by_program(request, desk)
    return _answered(asked, request, lambda: act(_identified(asked, request)))


def _identified(asked: AskedByProgram, request: Request) -> AskedByProgram:
    person, number = proved(asked, request.headers.get("authorization", ""))
    return replace(asked, person=person, token_number=number, known=True)


def _decided(right: Right, asked: AskedByProgram) -> Decision:
    decision = asked.decision(right, year_of(asked))
    if decision is Decision.FORBIDDEN:
        raise Forbidden(who_may(right, asked))
    if decision is Decision.HIDDEN:
        raise NotFound(_("There is no such page."))
    return decision


def let_in(right: Right, request: Request, desk: Desk) -> Response | None:
    """Return why a program may not look at something; None where it may."""
    answer = _refusal(Answers(right), asked_by_program(request, desk), request)
    return answer if isinstance(answer, Response) else None


def taking(answers: Answers) -> Endpoint:
    """Make an endpoint that takes files; who may not send any is told so before they are read."""

    async def endpoint(request: Request) -> Response:
        desk: Desk = request.app.state.desk
        arrived = datetime.now(UTC)
        asked = asked_by_program(request, desk)
        refusal = await to_thread.run_sync(partial(_refusal, answers, asked, request), limiter=desk.threads)
        if isinstance(refusal, Response):
            return refusal
        sent = await sent_form(request, desk.limits)
        asked = replace(refusal, form=sent.fields, files=sent.files, arrived=arrived)

        def act() -> Response:
            assert answers.take is not None
            if sent.trouble:
                raise TooLarge(trouble_of(sent, desk.limits))
            return made(answers.take(asked))

        return await to_thread.run_sync(partial(_answered, asked, request, act), limiter=desk.uploads)

    return endpoint


def _refusal(answers: Answers, asked: AskedByProgram, request: Request) -> AskedByProgram | Response:
    found: list[AskedByProgram] = []

    def act() -> Response:
        identified = _identified(asked, request)
        _decided(answers.right, identified)
        found.append(identified)
        return Response()

    answer = _answered(asked, request, act)
    return found[0] if found else answer


def made(said: Any) -> Response:
    """Return an answer as it is sent: JSON, or a file as it stands."""
    return said if isinstance(said, Response) else Response(orjson.dumps(said), media_type=JSON)


def _answered(asked: AskedByProgram, request: Request, act: Callable[[], Response]) -> Response:
    """Run what answers; what is refused and what breaks become a problem."""
    with speaking(asked.language):
        try:
            return act()
        except CultivationError as error:
            return problem_of(error)
        except Exception:
            number, route = secrets.token_hex(4), route_of(request.scope)
            LOG.exception("trouble %s at %r", number, route, extra={"number": number, "route": route})
            sentence = _(
                "The program has made a mistake. It is noted under the number {number}; nothing was changed."
            )
            return problem(500, "broken", sentence.format(number=number), instance=number)


async def nothing_here(request: Request) -> Response:
    """Answer for an address of the interface that nothing stands at."""
    asked = asked_by_program(request, request.app.state.desk)
    with speaking(asked.language):
        return problem_of(NotFound(_("There is no such page.")))


async def no_such_method(request: Request) -> Response:
    """Answer for a method that an address does not have."""
    asked = asked_by_program(request, request.app.state.desk)
    with speaking(asked.language):
        return problem(405, "no_such_method", _("This page cannot be asked for in this way."))
