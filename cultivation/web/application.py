"""The Starlette application of a desk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware

from cultivation.web.answering import not_allowed, not_found
from cultivation.web.desk import Desk
from cultivation.web.guard import Guard
from cultivation.web.routes import ROUTES


def application(desk: Desk, hosts: Collection[str]) -> Starlette:
    """Make the application; `hosts` are the names, with the port, under which it may be asked."""

    @asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        yield
        desk.close()

    made = Starlette(
        routes=ROUTES,
        middleware=[Middleware(Guard, door=desk.door, hosts=hosts, threads=desk.threads)],
        exception_handlers={404: not_found, 405: not_allowed},
        lifespan=life,
    )
    made.state.desk = desk
    return made
