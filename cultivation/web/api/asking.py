"""Who asks by a token: the account on record, with the roles to which the token is limited."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from cultivation.access.outcomes import Outcome, Said, sentence_of
from cultivation.access.sessions import Client
from cultivation.errors import Refused
from cultivation.language import LANGUAGES, of_locale
from cultivation.queries.people import Person
from cultivation.record.actors import By
from cultivation.record.store import Record
from cultivation.web.asking import Asked
from cultivation.web.desk import Desk

VIA, STRENGTH = "api", "token"
SCHEME = "bearer"


class Unauthorized(Refused):
    """A request without a token, or with one that opens nothing."""


class Throttled(Refused):
    """A token that asks too often, or somebody who guesses."""


@dataclass(frozen=True)
class AskedByProgram(Asked):
    """A request of a program; `token_number` is that of its token."""

    token_number: str = ""

    @property
    def acting(self) -> tuple[Record, str]:
        """Return the record, whose entries say by which account and token they came to be, and the name."""
        assert self.person is not None, "only who has an account writes"
        by = By(VIA, STRENGTH, account=self.person.account, token=self.token_number)
        return self.desk.record.acting(by), self.person.name


def asked_by_program(request: Request, desk: Desk) -> AskedByProgram:
    """Return what a request asks, of nobody yet; the language is that of its address or header."""
    query = dict(request.query_params)
    said = request.headers.get("accept-language", "").strip()
    chosen = query.get("lang", "") or (of_locale({"LANG": said}) if said else "")
    address = request.client.host if request.client else ""
    return AskedByProgram(
        desk,
        request.url.path,
        request.path_params,
        query,
        chosen if chosen in LANGUAGES else desk.language,
        known=False,
        method=request.method,
        client=Client(address, request.headers.get("user-agent", "")),
        host=request.headers.get("host", ""),
    )


def proved(asked: AskedByProgram, header: str) -> tuple[Person, str]:
    """Return whose token a header of authorization holds, and its number; refuse what opens nothing.

    What it may do is asked of the record at each request, so what is revoked is over at once.
    """
    desk, (scheme, _space, secret) = asked.desk, header.partition(" ")
    no_token = Unauthorized(sentence_of(Said.NO_TOKEN))
    if scheme.lower() != SCHEME or not secret.strip() or not desk.door.by_accounts:
        raise no_token
    found = desk.door.access.token_number(secret.strip(), asked.client)
    if isinstance(found, Outcome):
        throttled = found.said in (Said.TOO_OFTEN, Said.SLOWED)
        raise (Throttled if throttled else Unauthorized)(sentence_of(found))
    person = desk.people.person_by_token(found, desk.door.access.now())
    if person is None:
        raise no_token
    return person, found
