"""The preview of a decision: a table in groups, on stderr, with nothing left out that was overridden."""

from __future__ import annotations

from cultivation.commands.decision_preview import FIRST, MOST, preview_groups
from cultivation.core.pool.proposal import Action, Line, Reason

from .conftest import Run


def line(number: int, action: Action, reason: Reason, override: str = "") -> Line:
    return Line(f"F{number:03}", f"Firm {number}", number, action, reason, None, override)


def entries(number: int) -> list[Line]:
    return [line(at, Action.ENTER, Reason.ENTERED_ON_RANK) for at in range(1, number + 1)]


def test_a_long_group_shows_its_ends_and_says_how_many_stand_between() -> None:
    rows = preview_groups(entries(100))
    assert rows[0] == ("Entries (100)", 1, "Firm 1", "")
    assert [row[1] for row in rows] == [1, 2, 3, 4, 5, "", 96, 97, 98, 99, 100]
    assert rows[FIRST][2] == "... 90 more"
    assert [row[0] for row in rows[1:]] == [""] * (2 * FIRST)


def test_a_short_group_names_all() -> None:
    assert [row[2] for row in preview_groups(entries(MOST))] == [f"Firm {at}" for at in range(1, MOST + 1)]


def test_what_is_overridden_stands_first_with_its_reason_and_no_second_time() -> None:
    lines = [
        *entries(2),
        line(3, Action.EXIT, Reason.OVERRIDDEN, "stopped"),
        line(4, Action.EXIT, Reason.LEFT_ON_RANK),
        line(5, Action.EXIT, Reason.LEFT_NO_APPLICATION),
        line(6, Action.STAY, Reason.STAYED),
    ]
    rows = preview_groups(lines)
    assert rows[0] == ("Otherwise than proposed (1)", 3, "Firm 3", "leaves: stopped")
    assert [row[2] for row in rows] == ["Firm 3", "Firm 1", "Firm 2", "Firm 4", "Firm 5"]
    assert rows[3][0] == "Exits (2)" and "requirements" in rows[3][3]


def test_the_preview_goes_to_stderr_and_can_be_silenced(begun_scored: Run) -> None:
    begun_scored("propose", "1983")
    words = ["decide", "1983", "--document", "1", "--date", "1983-12-31", "--dry-run"]
    result = begun_scored(*words, actor="李强")
    assert "Entries (" in result.stderr and "Entries (" not in result.stdout
    assert "more" in result.stderr
    assert "Entries (" not in begun_scored("-q", *words, actor="李强").stderr
