"""Access rooms to try, on SQLite and on PostgreSQL, with a clock that stands until it is moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
import pyotp
import sqlalchemy as sa

from cultivation.access.outcomes import Outcome, Said
from cultivation.access.passwords import Cost
from cultivation.access.policy import Policy
from cultivation.access.sealing import Key
from cultivation.access.sessions import Client
from cultivation.access.signing_in import Access
from cultivation.access.store import KEY_FILE, store_beside
from tests.record.conftest import postgresql, schema_of_its_own

__all__ = ["postgresql"]  # the fixture
QUICK = Cost(1, 8)  # the least that argon2 computes
WANG, LI = "kqzvhwxtmnbgrjyd", "pwlcfhsgaouiemtr"
PASSWORD = "correct horse battery staple"
HERE, THERE = Client("192.0.2.1", "Firefox"), Client("198.51.100.7", "curl")


class Hall:
    """An access room and who stands in it."""

    def __init__(self, url: str, folder: Path, policy: Policy | None = None) -> None:
        self.now = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
        self.url = url
        key = Key(folder / KEY_FILE)
        self.access = Access(store_beside(url), key, lambda: self.now, policy=policy, cost=QUICK)
        self.letters: dict[str, str] = {}

    def later(self, **length: float) -> None:
        self.now += timedelta(**length)

    def code(self, account: str = WANG) -> str:
        """Return the code of the next half minute, so that it was not used yet."""
        self.later(seconds=30)
        return pyotp.TOTP(self.letters[account]).at(self.now)

    def enrol(self, account: str = WANG, name: str = "wang", password: str = PASSWORD) -> Outcome:
        """Invite somebody who sets up password and app; return what came of it, with the recovery codes."""
        invited = self.access.invite(account, name)
        half = self.access.redeem(invited.codes[0], password, "", HERE)
        assert half.said is Said.ENROL_NEEDED, half
        new = self.access.new_totp(half.secret, "cultivation")
        assert new is not None
        self.letters[account] = new.letters
        done = self.access.confirm_totp(half.secret, self.code(account), HERE)
        assert done.said is Said.ENTERED and len(done.codes) == 10
        return done

    def enter(self, name: str = "wang", account: str = WANG, client: Client = HERE) -> Outcome:
        half = self.access.begin(name, PASSWORD, client)
        assert half.said is Said.SECOND_NEEDED, half
        done = self.access.second_factor(half.secret, self.code(account), client)
        assert done.said is Said.ENTERED, done
        return done

    def said(self, secret: str) -> Said | None:
        """Return why a secret leads to no session; None where it does."""
        found = self.access.session_of(secret)
        return found.said if isinstance(found, Outcome) else None

    def kinds(self) -> list[str]:
        return [each.kind for each in self.access.events()]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = Hall(f"sqlite:///{tmp_path / 'cultivation.db'}", tmp_path)
    yield made
    made.access.store.dispose()


@pytest.fixture
def enrolled(hall: Hall) -> Hall:
    """A room in which Wang has password and app, and is logged in nowhere."""
    done = hall.enrol()
    hall.access.leave(done.secret, HERE)
    return hall


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hall]:
    """A room on either database."""
    if request.param == "sqlite":
        made = Hall(f"sqlite:///{tmp_path / 'cultivation.db'}", tmp_path)
        yield made
        made.access.store.dispose()
        return
    with schema_of_its_own(request.getfixturevalue("postgresql")) as url:
        made = Hall(url, tmp_path)
        yield made
        made.access.store.dispose()
        own = sa.make_url(url).query["options"]
        engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"))
        with engine.begin() as connection:
            connection.execute(sa.text(f"DROP SCHEMA IF EXISTS {str(own).partition('=')[2]}_access CASCADE"))
        engine.dispose()
