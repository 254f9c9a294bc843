"""People who log in at once at a copy of a workspace: password (argon2id at its full cost) and code."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import httpx2 as httpx
import pyotp

from cultivation import review
from cultivation.access.sessions import Client
from cultivation.access.signing_in import access_beside
from cultivation.queries.people import PeopleOnRecord
from cultivation.record.store import Record

PASSWORD = "correct horse battery staple"
EARLIER = timedelta(minutes=5)  # when they set up their apps: a code counts once


@dataclass(frozen=True, slots=True)
class Known:
    """A person's login name, and the secret of the app with codes."""

    login: str
    letters: str


def copy_with_people(folder: Path, into: Path, number: int) -> list[Known]:
    """Copy a workspace and give people in it accounts that are set up."""
    into.mkdir()
    shutil.copyfile(folder / "cultivation.db", into / "cultivation.db")
    url = f"sqlite:///{into / 'cultivation.db'}"
    record = Record(url, clock=lambda: datetime.now(UTC))
    access = access_beside(url, into, lambda: datetime.now(UTC) - EARLIER, PeopleOnRecord(record))
    known = []
    for at in range(number):
        account = review.open_account(record, "root", f"读者{at}", "科技局")
        half = access.redeem(access.invite(account, f"reader{at}").codes[0], PASSWORD, "", Client())
        new = access.new_totp(half.secret, "cultivation")
        assert new is not None, half
        code = pyotp.TOTP(new.letters).at(access.now())
        assert access.confirm_totp(half.secret, code, Client()).is_good
        known.append(Known(f"reader{at}", new.letters))
    access.store.dispose()
    record.dispose()
    return known


def login(address: str, person: Known) -> float:
    """Log in from the first form to the home page; return the milliseconds."""
    with httpx.Client(base_url=address, timeout=120, headers={"origin": address}) as client:
        began = perf_counter()
        enter(client, person)
        return (perf_counter() - began) * 1000


def enter(client: httpx.Client, person: Known) -> None:
    """Log in with password and code."""
    client.post("/enter", data={"login": person.login, "password": PASSWORD})
    page = client.get("/enter/second").text
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    code = pyotp.TOTP(person.letters).now()
    answer = client.post("/enter/second", data={"token": token, "code": code})
    assert answer.headers.get("location") == "/", answer.text


def logins(address: str, people: Sequence[Known]) -> list[float]:
    """Let all log in at once."""
    with ThreadPoolExecutor(len(people)) as threads:
        return list(threads.map(lambda each: login(address, each), people))
