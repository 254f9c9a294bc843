"""The cut line beside a list made by hand: the last in by place, overrides left out of both lines."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cultivation.core.explanation.cut_line import CutLine, cut_line
from cultivation.core.pool.proposal import Action, Line, Reason
from cultivation.core.scoring.score_table import ScoreTable

from .years import application, panel, scored


@pytest.fixture(scope="module")
def table() -> ScoreTable:
    """Return four firms; more patents, a better place."""
    firms = [
        application(number, (patents, Decimal(100), None)) for number, patents in enumerate((40, 30, 20, 10))
    ]
    found = scored(1983, panel(), firms)
    assert [line.rank for line in found.lines] == [1, 2, 3, 4]
    return found


def line(rank: int | None, action: Action, override: str = "") -> Line:
    return Line(
        f"F{rank}", "", rank, action, Reason.OVERRIDDEN if override else Reason.STAYED, None, override
    )


def test_members_and_newcomers_have_a_line_of_their_own(table: ScoreTable) -> None:
    lines = [line(1, Action.ENTER), line(2, Action.RESERVE), line(3, Action.STAY), line(4, Action.EXIT)]
    totals = [each.total for each in table.lines]
    assert cut_line(lines, table) == CutLine(totals[2], 3, totals[0], 1)


def test_who_is_in_by_override_draws_no_line(table: ScoreTable) -> None:
    lines = [
        line(1, Action.STAY),
        line(2, Action.ENTER),
        line(3, Action.STAY, override="strategic"),
        line(4, Action.ENTER, override="strategic"),
        line(None, Action.STAY),
    ]
    totals = [each.total for each in table.lines]
    assert cut_line(lines, table) == CutLine(totals[1], 2, totals[1], 2)


def test_where_nobody_is_in_there_is_none(table: ScoreTable) -> None:
    assert cut_line([line(1, Action.EXIT)], table) == CutLine(None, None, None, None)
