"""The Starlette application of a desk."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from anyio import create_task_group, sleep, to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from cultivation.errors import CultivationError
from cultivation.web.answering import not_allowed, not_found
from cultivation.web.api.answering import no_such_method, nothing_here
from cultivation.web.api.routes import API_ROUTES
from cultivation.web.desk import Desk
from cultivation.web.guard import BELOW, Guard
from cultivation.web.probes import PROBE_ROUTES, Health
from cultivation.web.program_log import Watched
from cultivation.web.routes import ROUTES

EVERY_SECONDS = 900.0
LOG = logging.getLogger("cultivation.web")


async def _seal_days(desk: Desk) -> None:
    """Seal the access log when a day has ended, forget contacts in time; what fails is tried again."""
    while True:
        try:
            await to_thread.run_sync(desk.seal_ended_days)
            await to_thread.run_sync(desk.forget_contacts)
        except CultivationError as error:
            LOG.warning("the end of a day was not seen to: %s", error)
        await sleep(EVERY_SECONDS)


async def _not_found(request: Request, error: Exception) -> Response:
    """Answer for an address that nothing stands at, as a page or to a program."""
    if request.url.path.startswith(BELOW):
        return await nothing_here(request)
    return await not_found(request, error)


async def _not_allowed(request: Request, error: Exception) -> Response:
    """Answer for a method that an address does not have, as a page or to a program."""
    if request.url.path.startswith(BELOW):
        return await no_such_method(request)
    return await not_allowed(request, error)


def application(desk: Desk, hosts: Collection[str]) -> Starlette:
    """Make the application; `hosts` are the names, with the port, under which it may be asked."""

    @asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        async with create_task_group() as beside:
            beside.start_soon(_seal_days, desk)
            yield
            beside.cancel_scope.cancel()
        desk.close()

    made = Starlette(
        routes=[*ROUTES, *API_ROUTES, *PROBE_ROUTES],
        middleware=[
            Middleware(Watched),
            Middleware(Guard, door=desk.door, hosts=hosts, threads=desk.threads),
        ],
        exception_handlers={404: _not_found, 405: _not_allowed},
        lifespan=life,
    )
    made.state.desk, made.state.health = desk, Health()
    return made
