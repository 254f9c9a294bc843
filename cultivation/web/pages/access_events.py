"""The events of the log of logins in words: what happened, and what else each says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cultivation.access.log import Event
from cultivation.access.outcomes import strength_text
from cultivation.language import N_, _, join_clauses

KINDS = {
    "entered": N_("entered"),
    "left": N_("left"),
    "password": N_("password was right"),
    "password_too_old": N_("password too old"),
    "failed": N_("failed"),
    "refused": N_("refused"),
    "stepped_up": N_("confirmed who it is"),
    "invited": N_("invited"),
    "redeemed": N_("took the invitation"),
    "reset_asked": N_("reset asked for"),
    "reset_refused": N_("reset turned down"),
    "reset": N_("reset"),
    "shut": N_("all sessions ended"),
    "session_ended": N_("session ended"),
    "sessions_ended": N_("sessions of all accounts ended"),
    "factor_added": N_("second factor added"),
    "factor_removed": N_("second factor removed"),
    "password_changed": N_("password changed"),
    "recovery_codes_made": N_("recovery codes made"),
    "log_purged": N_("days deleted from the log"),
}
WAYS = {"web": N_("in the browser"), "cli": N_("at the command line")}
WHAT = {
    "password": N_("password"),
    "totp": N_("code from the app"),
    "totp_new": N_("first code of a new app"),
    "recovery": N_("recovery code"),
    "passkey": N_("passkey"),
    "passkey_new": N_("new passkey"),
    "slip": N_("invitation code"),
    "step_up": N_("confirmation by a code"),
}
WHY = {
    "closed": N_("login or account closed"),
    "slowed": N_("too many attempts"),
}


def event_text(kind: str) -> str:
    """Name a kind of event; of one of a later version, its code."""
    return _(KINDS[kind]) if kind in KINDS else kind


def details_text(event: Event, names: Mapping[str, str]) -> str:
    """Say what else an event says; what a later version writes stays as it is written.

    `names` are those of the people by their accounts.
    """
    if not isinstance(event.details, Mapping):
        return str(event.details)
    said = {key: str(value) for key, value in event.details.items()}
    says: dict[str, Callable[[str], str]] = {
        "strength": strength_text,
        "via": lambda key: _(WAYS.get(key, key)),
        "what": lambda key: _(WHAT.get(key, key)),
        "why": lambda key: _(WHY.get(key, key)),
        "by": lambda key: _("by {name}").format(name=names.get(key) or _(WHAT.get(key, key))),
        "session": lambda number: _("session {number}").format(number=number),
        "number": lambda number: _("session {number}").format(number=number),
        "sessions": lambda number: _("sessions: {number}").format(number=number),
        "refused": lambda number: _("attempts refused before: {number}").format(number=number),
    }
    known = [says[key](said[key]) for key in says if said.get(key)]
    return join_clauses([*known, *(f"{key}={value}" for key, value in said.items() if key not in says)])
