"""What an event of the log of logins says, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cultivation.access.log import Event
from cultivation.access.outcomes import Said, strength_text
from cultivation.language import N_, _, join_clauses

KINDS = {
    "entered": N_("entered"),
    "left": N_("left"),
    "password": N_("password was right"),
    "password_too_old": N_("password too old"),
    "failed": N_("proof failed"),
    "refused": N_("attempt refused"),
    "stepped_up": N_("confirmed who it is"),
    "invited": N_("invited"),
    "redeemed": N_("took the invitation"),
    "reset_asked": N_("invitation or reset asked for"),
    "reset_refused": N_("invitation or reset turned down"),
    "reset": N_("reset"),
    "shut": N_("all sessions ended"),
    "session_ended": N_("session ended"),
    "sessions_ended": N_("sessions of all accounts ended"),
    "factor_added": N_("second factor added"),
    "factor_removed": N_("second factor removed"),
    "password_changed": N_("password changed"),
    "recovery_codes_made": N_("recovery codes made"),
    "token_made": N_("token of a program issued"),
    "token_dropped": N_("token of a program revoked"),
    "oidc": N_("single sign-on was right"),
    "sso_linked": N_("linked with single sign-on"),
    "sso_unlinked": N_("unlinked from single sign-on"),
    "log_purged": N_("days deleted from the log"),
    "objection_received": N_("objection received"),
    "contacts_forgotten": N_("contacts of objectors deleted"),
}
WAYS = {"web": N_("in the browser"), "cli": N_("at the command line")}
WHAT = {
    "password": N_("password"),
    "totp": N_("code from the app"),
    "totp_new": N_("first code of a new app"),
    "step_up": N_("code from the app, to confirm"),
    "recovery": N_("recovery code"),
    "passkey": N_("passkey"),
    "passkey_new": N_("new passkey"),
    "slip": N_("invitation code"),
    "token": N_("token of a program"),
    "receipt": N_("code of a receipt"),
    "oidc": N_("single sign-on"),
}
WHY = {
    "closed": N_("the account is closed, or its login by password"),
    Said.SLOWED.value: N_("too many failures before"),
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "what": WHAT,
    "via": WAYS,
    "why": WHY,
    "by": {**WHAT, "": N_("by who runs this machine")},  # of a confirmation: by which proof
}
CLAUSES = {
    "session": N_("session {value}"),
    "number": N_("session {value}"),
    "token": N_("token {value}"),
    "refused": N_("{value} attempts refused before"),
    "sessions": N_("sessions: {value}"),
    "events": N_("events: {value}"),
    "receipt": N_("receipt {value}"),
    "contacts": N_("contacts: {value}"),
    "until": N_("until {value}"),
}


def kind_text(kind: str) -> str:
    """Name a kind of event; of one of a later version, its code."""
    return _(KINDS[kind]) if kind in KINDS else kind


def details_text(event: Event, names: Mapping[str, str]) -> str:
    """Say what else an event holds; `names` are those of the accounts."""
    if not isinstance(event.details, dict):
        return str(event.details)  # changed from outside
    return join_clauses(_clauses(event.details, names))


def _clauses(details: Mapping[str, object], names: Mapping[str, str]) -> Iterator[str]:
    for key, value in details.items():
        text = str(value)
        if key in CLAUSES:
            yield _(CLAUSES[key]).format(value=text[:10] if key == "until" else text)
        elif key == "by" and text not in WORDS[key]:
            yield _("by {name}").format(name=names.get(text, text))
        elif key == "strength":
            yield strength_text(text)
        else:
            words = WORDS.get(key, {})
            yield _(words[text]) if text in words else text
