"""The door: the code that the program printed, for a session; leaving; and the styles that the door needs."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from cultivation.web.answering import answered, asked_by
from cultivation.web.asking import Asked
from cultivation.web.guard import COOKIE, secret_of
from cultivation.web.sessions import HOURS, Sessions
from cultivation.web.showing import FILES, content_of, page


async def enter(request: Request) -> Response:
    """Ask for the code, or let in who gave it and go on to the page that was wanted."""
    asked = await asked_by(request)
    if request.method != "POST":
        return await answered(asked, lambda asked: _door(asked, asked.query.get("next", "")))
    sessions: Sessions = request.app.state.desk.sessions
    wanted = asked.form.get("next", "")
    secret = sessions.enter(asked.form.get("code", ""))
    if secret is None:
        return await answered(asked, lambda asked: _door(asked, wanted, wrong=True))
    answer = RedirectResponse(_own_path(wanted), 303)
    answer.set_cookie(COOKIE, secret, max_age=HOURS * 3600, httponly=True, samesite="strict", path="/")
    return answer


def _door(asked: Asked, wanted: str, wrong: bool = False) -> Response:
    return page(asked, "enter.html", 403 if wrong else 200, wanted=_own_path(wanted), wrong=wrong)


def _own_path(wanted: str) -> str:
    """Return an address of this program; whatever else is asked for becomes its first page."""
    is_own = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_own and "\\" not in wanted and len(wanted) < 2000 else "/"


async def leave(request: Request) -> Response:
    """End the session, and have the browser forget what it saw."""
    sessions: Sessions = request.app.state.desk.sessions
    sessions.leave(secret_of(request.headers))
    answer = RedirectResponse("/enter", 303)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    answer.headers["clear-site-data"] = '"cache", "storage"'
    return answer


async def static_file(request: Request) -> Response:
    """Return a style or script of ours; its address names what it says, so it may be kept for good."""
    name = request.path_params["name"]
    if name not in FILES:
        return PlainTextResponse("There is no such file.\n", 404)
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(content_of(name), media_type=FILES[name][1], headers=headers)
