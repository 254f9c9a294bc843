"""Logging in at a provider: a subject there stands for an account here, because its holder said so once.

Never an address of mail, which providers hand on to others. Who is in links the own subject after a fresh
proof, so no administrator can link one to the account of another.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from hmac import compare_digest

from sqlalchemy import Connection, delete, select

from cultivation.access import factors
from cultivation.access.entering import Entering
from cultivation.access.oidc import NotProved, Proof, Provider
from cultivation.access.outcomes import Outcome, Said
from cultivation.access.sealing import token_digest
from cultivation.access.sessions import Client, Stage
from cultivation.access.store import moment_text
from cultivation.access.tables import challenge
from cultivation.access.tables import secret as secret_table

PURPOSE, SUBJECT = "oidc", "oidc"
LASTS = timedelta(minutes=10)
ALONE, WITH_SECOND = "oidc", "oidc+mfa"


@dataclass(frozen=True, slots=True)
class Sent:
    """A browser is sent to the provider: `address` is where, `state` stays with it in a cookie."""

    address: str
    state: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Returned:
    """A browser comes back: what its address says, and the state of its cookie."""

    code: str = field(default="", repr=False)
    state: str = field(default="", repr=False)
    kept: str = field(default="", repr=False)
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class CameBack:
    """What came of it: the outcome, which page was wanted, and whether an account was to be linked."""

    outcome: Outcome
    wanted: str = ""
    links: bool = False


class SingleSignOn(Entering):
    """The way by the provider, where the workspace has one."""

    provider: Provider | None = None

    def send(self, redirect: str, wanted: str = "", account: str = "") -> Sent | None:
        """Send a browser to the provider, with `account` to link whom it names; None without a provider."""
        if self.provider is None:
            return None
        state, nonce, verifier = (secrets.token_urlsafe(32) for _each in range(3))
        address = self.provider.address(redirect, state, nonce, verifier)
        said = {"nonce": nonce, "verifier": verifier, "wanted": wanted, "redirect": redirect}
        row = {"digest": token_digest(state), "purpose": PURPOSE, "account": account}
        row |= {"content": self.key.seal(json.dumps(said)), "ends": moment_text(self.now() + LASTS)}
        with self.store.changing() as connection:
            connection.execute(delete(challenge).where(challenge.c.ends < moment_text(self.now())))
            connection.execute(challenge.insert().values(**row))
        return Sent(address, state)

    def take_back(self, returned: Returned, client: Client, secret: str = "") -> CameBack:
        """Take who comes back: let them in, or link the subject to who is in; each state counts once."""
        with self.store.changing() as connection:
            by_state = (challenge.c.digest == token_digest(returned.state), challenge.c.purpose == PURPOSE)
            row = connection.execute(select(challenge).where(*by_state)).first()
            connection.execute(delete(challenge).where(*by_state))
        is_here = compare_digest(returned.state.encode(), returned.kept.encode())
        if row is None or not is_here or row.ends <= moment_text(self.now()):
            return CameBack(self._refused_sso(client, "state"))
        said, links = json.loads(self.key.opened(row.content)), bool(row.account)
        proof = self._proof(returned, said, client)
        if isinstance(proof, Outcome):
            return CameBack(proof, said["wanted"], links)
        step = self._link(row.account, proof, secret, client) if links else self._enter(proof, client)
        return CameBack(step, said["wanted"], links)

    def _proof(self, returned: Returned, said: dict[str, str], client: Client) -> Proof | Outcome:
        assert self.provider is not None
        if returned.issuer and returned.issuer != self.provider.settings.issuer:
            return self._refused_sso(client, "issuer")
        if not returned.code:
            return self._refused_sso(client, "no code")
        try:
            return self.provider.proof(returned.code, said["redirect"], said["nonce"], said["verifier"])
        except NotProved as error:
            return self._refused_sso(client, str(error))

    def _refused_sso(self, client: Client, _why: str) -> Outcome:
        with self.store.changing() as connection:
            self.note(connection, "failed", "", client, {"what": "oidc"})
        return Outcome(Said.WRONG_SSO)

    def _enter(self, proof: Proof, client: Client) -> Outcome:
        with self.store.looking() as connection:
            account = self._account_of_subject(connection, proof.subject)
        if account is None:
            self._refused_sso(client, "unknown")
            return Outcome(Said.NOT_LINKED)
        known = self.known(account)
        with self.store.changing() as connection:
            if self._account_of_subject(connection, proof.subject) != account:
                return Outcome(Said.NOT_LINKED)
            if not known.is_open:
                self.note(connection, "refused", account, client, {"why": "closed"})
                return Outcome(Said.ACCOUNT_CLOSED)
            if proof.has_second_factor:
                return self.let_in(connection, known, WITH_SECOND, client)
            return self.half(connection, known, client, ALONE)

    def _link(self, account: str, proof: Proof, secret: str, client: Client) -> Outcome:
        with self.store.changing() as connection:
            found = self.session(connection, secret, Stage.FULL)
            if found is None or found.account != account:
                return Outcome(Said.NO_SESSION)
            other = self._account_of_subject(connection, proof.subject)
            if other not in (None, account):
                self.note(connection, "failed", account, client, {"what": "oidc"})
                return Outcome(Said.LINKED_ALREADY)
            factors.drop(connection, account, SUBJECT)
            factors.keep(connection, account, SUBJECT, self._digest(proof.subject), self.now())
            self.note(connection, "sso_linked", account, client, {"session": found.on_record})
            return Outcome(Said.DONE, account)

    def unlink(self, secret: str, client: Client) -> Outcome:
        """Forget for whom an account is known at the provider."""
        with self.store.changing() as connection:
            found = self.session(connection, secret, Stage.FULL)
            if found is None:
                return Outcome(Said.NO_SESSION)
            if factors.drop(connection, found.account, SUBJECT):
                self.note(connection, "sso_unlinked", found.account, client, {"session": found.on_record})
            return Outcome(Said.DONE, found.account)

    def is_linked(self, account: str) -> bool:
        """Tell whether an account is known at the provider."""
        with self.store.looking() as connection:
            return factors.kept(connection, account, SUBJECT) is not None

    def _account_of_subject(self, connection: Connection, subject: str) -> str | None:
        by_digest = (secret_table.c.kind == SUBJECT, secret_table.c.content == self._digest(subject))
        return connection.execute(select(secret_table.c.account).where(*by_digest)).scalar()

    def _digest(self, subject: str) -> str:
        """A subject counts at its issuer alone; whom it names there stands nowhere here."""
        assert self.provider is not None
        return self.key.digest("oidc", json.dumps([self.provider.settings.issuer, subject]))
