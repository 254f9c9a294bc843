"""A person's own page: password, second factors, recovery codes, sessions; and confirming that it is they."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import JSONResponse, RedirectResponse, Response

from cultivation.access.enrolling import CONFIRMED
from cultivation.access.outcomes import Outcome, Said, sentence_of
from cultivation.access.sessions import Session
from cultivation.language import _
from cultivation.web.asking import Asked, NotFound
from cultivation.web.pages.entering import asking_json, own_path, with_cookies
from cultivation.web.pages.proving import ISSUER, codes_page, qr_of, take_passkey
from cultivation.web.showing import page


def own(asked: Asked) -> Response:
    """Show what a person has set up and where they are logged in."""
    return _profile(asked, _session(asked))


def _profile(asked: Asked, session: Session, outcome: Outcome | None = None) -> Response:
    access = asked.desk.door.access
    return page(
        asked,
        "own.html",
        200 if outcome is None or outcome.is_good else 403,
        profile=access.profile(session.account),
        provider=access.provider,
        is_linked=access.provider is not None and access.is_linked(session.account),
        session=session,
        said=sentence_of(outcome) if outcome is not None else "",
        went_well=outcome is not None and outcome.is_good,
        is_confirmed=session.is_confirmed(access.now(), CONFIRMED),
    )


def _session(asked: Asked) -> Session:
    """Return the session of an account; who came by the printed code has no page of their own."""
    if asked.visitor.proved is None:
        raise NotFound(_("There are no accounts yet, so nobody has a page of their own."))
    return asked.visitor.proved


def _done(asked: Asked, outcome: Outcome) -> Response:
    """Show the page anew after a change, or ask first for what is missing."""
    session = _session(asked)
    if outcome.said is Said.STEP_UP_NEEDED:
        return RedirectResponse("/step-up?next=%2Fown", 303)
    if outcome.is_good:
        return with_cookies(asked, outcome, RedirectResponse("/own", 303))
    return _profile(asked, session, outcome)


def password(asked: Asked) -> Response:
    """Change the password."""
    _session(asked)
    form, access = asked.form, asked.desk.door.access
    if form.get("password", "") != form.get("again", ""):
        return _done(asked, Outcome(Said.PASSWORDS_DIFFER))
    old, new = form.get("old", ""), form.get("password", "")
    return _done(asked, access.change_password(asked.visitor.secret, old, new, asked.client))


def codes(asked: Asked) -> Response:
    """Make new recovery codes and show them, once."""
    _session(asked)
    outcome = asked.desk.door.access.new_recovery_codes(asked.visitor.secret, asked.client)
    if not outcome.is_good:
        return _done(asked, outcome)
    return codes_page(replace(asked, form={**asked.form, "next": "/own"}), outcome)


def totp(asked: Asked) -> Response:
    """Set up an app with codes in the place of the one before."""
    _session(asked)
    access, secret = asked.desk.door.access, asked.visitor.secret
    outcome: Outcome | None = None
    if asked.method == "POST":
        outcome = access.confirm_totp(secret, asked.form.get("code", ""), asked.client)
        if outcome.is_good or outcome.said is Said.STEP_UP_NEEDED:
            return _done(asked, outcome)
    new = (outcome and access.pending_totp(secret, ISSUER)) or access.new_totp(secret, ISSUER)
    if new is None:
        return RedirectResponse("/step-up?next=%2Fown%2Ftotp", 303)
    said = sentence_of(outcome) if outcome is not None else ""
    return page(asked, "own_totp.html", 200 if outcome is None else 403, new=new, qr=qr_of(new), said=said)


def passkey(asked: Asked) -> Response:
    """Keep one more passkey."""
    _session(asked)
    return _done(asked, take_passkey(asked))


def remove(asked: Asked) -> Response:
    """Forget a passkey, or the app with codes."""
    _session(asked)
    credential = asked.form.get("credential", "")
    return _done(asked, asked.desk.door.access.remove_factor(asked.visitor.secret, credential, asked.client))


def sessions(asked: Asked) -> Response:
    """End one of one's own sessions, or all others."""
    _session(asked)
    number = asked.form.get("number", "")
    return _done(asked, asked.desk.door.access.end_own(asked.visitor.secret, number, asked.client))


def stay(asked: Asked) -> Response:
    """Say how many seconds the session lasts; whoever sends this as a form stays, as by any other act."""
    lasts = asked.desk.door.access.lasts(_session(asked))
    return JSONResponse({"lasts": int(lasts.total_seconds())})


def step_up(asked: Asked) -> Response:
    """Have a person confirm that it is still they, and lead back to where that was needed."""
    session = _session(asked)
    access, outcome = asked.desk.door.access, None
    if asked.method == "POST":
        outcome = access.step_up(asked.visitor.secret, asked.form.get("code", ""), asked.client)
        if outcome.is_good:
            return with_cookies(asked, outcome, RedirectResponse(own_path(asked.wanted), 303))
    return _step_up_page(asked, session, outcome)


def _step_up_page(asked: Asked, session: Session, outcome: Outcome | None) -> Response:
    profile = asked.desk.door.access.profile(session.account)
    said = sentence_of(outcome) if outcome is not None else ""
    wanted = own_path(asked.wanted)
    status = 200 if outcome is None else 403
    return page(asked, "step_up.html", status, profile=profile, said=said, wanted=wanted)


def ask_step_up(asked: Asked) -> Response:
    """Say to a browser's script which passkeys may confirm it."""
    return asking_json(asked.desk.door.access.ask_step_up(asked.visitor.secret, asked.site))


def step_up_by_passkey(asked: Asked) -> Response:
    """Confirm by a passkey."""
    session, form = _session(asked), asked.form
    outcome = asked.desk.door.access.step_up_by_passkey(
        asked.visitor.secret, asked.site, form.get("asking", ""), form.get("answer", ""), asked.client
    )
    if outcome.is_good:
        return with_cookies(asked, outcome, RedirectResponse(own_path(asked.wanted), 303))
    return _step_up_page(asked, session, outcome)
