"""Quotas through the command line: the proposal, its cut lines, why, decisions, the shortlist, refusals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from .conftest import PANEL, Run

Ask = Callable[..., Any]
RULES = (PANEL.parent.parent / "scoring_rules" / "patents_rd_panel.yaml").read_text("utf-8")
QUOTAS = "quotas: [{within: sector, each_at_most: 12}, {within: region, at_least: {eu: 25}}]"
POLICY = f"pool: {{capacity: 100, reserve: 10, {QUOTAS}}}"


@pytest.fixture
def scored_with(run: Run, workspace: Path) -> Callable[..., Run]:
    """Score 1983 of the panel under a pool policy of one's own."""

    def call(policy: str = POLICY, year: str = "1983") -> Run:
        if not workspace.exists():
            run("init", str(workspace))
        text = RULES.replace("id: patents_rd_panel", f"id: quoted_{year}")
        file = workspace / "rules" / f"quoted_{year}.yaml"
        file.write_text(text[: text.index("pool: {")] + policy + "\n", encoding="utf-8")
        run("rules", "check", str(file))
        run("open", year, "--rules", f"quoted_{year}")
        run("intake", year, str(PANEL / f"patents_rd_{year}.xlsx"), code=None)
        run("score", year)
        return run

    return call


def test_the_proposal_keeps_to_the_quotas_and_shows_the_cut_lines(
    scored_with: Callable[..., Run], ask: Ask
) -> None:
    run = scored_with()
    proposed = ask("propose", "1983")
    firms = {each["id"]: each for each in ask("score", "1983")["applications"]}
    inside = [line["id"] for line in proposed["lines"] if line["action"] == "enter"]
    assert len(inside) == 100
    sectors = Counter(firms[key]["quota_choices"][0] for key in inside)
    regions = Counter(firms[key]["quota_choices"][1] for key in inside)
    assert max(sectors.values()) == 12 and regions["eu"] >= 25
    cells = {tuple(sorted(each["choices"].items())): each for each in proposed["cut_lines"]}
    for (*_margin, cell), cut in ((key, each) for key, each in cells.items() if len(key) == 2):
        assert cut["members"] <= cells[(cell,)]["members"]
    chemicals = cells[(("sector", "chem"),)]
    there = [float(firms[key]["total"]) for key in inside if firms[key]["quota_choices"][0] == "chem"]
    assert (chemicals["members"], chemicals["at_most"]) == (12, 12)
    assert float(chemicals["cut_line"]) == min(there)
    text = run("propose", "1983").stdout
    assert "Cut lines under the quotas" in text
    assert "chemicals 12 of at most 12" in text
    reasons = Counter(line["reason_code"] for line in proposed["lines"])
    assert reasons["quota_full"] and reasons["entered_by_quota"]


def test_why_names_quota_and_cell_and_how_little_would_have_done(
    scored_with: Callable[..., Run], ask: Ask
) -> None:
    run = scored_with()
    lines = ask("propose", "1983")["lines"]
    full = next(each for each in lines if each["reason_code"] == "quota_full")
    answer = ask("why", full["id"], "1983")
    assert "of at most 12" in answer["reason"]
    assert answer["cell"]["choices"].keys() == {"sector", "region"}
    assert answer["not_computed"] == []
    [change] = [each for each in answer["would_change"] if "points" in each][:1]
    assert float(change["points"]) > 0
    assert "Cut line for" in run("why", full["id"], "1983").stdout
    fields = {each["field"]: each for each in answer["would_change"] if "field" in each}
    assert {"patents", "rd_expenditure", "sector", "region"} <= fields.keys()


def test_a_correction_by_what_why_names_turns_the_outcome(scored_with: Callable[..., Run], ask: Ask) -> None:
    run = scored_with()
    full = next(each for each in ask("propose", "1983")["lines"] if each["reason_code"] == "quota_full")
    flips = {each.get("field"): each for each in ask("why", full["id"], "1983")["would_change"]}
    needed = int(flips["patents"]["to"])
    for patents, action in ((needed - 1, {"none", "reserve"}), (needed, {"enter"})):
        run("correct", "1983", full["id"], "patents", str(patents), "--evidence", "trial")
        run("score", "1983")
        lines = {each["id"]: each for each in ask("propose", "1983")["lines"]}
        assert lines[full["id"]]["action"] in action


def test_what_cannot_hold_is_refused_with_the_bounds_and_nothing_is_written(
    scored_with: Callable[..., Run], ask: Ask
) -> None:
    run = scored_with(POLICY.replace("eu: 25", "eu: 30"))
    before = ask("audit", "verify")["head"]
    told = run("propose", "1983", code=1).stderr
    assert "Region: European Union at least 30 (27 qualify); with 27 instead all could hold" in told
    assert ask("audit", "verify")["head"] == before
    rehearsed = run("rules", "rehearse", "quoted_1983", "--year", "1983", code=1).stderr
    assert "No pool satisfies the quotas. These cannot hold together:" in rehearsed


def test_with_if_short_all_there_are_will_do(scored_with: Callable[..., Run], ask: Ask) -> None:
    scored_with(POLICY.replace("{eu: 25}", "{eu: 30}, if_short: fewer"))
    lines = ask("propose", "1983")["lines"]
    firms = {each["id"]: each for each in ask("score", "1983")["applications"]}
    inside = {each["id"] for each in lines if each["action"] == "enter"}
    europeans = {key for key, each in firms.items() if each["quota_choices"][1] == "eu"}
    assert europeans <= inside


def test_two_years_with_quotas_are_replayed_rebuilt_and_shown(
    scored_with: Callable[..., Run], ask: Ask, tmp_path: Path
) -> None:
    run = scored_with()
    full = next(each for each in ask("propose", "1983")["lines"] if each["reason_code"] == "quota_full")
    run("decide", "1983", "--document", "No. 1", "--date", "1984-01-31", actor="李强")
    buffer = POLICY.replace("reserve: 10", "enter_rank: 90, stay_rank: 110, reserve: 10, most_newcomers: 8")
    scored_with(buffer, "1984")
    lines = ask("propose", "1984")["lines"]
    assert Counter(each["action"] for each in lines)["enter"] <= 8
    own = next(each["id"] for each in lines if each["action"] == "stay")
    answer = ask("why", own, "1984")
    assert answer["not_computed"] == []
    assert {"patents", "rd_expenditure"} <= {each.get("field") for each in answer["would_change"]}
    run("decide", "1984", "--document", "No. 2", "--date", "1985-01-31", actor="李强")
    assert ask("audit", "replay")["ok"] and ask("audit", "rebuild")["ok"] and ask("audit", "verify")["ok"]
    assert "In 20 draws" in run("robustness", "1984", "--draws", "20").stdout
    book = tmp_path / "s.xlsx"
    run("shortlist", "1984", "-o", str(book))
    sheet = openpyxl.load_workbook(BytesIO(book.read_bytes()))["Quotas and cut lines"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(number for number, row in enumerate(rows) if row[:2] == ["Sector", "Region"]) + 1
    chemicals = next(row for row in rows[start:] if row[:2] == ["chemicals", "any"])
    assert chemicals[2] <= 12 and chemicals[4] == 12
    eu = next(row for row in rows[start:] if row[:2] == ["any", "European Union"])
    assert eu[2] >= 25 and eu[3] == 25
    assert "12 of at most 12" in run("history", full["id"]).stdout


def test_a_rehearsal_compares_with_and_without_quotas(scored_with: Callable[..., Run], ask: Ask) -> None:
    scored_with()
    moved = ask("rules", "rehearse", "patents_rd_panel", "--year", "1983")
    inside = {each["id"] for each in ask("propose", "1983")["lines"] if each["action"] == "enter"}
    lines = {each["id"]: each for each in ask("score", "1983")["applications"]}
    best = {key for key, each in lines.items() if (each["rank"] or 999) <= 100}
    assert {each["id"] for each in moved["enter"]} == best - inside
    assert {each["id"] for each in moved["leave"]} == inside - best


def test_an_override_that_breaks_a_quota_is_told_before_it_is_recorded(
    scored_with: Callable[..., Run], ask: Ask
) -> None:
    run = scored_with()
    lines = ask("propose", "1983")["lines"]
    full = next(each for each in lines if "chemicals 12 of at most" in each["reason"])
    out = next(each["id"] for each in lines if each["action"] == "enter" and "(food" in each["name"])
    words = ["decide", "1983", "--document", "No. 1", "--date", "1984-01-31"]
    words += ["--override", f"{full['id']}=enter", "--reason", "strategic"]
    words += ["--override", f"{out}=exit", "--reason", "gives way", "--dry-run"]
    told = run(*words, actor="李强").stderr
    assert "The overrides break these quotas: chemicals 13, at most 12" in told
    assert "Otherwise than proposed (2)" in told


@pytest.mark.parametrize("how", [[], ["--yes"], ["--dry-run"]])
def test_a_decision_is_shown_with_counts_and_names_before_it_is_written(
    begun_scored: Run, ask: Ask, how: list[str]
) -> None:
    begun_scored("propose", "1983")
    names = {each["name"] for each in ask("propose", "1983")["lines"] if each["action"] == "enter"}
    words = ["decide", "1983", "--document", "No. 1", "--date", "1984-01-31", "-v", *how]
    told = begun_scored(*words, actor="李强").stderr
    assert "100 enter, 0 stay, 0 leave" in told
    assert all(name in told for name in names)
    decision = ask("status", "1983")["years"][0]["decision"]
    assert (decision is None) == ("--dry-run" in how)
    assert ("nothing was written" in told) == ("--dry-run" in how)


def test_a_call_from_the_reserve_list_looks_at_the_quotas(scored_with: Callable[..., Run], ask: Ask) -> None:
    """The first on the list are chemicals, which are full: when food leaves, a reason is needed."""
    run = scored_with()
    lines = ask("propose", "1983")["lines"]
    run("decide", "1983", "--document", "No. 1", "--date", "1984-01-31", actor="李强")
    food, chemicals = (
        next(each["id"] for each in lines if each["action"] == "enter" and f"({sector}" in each["name"])
        for sector in ("food", "chem")
    )
    run("remove", food, "--cause", "dissolved", "--document", "2", "--on", "1984-02-01")
    told = run("call-up", "--document", "3", "--on", "1984-02-02", code=1).stderr
    assert "quotas are full (chemicals 12 of at most 12)" in told
    run("remove", chemicals, "--cause", "dissolved", "--document", "4", "--on", "1984-02-03")
    assert "99 members" in run("call-up", "--document", "5", "--on", "1984-02-04").stdout
    told = run("call-up", "--document", "6", "--on", "1984-02-05", code=1).stderr
    assert "quotas are full" in told
    words = ["--document", "6", "--on", "1984-02-05", "--reason", "the group so decided"]
    assert "100 members" in run("call-up", *words).stdout
    assert ask("audit", "rebuild")["ok"]


def test_a_tenth_of_the_applicants_and_shares_of_the_best(
    scored_with: Callable[..., Run], ask: Ask, tmp_path: Path
) -> None:
    """Who is eligible or not counts; what is left of a place is left out."""
    run = scored_with("total: {share_of_best: true}\npool: {of_applicants: {share: 0.07}, reserve: 2}")
    firms = ask("score", "1983")["applications"]
    places = len(firms) * 7 // 100
    assert len(firms) * 7 % 100
    lines = ask("propose", "1983")["lines"]
    assert sum(each["action"] == "enter" for each in lines) == places
    best, last = (each["id"] for each in lines[:: places - 1][:2])
    told = run("why", last, "1983").stdout
    share = ask("why", last, "1983")["share_of_best"]
    totals = {each["id"]: Fraction(each["total"]) for each in firms}
    assert Fraction(share) == totals[last] / totals[best]
    assert f"{round(float(Fraction(share)) * 100, 2):.2f}% of the best total" in told
    assert "In 20 draws" in run("robustness", "1983", "--draws", "20").stdout
    run("decide", "1983", "--document", "No. 1", "--date", "1984-01-31", actor="李强")
    assert ask("audit", "replay")["ok"] and ask("audit", "rebuild")["ok"]
    book = tmp_path / "s.xlsx"
    run("shortlist", "1983", "-o", str(book))
    sheet = openpyxl.load_workbook(BytesIO(book.read_bytes()))["Ranked list"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    place = next(row.index("Share of the best") for row in rows if "Share of the best" in row)
    shown = [row[place] for row in rows if isinstance(row[place], float | int)]
    assert shown[0] == 1 and len(shown) > places
    assert "Capacity: 7% of all applicants" in run("rules", "show", "quoted_1983").stdout
