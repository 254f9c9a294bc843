"""What stands before every page: which host is meant, who was let in, what a browser may do with it."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cultivation.web.door import Door
from cultivation.web.forms import form_of

OPEN = ("/enter", "/invited")  # pages for who was not let in yet, and what is below the first of them
PUBLIC = ("/notice", "/object", "/receipt", "/proof")  # and what is below each, for everybody
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cache-control": "no-store",
}
BY_TLS_ALONE = "max-age=31536000; includeSubDomains"
SAFE = ("GET", "HEAD")
BELOW = "/api/"  # for programs: they come with a token, never with a cookie, so no page can use them
PROBES = ("/health", "/health/live", "/health/ready", "/metrics")  # asked by this machine, under any name
NOT_KEPT = ("/own", "/step-up", "/leave")  # forms that are about secrets


class Guard:
    """Refuses other hosts and forged posts, sends strangers to the door, and adds the headers."""

    def __init__(self, app: ASGIApp, door: Door, hosts: Collection[str], threads: CapacityLimiter) -> None:
        self._app, self._door, self._hosts, self._threads = app, door, frozenset(hosts), threads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(MutableHeaders(scope=message), self._door.secure)
            await send(message)

        if scope["path"] in PROBES:
            await self._app(scope, receive, send_guarded)
            return
        refusal = self._foreign(scope, headers)
        if refusal is None and not scope["path"].startswith(("/static/", BELOW)):
            secret = cookie_of(headers, self._door.cookie)
            find = partial(self._door.find, secret, _is_wanted(scope, headers))
            scope["visitor"] = await to_thread.run_sync(find, limiter=self._threads)
            refusal = self._strange(scope)
            if refusal is None and not _may_pass(scope):
                refusal = await self._lost(scope, headers, receive)
        await (refusal or self._app)(scope, receive, send_guarded)

    def _foreign(self, scope: Scope, headers: Headers) -> Response | None:
        """Refuse what is meant for another host, or was sent by the page of one."""
        if headers.get("host", "") not in self._hosts or len(headers.getlist("host")) != 1:
            return PlainTextResponse("This host is not served here.\n", 421)
        by_browser = not scope["path"].startswith(BELOW)
        if by_browser and scope["method"] not in SAFE and not _is_own(headers, self._door.scheme):
            return PlainTextResponse("This form was not sent from a page of this program.\n", 403)
        return None

    def _strange(self, scope: Scope) -> Response | None:
        """Send to the door who has no session."""
        path, method = scope["path"], scope["method"]
        if method in SAFE and not _may_pass(scope):
            query = scope.get("query_string", b"").decode("latin-1")
            wanted = quote(path) + (f"?{query}" if query else "")
            return RedirectResponse(f"/enter?next={quote(wanted, safe='')}", 303)
        return None

    async def _lost(self, scope: Scope, headers: Headers, receive: Receive) -> Response:
        """Send to the door who sends a form without a session; what was written is kept for after it."""
        if headers.get("sec-fetch-dest") == "empty":
            return PlainTextResponse("The session has ended. Enter again.\n", 403)
        number = None
        if self._door.by_accounts and not scope["path"].startswith(NOT_KEPT):
            fields = await form_of(Request(scope, receive))
            secret = cookie_of(headers, self._door.cookie)
            keep = partial(self._door.access.keep_draft, secret, scope["path"], fields)
            number = await to_thread.run_sync(keep, limiter=self._threads)
        wanted = f"?next={quote(f'/drafts/{number}', safe='')}" if number else ""
        return RedirectResponse(f"/enter{wanted}", 303)


def _may_pass(scope: Scope) -> bool:
    """Tell whether who asks was let in, or need not be."""
    path: str = scope["path"]
    return scope["visitor"].is_known or path in OPEN or path.startswith("/enter/") or is_public(path)


def is_public(path: str) -> bool:
    """Tell whether a page is for everybody."""
    return any(path == each or path.startswith(f"{each}/") for each in PUBLIC)


def _is_wanted(scope: Scope, headers: Headers) -> bool:
    """Tell whether a person asks: what a page asks for by itself does not make a session last."""
    by_itself = headers.get("sec-fetch-dest") == "empty" or scope["path"].startswith("/jobs/")
    return scope["method"] not in SAFE or not by_itself


def _is_own(headers: Headers, scheme: str) -> bool:
    """Tell whether a form comes from a page of ours, by what the browser says of it: no page can set that."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    return origin == f"{scheme}://{headers.get('host')}" if origin is not None else site == "same-origin"


def cookie_of(headers: Headers, name: str) -> str:
    """Return a cookie that a browser sends, empty where it sends none."""
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _add_headers(headers: MutableHeaders, secure: bool) -> None:
    if secure:
        headers["strict-transport-security"] = BY_TLS_ALONE
    for name, value in HEADERS.items():
        if name not in headers:
            headers[name] = value
