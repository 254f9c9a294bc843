"""The one door to the access room: what the pages and the command line ask of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, delete

from cultivation.access import factors, log, passkeys, resets, sessions
from cultivation.access.draft_marks import DraftMarks
from cultivation.access.drafts import Drafts
from cultivation.access.enrolling import Enrolling, login_name, login_refusal
from cultivation.access.kept_forms import KeptForms
from cultivation.access.means import People, account_of, login_of
from cultivation.access.oidc import Provider, ProviderSettings
from cultivation.access.outcomes import Outcome, Said
from cultivation.access.passwords import FULL, LEAST
from cultivation.access.policy import Policy
from cultivation.access.received_objections import ReceivedObjections
from cultivation.access.resets import ResetAsked
from cultivation.access.sealing import Key
from cultivation.access.sessions import Session
from cultivation.access.single_sign_on import SUBJECT, SingleSignOn
from cultivation.access.store import KEY_FILE, Clock, store_beside, store_of
from cultivation.access.tables import device
from cultivation.access.tokens import Tokens
from cultivation.workspace import Workspace

PROOFS = (
    *(factors.PASSWORD, factors.TOTP, factors.TOTP_NEW, factors.RECOVERY, factors.RESET_ASKED),
    SUBJECT,
)


class Access(Enrolling, SingleSignOn, Drafts, DraftMarks, KeptForms, ReceivedObjections, Tokens):
    """All of it: entering, what a person sets up, and what the administrators do."""

    keep_days = log.DEFAULT_DAYS

    def invite(self, account: str, name: str = "", by: str = "", session: str = "") -> Outcome:
        """Make an invitation of an account, `codes` holding the code to be handed over; it ends earlier ones.

        `name` is the login name; where it is empty, the invited chooses. `by` is the administrator's account.
        Who decides, audits or administrates is invited by two persons, as soon as there is a second one.
        """
        if not self.people.is_open(account):
            return Outcome(Said.NOT_OPEN, account)
        takes_two = self.people.takes_two(account)
        asks = takes_two and bool(by) and not self._is_second(account, by, session)
        asks = asks and self._can_be_confirmed(account, by)
        with self.store.changing() as connection:
            if takes_two and factors.kept(connection, account, factors.PASSWORD) is not None:
                return Outcome(Said.RESET_NEEDED, account)
            own = login_of(name) or login_name(connection, account)
            refusal = login_refusal(connection, account, own) if own else None
            if refusal is not None:
                return refusal
            if asks:
                return self._ask(connection, account, by, session, own)
            return self._slip(connection, account, own, by)

    def _slip(self, connection: Connection, account: str, name: str, by: str) -> Outcome:
        factors.drop(connection, account, factors.RESET_ASKED)
        code = factors.new_slip(connection, self.key, account, name, self.now())
        self.note(connection, "invited", account, None, {"by": by})
        return Outcome(Said.DONE, account, codes=(code,))

    def _ask(self, connection: Connection, account: str, by: str, session: str, name: str) -> Outcome:
        resets.ask(connection, account, by, session, self.now(), name)
        self.note(connection, "reset_asked", account, None, {"by": by})
        return Outcome(Said.SECOND_PERSON_NEEDED, account)

    def _can_be_confirmed(self, account: str, by: str) -> bool:
        """Tell whether another administrator has set up a login: at the first start nobody has."""
        others = [
            each
            for each in self.people.confirmers()
            if each not in (account, by) and not self.people.are_one(each, by)
        ]
        with self.store.looking() as connection:
            return any(self.has_second_factor(connection, each) for each in others)

    def invite_by_second(self, account: str, by: str) -> Outcome:
        """Have who confirms a role that takes two persons hand over the invitation; before the role counts.

        Whatever proves the account came by a slip of one administrator, who may have kept it, is forgotten;
        not where this person made the slip, or the account had such a role before. `codes` is then empty.
        """
        if self.people.takes_two(account) or not self.store.is_made:
            return Outcome(Said.DONE, account)
        with self.store.changing() as connection:
            if self._invited_by(connection, account) <= {by}:
                return Outcome(Said.DONE, account)
            own = login_name(connection, account)
            self._forget(connection, account)
            self.note(connection, "reset", account, None, {"by": by})
            return self._slip(connection, account, own, by)

    def _invited_by(self, connection: Connection, account: str) -> set[str]:
        """Return who made the slip by which an account was set up, and the one that is open."""
        maker, proved_by = "", ""
        for each in log.events(connection, account):
            if each.kind == "invited":
                maker = str(each.details.get("by", ""))
            elif each.kind == "redeemed":
                proved_by = maker
        found = {maker} if factors.has_slip(connection, account) else set()
        return found | ({proved_by} if factors.kept(connection, account, factors.PASSWORD) else set())

    def _forget(self, connection: Connection, account: str) -> None:
        """Forget all that proves an account, and end its sessions; the login name stays."""
        for kind in PROOFS:
            factors.drop(connection, account, kind)
        passkeys.drop(connection, account)
        sessions.end_all(connection, account, self.now(), Said.ENDED)
        connection.execute(delete(device).where(device.c.account == account))

    def reset(self, account: str, by: str = "", session: str = "", why: str = "") -> Outcome:
        """Forget all that proves an account, end its sessions, and invite anew; the login name stays.

        Of who decides, audits or administrates it is asked for first, and done when another person asks, too.
        Nobody is asked where `by` is empty: that is who has the machine itself, with the reason in the log.
        """
        if not self.people.is_open(account):
            return Outcome(Said.NOT_OPEN, account)
        asks = bool(by) and self.people.takes_two(account) and not self._is_second(account, by, session)
        first = self._asked(account)
        with self.store.changing() as connection:
            own = login_name(connection, account) or (first.login if first is not None else "")
            if first is None and not own:
                return Outcome(Said.UNKNOWN_ACCOUNT)
            if asks:
                return self._ask(connection, account, by, session, own)
            self._forget(connection, account)
            self.note(connection, "reset", account, None, {"by": by, **({"why": why} if why else {})})
            return self._slip(connection, account, own, by)

    def _asked(self, account: str) -> ResetAsked | None:
        return next((each for each in self.resets_asked() if each.account == account), None)

    def _is_second(self, account: str, by: str, session: str) -> bool:
        """Tell whether another person has asked for a reset or an invitation, in another session."""
        first = self._asked(account)
        if first is None or by == first.by or (session and session == first.session):
            return False
        return not self.people.are_one(by, first.by)

    def resets_asked(self) -> list[ResetAsked]:
        """Return the resets that wait for a second person."""
        with self.store.looking() as connection:
            return resets.asked(connection, self.now())

    def refuse_reset(self, account: str, by: str) -> Outcome:
        """Turn down a reset that was asked for."""
        with self.store.changing() as connection:
            if not factors.drop(connection, account, factors.RESET_ASKED):
                return Outcome(Said.UNKNOWN_ACCOUNT)
            self.note(connection, "reset_refused", account, None, {"by": by})
            return Outcome(Said.DONE, account)

    def shut(self, account: str, by: str = "") -> Outcome:
        """End all sessions of an account that is closed, or lost a role, and take back its invitations."""
        with self.store.changing() as connection:
            count = sessions.end_all(connection, account, self.now(), Said.ENDED)
            factors.drop_slips(connection, account)
            self.note(connection, "shut", account, None, {"by": by, "sessions": count})
            return Outcome(Said.DONE, account)

    def end_sessions(self, account: str, by: str = "") -> Outcome:
        """End all sessions of an account that goes on, as when it loses a role."""
        with self.store.changing() as connection:
            count = sessions.end_all(connection, account, self.now(), Said.ENDED)
            self.note(connection, "shut", account, None, {"by": by, "sessions": count})
            return Outcome(Said.DONE, account)

    def last_logins(self) -> dict[str, datetime]:
        """Return when each account logged in last, as far as the log is kept."""
        with self.store.looking() as connection:
            return log.last_of_each_account(connection, "entered")

    def end_session(self, number: str, by: str) -> Outcome:
        """End any session by its public number, as the security administrator does."""
        with self.store.changing() as connection:
            if not sessions.end_number(connection, number, None, self.now(), Said.ENDED):
                return Outcome(Said.NO_SESSION)
            self.note(connection, "session_ended", by, None, {"number": number, "by": by})
            return Outcome(Said.DONE)

    def end_every_session(self, by: str) -> int:
        """End all sessions, as after the store was restored; return how many."""
        with self.store.changing() as connection:
            there = sessions.alive(connection, None, self.now())
            for each in there:
                sessions.end_number(connection, each.number, None, self.now(), Said.ENDED)
            self.note(connection, "sessions_ended", by, None, {"by": by, "sessions": len(there)})
            return len(there)

    def all_sessions(self) -> list[Session]:
        """Return all sessions that last."""
        with self.store.looking() as connection:
            return sessions.alive(connection, None, self.now())

    def account_of(self, name: str) -> str | None:
        """Return the account of a login name."""
        with self.store.looking() as connection:
            return account_of(connection, name)

    def login_name(self, account: str) -> str:
        """Return the login name of an account, empty where it has none yet."""
        with self.store.looking() as connection:
            return login_name(connection, account)

    def events(self, account: str | None = None, after: int = 0, most: int | None = None) -> list[log.Event]:
        """Return the access log, of one account or of all."""
        with self.store.looking() as connection:
            return list(log.events(connection, account, after, most))

    def sealed(self, day: date) -> log.Seal | None:
        """Return what is to go on record of a day that has ended (in UTC), None where it has not."""
        with self.store.looking() as connection:
            return log.sealed(connection, day, self.now().date())

    def unsealed_days(self, last_sealed: date | None) -> list[date]:
        """Return the days that have ended since the last one on record."""
        with self.store.looking() as connection:
            return log.unsealed_days(connection, last_sealed, self.now().date())

    def verify_log(self, seals: Sequence[log.Seal] = ()) -> list[log.Damage]:
        """Hold the access log against itself and the seals on record; a store that is lost fits none."""
        if not self.store.is_made:
            return [log.Damage("seal", day=seal.day) for seal in seals]
        with self.store.looking() as connection:
            return log.verify(connection, seals)

    def purge_log(self, before: date, seals: Sequence[log.Seal], by: str) -> int:
        """Delete whole sealed days older than the limit; return how many events, -1 where nothing may go."""
        with self.store.changing() as connection:
            return log.purge(connection, self.now(), by, before, seals, self.keep_days)


def access_beside(record_url: str, folder: Path, clock: Clock, people: People | None = None) -> Access:
    """Open the access room beside a record, without settings; `folder` holds the key."""
    return Access(store_beside(record_url), Key(folder / KEY_FILE), clock, people)


def access_of(
    workspace: Workspace,
    record_url: str,
    clock: Clock,
    people: People | None = None,
    tell: Callable[[log.Event], None] = lambda event: None,
) -> Access:
    """Open the access room of a workspace as its settings say; nothing is made before it is first used."""
    said = workspace.access
    store = store_of(workspace, record_url)
    office = (workspace.announcement.get("organisation"), workspace.office.get("group"))
    words = (*said.get("words", ()), *(each for each in office if each))
    policy = Policy(said.get("policy", "asvs"), words)
    cost = LEAST if said.get("least_cost") else FULL
    made = Access(store, Key(workspace.directory / KEY_FILE), clock, people, policy, cost, tell)
    made.provider = _provider(workspace, clock)
    made.keep_days = said.get("keep_days", log.DEFAULT_DAYS)
    return made


def _provider(workspace: Workspace, clock: Clock) -> Provider | None:
    """Return the provider of single sign-on that the settings name."""
    said = workspace.access
    if "oidc_issuer" not in said:
        return None
    settings = ProviderSettings(
        said["oidc_issuer"],
        said.get("oidc_client_id", ""),
        workspace.client_secret(),
        said.get("oidc_name", ""),
        tuple(said.get("oidc_second_factor", ())),
    )
    return Provider(settings, clock)
