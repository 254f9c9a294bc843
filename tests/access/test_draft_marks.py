"""Marks as they are set: of several windows none overwrites what it has not seen, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from cultivation.access.draft_marks import LASTS, Saved
from cultivation.access.sealing import Key
from cultivation.access.signing_in import Access
from cultivation.access.store import KEY_FILE, Store

from .conftest import LI, QUICK, WANG

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
PLACE = (3, "system_mark")


@pytest.fixture
def make(tmp_path: Path) -> Callable[[], Access]:
    def made() -> Access:
        store = Store(f"sqlite:///{tmp_path / 'access.db'}")
        return Access(store, Key(tmp_path / KEY_FILE), lambda: NOW, cost=QUICK)

    return made


def save(access: Access, value: str, seen: tuple[int, int], basis: int = 0, account: str = WANG) -> Saved:
    return access.save_mark(account, 2024, PLACE, (value, f"said of {value}"), basis, seen)


def test_a_mark_is_kept_for_its_account_with_a_version(make: Callable[[], Access]) -> None:
    access = make()
    assert not save(access, "4", (0, 0)).stale
    assert not save(access, "5", (0, 1)).stale
    kept = make().draft_marks(WANG, 2024)
    assert [(place, each.value, each.comment, each.version) for place, each in kept.items()] == [
        (PLACE, "5", "said of 5", 2)
    ]
    assert kept[PLACE].saved == NOW
    assert access.draft_marks(LI, 2024) == {} == access.draft_marks(WANG, 2023)
    assert access.marks_set(2024) == {(WANG, 0): 1}


def test_who_saw_an_older_one_overwrites_nothing_and_is_shown_both(make: Callable[[], Access]) -> None:
    access = make()
    save(access, "4", (0, 0))
    late = save(access, "6", (0, 0))
    assert late.stale and late.now is not None
    assert (late.now.value, late.now.comment, late.now.version) == ("4", "said of 4", 1)
    assert access.draft_marks(WANG, 2024)[PLACE].value == "4"
    assert not save(access, "6", (0, late.now.version)).stale


def test_what_was_seen_before_a_hand_in_does_not_overwrite_what_was_handed_in(
    make: Callable[[], Access],
) -> None:
    """A window that was open all the while saw no mark at all; it must not think that there is none."""
    access = make()
    save(access, "4", (0, 0))
    access.forget_marks(WANG, 2024)
    handed_in = 57
    assert save(access, "1", (0, 0), handed_in) == Saved(None, stale=True)
    assert save(access, "1", (0, 1), handed_in) == Saved(None, stale=True)
    assert not save(access, "2", (handed_in, 0), handed_in).stale


def test_nothing_of_a_mark_can_be_read_in_the_file_and_old_ones_go(tmp_path: Path) -> None:
    now = [NOW]
    store = Store(f"sqlite:///{tmp_path / 'access.db'}")
    access = Access(store, Key(tmp_path / KEY_FILE), lambda: now[0], cost=QUICK)
    save(access, "4.25", (0, 0))
    with store.looking() as connection:
        row = connection.execute(text("SELECT * FROM draft_mark")).one()
    assert "4.25" not in str(tuple(row)) and "said of" not in str(tuple(row))
    now[0] += LASTS + timedelta(seconds=1)
    save(access, "1", (0, 0), account=LI)
    assert access.draft_marks(WANG, 2024) == {}


@given(st.lists(st.tuples(st.integers(0, 2), st.booleans(), st.integers(0, 9)), max_size=12))
def test_of_any_windows_in_any_order_each_write_rests_on_what_was_seen(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[int, bool, int]]
) -> None:
    """Three windows look and save in any order: a model of one cell says what must stand."""
    folder = tmp_path_factory.mktemp("windows")
    store = Store(f"sqlite:///{folder / 'access.db'}")
    access = Access(store, Key(folder / KEY_FILE), lambda: NOW, cost=QUICK)
    seen, stands, writes = {0: (0, 0), 1: (0, 0), 2: (0, 0)}, "", 0
    for window, looks, value in acts:
        if looks:
            seen[window] = (0, writes)
            continue
        answer = save(access, str(value), seen[window])
        assert answer.stale is (seen[window] != (0, writes))
        if not answer.stale:
            stands, writes = str(value), writes + 1
            seen[window] = (0, writes)
        found = access.draft_marks(WANG, 2024).get(PLACE)
        assert (found.value if found else "") == stands
    store.dispose()
