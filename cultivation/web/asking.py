"""What a request asks, in the words of the program: its parameters, its language, the state of the record."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Self, TypeVar
from urllib.parse import quote, urlencode

from cultivation.access.enrolling import CONFIRMED
from cultivation.access.passkeys import Site
from cultivation.access.sessions import Client
from cultivation.core.roles import Grant
from cultivation.core.wording.values import true_minus
from cultivation.errors import CultivationError, Refused, UsageMistake
from cultivation.language import _, join_names
from cultivation.queries.moments import moment_of
from cultivation.queries.people import Person
from cultivation.queries.year import State, Year
from cultivation.queries.year_state import touched
from cultivation.record.actors import By
from cultivation.record.store import Record
from cultivation.web.desk import Desk
from cultivation.web.door import Visitor
from cultivation.web.rights import RIGHTS, Decision, Right, decide, decide_without_accounts, sees_persons
from cultivation.web.uploads import TooLarge, Upload

Answer = TypeVar("Answer")
VIA = "web"
BY_KEY = {each.key: each for each in RIGHTS}
MOST_LETTERS = 200
KEPT_EVERYWHERE = ("as_of",)
TOKEN_PLACE = secrets.token_urlsafe(24)  # as long as a token, and no text of a page
ENDS_PLACE = secrets.token_hex(6)  # for the seconds that the session lasts


class NotFound(UsageMistake):
    """What the address names does not exist."""


class ForgedForm(Refused):
    """A form that does not carry the token of the session."""


class Forbidden(Refused):
    """A page that is for other roles."""


class BadParameter(UsageMistake):
    """A parameter of the address says nothing that can be meant."""


@dataclass(frozen=True)
class Asked:
    """One request: parts of its path, its query (the last value of each name), and in which language."""

    desk: Desk
    path: str
    parts: Mapping[str, str]
    query: Mapping[str, str]
    language: str
    form: Mapping[str, str] = field(default_factory=dict)
    known: bool = True
    method: str = "GET"
    visitor: Visitor = field(default_factory=Visitor)
    client: Client = field(default_factory=Client)
    host: str = ""
    person: Person | None = None  # who has proved to be it; nobody with the printed code, or at the door
    files: tuple[Upload, ...] = ()
    arrived: datetime | None = None  # of who sends files
    route: str = ""  # the pattern of the address, for the log
    sent_cookies: Mapping[str, str] = field(default_factory=dict, repr=False)

    def identified(self) -> Self:
        """Return the same question by the person whose session it is, as the record knows that person now."""
        proved = self.visitor.proved
        if proved is None or not proved.is_full:
            return self
        return replace(self, person=self.desk.people.person(proved.account))

    @property
    def is_free(self) -> bool:
        """Tell whether this is who has the printed code, while there are no accounts."""
        return self.visitor.coded is not None

    @property
    def grants(self) -> tuple[Grant, ...]:
        """Return the roles of who asks."""
        return self.person.grants if self.person is not None else ()

    def decision(self, right: Right, year: int | None = None) -> Decision:
        """Say what who asks gets at an address with a right."""
        return decide_without_accounts(right) if self.is_free else decide(right, self.grants, year)

    def may(self, key: str, year: int | None = None, all_rows: bool = False) -> bool:
        """Tell whether who asks has a right, for everything or at least for own rows; links depend on it."""
        found = self.decision(BY_KEY[key], year)
        return found is Decision.ALLOWED or (found is Decision.OWN and not all_rows)

    def sees_year(self, key: str, year: Year) -> bool:
        """Tell whether a page of all years may show one to who asks.

        What is decided is known to all who have the right; a role of one year must not show what is going on
        in another.
        """
        return year.is_decided or self.may(key, year.number, all_rows=True)

    @property
    def sees_persons(self) -> bool:
        """Tell whether personal fields may be shown."""
        return self.is_free or sees_persons(self.grants)

    @property
    def is_confirmed(self) -> bool:
        """Tell whether who asks proved lately that it is still they."""
        proved = self.visitor.proved
        return proved is not None and proved.is_confirmed(self.desk.door.access.now(), CONFIRMED)

    @property
    def acting(self) -> tuple[Record, str]:
        """Return the record, whose entries say by which account and session they came to be, and the name."""
        proved = self.visitor.proved
        assert proved is not None and self.person is not None, "only who has an account writes"
        by = By(VIA, proved.strength, account=proved.account, session=proved.on_record)
        return self.desk.record.acting(by), self.person.name

    @property
    def token(self) -> str:
        """Return what stands in forms for the token of the session, empty where it needs none."""
        return TOKEN_PLACE if self.visitor.token else ""

    @property
    def ends(self) -> str:
        """Return what stands in a page for the seconds after which the session ends."""
        return ENDS_PLACE

    def cookies(self, name: str) -> str:
        """Return a cookie that the browser sent, empty where it sent none."""
        return self.sent_cookies.get(name, "")

    @property
    def wanted(self) -> str:
        """Return which page was wanted before something had to be proved."""
        return self.form.get("next", "") or self.query.get("next", "")

    @staticmethod
    def with_next(wanted: str) -> str:
        """Return the part of an address that keeps which page was wanted."""
        return f"?{urlencode({'next': wanted})}" if wanted not in ("", "/") else ""

    @property
    def site(self) -> Site:
        """Return how the pages are reached, as passkeys must know it."""
        origin = f"{self.desk.door.scheme}://{self.host}"
        return Site(self.host.rpartition(":")[0] or self.host, origin)

    @property
    def as_of(self) -> datetime | None:
        """Return the moment to look back to."""
        text = self.text("as_of")
        if not text:
            return None
        try:
            return moment_of(text)
        except ValueError:
            sentence = _("'{value}' is not a moment; write a date such as 2018-03-01, or 2018-03-01T17:30.")
            raise BadParameter(sentence.format(value=text[:40])) from None

    def text(self, name: str) -> str:
        """Return a parameter as a text; one that is too long is refused."""
        text = self.query.get(name, "").strip()
        if len(text) > MOST_LETTERS or not text.isprintable():
            raise BadParameter(
                _("'{name}' is too long or holds letters that cannot be read.").format(name=name)
            )
        return text

    def choice(self, name: str, allowed: Collection[str], default: str = "") -> str:
        """Return a parameter that must be one of a few words."""
        text = self.text(name) or default
        if text not in allowed:
            sentence = _("'{value}' is not known as '{name}'; there are: {allowed}.")
            known = join_names(each for each in allowed if each)
            raise BadParameter(sentence.format(value=text[:40], name=name, allowed=known))
        return text

    def number(self, name: str, least: int = 1, most: int = 1_000_000_000) -> int | None:
        """Return a parameter as a whole number; None where it is not given."""
        text = self.text(name)
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,10}", text) or not least <= int(text) <= most:
            sentence = _("'{value}' is not a whole number from {least} to {most} ('{name}').")
            raise BadParameter(sentence.format(value=text[:40], least=least, most=most, name=name))
        return int(text)

    def day(self, name: str) -> date | None:
        """Return a parameter as a day; None where it is not given."""
        text = self.text(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            sentence = _("'{value}' is not a date; write it as 2017-12-31.")
            raise BadParameter(sentence.format(value=text[:40])) from None

    def year(self, state: State) -> Year:
        """Return the year that the path names."""
        text = self.parts["year"]
        if not re.fullmatch(r"[0-9]{4}", text) or int(text) not in state.review_years:
            raise NotFound(_("There is no review year {year} on record.").format(year=text[:20]))
        return state.year(int(text))

    def firm(self, state: State) -> tuple[str, str]:
        """Return code and name of the enterprise whose code the path names."""
        code = self.parts["code"]
        known = state.reader.enterprises()
        if code not in known:
            raise NotFound(_("No enterprise with the code '{code}' is on record.").format(code=code[:40]))
        return code, known[code]

    def keep(self, state: State, question: Hashable, make: Callable[[], Answer]) -> Answer:
        """Return what was made of this state of the record before, in this language, or make it."""
        return self.desk.kept.get((state.reader.head(), self.language, question), make)

    def keep_of(self, year: Year, question: Hashable, make: Callable[[], Answer]) -> Answer:
        """Return what was made of a year since an entry last touched it, in this language, or make it."""
        kept, reader, number = self.desk.kept, year.reader, year.number
        state = kept.get((reader.head(), "touched", number), lambda: touched(reader, number))
        return kept.get((state, self.language, number, question), make)

    def at(self, *path: object, **query: object) -> str:
        """Return an address below the root that looks back to the same moment."""
        kept = {name: self.query[name] for name in KEPT_EVERYWHERE if self.query.get(name)}
        return _address("/" + "/".join(quote(str(each), safe="") for each in path), {**kept, **query})

    def public(self, path: str) -> str:
        """Return the address of a page for everybody; without a session it carries the language."""
        return _address(quote(path), {} if self.known else {"lang": self.query.get("lang", "")})

    def here(self, **changes: object) -> str:
        """Return the address of this page with some parameters changed; None or "" leaves one out."""
        kept = {name: value for name, value in self.query.items() if name not in ("lang", "part")}
        return _address(quote(self.path), {**kept, **changes})

    def hidden(self, *but: str) -> list[tuple[str, str]]:
        """Return the parameters that a form of this page has to keep, without those that it asks for."""
        return [(name, value) for name, value in self.query.items() if name not in (*but, "lang", "part")]


def _address(path: str, query: Mapping[str, object]) -> str:
    said = {name: str(value) for name, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(said)}" if said else path


def status_of(error: CultivationError) -> int:
    """Return the status of HTTP that a trouble has."""
    match error:
        case NotFound():
            return 404
        case TooLarge():
            return 413
        case BadParameter() | UsageMistake():
            return 422
        case ForgedForm() | Forbidden():
            return 403
        case _:
            return STATUSES.get(type(error).__name__, 409)


STATUSES: dict[str, int] = {"EnvironmentTrouble": 503}


def shown(value: Any) -> str:
    """Return a value for a cell of a table, with a true minus; a dash for what is not known."""
    return "–" if value is None else true_minus(str(value))
