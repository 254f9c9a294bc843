"""Logging in: a password and a second factor, or a passkey; and the sessions that come of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, delete

from cultivation.access import attempts, factors, passkeys, sessions
from cultivation.access.means import Known, Means, account_of, login_of
from cultivation.access.outcomes import Outcome, Said
from cultivation.access.passkeys import Asking, Site
from cultivation.access.sealing import token_digest
from cultivation.access.sessions import Client, Session, Stage
from cultivation.access.store import moment_text
from cultivation.access.tables import device

DEVICE_LASTS = timedelta(days=180)
Use = Callable[[Connection, str], bool]


class Entering(Means):
    """The way in, step by step; each step ends the session of the one before it."""

    def begin(self, name: str, password: str, client: Client) -> Outcome:
        """Take login name and password; a half session comes of it, and the second factor is asked for.

        An unknown name takes as long as a wrong password, is slowed in the same way, and is told the same.
        """
        with self.store.changing() as connection:
            account = account_of(connection, name)
            who = account or f"unknown {self.key.digest('login', login_of(name))[:32]}"
            refusal = self.refused(connection, who, client)
            kept = factors.kept(connection, account or "", factors.PASSWORD)
        if refusal is not None:
            return refusal
        is_right = self.hasher.matches(kept, password)
        new = self.hasher.hash(password) if is_right and kept and self.hasher.is_old(kept) else None
        known = self.known(account or "")  # the record is asked of a name that nobody has, too
        with self.store.changing() as connection:
            if account is None or not is_right or factors.kept(connection, account, factors.PASSWORD) != kept:
                self.failed(connection, who, client, "password")
                return Outcome(Said.WRONG)
            if not known.is_open:
                self.note(connection, "refused", account, client, {"why": "closed"})
                return Outcome(Said.ACCOUNT_CLOSED)
            if new is not None:
                made = factors.made(connection, account, factors.PASSWORD) or self.now()
                factors.keep(connection, account, factors.PASSWORD, new, made)
            return self.half(connection, known, client)

    def half(self, connection: Connection, known: Known, client: Client, proved: str = "password") -> Outcome:
        """Begin the half session of who gave the right password, or came from the provider."""
        account = known.account
        enrolled = self.has_second_factor(connection, account)
        stage = Stage.SECOND if enrolled else Stage.ENROL
        now, limits = self.now(), known.limits
        secret, _session = sessions.begin(connection, now, account, stage, proved, client, limits)
        self.note(connection, proved, account, client, self.refusals(connection, account, client))
        said = Said.SECOND_NEEDED if enrolled else Said.ENROL_NEEDED
        return Outcome(said, account, secret)

    def second_factor(self, secret: str, code: str, client: Client, via: str = "web") -> Outcome:
        """Take the code of the moment; it counts once, whoever sends it first."""

        def use(connection: Connection, account: str) -> bool:
            return factors.use_totp(connection, self.key, account, code, self.now()) is not None

        return self._second(secret, client, "totp", use, via)

    def recover(self, secret: str, code: str, client: Client, via: str = "web") -> Outcome:
        """Take a recovery code in the place of the second factor; it counts once."""

        def use(connection: Connection, account: str) -> bool:
            return factors.use_recovery_code(connection, self.key, account, code)

        return self._second(secret, client, "recovery", use, via)

    def _second(self, secret: str, client: Client, what: str, use: Use, via: str) -> Outcome:
        known = self.known_by(secret)
        with self.store.changing() as connection:
            half = self.session(connection, secret, Stage.SECOND)
            if half is None or half.account != known.account:
                return Outcome(Said.STEP_ENDED)
            refusal = self.refused(connection, half.account, client)
            if refusal is not None:
                return refusal
            if not use(connection, half.account):
                self.failed(connection, half.account, client, what)
                return Outcome(Said.WRONG_RECOVERY if what == "recovery" else Said.WRONG_CODE)
            sessions.end(connection, secret, self.now(), Said.STEP_ENDED)
            return self.let_in(connection, known, f"{half.strength}+{what}", client, via)

    def let_in(
        self,
        connection: Connection,
        known: Known,
        strength: str,
        client: Client,
        via: str = "web",
        codes: tuple[str, ...] = (),
    ) -> Outcome:
        """Begin the full session of who has proved everything, or ask for a new password first."""
        account = known.account
        if not known.is_open:
            self.note(connection, "refused", account, client, {"why": "closed"})
            return Outcome(Said.ACCOUNT_CLOSED)
        attempts.forgive(connection, account, self.place(connection, account, client))
        refusals = self.refusals(connection, account, client)
        is_old = self._is_old(connection, account) and strength.startswith("password")
        stage = Stage.RENEW if is_old else Stage.FULL
        limits = known.limits if via == "web" else sessions.COMMAND_LINE
        secret, made = sessions.begin(connection, self.now(), account, stage, strength, client, limits, via)
        token = client.device if self.knows_device(connection, account, client.device) else ""
        if not token and via == "web":
            token = self._remember_device(connection, account)
        kind = "password_too_old" if is_old else "entered"
        details = {"session": made.on_record, "strength": strength, "via": via, **refusals}
        self.note(connection, kind, account, client, details)
        said = Said.NEW_PASSWORD_NEEDED if is_old else Said.ENTERED
        return Outcome(said, account, secret, token, codes)

    def _is_old(self, connection: Connection, account: str) -> bool:
        made = factors.made(connection, account, factors.PASSWORD)
        lasts = self.policy.lasts
        return made is not None and lasts is not None and self.now() - made > lasts

    def _remember_device(self, connection: Connection, account: str) -> str:
        now = self.now()
        connection.execute(delete(device).where(device.c.ends < moment_text(now)))
        token = secrets.token_urlsafe(32)
        row = {"digest": token_digest(token), "account": account, "ends": moment_text(now + DEVICE_LASTS)}
        connection.execute(device.insert().values(**row))
        return token

    def ask_passkey(self, site: Site) -> Asking:
        """Ask a browser for whichever passkey the person chooses."""
        with self.store.changing() as connection:
            return passkeys.ask(connection, self.key, site, self.now())

    def enter_by_passkey(self, site: Site, asking: str, answer: str, client: Client) -> Outcome:
        """Take a passkey's answer; opened by its owner it counts as both factors, and is never throttled."""
        with self.store.looking() as connection:
            known = self.known(passkeys.owner(connection, answer))
        with self.store.changing() as connection:
            account = passkeys.proved(connection, self.key, site, asking, answer, self.now(), known.account)
            if not account:
                self.note(connection, "failed", "", client, {"what": "passkey"})
                return Outcome(Said.WRONG_PASSKEY)
            return self.let_in(connection, known, "passkey", client)

    def session_of(self, secret: str, prolong: bool = True) -> Session | Outcome:
        """Return the session of a secret, half or full, or why there is none.

        What nobody asked for (a part that comes by itself, a job that is waited for) must not prolong it.
        """
        if not secret or not self.store.is_made:
            return Outcome(Said.NO_SESSION)
        with self.store.looking() as connection:
            found = sessions.find(connection, secret, self.now())
        if isinstance(found, Said):
            return Outcome(found)
        ended = self._ended_by_roles(found)
        if ended is not None:
            with self.store.changing() as connection:
                sessions.end(connection, secret, self.now(), ended)
            return Outcome(ended)
        if prolong and sessions.is_to_be_seen(found, self.now()):
            with self.store.changing() as connection:
                sessions.see(connection, secret, self.now())
            return replace(found, seen=self.now())
        return found

    def lasts(self, found: Session) -> timedelta:
        """Return how long a session lasts from now on if nothing more is done, by the roles of now."""
        limits = self.people.limits(found.account)
        ends = min(found.lasts_until(), found.seen + limits.idle, found.begun + limits.at_most)
        return max(ends - self.now(), timedelta(0))

    def _ended_by_roles(self, found: Session) -> Said | None:
        """Return why a session lasts no more by what the record says now of account and roles."""
        known = self.known(found.account)
        if not known.is_open:
            return Said.ACCOUNT_CLOSED
        if found.via != "web" or not found.is_full:
            return None
        now = self.now()
        if now - found.begun >= known.limits.at_most:
            return Said.OVER
        return Said.IDLE if now - found.seen >= known.limits.idle else None

    def speak(self, secret: str, language: str) -> None:
        """Remember the language of a session."""
        with self.store.changing() as connection:
            sessions.speak(connection, secret, language)

    def leave(self, secret: str, client: Client) -> None:
        """End a session for good."""
        with self.store.changing() as connection:
            found = sessions.find(connection, secret, self.now())
            sessions.end(connection, secret, self.now(), Said.LEFT)
            if isinstance(found, Session):
                self.note(connection, "left", found.account, client, {"session": found.on_record})

    def step_up(self, secret: str, code: str, client: Client) -> Outcome:
        """Take a code from somebody who is in: the session is confirmed and gets a new secret."""
        with self.store.changing() as connection:
            found = self.session(connection, secret, Stage.FULL)
            if found is None:
                return Outcome(Said.NO_SESSION)
            if found.has_passkey:
                return Outcome(Said.PASSKEY_NEEDED)
            refusal = self.refused(connection, found.account, client)
            if refusal is not None:
                return refusal
            if factors.use_totp(connection, self.key, found.account, code, self.now()) is None:
                self.failed(connection, found.account, client, "step_up")
                return Outcome(Said.WRONG_CODE)
            attempts.forgive(connection, found.account, self.place(connection, found.account, client))
            return self._stepped_up(connection, secret, found, "totp", client)

    def ask_step_up(self, secret: str, site: Site) -> Asking | None:
        """Ask a browser for one of the passkeys of who is in."""
        with self.store.changing() as connection:
            found = self.session(connection, secret, Stage.FULL)
            return passkeys.ask(connection, self.key, site, self.now(), found.account) if found else None

    def step_up_by_passkey(
        self, secret: str, site: Site, asking: str, answer: str, client: Client
    ) -> Outcome:
        """Take a passkey's answer from somebody who is in."""
        with self.store.changing() as connection:
            found = self.session(connection, secret, Stage.FULL)
            if found is None:
                return Outcome(Said.NO_SESSION)
            proved = passkeys.proved(connection, self.key, site, asking, answer, self.now(), found.account)
            if proved is None:
                self.note(connection, "failed", found.account, client, {"what": "passkey"})
                return Outcome(Said.WRONG_PASSKEY)
            return self._stepped_up(connection, secret, found, "passkey", client)

    def _stepped_up(
        self, connection: Connection, secret: str, found: Session, by: str, client: Client
    ) -> Outcome:
        new = sessions.step_up(connection, secret, self.now(), by)
        details = {"session": found.on_record, "by": by}
        self.note(connection, "stepped_up", found.account, client, details)
        return Outcome(Said.DONE, found.account, new)
