"""What comes of an attempt to prove oneself, as a value, and the one place that says it in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cultivation.language import N_, _, join_names


class Said(StrEnum):
    """What came of it."""

    DONE = "done"
    ENTERED = "entered"
    SECOND_NEEDED = "second_needed"
    ENROL_NEEDED = "enrol_needed"
    NEW_PASSWORD_NEEDED = "new_password_needed"
    SECOND_PERSON_NEEDED = "second_person_needed"
    # not let in
    WRONG = "wrong"
    WRONG_CODE = "wrong_code"
    WRONG_RECOVERY = "wrong_recovery"
    WRONG_PASSKEY = "wrong_passkey"
    SLOWED = "slowed"
    CLOSED = "closed"
    NO_SLIP = "no_slip"
    ACCOUNT_CLOSED = "closed_account"
    STEP_ENDED = "step_ended"
    LAST_FACTOR = "last_factor"
    STEP_UP_NEEDED = "step_up_needed"
    PASSKEY_NEEDED = "passkey_needed"
    # logins that cannot be
    LOGIN_TAKEN = "login_taken"
    LOGIN_BAD = "login_bad"
    UNKNOWN_ACCOUNT = "unknown_account"
    NOT_OPEN = "not_open"
    RESET_NEEDED = "reset_needed"
    # passwords that are not taken
    PASSWORD_SHORT = "password_short"
    PASSWORD_LONG = "password_long"
    PASSWORD_COMMON = "password_common"
    PASSWORD_CONTEXT = "password_context"
    PASSWORD_KINDS = "password_kinds"
    PASSWORD_AGAIN = "password_again"
    PASSWORDS_DIFFER = "passwords_differ"
    # sessions that are no more
    NO_SESSION = "no_session"
    IDLE = "idle"
    OVER = "over"
    LEFT = "left"
    REPLACED = "replaced"
    ENDED = "ended"
    CHANGED = "changed"
    # single sign-on
    WRONG_SSO = "wrong_sso"
    NOT_LINKED = "not_linked"
    LINKED_ALREADY = "linked_already"
    # programs
    NO_TOKEN = "no_token"
    TOO_OFTEN = "too_often"


SENTENCES = {
    Said.DONE: N_("Done."),
    Said.ENTERED: N_("You are logged in."),
    Said.SECOND_NEEDED: N_("Now the second factor."),
    Said.ENROL_NEEDED: N_("Now set up a second factor."),
    Said.NEW_PASSWORD_NEEDED: N_("The password is older than 90 days; set a new one."),
    Said.SECOND_PERSON_NEEDED: N_(
        "This account decides, audits or administrates: another administrator must confirm within seven days."
    ),
    Said.WRONG: N_("Login name and password do not belong together."),
    Said.WRONG_CODE: N_("This code is not right, or was used already. Wait for the next one and try again."),
    Said.WRONG_RECOVERY: N_("This recovery code is not right, or was used already. Take another one."),
    Said.WRONG_PASSKEY: N_("This passkey was not accepted. Try again, or use the password."),
    Said.SLOWED: N_("Too many failed attempts. The next one is possible from {moment} on."),
    Said.CLOSED: N_(
        "After many failed attempts the login by password is closed until {moment}. A passkey, and a device "
        "with which you logged in before, are still accepted."
    ),
    Said.NO_SLIP: N_(
        "This invitation code is not known, was used already or has expired. Ask for a new one."
    ),
    Said.ACCOUNT_CLOSED: N_("This account is closed. Ask the security administrator."),
    Said.STEP_ENDED: N_("This took too long or failed too often. Begin again."),
    Said.LAST_FACTOR: N_("This is the only second factor. Set up another one first."),
    Said.STEP_UP_NEEDED: N_("Confirm first that it is you."),
    Said.PASSKEY_NEEDED: N_("This account has a passkey: confirm with it."),
    Said.LOGIN_TAKEN: N_("Another account has this login name. Choose another one."),
    Said.LOGIN_BAD: N_("A login name has 2 to 64 letters and no spaces."),
    Said.UNKNOWN_ACCOUNT: N_("No login belongs to this account."),
    Said.NOT_OPEN: N_("No open account with this id is on record."),
    Said.RESET_NEEDED: N_("This account is set up already. Reset it instead."),
    Said.PASSWORD_SHORT: N_(
        "The password needs at least 12 characters. A few words in a row are easy to remember."
    ),
    Said.PASSWORD_LONG: N_("The password may have at most 128 characters."),
    Said.PASSWORD_COMMON: N_("Many people use this password or the parts it is made of. Choose another one."),
    Said.PASSWORD_CONTEXT: N_(
        "The password holds a name that others guess: of the city, the office, the account or yours."
    ),
    Said.PASSWORD_KINDS: N_("The password needs small and capital letters, digits and other signs."),
    Said.PASSWORD_AGAIN: N_("This password was used before. Choose another one."),
    Said.PASSWORDS_DIFFER: N_("The two passwords are not the same. Type them again."),
    Said.NO_SESSION: N_("You are not logged in."),
    Said.IDLE: N_("The session ended because nothing was done for a while. What was submitted is kept."),
    Said.OVER: N_("The session has lasted as long as it may. Log in again."),
    Said.LEFT: N_("You have left."),
    Said.REPLACED: N_(
        "The session ended because this account logged in elsewhere. If that was not you, change the "
        "password."
    ),
    Said.ENDED: N_("The session was ended by you elsewhere, or by the security administrator."),
    Said.WRONG_SSO: N_("The single sign-on proved nothing. Begin again, or use the password."),
    Said.NOT_LINKED: N_(
        "The single sign-on knows you, but no account here is linked with it. Log in by password once, and "
        "link your account on its own page."
    ),
    Said.LINKED_ALREADY: N_("Whoever logged in there is linked with another account already."),
    Said.NO_TOKEN: N_("This token is not known, has expired or was revoked."),
    Said.TOO_OFTEN: N_("This token asks too often. It may ask again from {moment} on."),
    Said.CHANGED: N_("The session ended because the password or a factor was changed."),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it, and what goes with it.

    `secret` is that of the session from now on, for the cookie alone; `device` that of a known device.
    `codes` are recovery codes to be shown once; `until` is when the next attempt is possible.
    """

    said: Said
    account: str = ""
    secret: str = field(default="", repr=False)
    device: str = field(default="", repr=False)
    codes: tuple[str, ...] = field(default=(), repr=False)
    until: datetime | None = None

    @property
    def is_good(self) -> bool:
        """Tell whether it went on."""
        return self.said in GOOD


GOOD = frozenset({Said.DONE, Said.ENTERED, Said.SECOND_NEEDED, Said.ENROL_NEEDED, Said.NEW_PASSWORD_NEEDED})


def sentence_of(outcome: Outcome | Said) -> str:
    """Say in the language of the context what came of it."""
    said = outcome.said if isinstance(outcome, Outcome) else outcome
    until = outcome.until if isinstance(outcome, Outcome) else None
    moment = until.astimezone().strftime("%H:%M") if until else ""
    return _(SENTENCES[said]).format(moment=moment)


PROOFS = {
    "password": N_("password"),
    "totp": N_("code from the app"),
    "recovery": N_("recovery code"),
    "passkey": N_("passkey"),
    "oidc": N_("single sign-on"),
    "mfa": N_("second factor there"),
}


def strength_text(strength: str) -> str:
    """Say by what a session was proved."""
    return join_names(_(PROOFS.get(each, each)) for each in strength.split("+"))
