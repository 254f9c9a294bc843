"""Who stands at the door: with accounts who has a session of theirs, before that who has the printed code."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.access.outcomes import Outcome, Said
from cultivation.access.sessions import Session as Proved
from cultivation.access.signing_in import Access
from cultivation.web.sessions import Session, Sessions

WEB = "web"  # the way in which sessions of browsers begin


@dataclass
class Visitor:
    """Who asks: `proved` is a session of an account, half or full; `coded` one of the printed code.

    `why` says why there is no session where there was one.
    """

    secret: str = ""
    proved: Proved | None = None
    coded: Session | None = None
    why: Said | None = None

    @property
    def is_known(self) -> bool:
        """Tell whether all was proved."""
        return self.coded is not None or (self.proved is not None and self.proved.is_full)

    @property
    def language(self) -> str | None:
        """Return the language that was chosen."""
        session = self.proved or self.coded
        return session.language if session else None

    @property
    def token(self) -> str:
        """Return what each form of this session must carry; sessions of the printed code have none."""
        return self.proved.form_token if self.proved else ""


class Door:
    """Lets in by accounts as soon as there is one, by the printed code until then."""

    def __init__(self, sessions: Sessions, access: Access, secure: bool = False) -> None:
        """`secure` tells that browsers reach the pages by TLS."""
        self.sessions, self.access, self.secure = sessions, access, secure

    @property
    def by_accounts(self) -> bool:
        """Tell whether there are accounts."""
        return self.access.in_use

    @property
    def cookie(self) -> str:
        """Return the name of the session's cookie; with this prefix no other host can set it."""
        return "__Host-cultivation" if self.secure else "cultivation"

    @property
    def device_cookie(self) -> str:
        """Return the name of the cookie by which a device is known."""
        return f"{self.cookie}-device"

    @property
    def scheme(self) -> str:
        """Return how addresses of the pages begin."""
        return "https" if self.secure else "http"

    def find(self, secret: str, prolong: bool) -> Visitor:
        """Return who has a secret."""
        if not self.by_accounts:
            return Visitor(secret, coded=self.sessions.find(secret))
        found = self.access.session_of(secret, prolong)
        if isinstance(found, Outcome):
            return Visitor(secret, why=found.said if secret else None)
        if found.via != WEB:  # a token of the command line lasts longer than a browser may
            return Visitor(secret, why=Said.NO_SESSION)
        return Visitor(secret, found)
