"""Guessing is slowed where the guesser stands; nobody is locked out by a stranger for good."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from cultivation.access.outcomes import Said
from cultivation.access.passkeys import Site
from cultivation.access.sessions import Client

from .conftest import HERE, PASSWORD, THERE, WANG, Hall


def guess(hall: Hall, times: int, client: Client = THERE, name: str = "wang") -> list[Said]:
    return [hall.access.begin(name, "wrong password", client).said for _number in range(times)]


@pytest.mark.parametrize("name", ["wang", "nobody"])
def test_the_sixth_guess_waits_whether_there_is_such_a_name_or_not(name: str, enrolled: Hall) -> None:
    assert guess(enrolled, 6, name=name) == [Said.WRONG] * 5 + [Said.SLOWED]
    assert enrolled.access.begin("wang", PASSWORD, HERE).said is Said.SECOND_NEEDED  # from elsewhere


def test_the_waits_grow_from_one_minute_to_fifteen(enrolled: Hall) -> None:
    guess(enrolled, 5)
    for minutes in (1, 2, 4, 8, 15, 15):
        refused = enrolled.access.begin("wang", PASSWORD, THERE)
        assert refused.said is Said.SLOWED  # though the password is right
        assert refused.until == enrolled.now + timedelta(minutes=minutes)
        enrolled.later(minutes=minutes, seconds=-1)
        assert enrolled.access.begin("wang", PASSWORD, THERE).said is Said.SLOWED
        enrolled.later(seconds=1)
        assert guess(enrolled, 1) == [Said.WRONG]


def test_who_enters_at_last_begins_anew(enrolled: Hall) -> None:
    guess(enrolled, 4, HERE)
    enrolled.enter()
    assert guess(enrolled, 6, HERE) == [Said.WRONG] * 5 + [Said.SLOWED]


def test_a_right_password_alone_does_not_begin_anew(enrolled: Hall) -> None:
    """Who has the password must not be able to try codes without end."""
    half = enrolled.access.begin("wang", PASSWORD, THERE)
    found = [enrolled.access.second_factor(half.secret, "000000", THERE).said for _number in range(4)]
    assert found == [Said.WRONG_CODE] * 4
    half = enrolled.access.begin("wang", PASSWORD, THERE)
    assert enrolled.access.second_factor(half.secret, "000000", THERE).said is Said.WRONG_CODE
    assert enrolled.access.begin("wang", PASSWORD, THERE).said is Said.SLOWED
    assert enrolled.access.second_factor(half.secret, enrolled.code(), THERE).said is Said.SLOWED


def test_failures_that_lie_long_ago_do_not_count(enrolled: Hall) -> None:
    guess(enrolled, 4)
    enrolled.later(minutes=16)
    assert guess(enrolled, 5) == [Said.WRONG] * 5


def test_many_strangers_close_the_password_but_not_for_a_known_device(enrolled: Hall) -> None:
    device = enrolled.enter().device
    for number in range(5):
        guess(enrolled, 4, Client(f"203.0.113.{number}"))
    closed = enrolled.access.begin("wang", PASSWORD, Client("192.0.2.44"))
    assert closed.said is Said.CLOSED and closed.until == enrolled.now + timedelta(minutes=30)
    enrolled.enter(client=Client("192.0.2.44", device=device))
    assert enrolled.access.begin("wang", PASSWORD, Client("192.0.2.44", device="forged")).said is Said.CLOSED
    enrolled.later(minutes=30)
    assert enrolled.access.begin("wang", PASSWORD, Client("192.0.2.44")).said is Said.SECOND_NEEDED


def test_after_it_was_closed_it_takes_as_many_failures_again(enrolled: Hall) -> None:
    """So whoever goes on guessing cannot keep the door shut: between two closings the owner comes in."""
    for number in range(5):
        guess(enrolled, 4, Client(f"203.0.113.{number}"))
    guess(enrolled, 3, Client("203.0.113.77"))  # refused, so they do not count
    enrolled.later(minutes=30)
    for number in range(4):
        guess(enrolled, 4, Client(f"203.0.113.{number + 100}"))
    assert enrolled.access.begin("wang", PASSWORD, HERE).said is Said.SECOND_NEEDED


def test_guesses_from_the_same_office_do_not_slow_a_known_device(enrolled: Hall) -> None:
    device = enrolled.enter().device
    guess(enrolled, 6, Client(HERE.address))
    enrolled.enter(client=Client(HERE.address, device=device))


def test_the_device_of_one_account_is_none_of_another(enrolled: Hall) -> None:
    from .conftest import LI

    device = enrolled.enrol(LI, "li").device
    assert guess(enrolled, 6, Client("198.51.100.1", device=device))[-1] is Said.SLOWED


def test_invitations_are_slowed_by_address_alone(hall: Hall) -> None:
    code = hall.access.invite(WANG, "wang").codes[0]
    for _number in range(5):
        assert hall.access.redeem("AAAA-AAAA-AAAA-AAAA", PASSWORD, "", THERE).said is Said.NO_SLIP
    assert hall.access.redeem(code, PASSWORD, "", THERE).said is Said.SLOWED
    for number in range(30):
        hall.access.redeem("AAAA-AAAA-AAAA-AAAA", PASSWORD, "", Client(f"203.0.113.{number}"))
    assert hall.access.redeem(code, PASSWORD, "", HERE).said is Said.ENROL_NEEDED


@pytest.mark.parametrize("way", ["totp", "recovery", "step_up"])
def test_codes_are_guessed_no_faster_than_passwords(way: str, enrolled: Hall) -> None:
    """Whoever knows the password, or sits at an open screen, has five attempts; asking anew gives no more."""
    access, done = enrolled.access, enrolled.enter()
    codes = access.new_recovery_codes(done.secret, HERE).codes

    def attempt(code: str) -> Said:
        if way == "step_up":
            return access.step_up(done.secret, code, THERE).said
        half = access.begin("wang", PASSWORD, THERE)
        if half.said is not Said.SECOND_NEEDED:
            return half.said
        return (access.recover if way == "recovery" else access.second_factor)(half.secret, code, THERE).said

    wrong = Said.WRONG_RECOVERY if way == "recovery" else Said.WRONG_CODE
    assert [attempt("000000") for _number in range(5)] == [wrong] * 5
    right = codes[0] if way == "recovery" else enrolled.code()
    assert attempt(right) is Said.SLOWED
    enrolled.later(minutes=2)
    assert attempt(codes[0] if way == "recovery" else enrolled.code()) in (Said.ENTERED, Said.DONE)


def test_all_of_it_is_in_the_log(enrolled: Hall) -> None:
    guess(enrolled, 6)
    last = enrolled.access.events()[-6:]
    assert [each.kind for each in last] == ["failed"] * 5 + ["refused"]
    assert {each.address for each in last} == {THERE.address}
    assert last[-1].details == {"why": "slowed"}


def test_attempts_that_may_not_be_made_are_counted_and_not_logged_each(enrolled: Hall) -> None:
    before = len(enrolled.access.events())
    guess(enrolled, 205)  # five wrong, two hundred refused
    events = enrolled.access.events()[before:]
    assert [each.kind for each in events] == ["failed"] * 5 + ["refused"]
    enrolled.later(minutes=2)
    guess(enrolled, 1)
    assert enrolled.access.events()[-1].details == {"what": "password", "refused": 200}
    enrolled.later(minutes=5)
    guess(enrolled, 1)
    assert enrolled.access.events()[-1].details == {"what": "password"}


def test_who_only_asks_for_a_passkey_leaves_nothing_in_the_store(hall: Hall) -> None:
    before = len(hall.access.events())
    site = Site("localhost", "http://localhost:8765")
    asked = {hall.access.ask_passkey(site).token for _number in range(50)}
    with hall.access.store.looking() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM challenge")).scalar() == 0
    assert len(asked) == 50 and len(hall.access.events()) == before
