"""What is kept of a year is what would be computed anew, whatever a later year takes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cultivation import language
from cultivation.queries.applications import filings_of
from cultivation.queries.proposal import placed
from cultivation.queries.report.gathering import report_outline
from cultivation.queries.why import why_in_short
from cultivation.queries.year import Year, year_in
from cultivation.queries.year_state import FORWARD, touched
from cultivation.record.store import Record
from tests.commands.office import Office
from tests.commands.test_every_state import CORRECT, DECIDE, NOTICE, RATIOS, RULES


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.activate("en")
    yield
    language.activate("en")


def answers(year: Year) -> list[Any]:
    """Return what pages keep of a year; the head of the log, which no page shows, apart."""
    outline = report_outline(year)
    firms = [why_in_short(year, line.id, line.name) for line in year.table.lines]
    return [outline.base.lines, outline.flow, placed(outline), filings_of(year), firms]


def test_what_a_later_year_does_leaves_a_year_as_it_was(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.do("init", str(office.workspace))
    (office.workspace / "rules" / "small_pool.yaml").write_bytes(RULES.read_bytes())
    record = Record(f"sqlite:///{office.workspace / 'cultivation.db'}", clock=_never)
    kept: dict[str, list[Any]] = {}

    def look() -> str:
        """Compare with what was kept for the same state, or keep it."""
        with record.reading() as reader:
            state, now = touched(reader, 2016), answers(year_in(reader, 2016))
        assert kept.setdefault(state, now) == now
        return state

    for step in ("open 2016 --rules small_pool", "intake 2016 " + office.applications("a.xlsx", RATIOS)):
        office.do(step)
    office.do("score 2016")
    scored = look()
    office.do("propose 2016")
    proposed = look()
    assert proposed != scored
    office.do(NOTICE)
    office.do(DECIDE, by="李强")
    decided = look()
    assert decided != proposed
    fewer = dict(list(RATIOS.items())[1:])
    for step in (
        "open 2017 --rules small_pool",
        "intake 2017 " + office.applications("b.xlsx", fewer),
        CORRECT.replace("2016", "2017"),
        "score 2017",
        "propose 2017",
    ):
        office.do(step)
        assert look() == decided, step
    record.dispose()


def _never() -> Any:
    raise AssertionError("nothing is written")


def test_kinds_that_touch_only_their_year_bear_it() -> None:
    from cultivation.record.entries import Content

    kinds: dict[str, Callable[..., Any]] = {}
    waiting: list[type[Content]] = [Content]
    while waiting:
        each = waiting.pop()
        waiting += each.__subclasses__()
        if "KIND" in each.__dict__:
            kinds[each.KIND] = each
    assert kinds.keys() >= FORWARD
    assert all("year" in kinds[kind].__dataclass_fields__ for kind in FORWARD)  # type: ignore[attr-defined]
