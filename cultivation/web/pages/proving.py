"""The steps after the password: the second factor, setting one up, a new password; and the invited."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from cultivation.access.enrolling import NewTotp
from cultivation.access.outcomes import Outcome, Said, sentence_of
from cultivation.access.sessions import Session, Stage
from cultivation.web.asking import Asked
from cultivation.web.pages.entering import asking_json, entered, own_path, with_cookies
from cultivation.web.showing import page

ISSUER = "cultivation"


def second(asked: Asked) -> Response:
    """Take the code of the moment, or a recovery code."""
    if _at(asked, Stage.SECOND) is None:
        return _again(asked)
    outcome: Outcome | None = None
    if asked.method == "POST":
        access, secret = asked.desk.door.access, asked.visitor.secret
        recovery = asked.form.get("recovery", "").strip()
        if recovery:
            outcome = access.recover(secret, recovery, asked.client)
        else:
            outcome = access.second_factor(secret, asked.form.get("code", ""), asked.client)
        if outcome.is_good:
            return entered(asked, outcome, asked.wanted)
        if outcome.said is Said.STEP_ENDED:
            return _again(asked)
    return _page(asked, "second.html", outcome, ways=_ways(asked))


def _ways(asked: Asked) -> set[str]:
    """Return which second factors the account has."""
    proved = asked.visitor.proved
    profile = asked.desk.door.access.profile(proved.account) if proved else None
    if profile is None:
        return set()
    return {name for name, has in (("totp", profile.totp_made), ("passkey", profile.passkeys)) if has}


def factor(asked: Asked) -> Response:
    """Have the invited set up the first second factor; then recovery codes are shown, once."""
    if _at(asked, Stage.ENROL) is None:
        return _again(asked)
    access, secret = asked.desk.door.access, asked.visitor.secret
    outcome: Outcome | None = None
    if asked.method == "POST":
        outcome = access.confirm_totp(secret, asked.form.get("code", ""), asked.client)
        if outcome.is_good:
            return codes_page(asked, outcome)
    new = (outcome and access.pending_totp(secret, ISSUER)) or access.new_totp(secret, ISSUER)
    return _again(asked) if new is None else _page(asked, "factor.html", outcome, new=new, qr=qr_of(new))


def factor_by_passkey(asked: Asked) -> Response:
    """Take a passkey as the first second factor."""
    outcome = take_passkey(asked)
    if outcome.is_good:
        return codes_page(asked, outcome)
    new = asked.desk.door.access.new_totp(asked.visitor.secret, ISSUER)
    return _again(asked) if new is None else _page(asked, "factor.html", outcome, new=new, qr=qr_of(new))


def take_passkey(asked: Asked) -> Outcome:
    """Keep the passkey that a browser made."""
    form = asked.form
    return asked.desk.door.access.take_passkey(
        asked.visitor.secret,
        asked.site,
        form.get("asking", ""),
        form.get("answer", ""),
        form.get("label", ""),
        asked.client,
    )


def ask_new_passkey(asked: Asked) -> Response:
    """Say to a browser's script which passkey to make."""
    return asking_json(asked.desk.door.access.ask_new_passkey(asked.visitor.secret, asked.site))


def codes_page(asked: Asked, outcome: Outcome) -> Response:
    """Show recovery codes for the only time, and hand over the full session."""
    if outcome.secret:
        asked.desk.door.access.speak(outcome.secret, asked.language)
    shown = page(asked, "codes.html", codes=outcome.codes, wanted=own_path(asked.wanted))
    return with_cookies(asked, outcome, shown)


def qr_of(new: NewTotp) -> str:
    """Return the QR code of a new secret as a picture that stands in the page itself."""
    import segno

    return segno.make(new.address, error="m").svg_data_uri(scale=5, border=4, light="#fff")


def renew(asked: Asked) -> Response:
    """Take a new password where the old one has served its time."""
    if _at(asked, Stage.RENEW) is None:
        return _again(asked)
    outcome: Outcome | None = None
    if asked.method == "POST":
        outcome = _typed_twice(asked) or asked.desk.door.access.renew(
            asked.visitor.secret, asked.form.get("password", ""), asked.client
        )
        if outcome.is_good:
            return entered(asked, outcome, asked.wanted)
        if outcome.said is Said.STEP_ENDED:
            return _again(asked)
    return _page(asked, "renew.html", outcome)


def invited(asked: Asked) -> Response:
    """Take an invitation: its code, a login name and a password."""
    outcome: Outcome | None = None
    if asked.method == "POST":
        form = asked.form
        outcome = _typed_twice(asked) or asked.desk.door.access.redeem(
            form.get("code", ""), form.get("password", ""), form.get("login", ""), asked.client
        )
        if outcome.is_good:
            return entered(asked, outcome, "/")
    return _page(asked, "invited.html", outcome)


def _typed_twice(asked: Asked) -> Outcome | None:
    is_same = asked.form.get("password", "") == asked.form.get("again", "")
    return None if is_same else Outcome(Said.PASSWORDS_DIFFER)


def _at(asked: Asked, stage: Stage) -> Session | None:
    proved = asked.visitor.proved
    return proved if proved is not None and proved.stage is stage else None


def _again(asked: Asked) -> Response:
    """Lead back to the door; who is in already is led on."""
    if asked.visitor.is_known:
        return RedirectResponse(own_path(asked.wanted), 303)
    return RedirectResponse(f"/enter{asked.with_next(asked.wanted)}", 303)


def _page(asked: Asked, template: str, outcome: Outcome | None, **context: object) -> Response:
    said = sentence_of(outcome) if outcome is not None else ""
    wanted = own_path(asked.wanted)
    return page(asked, template, 200 if outcome is None else 403, said=said, wanted=wanted, **context)
