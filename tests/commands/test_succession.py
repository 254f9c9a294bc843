"""Merging, splitting, new codes, suspension, reversal, late applications: refused when they should be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from .conftest import PANEL
from .test_life import DATES, check_archive

Run = Callable[..., Result]
Ask = Callable[..., Any]
ON = ("--on", "1985-05-01")


def members(ask: Ask, *words: str) -> dict[str, int]:
    return {each["id"]: each["since"] for each in ask("pool", *words)["members"]}


def in_order(run: Run, ask: Ask, folder: Path) -> None:
    assert ask("audit", "verify")["ok"] and ask("audit", "rebuild")["ok"] and ask("audit", "replay")["ok"]
    run("audit", "export", "-o", str(folder / "record.zip"))
    check_archive(folder / "record.zip", folder)


def test_a_new_code_takes_history_and_year_of_entry_along(decided: Run, ask: Ask, tmp_path: Path) -> None:
    before = members(ask)
    old = next(key for key, since in sorted(before.items()) if since == 1983)
    decided("recode", old, "F900", "--document", "No. 7", *ON)
    after = members(ask)
    assert after == {key: since for key, since in before.items() if key != old} | {"F900": 1983}
    assert members(ask, "--on", "1985-05-01") == after
    assert members(ask, "--year", "1984") == after and old in members(ask, "--year", "1983")
    history = ask("history", "F900")
    assert [each["year"] for each in history["years"]] == [1983, 1984]
    assert [(each["kind"], each["detail"]) for each in history["events"]] == [("enterprise_recoded", "F900")]
    again = decided("recode", old, "F901", "--document", "No. 8", *ON, code=1).stderr
    assert "earlier code" in again
    taken = decided("recode", "F900", min(after), "--document", "No. 8", *ON, code=1).stderr
    assert "; firms that become one are merged." in taken
    in_order(decided, ask, tmp_path)


def test_a_merger_passes_the_membership_on_or_ends_it(decided: Run, ask: Ask, tmp_path: Path) -> None:
    before = members(ask)
    first, second, third, fourth = sorted(before)[:4]
    decided("merge", first, second, "--document", "No. 7", *ON)
    assert members(ask) == {key: since for key, since in before.items() if key != first}
    gone = decided("remove", second, "--cause", "own_request", "--document", "No. 8", *ON)
    assert gone.exit_code == 0
    decided("merge", third, second, "--document", "No. 9", *ON)  # into a firm that is no member
    assert members(ask)[second] == before[third] and third not in members(ask)
    decided("merge", fourth, second, "--document", "No. 10", "--membership-ends", *ON)
    assert fourth not in members(ask)
    assert "into itself" in decided("merge", second, second, "--document", "No. 11", *ON, code=1).stderr
    in_order(decided, ask, tmp_path)


def test_a_split_leaves_the_membership_where_the_decision_says(
    decided: Run, ask: Ask, tmp_path: Path
) -> None:
    before = members(ask)
    first, second = sorted(before)[:2]
    decided("split", first, "--part", "F900=New One", "--document", "No. 7", *ON)
    assert members(ask) == before
    parts = ("--part", "F901=New Two", "--part", "F902=New Three")
    decided("split", second, *parts, "--member", "F902", "--document", "No. 8", *ON)
    assert members(ask)["F902"] == before[second] and second not in members(ask)
    wrong = decided("split", first, "--part", "F903=X", "--member", "F904", "--document", "9", *ON, code=1)
    assert "not among the firms" in wrong.stderr
    assert "CODE=NAME" in decided("split", first, "--part", "F903", "--document", "9", *ON, code=2).stderr
    in_order(decided, ask, tmp_path)


def test_suspended_members_stay_and_are_marked(decided: Run, ask: Ask) -> None:
    one = min(members(ask))
    why = ("--reason", "under inquiry", "--document", "No. 7", *ON)
    decided("suspend", one, *why)
    marked = [each["id"] for each in ask("pool")["members"] if each["suspended"]]
    assert marked == [one]
    assert "is already suspended." in decided("suspend", one, *why, code=1).stderr
    decided("resume", one, "--reason", "nothing found", "--document", "No. 8", *ON)
    assert not any(each["suspended"] for each in ask("pool")["members"])
    assert "is not suspended" in decided("resume", one, *why, code=1).stderr
    assert [each["kind"] for each in ask("history", one)["events"]] == ["member_suspended", "member_resumed"]


def test_only_the_last_decision_is_reversed_and_can_be_taken_anew(
    decided: Run, ask: Ask, tmp_path: Path
) -> None:
    pool_1983, pool_1984 = members(ask, "--year", "1983"), members(ask)
    why = ("--document", "No. 9", "--reason", "appeal", "--on", "1985-01-10")
    assert "after the decision" in decided("reverse", "1983", *why, code=1).stderr
    assert "--document and --reason" in decided("reverse", "1984", "--reason", "x", code=2).stderr
    decided("reverse", "1984", *why)
    assert members(ask) == pool_1984
    assert ask("status", "1984")["years"][0]["next"] == "cultivation reverse 1984 --approve --as NAME"
    assert "another person" in decided("reverse", "1984", "--approve", code=1).stderr
    decided("reverse", "1984", "--approve", actor="李强")
    assert members(ask) == pool_1983
    assert ask("status", "1984")["years"][0]["state"] == "scored"
    assert "nothing to reverse" in decided("reverse", "1984", *why, code=1).stderr
    assert "propose 1984" in decided("decide", "1984", "--document", "X", actor="李强", code=1).stderr
    decided("propose", "1984")
    decided("decide", "1984", "--document", "No. 10", "--date", "1985-02-01", actor="李强")
    assert members(ask) == pool_1984
    assert members(ask, "--on", "1985-01-15") == pool_1983
    in_order(decided, ask, tmp_path)


def test_a_late_application_needs_a_decision(begun_scored: Run, tmp_path: Path) -> None:
    begun_scored("propose", "1983")
    begun_scored("notice", "1983", *DATES)
    late = str(PANEL / "patents_rd_1984.xlsx")
    assert "--late-by NUMBER" in begun_scored("intake", "1983", late, code=1).stderr
    begun_scored("intake", "1983", late, "--late-by", "No. 5", code=None)
    log = begun_scored("audit", "log", "--format", "json").stdout
    assert "No. 5" in log


@pytest.mark.parametrize("command", ["merge", "recode", "split", "suspend", "resume", "reverse"])
def test_nothing_happens_in_an_empty_workspace(run: Run, workspace: Path, command: str) -> None:
    run("init", str(workspace))
    words = {
        "merge": ("A", "B"),
        "recode": ("A", "B"),
        "split": ("A", "--part", "B=C"),
        "suspend": ("A", "--reason", "x"),
        "resume": ("A", "--reason", "x"),
        "reverse": ("1983", "--reason", "x"),
    }[command]
    result = run(command, *words, "--document", "1", code=None)
    assert result.exit_code in (1, 2) and result.stderr.strip()
