"""The access log: changed, cut, written anew, purged; held against what is on record of its days."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cultivation.access.log import Damage, Seal, append
from cultivation.access.tables import access_purge
from cultivation.errors import EnvironmentTrouble

from .conftest import THERE, Hall

FIRST = date(2026, 11, 2)
DROP = {
    "sqlite": ("DROP TRIGGER access_event_no_update", "DROP TRIGGER access_event_no_delete"),
    "postgresql": (
        "DROP TRIGGER access_event_no_update ON access_event",
        "DROP TRIGGER access_event_no_delete ON access_event",
    ),
}


def busy(hall: Hall, days: int = 3, events: int = 4) -> None:
    """Let some days pass, with something in the log on each."""
    for _day in range(days):
        for _number in range(events):
            hall.access.begin("nobody", "wrong password", THERE)
            hall.later(hours=1)
        hall.later(hours=24 - events)


def seals(hall: Hall) -> list[Seal]:
    made = [hall.access.sealed(day) for day in hall.access.unsealed_days(None)]
    return [each for each in made if each is not None]


def forge(hall: Hall, *statements: str) -> None:
    """Do what only the owner of the database can, after taking the triggers away."""
    with hall.access.store.changing() as connection:
        for each in (*DROP[connection.dialect.name], *statements):
            connection.execute(text(each))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_event SET address = 'x' WHERE seq = 2",
        "DELETE FROM access_event WHERE seq = 12",
        "DELETE FROM access_event",
        "DELETE FROM access_purge",
        "UPDATE access_purge SET until = 99",
    ],
)
def test_the_database_refuses_to_change_it(statement: str, either: Hall) -> None:
    busy(either)
    with either.access.store.changing() as connection:
        values = {"until": 1, "head": "x", "before": "", "at": "", "account": ""}
        insert = text("INSERT INTO access_purge VALUES (:until, :head, :before, :at, :account)")
        connection.execute(insert, values)
    with (
        pytest.raises(EnvironmentTrouble, match="append-only") as raised,
        either.access.store.changing() as connection,
    ):
        connection.execute(text(statement))
    assert isinstance(raised.value.__cause__, DBAPIError)


def test_each_hash_is_that_of_the_canonical_form(either: Hall) -> None:
    """By a second writing of the form: sorted keys, no spaces, UTF-8."""
    busy(either, 1)
    prev = "0" * 64
    for each in either.access.events():
        whole = {name: getattr(each, name) for name in ("seq", "at", "kind", "account", "address", "details")}
        assert each.prev == prev
        form = json.dumps({**whole, "prev": prev}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert each.hash == hashlib.sha256(form.encode()).hexdigest()
        prev = each.hash


@pytest.mark.parametrize(
    ("statement", "damage"),
    [
        ("UPDATE access_event SET address = '10.0.0.1' WHERE seq = 5", Damage("changed", 5)),
        ("UPDATE access_event SET details = 'no JSON' WHERE seq = 5", Damage("changed", 5)),
        ("UPDATE access_event SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = 5", Damage("changed", 5)),
        ("DELETE FROM access_event WHERE seq = 5", Damage("missing", 5)),
        ("DELETE FROM access_event WHERE seq < 5", Damage("missing", 1)),
        ("DELETE FROM access_event WHERE seq > 7", Damage("seal", day=FIRST + timedelta(days=1))),
        ("DELETE FROM access_event", Damage("seal", day=FIRST)),
    ],
)
def test_what_was_changed_or_cut_is_found(statement: str, damage: Damage, either: Hall) -> None:
    busy(either)
    kept = seals(either)
    assert [each.events for each in kept] == [4, 4, 4]
    assert either.access.verify_log(kept) == []
    forge(either, statement)
    assert damage in either.access.verify_log(kept)


def test_a_log_that_was_written_anew_does_not_fit_its_seals(hall: Hall) -> None:
    busy(hall)
    kept = seals(hall)
    forge(hall, "DELETE FROM access_event")
    hall.now -= timedelta(days=3)
    busy(hall, events=3)  # a chain that is whole in itself
    assert hall.access.verify_log() == []
    assert {each.day for each in hall.access.verify_log(kept)} == {each.day for each in kept}


def test_a_day_is_sealed_once_it_has_ended_and_a_quiet_one_too(hall: Hall) -> None:
    busy(hall, 1)
    hall.later(days=1)  # a quiet day
    today = hall.now.date()
    assert hall.access.sealed(today) is None and hall.access.sealed(FIRST - timedelta(days=1)) is None
    first, quiet = seals(hall)
    assert (first.events, quiet.events) == (4, 0) and first.head == quiet.head
    assert first.first == "2026-11-02T00:00:00.000000Z" and first.until == quiet.first
    assert hall.access.unsealed_days(FIRST) == [quiet.day]
    assert hall.access.unsealed_days(quiet.day) == []


def test_a_clock_that_goes_back_does_not_bring_a_day_back(hall: Hall) -> None:
    busy(hall, 1)
    kept = seals(hall)
    hall.access.begin("nobody", "x", THERE)
    hall.now -= timedelta(days=2)
    hall.access.begin("nobody", "x", THERE)
    assert hall.access.verify_log(kept) == []


def test_whole_days_older_than_the_limit_are_purged_and_the_rest_holds(either: Hall) -> None:
    busy(either)
    kept = seals(either)
    access = either.access
    far = date(2100, 1, 1)
    assert access.purge_log(far, kept, "audit") == -1  # too young
    either.later(days=398)
    assert access.purge_log(far, [], "audit") == -1  # not on record
    assert access.purge_log(FIRST, kept, "audit") == -1  # not meant
    assert access.purge_log(far, kept, "audit") == 4  # the first day alone is older than 400 days
    assert access.verify_log(kept) == []
    assert [each.seq for each in access.events()] == list(range(5, 14))
    assert access.events()[-1].kind == "log_purged" and access.events()[-1].account == "audit"
    either.later(days=2)
    assert access.purge_log(far, kept, "audit") == 8
    assert access.verify_log(kept) == [] and access.sealed(FIRST) is None
    assert [each.seq for each in access.events()] == [13, 14]


def test_no_setting_purges_what_is_younger_than_two_hundred_days(hall: Hall) -> None:
    busy(hall)
    hall.access.keep_days = 1
    hall.later(days=190)
    assert hall.access.purge_log(date(2100, 1, 1), seals(hall), "audit") == -1


def test_what_does_not_fit_its_seals_is_not_purged(hall: Hall) -> None:
    busy(hall)
    kept = seals(hall)
    forge(hall, "UPDATE access_event SET address = 'x' WHERE seq = 2")
    hall.later(days=500)
    assert hall.access.purge_log(date(2100, 1, 1), kept, "audit") == -1
    assert len(hall.access.events()) == 12


@pytest.mark.parametrize("noted", [False, True])
@pytest.mark.parametrize("head", ["", "x"])
def test_a_purge_past_the_program_is_found(noted: bool, head: str, either: Hall) -> None:
    """The database lets whoever may write to it insert a purge, and then delete what it names."""
    busy(either)
    kept = seals(either)
    first = kept[0]
    values = {"until": 4, "head": head or first.head, "before": first.until, "at": first.until, "account": ""}
    with either.access.store.changing() as connection:
        connection.execute(access_purge.insert().values(**values))
        connection.execute(text("DELETE FROM access_event WHERE seq <= 4"))
        if noted:
            append(connection, either.now, "log_purged", details={"until": first.until, "events": 4})
    assert Damage("purge", day=FIRST) in either.access.verify_log(kept)
    assert either.access.purge_log(date(2100, 1, 1), kept, "audit") == -1


def test_a_store_that_is_gone_fits_no_seal(hall: Hall, tmp_path: Path) -> None:
    busy(hall, 2)
    kept = seals(hall)
    hall.access.store.dispose()
    for each in tmp_path.glob("access.db*"):
        each.unlink()
    other = Hall(hall.url, tmp_path)
    assert [each.day for each in other.access.verify_log(kept)] == [each.day for each in kept]
    assert not (tmp_path / "access.db").exists(), "looking makes none"
    busy(other, 2, events=3)
    found = {each.day for each in other.access.verify_log(kept)}
    assert found == {each.day for each in kept}, "nor does another one in its place"
    other.access.store.dispose()
