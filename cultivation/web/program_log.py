"""The log of the program: lines of JSON for a collector, in which no person and no enterprise is named.

Addresses are patterns (`/years/{year}/why/{code}`), of what broke stand kind and place, not what it said.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import MutableMapping
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cultivation.web.metrics import counted

REQUESTS = logging.getLogger("cultivation.requests")
SAID = ("method", "route", "status", "milliseconds", "number")
NOWHERE = "other"  # an address that nothing stands at may hold anything


class JsonLines(logging.Formatter):
    """Writes each record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: when, how bad, from where, what; messages of others are kept to their pattern."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": str(record.msg).partition(" %")[0].partition("\n")[0].rstrip(":"),
        }
        line |= {name: getattr(record, name) for name in SAID if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = [
                f"{each.filename.rpartition('site-packages/')[2]}:{each.lineno} {each.name}"
                for each in traceback.extract_tb(record.exc_info[2])[-8:]
            ]
        return json.dumps(line, ensure_ascii=False)


def log_as_json() -> None:
    """Write what the program logs to stderr as lines of JSON, requests included."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    REQUESTS.setLevel(logging.INFO)


class Watched:
    """Counts and logs each request by its pattern, its method, its status and its time."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, statuses = perf_counter(), [500]

        async def send_watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses[0] = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_watched)
        finally:
            seconds, route = perf_counter() - began, route_of(scope)
            method = scope["method"] if scope["method"] in METHODS else NOWHERE
            counted(route, method, statuses[0], seconds)
            said = {"method": method, "route": route, "status": statuses[0]}
            REQUESTS.info("request", extra={**said, "milliseconds": round(seconds * 1000)})


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def route_of(scope: MutableMapping[str, Any]) -> str:
    """Return the pattern of an address: what fills it names enterprises, accounts and files."""
    if "endpoint" not in scope:
        return NOWHERE
    left = [(str(value), name) for name, value in scope.get("path_params", {}).items()]
    parts = []
    for part in str(scope["path"]).split("/"):
        is_filled = bool(left) and left[0][0] == part  # in their order: two may have the same value
        parts.append(f"{{{left.pop(0)[1]}}}" if is_filled else part)
    return "/".join(parts)
