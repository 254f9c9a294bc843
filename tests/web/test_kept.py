"""What is kept for a state of the record is never shown for another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier
from time import sleep

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from cultivation.web.kept import Kept
from tests.commands.office import Office
from tests.commands.test_every_state import RATIOS, RULES

from .conftest import Face


@given(st.integers(1, 5), st.lists(st.integers(0, 8), max_size=60))
def test_the_latest_used_answers_are_kept(most: int, keys: list[int]) -> None:
    """Against a list that is moved and cut by hand."""
    kept, model = Kept(most), list[int]()
    for key in keys:
        made: list[int] = []
        assert kept.get(key, lambda key=key, made=made: made.append(key) or -key) == -key  # type: ignore[misc]
        assert bool(made) is (key not in model)
        model = [each for each in model if each != key] + [key]
        model = model[-most:]


def test_readers_at_once_wait_for_one_answer() -> None:
    kept, together, made = Kept(9), Barrier(8), list[int]()

    def make() -> int:
        sleep(0.05)
        made.append(1)
        return 7

    def ask(_turn: int) -> int:
        together.wait()
        return kept.get("outer", lambda: kept.get("inner", make))

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(ask, range(8))) == {7}
    assert made == [1]


def test_who_waits_makes_the_answer_where_the_first_could_not() -> None:
    kept, together, tries = Kept(9), Barrier(2), list[int]()

    def make() -> int:
        tries.append(1)
        sleep(0.05)
        if len(tries) == 1:
            raise ValueError
        return 7

    def ask(_turn: int) -> int | None:
        together.wait()
        with suppress(ValueError):
            return kept.get("key", make)
        return None

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(ask, range(2)), key=str) == [7, None]


def test_a_page_changes_as_soon_as_the_record_does(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.do("init", str(office.workspace))
    (office.workspace / "rules" / "small_pool.yaml").write_bytes(RULES.read_bytes())
    face = Face(office.workspace)
    face.enter()
    face.get("/?lang=en")
    try:
        assert "No year is open yet." in face.get("/")
        for step, shown in (
            ("open 2016 --rules small_pool", "Waits for: applications"),
            ("intake 2016 " + office.applications("a.xlsx", RATIOS), "Waits for: the scoring"),
            ("score 2016", "Waits for: the proposal"),
            ("propose 2016", "Waits for: the decision of the leading group"),
        ):
            office.do(step)
            assert shown in face.get("/")
            assert face.get("/") == face.get("/")
        before = face.get("/years/2016/proposal")
        assert "待办" in face.get("/?lang=zh") and face.get("/years/2016/proposal") != before
        face.get("/?lang=en")
        assert face.get("/years/2016/proposal") == before
    finally:
        face.close()


def test_rules_are_those_of_the_files_at_once(tmp_path: Path) -> None:
    """A page that shows files beside the record is not kept; a file with mistakes hides no other."""
    office = Office(tmp_path)
    office.do("init", str(office.workspace))
    own = office.workspace / "rules" / "small_pool.yaml"
    face = Face(office.workspace)
    face.enter()
    face.get("/?lang=en")
    try:
        assert "small_pool" not in face.get("/rules")
        own.write_bytes(RULES.read_bytes())
        assert "small_pool" in face.get("/rules")
        office.do("open 2016 --rules small_pool")
        opened = face.get("/rules/small_pool")
        own.write_bytes(RULES.read_bytes().replace(b"version:", b"# changed\nversion:", 1))
        several = face.get("/rules")
        assert several.count(">small_pool<") == 2, "the one of the year, and the file as it is now"
        digest = html.fromstring(opened).find_class("digest")[0].text
        assert digest and digest in face.get("/rules/small_pool"), "the one of the year goes before"
        own.write_text("id: [", encoding="utf-8")
        assert face.get("/rules").count(">small_pool<") == 1
        face.get("/rules/nothing", 404)
    finally:
        face.close()
