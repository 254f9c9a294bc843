"""Whether it lives, whether it can work, and its figures: for those who look after the machine.

None of it says anything of persons or enterprises. `/health` is open to whoever asks, as to a balancer;
`/metrics` answers this machine, and elsewhere a token of the system administrator.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from time import monotonic

import orjson
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cultivation.errors import CultivationError
from cultivation.web import rights
from cultivation.web.api.answering import JSON, let_in
from cultivation.web.desk import Desk
from cultivation.web.front import is_loopback
from cultivation.web.guard import PROBES
from cultivation.web.metrics import TEXT_FORMAT, figures

LEAST_FREE = 256 * 1024**2  # bytes of disk below which nothing more should be taken in
KEPT_SECONDS = 2.0
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
OK, FAILS = "ok", "fails"


@dataclass
class Health:
    """What was found lately: many who ask at once look at the databases once."""

    at: float = 0.0
    found: Mapping[str, str] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def look(self, desk: Desk) -> Mapping[str, str]:
        """Return each thing that is needed with how it is."""
        with self.lock:
            if not self.found or monotonic() - self.at > KEPT_SECONDS:
                self.found, self.at = _looked(desk), monotonic()
            return self.found


def _looked(desk: Desk) -> dict[str, str]:
    return {
        "record": _tried(lambda: _reads(desk)),
        "guards": _tried(lambda: _is_guarded(desk)),
        "access_store": _tried(lambda: _opens(desk)),
        "disk": _tried(lambda: shutil.disk_usage(desk.folder).free >= LEAST_FREE),
    }


def _tried(look: Callable[[], bool]) -> str:
    try:
        return OK if look() else FAILS
    except (CultivationError, OSError):
        return FAILS


def _reads(desk: Desk) -> bool:
    with desk.record.reading() as reader:
        return bool(reader.head())


def _is_guarded(desk: Desk) -> bool:
    """Tell whether schema and guards are as they must be, and tables say what the log says."""
    with desk.record.reading() as reader:
        return not reader.doubts


def _opens(desk: Desk) -> bool:
    store = desk.door.access.store
    if store.is_made:
        with store.looking():
            return True
    return not desk.door.by_accounts


async def live(_request: Request) -> Response:
    """Say that the process answers."""
    return PlainTextResponse("ok\n")


async def ready(request: Request) -> Response:
    """Say whether it can work: 200 or 503, with what is not as it should be."""
    desk: Desk = request.app.state.desk
    health: Health = request.app.state.health
    found = await to_thread.run_sync(partial(health.look, desk))
    is_fine = set(found.values()) == {OK}
    said = {"status": OK if is_fine else FAILS, "checks": found}
    return Response(orjson.dumps(said), 200 if is_fine else 503, media_type=JSON)


async def metrics(request: Request) -> Response:
    """Return the figures, to this machine or to a token that may look at the system."""
    desk: Desk = request.app.state.desk
    if not _is_from_this_machine(request):
        refusal = await to_thread.run_sync(
            partial(let_in, rights.SYSTEM, request, desk), limiter=desk.threads
        )
        if refusal is not None:
            return refusal
    health: Health = request.app.state.health

    def make() -> bytes:
        return figures(desk, set(health.look(desk).values()) == {OK})

    return Response(await to_thread.run_sync(make), media_type=TEXT_FORMAT)


def _is_from_this_machine(request: Request) -> bool:
    """Tell whether nobody stands between: what a proxy hands on says from where, or bears its public name."""
    client = request.client.host if request.client else ""
    name = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
    is_direct = not any(each in request.headers for each in FORWARDED)
    return is_direct and is_loopback(client) and is_loopback(name.strip("[]"))


PROBE_ROUTES = [
    Route(path, endpoint, methods=["GET"])
    for path, endpoint in zip(PROBES, (live, live, ready, metrics), strict=True)
]
