"""Several experts mark at once, as fast as they can, on a server of its own: no mark is refused or lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
pytest.importorskip("httpx2", reason="the extra `dev` is not installed")

from benchmarks.web import serving
from benchmarks.web_marks import YEAR, Marked, bound, mark_together, scored
from cultivation.queries.panel import panel_of
from cultivation.queries.year import year_in
from cultivation.record.store import Record

pytestmark = pytest.mark.slow
EXPERTS, FIRMS, EACH, MARKS = 4, 8, 2, 10


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Marked]:
    folder = tmp_path_factory.mktemp("marks")
    scored(folder / "empty", FIRMS, EXPERTS, EACH)
    people = bound(folder / "empty", folder / "town", EXPERTS)
    with serving(folder / "town", by_code=False) as server:
        return folder / "town", mark_together(server.address, people, MARKS, every=0)


def test_no_mark_is_refused_and_everybody_hands_in(marked: tuple[Path, Marked]) -> None:
    found = marked[1]
    assert (len(found.drafts), found.refused) == (EXPERTS * MARKS, 0)
    assert (len(found.handed_in), found.not_on_record) == (EXPERTS, 0)


def test_what_was_set_is_on_record_with_its_last_comment(marked: tuple[Path, Marked]) -> None:
    record = Record(f"sqlite:///{marked[0] / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    with record.reading() as reader:
        assert reader.verify().ok
        books = panel_of(year_in(reader, YEAR)).handed_in
    record.dispose()
    assert len(books) == EXPERTS
    for book in books.values():
        assert sorted(int(each.comment[1:-1]) for each in book.marks) == list(range(MARKS))
