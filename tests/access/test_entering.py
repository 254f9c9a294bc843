"""The way in, step by step, and all that must not lead in."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from unittest.mock import patch

import pytest
from sqlalchemy import delete

from cultivation.access.outcomes import SENTENCES, Outcome, Said, sentence_of
from cultivation.access.passkeys import Site
from cultivation.access.sessions import Client, Limits, Session
from cultivation.access.tables import login

from .conftest import HERE, LI, PASSWORD, THERE, WANG, Hall


def test_the_invited_enters_leaves_and_enters_again(either: Hall) -> None:
    access = either.access
    assert not access.in_use and access.session_of("x") == Outcome(Said.NO_SESSION)
    done = either.enrol()
    assert access.in_use
    session = access.session_of(done.secret)
    assert isinstance(session, Session)
    assert (session.account, session.strength, session.via) == (WANG, "password+totp", "web")
    access.leave(done.secret, HERE)
    assert either.said(done.secret) is Said.LEFT
    again = either.enter()
    assert again.secret != done.secret and either.said(again.secret) is None
    profile = access.profile(WANG)
    assert (profile.login, profile.recovery_codes, len(profile.sessions)) == ("wang", 10, 1)
    assert access.account_of("ＷＡＮＧ ") == WANG and access.account_of("li") is None
    assert either.kinds() == [
        *("invited", "redeemed", "password", "factor_added", "entered", "left", "password", "entered"),
    ]
    assert access.verify_log() == []


def test_nothing_that_is_kept_lets_anybody_in(enrolled: Hall, tmp_path: Path) -> None:
    """A copy of the database holds no password, no token, no code and no secret of an app."""
    done = enrolled.enter()
    codes = enrolled.access.new_recovery_codes(done.secret, HERE).codes
    slip = enrolled.access.invite(LI, "li").codes[0]
    held = b"".join(path.read_bytes() for path in tmp_path.glob("access.db*"))
    letters = enrolled.letters[WANG]
    for secret in (PASSWORD, done.secret, done.device, letters, slip, slip.replace("-", ""), *codes):
        assert secret.encode() not in held, secret
    assert b"$argon2id$" in held
    for name in ("access.db", "access.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600, name


def test_secrets_are_in_no_printed_outcome(enrolled: Hall) -> None:
    done = enrolled.enter()
    assert done.secret not in repr(done) and done.device not in repr(done)


def test_wrong_name_and_wrong_password_are_told_the_same_and_cost_the_same(enrolled: Hall) -> None:
    hasher = enrolled.access.hasher
    with patch.object(type(hasher), "matches", autospec=True, side_effect=type(hasher).matches) as matched:
        answers = [
            enrolled.access.begin(name, "wrong password", THERE)
            for name in ("wang", "nobody", "", "x" * 5000)
        ]
    assert {each.said for each in answers} == {Said.WRONG}
    assert matched.call_count == 4  # one hash each


def test_a_hash_is_computed_for_an_unknown_name(enrolled: Hall) -> None:
    from argon2 import PasswordHasher

    with patch.object(PasswordHasher, "verify", autospec=True, side_effect=PasswordHasher.verify) as verified:
        enrolled.access.begin("wang", "wrong password", THERE)
        enrolled.access.begin("nobody", "wrong password", THERE)
    known, unknown = (call.args[1].rpartition("$")[0].rpartition("$")[0] for call in verified.call_args_list)
    assert known == unknown  # of the same kind and cost


def test_a_half_session_is_none(enrolled: Hall) -> None:
    half = enrolled.access.begin("wang", PASSWORD, HERE)
    found = enrolled.access.session_of(half.secret)
    assert isinstance(found, Session) and not found.is_full
    access, secret = enrolled.access, half.secret
    for refused in (
        access.step_up(secret, enrolled.code(), HERE),
        access.change_password(secret, PASSWORD, "another long password", HERE),
        access.new_recovery_codes(secret, HERE),
        access.remove_factor(secret, "", HERE),
        access.end_own(secret, "", HERE),
        access.renew(secret, "another long password", HERE),
        access.confirm_totp(secret, "123456", HERE),
    ):
        assert not refused.is_good and not refused.secret
    assert access.new_totp(secret, "x") is None
    enrolled.later(minutes=11)
    assert not access.second_factor(secret, enrolled.code(), HERE).is_good


def test_each_step_gives_another_secret_and_the_one_before_is_worth_nothing(enrolled: Hall) -> None:
    """Nobody who put a secret into a browser before the login has one after it."""
    half = enrolled.access.begin("wang", PASSWORD, HERE)
    full = enrolled.access.second_factor(half.secret, enrolled.code(), HERE)
    stepped = enrolled.access.step_up(full.secret, enrolled.code(), HERE)
    assert len({half.secret, full.secret, stepped.secret}) == 3
    assert enrolled.said(half.secret) is Said.STEP_ENDED
    assert enrolled.said(full.secret) is Said.NO_SESSION
    assert enrolled.said(stepped.secret) is None
    assert not enrolled.access.second_factor(half.secret, enrolled.code(), HERE).is_good


def test_a_password_change_ends_other_sessions_and_makes_devices_unknown(enrolled: Hall) -> None:
    one, other = enrolled.enter(), enrolled.enter(client=THERE)
    access = enrolled.access
    assert access.change_password(one.secret, "wrong", "another long password", HERE).said is Said.WRONG
    assert access.change_password(one.secret, PASSWORD, "short", HERE).said is Said.PASSWORD_SHORT
    assert access.change_password(one.secret, PASSWORD, PASSWORD, HERE).said is Said.PASSWORD_AGAIN
    done = access.change_password(one.secret, PASSWORD, "another long password", HERE)
    assert done.said is Said.DONE
    assert enrolled.said(other.secret) is Said.CHANGED
    assert enrolled.said(one.secret) is Said.NO_SESSION and enrolled.said(done.secret) is None
    assert access.begin("wang", PASSWORD, HERE).said is Said.WRONG
    assert access.begin("wang", "another long password", HERE).said is Said.SECOND_NEEDED
    with access.store.looking() as connection:
        assert not access.knows_device(connection, WANG, other.device)
        assert access.knows_device(connection, WANG, done.device)


def test_a_session_ends_when_idle_and_at_the_latest_after_twelve_hours(enrolled: Hall) -> None:
    done = enrolled.enter()
    enrolled.later(minutes=29)
    assert enrolled.said(done.secret) is None  # and it is prolonged
    enrolled.later(minutes=29)
    assert isinstance(enrolled.access.session_of(done.secret, prolong=False), Session)
    enrolled.later(minutes=2)
    assert enrolled.said(done.secret) is Said.IDLE  # what nobody asked for does not prolong
    done = enrolled.enter()
    for _number in range(26):
        enrolled.later(minutes=27)
        assert enrolled.said(done.secret) is None
    enrolled.later(minutes=19)
    assert enrolled.said(done.secret) is Said.OVER


def test_the_fourth_session_ends_the_first_and_it_is_told(enrolled: Hall) -> None:
    secrets = [enrolled.enter().secret for _number in range(4)]
    assert [enrolled.said(each) for each in secrets] == [Said.REPLACED, None, None, None]


def test_limits_are_those_of_the_account(enrolled: Hall) -> None:
    from datetime import timedelta

    with patch.object(
        enrolled.access.people, "limits", lambda account: Limits(timedelta(minutes=15), at_once=1)
    ):
        one, other = enrolled.enter(), enrolled.enter()
    assert (enrolled.said(one.secret), enrolled.said(other.secret)) == (Said.REPLACED, None)
    enrolled.later(minutes=16)
    assert enrolled.said(other.secret) is Said.IDLE


def test_who_is_in_ends_own_sessions_alone(enrolled: Hall) -> None:
    mine, elsewhere = enrolled.enter(), enrolled.enter(client=THERE)
    theirs = enrolled.enrol(LI, "li")
    numbers = {each.account: each.number for each in enrolled.access.all_sessions()}
    enrolled.access.end_own(mine.secret, numbers[LI], HERE)
    assert enrolled.said(theirs.secret) is None
    enrolled.later(minutes=6)
    assert enrolled.access.end_own(mine.secret, "", HERE).said is Said.STEP_UP_NEEDED
    secret = enrolled.access.step_up(mine.secret, enrolled.code(), HERE).secret
    enrolled.access.end_own(secret, "", HERE)
    assert (enrolled.said(secret), enrolled.said(elsewhere.secret)) == (None, Said.ENDED)
    assert enrolled.access.end_session(numbers[LI], WANG).said is Said.DONE
    assert enrolled.said(theirs.secret) is Said.ENDED


def test_a_closed_account_is_told_only_to_who_knows_the_password(enrolled: Hall) -> None:
    with patch.object(enrolled.access.people, "is_open", lambda account: False):
        assert enrolled.access.begin("wang", "wrong password", HERE).said is Said.WRONG
        assert enrolled.access.begin("wang", PASSWORD, HERE).said is Said.ACCOUNT_CLOSED


def test_reset_forgets_everything_but_the_name(enrolled: Hall) -> None:
    done = enrolled.enter()
    code = enrolled.access.reset(WANG, LI).codes[0]
    assert enrolled.said(done.secret) is Said.ENDED
    assert enrolled.access.begin("wang", PASSWORD, HERE).said is Said.WRONG
    half = enrolled.access.redeem(code, "another long password", "other", HERE)
    assert half.said is Said.ENROL_NEEDED
    assert enrolled.access.login_name(WANG) == "wang"
    assert enrolled.access.reset(LI).said is Said.UNKNOWN_ACCOUNT


def test_an_invitation_counts_once_and_for_seven_days(hall: Hall) -> None:
    access = hall.access
    first = access.invite(WANG).codes[0]
    code = access.invite(WANG).codes[0]
    assert access.redeem(first, PASSWORD, "wang", HERE).said is Said.NO_SLIP  # another one was made
    assert access.redeem(code, PASSWORD, "", HERE).said is Said.LOGIN_BAD
    assert access.redeem(code, "short", "wang", HERE).said is Said.PASSWORD_SHORT  # and it is not used up
    assert access.redeem(code.lower().replace("-", " "), PASSWORD, "wang", HERE).said is Said.ENROL_NEEDED
    assert access.redeem(code, PASSWORD, "wang", HERE).said is Said.NO_SLIP
    late = access.invite(LI, "li").codes[0]
    hall.later(days=7)
    assert access.redeem(late, PASSWORD, "", HERE).said is Said.NO_SLIP
    assert access.invite(LI, "WANG").said is Said.LOGIN_TAKEN


def race(hall: Hall, attempt: object, times: int = 2) -> list[Outcome]:
    """Do the same from several threads at once."""
    together = Barrier(times)

    def run(_number: int) -> Outcome:
        together.wait(20)
        return attempt()  # type: ignore[operator, no-any-return]

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_of_two_who_send_the_same_code_at_once_one_enters(either: Hall) -> None:
    either.enrol()
    access = either.access
    halves = iter([access.begin("wang", PASSWORD, HERE).secret for _number in range(2)])
    code = either.code()
    found = race(either, lambda: access.second_factor(next(halves), code, HERE))
    assert sorted(each.said for each in found) == [Said.ENTERED, Said.WRONG_CODE]


def test_of_two_who_send_the_same_recovery_code_or_slip_at_once_one_enters(either: Hall) -> None:
    recovery = either.enrol().codes[3]
    access = either.access
    halves = iter([access.begin("wang", PASSWORD, HERE).secret for _number in range(2)])
    found = race(either, lambda: access.recover(next(halves), recovery.lower(), HERE))
    assert sorted(each.said for each in found) == [Said.ENTERED, Said.WRONG_RECOVERY]
    slip = access.invite(LI).codes[0]
    names = iter(["li", "li2"])
    found = race(either, lambda: access.redeem(slip, PASSWORD, next(names), HERE))
    assert sorted(each.said for each in found) == [Said.ENROL_NEEDED, Said.NO_SLIP]


def test_a_code_counts_once_and_not_the_one_before_it_either(enrolled: Hall) -> None:
    import pyotp

    before = pyotp.TOTP(enrolled.letters[WANG]).at(enrolled.now)
    code = enrolled.code()
    half = enrolled.access.begin("wang", PASSWORD, HERE)
    assert enrolled.access.second_factor(half.secret, code, HERE).is_good
    for used in (code, before):
        half = enrolled.access.begin("wang", PASSWORD, HERE)
        assert enrolled.access.second_factor(half.secret, used, HERE).said is Said.WRONG_CODE


@pytest.mark.parametrize("nonsense", ["", "0", "１２３４５６", "000000 000000", "\x00", "🔑" * 6, "x" * 9000])
def test_nonsense_is_no_code(nonsense: str, enrolled: Hall) -> None:
    half = enrolled.access.begin("wang", PASSWORD, HERE)
    assert enrolled.access.second_factor(half.secret, nonsense, HERE).said is Said.WRONG_CODE
    assert enrolled.access.recover(half.secret, nonsense, HERE).said is Said.WRONG_RECOVERY
    assert enrolled.access.redeem(nonsense, PASSWORD, "x", HERE).said is Said.NO_SLIP
    assert enrolled.said(nonsense) is Said.NO_SESSION


def test_a_factor_is_changed_only_by_who_proved_it_lately(enrolled: Hall) -> None:
    done = enrolled.enter()
    enrolled.later(minutes=11)
    access = enrolled.access
    assert access.new_recovery_codes(done.secret, HERE).said is Said.STEP_UP_NEEDED
    assert access.new_totp(done.secret, "x") is None
    secret = access.step_up(done.secret, enrolled.code(), HERE).secret
    assert len(access.new_recovery_codes(secret, HERE).codes) == 10
    assert access.remove_factor(secret, "", HERE).said is Said.LAST_FACTOR


def test_a_new_password_proves_no_second_factor(enrolled: Hall) -> None:
    """Else whoever sits down at a screen that was left open, and knows the password, changes the factors."""
    done = enrolled.enter()
    enrolled.later(minutes=10)
    new = "another long pass phrase"
    changed = enrolled.access.change_password(done.secret, PASSWORD, new, HERE)
    assert changed.said is Said.DONE and changed.secret != done.secret
    assert enrolled.access.new_recovery_codes(changed.secret, HERE).said is Said.STEP_UP_NEEDED
    confirmed = enrolled.access.step_up(changed.secret, enrolled.code(), HERE)
    assert len(enrolled.access.new_recovery_codes(confirmed.secret, HERE).codes) == 10


def test_recovery_codes_run_out_and_new_ones_end_the_old(enrolled: Hall) -> None:
    done = enrolled.enter()
    old = enrolled.access.new_recovery_codes(done.secret, HERE).codes
    codes = enrolled.access.new_recovery_codes(done.secret, HERE).codes
    assert not set(old) & set(codes)

    def recovered(code: str) -> Outcome:
        half = enrolled.access.begin("wang", PASSWORD, HERE)
        return enrolled.access.recover(half.secret, code, HERE)

    assert recovered(old[0]).said is Said.WRONG_RECOVERY
    for left, code in enumerate(reversed(codes)):
        assert recovered(code.replace("-", " ").lower()).said is Said.ENTERED
        assert enrolled.access.profile(WANG).recovery_codes == len(codes) - left - 1
    assert recovered(codes[0]).said is Said.WRONG_RECOVERY


def test_a_clock_that_goes_back_makes_no_proof_last_and_locks_nobody_out(enrolled: Hall) -> None:
    for _number in range(8):
        enrolled.access.begin("wang", "a wrong password", THERE)
    done = enrolled.enter()
    enrolled.now -= timedelta(hours=3)
    assert enrolled.access.new_recovery_codes(done.secret, HERE).said is Said.STEP_UP_NEEDED
    assert enrolled.access.begin("wang", PASSWORD, THERE).said is Said.SECOND_NEEDED


def test_who_set_a_password_and_not_yet_a_factor_can_only_go_on_setting_up(hall: Hall) -> None:
    code = hall.access.invite(WANG, "wang").codes[0]
    hall.access.redeem(code, PASSWORD, "", HERE)
    half = hall.access.begin("wang", PASSWORD, HERE)
    assert half.said is Said.ENROL_NEEDED
    found = hall.access.session_of(half.secret)
    assert isinstance(found, Session) and not found.is_full


def test_what_goes_on_record_leads_to_the_access_log(enrolled: Hall) -> None:
    session = enrolled.access.session_of(enrolled.enter().secret)
    assert isinstance(session, Session)
    entered = [each for each in enrolled.access.events(WANG) if each.kind == "entered"]
    assert entered[-1].details["session"] == session.on_record
    assert len(session.on_record) == 12


def test_the_log_holds_nothing_that_was_typed(enrolled: Hall) -> None:
    enrolled.access.begin("my secret password by mistake", "x", Client("192.0.2.9"))
    assert not any("mistake" in str(each) for each in enrolled.access.events())


def test_every_outcome_has_a_sentence() -> None:
    assert SENTENCES.keys() == set(Said)
    assert all(sentence_of(each) for each in Said)


def test_who_has_no_login_name_may_make_a_passkey(enrolled: Hall) -> None:
    """A device wants a name for it: then the person's, or the account's."""
    pytest.importorskip("webauthn", reason="the extra `web` is not installed")
    done = enrolled.enter()
    with enrolled.access.store.changing() as connection:
        connection.execute(delete(login))
    asking = enrolled.access.ask_new_passkey(done.secret, Site("localhost", "http://localhost"))
    assert asking is not None
    assert json.loads(asking.options)["user"]["name"] == WANG
