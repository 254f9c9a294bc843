"""The door: login name and password, or the code that the program printed; leaving; styles and scripts."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from cultivation.access.outcomes import Outcome, Said, sentence_of
from cultivation.access.passkeys import Asking
from cultivation.web.asking import Asked
from cultivation.web.sessions import HOURS
from cultivation.web.showing import FILES, content_of, page

NEXT_STEPS = {
    Said.SECOND_NEEDED: "/enter/second",
    Said.ENROL_NEEDED: "/enter/factor",
    Said.NEW_PASSWORD_NEEDED: "/enter/password",
}
DEVICE_DAYS = 180


def enter(asked: Asked) -> Response:
    """Ask who is there, and go on to the second factor or to the page that was wanted."""
    door = asked.desk.door
    if asked.method != "POST":
        return door_page(asked, asked.query.get("next", ""))
    wanted = asked.form.get("next", "")
    if door.by_accounts:
        name, password = asked.form.get("login", ""), asked.form.get("password", "")
        outcome = door.access.begin(name, password, asked.client)
        return entered(asked, outcome, wanted) if outcome.is_good else door_page(asked, wanted, outcome)
    secret = door.sessions.enter(asked.form.get("code", ""))
    if secret is None:
        return door_page(asked, wanted, Outcome(Said.WRONG))
    answer = RedirectResponse(own_path(wanted), 303)
    answer.set_cookie(
        door.cookie,
        secret,
        max_age=HOURS * 3600,
        httponly=True,
        samesite="strict",
        path="/",
        secure=door.secure,
    )
    return answer


def door_page(asked: Asked, wanted: str, outcome: Outcome | None = None) -> Response:
    """Show the door, with what came of an attempt."""
    why = asked.visitor.why
    said = sentence_of(outcome) if outcome is not None else ""
    if not said and why not in (None, Said.NO_SESSION, Said.STEP_ENDED):
        said = sentence_of(why)
    return page(
        asked,
        "enter.html",
        403 if outcome is not None else 200,
        wanted=own_path(wanted),
        wrong=outcome is not None,
        said=said,
        by_accounts=asked.desk.door.by_accounts,
        provider=asked.desk.door.access.provider,
    )


def entered(asked: Asked, outcome: Outcome, wanted: str) -> Response:
    """Hand a browser the secret of its session, and lead on: to the next step, or to where it wanted."""
    step = NEXT_STEPS.get(outcome.said)
    to = f"{step}{asked.with_next(wanted)}" if step else own_path(wanted)
    if outcome.account and outcome.secret:
        asked.desk.door.access.speak(outcome.secret, asked.language)
    return with_cookies(asked, outcome, RedirectResponse(to, 303))


def with_cookies(asked: Asked, outcome: Outcome, answer: Response) -> Response:
    """Give a browser the secrets that came of an attempt; that of a known device outlasts the session."""
    door = asked.desk.door
    if outcome.secret:
        answer.set_cookie(
            door.cookie, outcome.secret, httponly=True, samesite="lax", path="/", secure=door.secure
        )
    if outcome.device:
        answer.set_cookie(
            door.device_cookie,
            outcome.device,
            max_age=DEVICE_DAYS * 86400,
            httponly=True,
            samesite="lax",
            path="/",
            secure=door.secure,
        )
    return answer


def own_path(wanted: str) -> str:
    """Return an address of this program; whatever else is asked for becomes its first page."""
    is_own = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_own and "\\" not in wanted and len(wanted) < 2000 else "/"


def ask_passkey(asked: Asked) -> Response:
    """Say to a browser's script what to ask a device for."""
    return asking_json(asked.desk.door.access.ask_passkey(asked.site))


def asking_json(asking: Asking | None) -> Response:
    """Return what a device is asked, for a script; nothing where the session does not allow it."""
    if asking is None:
        return JSONResponse({}, 403)
    return JSONResponse({"asking": asking.token, "options": asking.options})


def enter_by_passkey(asked: Asked) -> Response:
    """Let in who has a passkey."""
    access, wanted = asked.desk.door.access, asked.form.get("next", "")
    answer = asked.form.get("answer", "")
    outcome = access.enter_by_passkey(asked.site, asked.form.get("asking", ""), answer, asked.client)
    return entered(asked, outcome, wanted) if outcome.is_good else door_page(asked, wanted, outcome)


def leave(asked: Asked) -> Response:
    """End the session, and have the browser forget what it saw."""
    door, visitor = asked.desk.door, asked.visitor
    if visitor.proved is not None:
        door.access.leave(visitor.secret, asked.client)
    door.sessions.leave(visitor.secret)
    answer = RedirectResponse("/enter", 303)
    answer.delete_cookie(door.cookie, path="/", httponly=True, samesite="lax", secure=door.secure)
    answer.headers["clear-site-data"] = '"cache", "storage"'
    return answer


async def static_file(request: Request) -> Response:
    """Return a style or script of ours; its address names what it says, so it may be kept for good."""
    name = request.path_params["name"]
    if name not in FILES:
        return PlainTextResponse("There is no such file.\n", 404)
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(content_of(name), media_type=FILES[name][1], headers=headers)
