"""What others have published: RFC 6238, the reference implementation of argon2, requirements of ASVS 5.0."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from cultivation.access import factors
from cultivation.access.outcomes import Said
from cultivation.access.passwords import FULL, LEAST, Cost, Hasher
from cultivation.access.policy import Policy, common_passwords, is_common
from cultivation.access.sealing import Key
from cultivation.access.store import moment_of, moment_text
from cultivation.errors import EnvironmentTrouble

from .conftest import HERE, PASSWORD, WANG, Hall

RFC_6238_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_6238 = {  # appendix B, SHA-1; of eight digits the last six
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}
# test.c of https://github.com/P-H-C/phc-winner-argon2, version 0x13, argon2id
REFERENCE = {
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc": "password",
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4": "password",
}


@pytest.mark.parametrize(("seconds", "code"), RFC_6238.items())
def test_codes_are_those_of_rfc_6238(seconds: int, code: str, hall: Hall) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    access = hall.access
    with access.store.changing() as connection:
        factors.keep(connection, WANG, factors.TOTP, access.key.seal(RFC_6238_SECRET), now)
        assert factors.use_totp(connection, access.key, WANG, f"{code[:3]} {code[3:]}", now) == seconds // 30
        assert factors.use_totp(connection, access.key, WANG, code, now) is None


def test_a_code_is_taken_half_a_minute_early_or_late_and_no_more(hall: Hall) -> None:
    import pyotp

    now, key = hall.now, hall.access.key
    for step, is_right in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        with hall.access.store.changing() as connection:
            factors.keep(connection, WANG, factors.TOTP, key.seal(RFC_6238_SECRET), now)
            code = pyotp.TOTP(RFC_6238_SECRET).generate_otp(int(now.timestamp()) // 30 + step)
            found = factors.use_totp(connection, key, WANG, code, now)
            assert (found is not None) is is_right, step


@pytest.mark.parametrize(("kept", "password"), REFERENCE.items())
def test_hashes_of_the_reference_implementation_are_understood(kept: str, password: str) -> None:
    hasher = Hasher(Cost(2, 256))
    assert hasher.matches(kept, password)
    assert not hasher.matches(kept, "differentpassword")  # as test.c tries


@pytest.mark.parametrize(("cost", "parameters"), [(FULL, "m=65536,t=3,p=1"), (LEAST, "m=19456,t=2,p=1")])
def test_hashes_cost_what_is_promised(cost: Cost, parameters: str) -> None:
    made = Hasher(cost).hash("x")
    assert made.startswith(f"$argon2id$v=19${parameters}$")
    assert Hasher(cost).matches(made, "x")


def test_a_hash_of_another_cost_is_made_anew_at_the_next_login(enrolled: Hall) -> None:
    access = enrolled.access
    access.hasher = Hasher(Cost(2, 16))
    enrolled.enter()
    with access.store.looking() as connection:
        kept = factors.kept(connection, WANG, factors.PASSWORD)
        made = factors.made(connection, WANG, factors.PASSWORD)
    assert kept is not None and "m=16,t=2" in kept
    assert made is not None and made < enrolled.now  # it is as old as it was


def test_the_list_has_ten_thousand_of_the_commonest_and_says_where_it_is_from() -> None:
    assert len(common_passwords()) >= 10_000
    assert {"123456", "password", "qwerty", "iloveyou"} <= common_passwords()
    from cultivation.access.policy import COMMON

    text = COMMON.read_text("utf-8")
    assert "Permission is hereby granted" in text and "zxcvbn" in text


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("abcdefghijk", Said.PASSWORD_SHORT),
        ("x" * 129, Said.PASSWORD_LONG),
        ("kunshan rainy roof", Said.PASSWORD_CONTEXT),
        ("KUNSHAN rainy roof", Said.PASSWORD_CONTEXT),
        ("王芳的自行车停在楼下第三棵树", Said.PASSWORD_CONTEXT),
        ("wang has a blue bicycle", Said.PASSWORD_CONTEXT),
        ("1qaz2wsx3edc4rfv", Said.PASSWORD_COMMON),
        ("password1234", Said.PASSWORD_COMMON),
        ("Sunshine2024!!", Said.PASSWORD_COMMON),
        ("qwertyqwerty", Said.PASSWORD_COMMON),
        ("aaaaaaaaaaaaaa", Said.PASSWORD_COMMON),
        ("abababababab", Said.PASSWORD_COMMON),
        ("!!!!!!!!!!!!", Said.PASSWORD_COMMON),
        # ASVS 6.2.5: no rules of composition; 6.2.9: 64 letters at least; spaces and any script
        ("correct horse battery staple", None),
        ("x7" * 3 + "quite-an-odd-row-of-words" * 4, None),
        ("我家楼下有三棵会开花的树", None),
        ("🙂 four words and a smile", None),
    ],
)
def test_which_passwords_are_taken(password: str, said: Said | None) -> None:
    assert Policy("asvs", ("Kunshan",)).refusal(password, ("wang", "王芳")) is said


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("correct horse battery staple", Said.PASSWORD_KINDS),
        ("Correct horse battery 7", None),
        ("CORRECT HORSE BATTERY 7", Said.PASSWORD_KINDS),
        ("CorrectHorseBattery7", Said.PASSWORD_KINDS),
    ],
)
def test_which_passwords_mlps_takes(password: str, said: Said | None) -> None:
    assert Policy("mlps").refusal(password) is said


@given(st.sampled_from(sorted(common_passwords())), st.integers(0, 9999))
def test_no_common_password_gets_through_with_a_number_behind(password: str, number: int) -> None:
    if len(password) >= 4 and password.isalnum():
        assert is_common(f"{password.title()}{number}")


def test_this_year_is_no_part_of_a_password(hall: Hall) -> None:
    code = hall.access.invite(WANG, "wang").codes[0]
    assert hall.access.redeem(code, "roof rain 2026 bicycle", "", HERE).said is Said.PASSWORD_CONTEXT


def test_mlps_asks_for_another_password_after_ninety_days_and_none_of_the_last_five(hall: Hall) -> None:
    hall.access.policy = Policy("mlps")
    first = "Correct horse battery 0"
    done = hall.enrol(password=first)
    access = hall.access
    for number in range(1, 6):
        again = access.change_password(done.secret, f"Correct horse battery {number - 1}", first, HERE)
        assert again.said is Said.PASSWORD_AGAIN
        new = f"Correct horse battery {number}"
        done = access.change_password(done.secret, f"Correct horse battery {number - 1}", new, HERE)
        assert done.said is Said.DONE, number
    assert access.change_password(done.secret, "Correct horse battery 5", first, HERE).said is Said.DONE
    with access.store.looking() as connection:
        past = connection.execute(text("SELECT count(*) FROM secret WHERE kind = 'password_past'")).scalar()
    assert past == 5, "what lies further back is forgotten"
    hall.later(days=91)
    half = access.begin("wang", first, HERE)
    old = access.second_factor(half.secret, hall.code(), HERE)
    assert old.said is Said.NEW_PASSWORD_NEEDED
    assert not access.step_up(old.secret, hall.code(), HERE).is_good
    assert access.renew(old.secret, first, HERE).said is Said.PASSWORD_AGAIN
    new = access.renew(old.secret, "Another row of words 7", HERE)
    assert new.said is Said.ENTERED and hall.said(new.secret) is None
    assert hall.said(old.secret) is Said.CHANGED


def test_what_is_sealed_is_opened_by_its_own_key_alone(tmp_path: Path) -> None:
    key, other = Key(tmp_path / "access.key"), Key(tmp_path / "other.key")
    sealed = key.seal("secret")
    assert "secret" not in sealed and Key(tmp_path / "access.key").opened(sealed) == "secret"
    with pytest.raises(EnvironmentTrouble, match="not the key"):
        other.opened(sealed)
    assert key.digest("slip", "x") != key.digest("recovery", "x") != other.digest("recovery", "x")


@pytest.mark.parametrize("content", ["", "short", "not base 64 \xff"])
def test_a_key_file_that_is_none_is_told(content: str, tmp_path: Path) -> None:
    path = tmp_path / "access.key"
    path.write_text(content, "latin-1")
    path.chmod(0o600)
    with pytest.raises(EnvironmentTrouble, match="cannot be read"):
        Key(path).seal("x")


def test_a_key_file_that_others_read_is_refused(tmp_path: Path) -> None:
    Key(tmp_path / "access.key").seal("x")
    (tmp_path / "access.key").chmod(0o640)
    with pytest.raises(EnvironmentTrouble, match="chmod 600"):
        Key(tmp_path / "access.key").seal("x")


@given(st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_moments_are_read_as_they_were_written(moment: datetime) -> None:
    assert moment_of(moment_text(moment)) == moment


def test_every_password_that_is_taken_is_taken_again(enrolled: Hall) -> None:
    """Letters that a keyboard composes otherwise (NFKC) are the same password."""
    hasher = enrolled.access.hasher
    assert hasher.matches(hasher.hash("caf\u00e9 au lait, s'il"), "cafe\u0301 au lait, s'il")
    assert PASSWORD.isascii()
