"""Invitations, and what people set up to prove themselves: password, second factors, recovery codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection, select

from cultivation.access import attempts, factors, passkeys, sessions
from cultivation.access.entering import Entering
from cultivation.access.means import Known, account_of, login_of
from cultivation.access.outcomes import Outcome, Said
from cultivation.access.passkeys import Asking, Passkey, Site
from cultivation.access.sessions import Client, Session, Stage
from cultivation.access.store import moment_text
from cultivation.access.tables import device, login, secret

CONFIRMED = timedelta(minutes=5)  # before what proves somebody may be changed
SHORTEST_LOGIN, LONGEST_LOGIN = 2, 64


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person has set up."""

    account: str
    login: str
    password_made: datetime | None
    totp_made: datetime | None
    totp_used: datetime | None
    recovery_codes: int
    passkeys: tuple[Passkey, ...]
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True)
class NewTotp:
    """What goes into a person's device: as an address for a QR code, and as letters to type."""

    address: str = field(repr=False)
    letters: str = field(repr=False)


class Enrolling(Entering):
    """What the invited and the person who is in set up."""

    def redeem(self, code: str, password: str, name: str, client: Client) -> Outcome:
        """Take an invitation with a password; a half session comes of it, in which a second factor is set up.

        `name` is the login name, needed where the invitation does not say it.
        """
        with self.store.changing() as connection:
            refusal = self.refused(connection, "slip", client, closes=False)
            if refusal is not None:
                return refusal
            slip = factors.find_slip(connection, self.key, code, self.now())
            if slip is None:
                self.failed(connection, "slip", client, "slip")
                return Outcome(Said.NO_SLIP)
            own = slip.login or login_of(name)
            refusal = login_refusal(connection, slip.account, own)
        known = self.known(slip.account)
        refusal = refusal or self.password_refusal(slip.account, own, password, False)
        if refusal is not None:
            return refusal
        if not known.is_open:
            return Outcome(Said.ACCOUNT_CLOSED)
        made = self.hasher.hash(password)
        with self.store.changing() as connection:
            refusal = login_refusal(connection, slip.account, own)
            if refusal is not None:
                return refusal
            if not factors.use_slip(connection, self.key, code):
                return Outcome(Said.NO_SLIP)
            attempts.forgive(connection, "slip", self.place(connection, "slip", client))
            _name_login(connection, slip.account, own, self.now())
            factors.keep(connection, slip.account, factors.PASSWORD, made, self.now())
            self.note(connection, "redeemed", slip.account, client)
            return self.half(connection, known, client)

    def new_totp(self, secret: str, issuer: str) -> NewTotp | None:
        """Make a secret for an app that shows codes; it counts once a code of it was given."""
        import pyotp

        with self.store.changing() as connection:
            found = self._may_change(connection, secret)
            if not isinstance(found, Session):
                return None
            letters = pyotp.random_base32()
            factors.keep(connection, found.account, factors.TOTP_NEW, self.key.seal(letters), self.now())
            name = login_name(connection, found.account)
        return NewTotp(pyotp.TOTP(letters).provisioning_uri(name=name, issuer_name=issuer), letters)

    def pending_totp(self, secret: str, issuer: str) -> NewTotp | None:
        """Return the secret that was made and not confirmed yet, for the page to be shown again."""
        import pyotp

        with self.store.looking() as connection:
            found = self._may_change(connection, secret)
            if not isinstance(found, Session):
                return None
            sealed = factors.kept(connection, found.account, factors.TOTP_NEW)
            name = login_name(connection, found.account)
        if sealed is None:
            return None
        letters = self.key.opened(sealed)
        return NewTotp(pyotp.TOTP(letters).provisioning_uri(name=name, issuer_name=issuer), letters)

    def confirm_totp(self, secret: str, code: str, client: Client) -> Outcome:
        """Take the first code of a new secret: from now on it is the second factor."""
        known = self.known_by(secret)
        with self.store.changing() as connection:
            found = self._may_change(connection, secret)
            if not isinstance(found, Session):
                return found
            account = found.account
            refusal = self.refused(connection, account, client)
            if refusal is not None:
                return refusal
            sealed = factors.kept(connection, account, factors.TOTP_NEW)
            counter = factors.use_totp(connection, self.key, account, code, self.now(), factors.TOTP_NEW)
            if sealed is None or counter is None:
                self.failed(connection, account, client, "totp_new")
                return Outcome(Said.WRONG_CODE)
            factors.keep(connection, account, factors.TOTP, sealed, self.now(), counter)
            factors.drop(connection, account, factors.TOTP_NEW)
            return self._factor_added(connection, secret, found, known, "totp", client)

    def ask_new_passkey(self, secret: str, site: Site) -> Asking | None:
        """Ask a browser to make a passkey."""
        with self.store.changing() as connection:
            found = self._may_change(connection, secret)
            if not isinstance(found, Session):
                return None
            account, login = found.account, login_name(connection, found.account)
        names = self.people.name(account)
        name = login or names or account  # an account that came by another way has no login name
        with self.store.looking() as connection:
            return passkeys.ask_for_new(connection, self.key, site, account, name, names, self.now())

    def take_passkey(
        self, secret: str, site: Site, asking: str, answer: str, label: str, client: Client
    ) -> Outcome:
        """Keep the passkey that a browser made."""
        known, now = self.known_by(secret), self.now()
        with self.store.changing() as connection:
            found = self._may_change(connection, secret)
            if not isinstance(found, Session):
                return found
            account = found.account
            if not passkeys.take_new(connection, self.key, site, account, asking, answer, label, now):
                self.note(connection, "failed", found.account, client, {"what": "passkey_new"})
                return Outcome(Said.WRONG_PASSKEY)
            return self._factor_added(connection, secret, found, known, "passkey", client)

    def _factor_added(
        self, connection: Connection, secret: str, found: Session, known: Known, what: str, client: Client
    ) -> Outcome:
        """With the first second factor the account is complete: recovery codes, and the full session."""
        self.note(connection, "factor_added", found.account, client, {"what": what})
        if found.is_full:
            if what == "passkey":
                return Outcome(
                    Said.DONE, found.account, sessions.step_up(connection, secret, self.now(), what)
                )
            return Outcome(Said.DONE, found.account)
        codes = factors.new_recovery_codes(connection, self.key, found.account, self.now())
        sessions.end_all(connection, found.account, self.now(), Said.CHANGED)
        return self.let_in(connection, known, f"password+{what}", client, codes=codes)

    def renew(self, secret: str, password: str, client: Client) -> Outcome:
        """Take the new password of who proved everything with one that is too old."""
        return self._new_password(secret, None, password, client, Stage.RENEW)

    def change_password(self, secret: str, old: str, password: str, client: Client) -> Outcome:
        """Take a new password with the old one; all other sessions end, and no device is known any more."""
        return self._new_password(secret, old, password, client, Stage.FULL)

    def _new_password(
        self, secret: str, old: str | None, password: str, client: Client, stage: Stage
    ) -> Outcome:
        with self.store.changing() as connection:
            found = self.session(connection, secret, stage)
            if found is None:
                return Outcome(Said.STEP_ENDED if stage is Stage.RENEW else Said.NO_SESSION)
            refusal = self.refused(connection, found.account, client)
            if refusal is not None:
                return refusal
            name = login_name(connection, found.account)
            kept = factors.kept(connection, found.account, factors.PASSWORD)
            past = _past(connection, found.account)[: self.policy.not_again]
        if old is not None and not self.hasher.matches(kept, old):
            with self.store.changing() as connection:
                self.failed(connection, found.account, client, "password")
                return Outcome(Said.WRONG)
        before = [each for each in (kept, *past) if each]
        again = any(self.hasher.matches(each, password) for each in before[: max(self.policy.not_again, 1)])
        refusal = self.password_refusal(found.account, name, password, again)
        if refusal is not None:
            return refusal
        made, known = self.hasher.hash(password), self.known(found.account)
        with self.store.changing() as connection:
            if self.session(connection, secret, stage) is None:
                return Outcome(Said.NO_SESSION)
            self._replace_password(connection, secret, found, kept, made)
            self.note(connection, "password_changed", found.account, client)
            if not found.is_full:
                return self.let_in(connection, known, found.strength, client)
            new = sessions.renew(connection, secret, self.now())
            token = self._remember_device(connection, found.account)
            return Outcome(Said.DONE, found.account, new, token)

    def _replace_password(
        self, connection: Connection, secret: str, found: Session, kept: str | None, made: str
    ) -> None:
        now = self.now()
        if kept is not None and self.policy.not_again:
            factors.add(connection, found.account, factors.PAST, kept, now)
            _forget_but(connection, found.account, self.policy.not_again)
        factors.keep(connection, found.account, factors.PASSWORD, made, now)
        sessions.end_all(connection, found.account, now, Said.CHANGED, but=secret if found.is_full else "")
        connection.execute(sa.delete(device).where(device.c.account == found.account))

    def new_recovery_codes(self, secret: str, client: Client) -> Outcome:
        """Make ten new recovery codes; the earlier ones count no more."""
        with self.store.changing() as connection:
            found = self._may_change(connection, secret, Stage.FULL)
            if not isinstance(found, Session):
                return found
            codes = factors.new_recovery_codes(connection, self.key, found.account, self.now())
            self.note(connection, "recovery_codes_made", found.account, client)
            return Outcome(Said.DONE, found.account, codes=codes)

    def remove_factor(self, secret: str, credential: str, client: Client) -> Outcome:
        """Forget a passkey, or the app with codes where `credential` is empty; the last factor stays."""
        with self.store.changing() as connection:
            found = self._may_change(connection, secret, Stage.FULL)
            if not isinstance(found, Session):
                return found
            account = found.account
            has_totp = factors.kept(connection, account, factors.TOTP) is not None
            if len(passkeys.of(connection, account)) + has_totp < 2:
                return Outcome(Said.LAST_FACTOR)
            if credential:
                passkeys.drop(connection, account, credential)
            else:
                factors.drop(connection, account, factors.TOTP)
            self.note(
                connection, "factor_removed", account, client, {"what": "passkey" if credential else "totp"}
            )
            return Outcome(Said.DONE, account)

    def profile(self, account: str) -> Profile:
        """Return what a person has set up, and where they are logged in."""
        with self.store.looking() as connection:
            return Profile(
                account,
                login_name(connection, account),
                factors.made(connection, account, factors.PASSWORD),
                factors.made(connection, account, factors.TOTP),
                factors.used(connection, account, factors.TOTP),
                factors.recovery_codes_left(connection, account),
                tuple(passkeys.of(connection, account)),
                tuple(sessions.alive(connection, account, self.now())),
            )

    def end_own(self, secret: str, number: str, client: Client) -> Outcome:
        """End one of one's own sessions, or with an empty number all others."""
        with self.store.changing() as connection:
            found = self._may_change(connection, secret, Stage.FULL)
            if not isinstance(found, Session):
                return found
            if number:
                sessions.end_number(connection, number, found.account, self.now(), Said.ENDED)
            else:
                sessions.end_all(connection, found.account, self.now(), Said.ENDED, but=secret)
            self.note(connection, "session_ended", found.account, client, {"by": found.account})
            return Outcome(Said.DONE, found.account)

    def _may_change(self, connection: Connection, secret: str, *stages: Stage) -> Session | Outcome:
        """Return the session that may change factors: one that enrols, or was confirmed lately."""
        found = self.session(connection, secret, *(stages or (Stage.ENROL, Stage.FULL)))
        if found is None:
            return Outcome(Said.STEP_ENDED)
        if found.stage is Stage.ENROL and self.has_second_factor(connection, found.account):
            return Outcome(Said.STEP_ENDED)  # somebody else was first
        if found.is_full and not found.is_confirmed(self.now(), CONFIRMED):
            return Outcome(Said.STEP_UP_NEEDED)
        return found


def login_refusal(connection: Connection, account: str, name: str) -> Outcome | None:
    """Return why an account may not have a login name."""
    if not SHORTEST_LOGIN <= len(name) <= LONGEST_LOGIN or not name.isprintable() or " " in name:
        return Outcome(Said.LOGIN_BAD)
    owner = account_of(connection, name)
    return Outcome(Said.LOGIN_TAKEN) if owner not in (None, account) else None


def _name_login(connection: Connection, account: str, name: str, now: datetime) -> None:
    connection.execute(sa.delete(login).where(login.c.account == account))
    connection.execute(login.insert().values(account=account, name=name, made=moment_text(now)))


def login_name(connection: Connection, account: str) -> str:
    """Return the login name of an account, empty where it has none yet."""
    found = connection.execute(select(login.c.name).where(login.c.account == account)).scalar()
    return found or ""


def _forget_but(connection: Connection, account: str, number: int) -> None:
    """Forget the hashes of earlier passwords but the latest."""
    past = (secret.c.account == account, secret.c.kind == factors.PAST)
    kept = list(connection.execute(select(secret.c.id).where(*past).order_by(secret.c.id.desc())).scalars())
    connection.execute(sa.delete(secret).where(*past, secret.c.id.in_(kept[number:])))


def _past(connection: Connection, account: str) -> list[str]:
    """Return the hashes of earlier passwords, the latest first."""
    query = select(secret.c.content).where(secret.c.account == account, secret.c.kind == factors.PAST)
    return list(connection.execute(query.order_by(secret.c.id.desc())).scalars())
