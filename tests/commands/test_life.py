"""What happens to a real pool, through the command line: notice, objections, removal, call-up, renaming."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cultivation import language
from cultivation.core.pool.exit_causes import CAUSES

from .conftest import PANEL, Run

Ask = Callable[..., Any]
DATES = ["--from", "1984-02-01", "--until", "1984-02-09"]


@pytest.fixture
def proposed(begun_scored: Run) -> Run:
    begun_scored("propose", "1983")
    return begun_scored


def decide(run: Run, year: str, day: str, code: int | None = 0) -> str:
    return run("decide", year, "--document", f"No. {year}", "--date", day, actor="李强", code=code).stderr


def test_a_year_with_notice_and_objections(proposed: Run, ask: Ask, tmp_path: Path) -> None:
    proposed("notice", "1983", *DATES)
    assert ask("status", "1983")["years"][0]["state"] == "noticed"
    assert "lasts until 1984-02-09" in decide(proposed, "1983", "1984-02-09", code=1)
    proof = tmp_path / "年报.pdf"
    proof.write_bytes(b"%PDF proof")
    proposed("object", "1983", "F017", "--by", "张三", "--text", "wrong figures", "--evidence", str(proof))
    proposed("object", "1983", "F021", "--by", "李四", "--text", "not in the city")
    status = ask("status", "1983")["years"][0]
    assert (status["open_objections"], status["notice"]["until"]) == ([1, 2], "1984-02-09")
    assert "Objections are open: 1, 2" in decide(proposed, "1983", "1984-03-01", code=1)
    proposed("resolve", "1983", "2", "--dismissed", "--text", "it is")
    assert (
        "is already resolved."
        in proposed(*("resolve", "1983", "2", "--upheld", "--text", "x"), code=1).stderr
    )
    proposed("resolve", "1983", "1", "--upheld", "--text", "audit report differs")
    assert "cultivation propose 1983" in decide(proposed, "1983", "1984-03-01", code=1)
    proposed("correct", "1983", "F017", "patents", "1", "--evidence", "audit report, page 3")
    assert "cultivation score 1983" in decide(proposed, "1983", "1984-03-01", code=1)
    proposed("score", "1983")
    proposed("propose", "1983")
    assert ask("status", "1983")["years"][0]["notice"] is None  # a new proposal needs a new notice
    decide(proposed, "1983", "1984-03-01")
    assert ask("audit", "replay")["ok"] and ask("audit", "rebuild")["ok"] and ask("audit", "verify")["ok"]
    archive = tmp_path / "record.zip"
    proposed("audit", "export", "-o", str(archive))
    with zipfile.ZipFile(archive) as files:
        assert any(files.read(name) == b"%PDF proof" for name in files.namelist())


def test_an_upheld_objection_without_any_change_still_needs_a_new_proposal(proposed: Run, ask: Ask) -> None:
    proposed("notice", "1983", *DATES)
    proposed("object", "1983", "F017", "--by", "张三", "--text", "name misspelt")
    proposed("resolve", "1983", "1", "--upheld", "--text", "yes, but no figure changes")
    assert "cultivation propose 1983" in decide(proposed, "1983", "1984-03-01", code=1)
    proposed("propose", "1983")
    decide(proposed, "1983", "1984-03-01")
    assert ask("audit", "replay")["ok"]


def test_rules_that_ask_for_a_notice_get_one(run: Run, ask: Ask, workspace: Path) -> None:
    run("init", str(workspace))
    file = workspace / "rules" / "noticed.yaml"
    text = (PANEL.parent.parent / "scoring_rules" / "patents_rd_panel.yaml").read_text("utf-8")
    text = text.replace("reserve: 10}", "reserve: 10, notice_days: 5}")
    file.write_text(text.replace("id: patents_rd_panel", "id: noticed"), encoding="utf-8")
    run("open", "1983", "--rules", "noticed")
    run("intake", "1983", str(PANEL / "patents_rd_1983.xlsx"))
    run("score", "1983")
    run("propose", "1983")
    assert "public notice of 5 days" in decide(run, "1983", "1984-03-01", code=1)
    short = run("notice", "1983", "--from", "1984-02-01", "--until", "1984-02-04", code=1).stderr
    assert "would last 4 days; it must last 5" in short
    run("notice", "1983", "--from", "1984-02-01", "--until", "1984-02-05")
    decide(run, "1983", "1984-02-06")
    assert "Public notice of 5 days" in run("rules", "show", str(file)).stdout


def test_removal_and_call_up_change_the_pool_and_tell_its_story(
    decided: Run, ask: Ask, tmp_path: Path
) -> None:
    members = {each["id"] for each in ask("pool")["members"]}
    gone = min(members)
    decided("remove", gone, "--cause", "own_request", "--document", "No. 7", "--on", "1985-05-01")
    assert {each["id"] for each in ask("pool")["members"]} == members - {gone}
    next_in_line = first_in_reserve(ask)
    text = decided("call-up", "--document", "No. 8", "--on", "1985-05-02").stdout
    assert "100 members" in text
    assert {each["id"] for each in ask("pool")["members"]} == members - {gone} | {next_in_line}
    assert "holds 100" in decided("call-up", "--document", "No. 9", "--on", "1985-05-03", code=1).stderr
    assert {each["id"] for each in ask("pool", "--on", "1985-05-01")["members"]} == members - {gone}
    assert {each["id"] for each in ask("pool", "--on", "1985-04-30")["members"]} == members
    events = ask("history", gone)["events"]
    assert [(each["kind"], each["detail"], each["document"]) for each in events] == [
        ("member_removed", "own_request", "No. 7")
    ]
    assert "at its own request" in decided("history", gone).stdout
    assert ask("audit", "rebuild")["ok"] and ask("audit", "replay")["ok"]
    archive = tmp_path / "record.zip"
    decided("audit", "export", "-o", str(archive))
    check_archive(archive, tmp_path)


def check_archive(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as files:
        (folder / "verify.py").write_bytes(files.read("verify.py"))
    done = subprocess.run(
        [sys.executable, str(folder / "verify.py"), str(archive)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def first_in_reserve(ask: Ask) -> str:
    """Return who is number 1 on the reserve list, by what its history says."""
    for number in range(1, 182):
        years = ask("history", f"F{number:03d}")["years"]
        if years and "number 1 on the reserve list" in years[-1]["reason"]:
            return f"F{number:03d}"
    raise AssertionError("nobody is number 1")


def test_a_member_that_was_removed_has_to_enter_anew(decided: Run, ask: Ask) -> None:
    best = next(each["id"] for each in ask("pool")["members"] if each["rank"] == 1)
    decided("remove", best, "--cause", "dissolved", "--document", "No. 7", "--on", "1985-05-01")
    decided("open", "1985", "--rules", "patents_rd_panel")
    decided("intake", "1985", str(PANEL / "patents_rd_1985.xlsx"), code=None)
    decided("score", "1985")
    lines = {each["id"]: each for each in ask("propose", "1985")["lines"]}
    assert lines[best]["action"] == "enter"


def test_a_removal_after_the_proposal_asks_for_a_new_one(decided: Run, ask: Ask) -> None:
    decided("open", "1985", "--rules", "patents_rd_panel")
    decided("intake", "1985", str(PANEL / "patents_rd_1985.xlsx"), code=None)
    decided("score", "1985")
    decided("propose", "1985")
    member = ask("pool")["members"][0]["id"]
    decided("remove", member, "--cause", "tax", "--document", "No. 7", "--on", "1986-01-01")
    assert "cultivation propose 1985" in decide(decided, "1985", "1986-03-01", code=1)
    decided("propose", "1985")
    decide(decided, "1985", "1986-03-01")
    assert len(ask("pool")["members"]) == 100


def test_a_new_name_is_shown_and_history_kept(decided: Run, ask: Ask) -> None:
    decided("rename", "F017", "New Name Ltd", "--document", "register", "--on", "1985-05-01")
    assert ask("history", "New Name")["id"] == "F017"
    assert ask("history", "F017")["name"] == "New Name Ltd"
    assert (
        "already has this name."
        in decided(
            *("rename", "F017", "New Name Ltd", "--document", "x", "--on", "1985-05-02"), code=1
        ).stderr
    )
    assert ask("audit", "rebuild")["ok"]


def test_a_withdrawn_application_is_no_more_ranked_and_a_closed_year_is_closed(
    proposed: Run, ask: Ask
) -> None:
    proposed("withdraw", "1983", "F017", "--reason", "letter of 1984-01-05")
    assert "cultivation score 1983" in decide(proposed, "1983", "1984-03-01", code=1)
    assert "F017" not in {each["id"] for each in ask("score", "1983")["applications"]}
    assert "has not applied" in proposed("withdraw", "1983", "F017", "--reason", "x", code=1).stderr
    assert "not decided yet" in proposed("close", "1983", code=1).stderr
    proposed("propose", "1983")
    decide(proposed, "1983", "1984-03-01")
    proposed("close", "1983")
    assert ask("status", "1983")["years"][0]["state"] == "closed"
    assert "is already closed." in proposed("close", "1983", code=1).stderr
    assert ask("audit", "rebuild")["ok"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["remove", "F017", "--cause", "tax", "--document", "1", "--on", "1985-01-01"], "No year is decided"),
        (["call-up", "--document", "1", "--on", "1985-01-01"], "No year is decided"),
        (["object", "1983", "F017", "--by", "x", "--text", "y"], "cultivation notice 1983"),
        (["resolve", "1983", "1", "--upheld", "--text", "y"], "no objection 1"),
        (["notice", "1983", "--from", "1984-02-09", "--until", "1984-02-01"], "would last 0 days"),
    ],
)
def test_what_comes_too_early_is_refused(proposed: Run, words: list[str], sentence: str) -> None:
    assert sentence in proposed(*words, code=1).stderr


def test_what_comes_too_late_or_to_the_wrong_firm_is_refused(decided: Run, ask: Ask) -> None:
    members = {each["id"] for each in ask("pool")["members"]}
    free = next(key for key in (f"F{number:03d}" for number in range(1, 182)) if key not in members)
    words = ["--document", "1", "--on", "1985-05-01"]
    assert "only members" in decided("remove", free, "--cause", "tax", *words, code=1).stderr
    early = decided("remove", "F017", "--cause", "tax", "--document", "1", "--on", "1980-01-01", code=1)
    assert "is earlier" in early.stderr
    for step in (["notice", "1984", *DATES], ["withdraw", "1984", "F017", "--reason", "x"]):
        assert "is decided" in decided(*step, code=1).stderr
    decided("remove", "F017", "--cause", "no such cause", *words, code=2)
    decided("remove", "F017", "--cause", "tax", "--document", " ", code=2)


def test_every_cause_can_be_recorded_and_is_told_in_words_of_both_languages(decided: Run, ask: Ask) -> None:
    members = [each["id"] for each in ask("pool")["members"]]
    assert len(members) > len(CAUSES)
    for (cause, sentence), member in zip(CAUSES.items(), members, strict=False):
        decided("remove", member, "--cause", cause, "--document", f"No. {cause}")
        for spoken in ("en", "zh"):
            with language.speaking(spoken):
                words = language._(sentence)
            told = decided("--lang", spoken, "history", member).stdout
            assert "".join(words.split()) in "".join(told.split()), (cause, spoken, told)
            assert (words == sentence) == (spoken == "en")


def test_a_policy_that_looks_back(run: Run, ask: Ask, workspace: Path) -> None:
    """Terms, bars and the bound on newcomers rest on the record, and are done again by replay."""
    run("init", str(workspace))
    text = (PANEL.parent.parent / "scoring_rules" / "patents_rd_panel.yaml").read_text("utf-8")
    more = (
        "reserve: 10, term_years: 2, buffer_years: 1, barred_years: 3, most_newcomers: 12, minimum_score: 20}"
    )
    text = text.replace("reserve: 10}", more).replace("id: patents_rd_panel", "id: strict")
    (workspace / "rules" / "strict.yaml").write_text(text, encoding="utf-8")
    seen: dict[str, set[str]] = {}
    for year in ("1983", "1984", "1985"):
        run("open", year, "--rules", "strict")
        run("intake", year, str(PANEL / f"patents_rd_{year}.xlsx"), code=None)
        run("score", year)
        lines = {each["id"]: each for each in ask("propose", year)["lines"]}
        seen[year] = {each["reason_code"] for each in lines.values()}
        decide(run, year, f"{int(year) + 1}-03-01")
        if year == "1983":
            best = next(each["id"] for each in ask("pool")["members"] if each["rank"] == 1)
            words = ["--document", "No. 7", "--on", "1984-05-01"]
            run("remove", best, "--cause", "falsification", *words)
        else:
            assert lines[best]["reason_code"] == "barred"
            assert "barred for 3 years" in ask("why", best, year)["reason"]
    assert {"below_minimum", "barred", "stayed_on_watch"} <= seen["1984"]
    assert {"left_term_over", "barred"} <= seen["1985"]
    assert ask("audit", "replay")["ok"] and ask("audit", "rebuild")["ok"]
    run("robustness", "1985", "--draws", "100")  # the whole policy is looked at in every draw
    shown = run("rules", "show", str(workspace / "rules" / "strict.yaml")).stdout
    assert "At most 12 newcomers" in shown and "Members leave after 2 reviews" in shown
