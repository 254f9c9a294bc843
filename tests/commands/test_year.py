"""The year through the command line: the order of steps, the two persons, the shapes of the answers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from .conftest import PANEL, Run

Ask = Callable[..., Any]
FIRST = str(PANEL / "patents_rd_1983.xlsx")


@pytest.fixture
def begun(panel_open: Run) -> Run:
    return panel_open


@pytest.mark.parametrize(
    ("steps", "words", "missing"),
    [
        ([], ["intake", "1984", FIRST], "cultivation open 1984"),
        ([], ["score", "1984"], "cultivation open 1984"),
        ([], ["score", "1983"], "cultivation intake 1983"),
        ([], ["propose", "1983"], "cultivation score 1983"),
        ([["intake", "1983", FIRST]], ["propose", "1983"], "cultivation score 1983"),
        (
            [["intake", "1983", FIRST], ["score", "1983"]],
            ["decide", "1983", "--document", "1"],
            "propose 1983",
        ),
        ([["intake", "1983", FIRST]], ["why", "F017", "1983"], "cultivation score 1983"),
        ([], ["pool", "--year", "1983"], "cultivation decide 1983"),
        ([], ["shortlist", "1983", "-o", "x.xlsx"], "cultivation score 1983"),
        ([], ["open", "1983", "--rules", "patents_rd_panel"], "is already open."),
        ([], ["open", "1982", "--rules", "patents_rd_panel"], "outside the validity"),
    ],
)
def test_a_step_out_of_order_is_refused_and_names_the_missing_one(
    begun: Run, steps: list[list[str]], words: list[str], missing: str
) -> None:
    for step in steps:
        begun(*step)
    result = begun(*words, actor="李强", code=1)
    assert missing in result.stderr


def test_a_later_year_waits_for_the_decision_of_the_earlier_one(begun: Run) -> None:
    begun("intake", "1983", FIRST)
    begun("score", "1983")
    begun("open", "1984", "--rules", "patents_rd_panel")
    begun("intake", "1984", str(PANEL / "patents_rd_1984.xlsx"), code=1)  # with doubts
    begun("score", "1984")
    assert "cultivation decide 1983" in begun("propose", "1984", code=1).stderr


@pytest.mark.parametrize("approver", ["王芳", " 王芳 ", "Wang  Fang"])
def test_the_proposer_cannot_approve(begun: Run, approver: str) -> None:
    begun("intake", "1983", FIRST)
    begun("score", "1983")
    begun("propose", "1983", actor="wang fang" if approver.isascii() else "王芳")
    result = begun("decide", "1983", "--document", "No. 1", actor=approver, code=1)
    assert "another person" in result.stderr


def test_a_correction_calls_for_a_new_scoring_and_proposal(begun: Run, ask: Ask) -> None:
    begun("intake", "1983", FIRST)
    before = ask("score", "1983")["scores_digest"]
    begun("propose", "1983")
    begun("correct", "1983", "F017", "patents", "900", "--evidence", "register of 1984")
    assert "cultivation score 1983" in begun("decide", "1983", "--document", "1", actor="李强", code=1).stderr
    assert ask("score", "1983")["scores_digest"] != before
    assert (
        "cultivation propose 1983" in begun("decide", "1983", "--document", "1", actor="李强", code=1).stderr
    )
    source = next(each for each in ask("why", "F017", "1983")["sources"] if each["field"] == "patents")
    assert source["value"] == "900"
    assert source["note"]["evidence"] == "register of 1984"


def test_after_the_decision_nothing_changes(decided: Run) -> None:
    for words in (["score", "1984"], ["propose", "1984"], ["intake", "1984", FIRST]):
        assert "is decided (No. 1984)" in decided(*words, code=1).stderr
    decided("correct", "1984", "F017", "patents", "1", "--evidence", "x", code=1)


def test_a_dry_run_leaves_no_trace(begun: Run, ask: Ask) -> None:
    entries = ask("audit", "log")["entries"]
    begun("intake", "1983", FIRST, "--dry-run")
    begun("open", "1990", "--rules", "patents_rd_panel", "--dry-run")
    assert ask("audit", "log")["entries"] == entries
    begun("intake", "1983", FIRST)
    scored = ask("score", "1983", "--dry-run")["scores_digest"]
    assert ask("score", "1983")["scores_digest"] == scored


def test_the_shapes_of_the_answers(decided: Run, ask: Ask, workspace: Path) -> None:
    pool = ask("pool", "--year", "1984")
    assert (pool["year"], len(pool["members"])) == (1984, 100)
    assert set(pool["members"][0]) >= {"id", "name", "since", "rank"}
    member = pool["members"][40]["id"]
    why = ask("why", member, "1984")
    assert set(why) >= {
        *("id", "name", "year", "outcome", "reason_code", "reason", "total", "rank", "cut_line"),
        *("contributions", "year_on_year", "would_change", "sources", "decision"),
    }
    assert sum(Decimal(each["points"]) for each in why["contributions"]) == Decimal(why["total"])
    for each in why["contributions"]:
        assert Decimal(each["points"]) + Decimal(each["lost"]) == Decimal(each["max"])
    assert why["decision"]["document"] == "No. 1984"
    assert (why["decision"]["proposer"], why["decision"]["approver"]) == ("王芳", "李强")
    verified = ask("audit", "verify")
    assert verified["ok"] is True
    said = {"ok", "entries", "head", "broken_at", "reason"}
    assert set(verified) == said | {"anchors", "timestamps", "times_back", "approvals"}
    assert ask("audit", "rebuild")["ok"] is True
    assert [each["year"] for each in ask("history", member)["years"]] == [1983, 1984]
    assert [each["state"] for each in ask("status")["years"]] == ["decided", "decided"]
    assert ask("rules", "list")["rule_sets"]


def test_every_source_leads_to_the_cell_that_holds_the_value(decided: Run, ask: Ask) -> None:
    for source in ask("why", "F017", "1984")["sources"]:
        sheet = openpyxl.load_workbook(PANEL / source["file"])[source["sheet"]]
        value = sheet[source["cell"]].value
        if source["field"] in ("sector", "region"):
            continue  # choices are stored by their id
        assert str(value) == source["value"] or Decimal(str(value)) == Decimal(source["value"])


def test_what_would_have_changed_it_is_the_smallest_change_that_does(begun: Run, ask: Ask) -> None:
    """In the first year the best 100 are in: one step above place 100 brings in, one below 101 keeps out."""
    begun("intake", "1983", FIRST)
    by_place = {line["rank"]: line for line in ask("score", "1983")["applications"]}
    begun("propose", "1983")
    total = {place: Decimal(line["total"]) for place, line in by_place.items()}
    step = Decimal("0.01")
    for place, change in ((105, total[100] - total[105] + step), (96, total[101] - total[96] - step)):
        answer = ask("why", by_place[place]["id"], "1983")["would_change"]
        found = [each for each in answer if "criterion" in each]
        assert {Decimal(each["points"]) for each in found} == {change}
        points = {key: Decimal(value) for key, value in by_place[place]["criteria"].items()}
        most = {"rd_expenditure": 35, "rd_growth": 15, "patents": 35, "patents_per_rd": 15}
        able = {
            key for key in most if (most[key] - points[key] if change > 0 else points[key]) >= abs(change)
        }
        assert {each["criterion"] for each in found} == able


def test_why_splits_the_change_and_names_what_would_have_turned_it(decided: Run, ask: Ask) -> None:
    """Shares add up exactly, to the change that the record shows."""
    answer = ask("why", "F094", "1984")
    change, split = answer["year_on_year"], answer["year_on_year"]["split"]
    shares = [split[key] for key in ("own_data", "rules", "competitors")]
    assert sum(Fraction(each["total"]) for each in shares) == Fraction(change["total_change"])
    assert sum(Fraction(each["places"]) for each in shares) == change["rank_before"] - answer["rank"]
    own = split["own_values"].values()
    assert sum(Fraction(each["total"]) for each in own) == Fraction(split["own_data"]["total"])
    assert sum(Fraction(each["places"]) for each in own) == Fraction(split["own_data"]["places"])
    near = [each["rank"] for each in answer["neighbours"]]
    assert near == [answer["rank"] + step for step in (-2, -1, 1, 2)]
    page = decided("why", "F094", "1984").stdout
    assert "Rose by 50 places: own data +65.50" in page
    assert "European patent applications 2 8" in " ".join(page.split())


def test_a_correction_to_the_value_that_why_names_turns_the_outcome_and_one_less_does_not(
    begun: Run, ask: Ask
) -> None:
    begun("intake", "1983", FIRST)
    begun("score", "1983")
    action = {line["id"]: line["action"] for line in ask("propose", "1983")["lines"]}
    firm = next(key for key, each in action.items() if each in ("none", "reserve"))
    flips = {each["field"]: each for each in ask("why", firm, "1983")["would_change"] if "field" in each}
    needed = flips["patents"]["to"]
    for value, outcome in ((str(int(needed) - 1), "out"), (needed, "in")):
        begun(
            "correct", "1983", firm, "patents", value, "--evidence", "trial", code=None
        )  # one less may be filed
        begun("score", "1983")
        after = {line["id"]: line["action"] for line in ask("propose", "1983")["lines"]}[firm]
        assert (after in ("enter", "stay")) is (outcome == "in")


def test_a_correction_that_changes_nothing_is_refused_and_not_recorded(begun: Run, ask: Ask) -> None:
    begun("intake", "1983", FIRST)
    (filed,) = (each["value"] for each in sources(ask, begun) if each["field"] == "patents")
    entries = len(ask("audit", "log")["entries"])
    told = begun("correct", "1983", "F017", "patents", filed, "--evidence", "paper", code=1).stderr
    assert "has this value already" in told
    assert len(ask("audit", "log")["entries"]) == entries


def sources(ask: Ask, begun: Run) -> list[dict[str, str]]:
    begun("score", "1983")
    found: list[dict[str, str]] = ask("why", "F017", "1983")["sources"]
    return found


def test_overrides_need_a_reason_and_an_exit_for_an_entry(begun: Run, ask: Ask) -> None:
    begun("intake", "1983", FIRST)
    begun("score", "1983")
    lines = ask("propose", "1983")["lines"]
    enters = next(line["id"] for line in lines if line["action"] == "enter")
    waits = next(line["id"] for line in lines if line["action"] == "reserve")
    decide = ["decide", "1983", "--document", "No. 1"]
    begun(*decide, "--override", f"{waits}=enter", actor="李强", code=2)
    crowded = begun(*decide, "--override", f"{waits}=enter", "--reason", "key project", actor="李强", code=1)
    assert "101 members" in crowded.stderr
    refused = begun(*decide, "--override", f"{enters}=stay", "--reason", "x", actor="李强", code=1)
    assert "cannot stay" in refused.stderr


def test_the_same_file_twice_is_read_once(begun: Run, ask: Ask) -> None:
    begun("intake", "1983", FIRST)
    again = ask("intake", "1983", FIRST)["files"][0]
    assert [each["code"] for each in again["findings"]] == ["received_before"]
    assert again["accepted"] == 0


def test_a_newcomer_can_be_turned_down_and_the_next_one_taken(begun: Run, ask: Ask) -> None:
    begun("intake", "1983", FIRST)
    begun("score", "1983")
    lines = ask("propose", "1983")["lines"]
    last = [line["id"] for line in lines if line["action"] == "enter"][-1]
    waits = next(line["id"] for line in lines if line["action"] == "reserve")
    words = ["--override", f"{last}=exit", "--reason", "moved away", "--override", f"{waits}=enter"]
    decided = ask("decide", "1983", "--document", "1", *words, "--reason", "next in line", actor="李强")
    assert decided["pool_size"] == 100
    assert waits in decided["entered"]
    assert last not in decided["entered"]
    why = ask("why", last, "1983")
    assert (why["reason_code"], why["outcome"]) == ("overridden", "none")
    assert "moved away" in why["reason"]
    assert ask("audit", "verify")["ok"]


def test_the_reserve_list_is_numbered_anew_after_an_override() -> None:
    from cultivation.core.pool.overrides import Override, apply_overrides
    from cultivation.core.pool.proposal import Action, Candidate, propose
    from cultivation.core.rules.model import PoolPolicy

    policy = PoolPolicy(capacity=2, enter_rank=2, stay_rank=2, reserve=2)
    candidates = [Candidate(key, key, place) for place, key in enumerate("abcdef", start=1)]
    proposed = propose(candidates, {}, policy)
    wanted = [Override("b", Action.NONE, "x"), Override("c", Action.ENTER, "y")]
    lines = {line.id: line for line in apply_overrides(proposed, wanted, policy.reserve)}
    assert {key: line.reserve_place for key, line in lines.items() if line.reserve_place} == {"d": 1, "e": 2}
    assert [key for key, line in lines.items() if line.in_pool] == ["a", "c"]


def test_what_changes_nothing_is_not_recorded_and_the_proposer_stays(begun: Run, ask: Ask) -> None:
    begun("intake", "1983", FIRST)
    begun("score", "1983")
    begun("propose", "1983", actor="王芳")
    entries = len(ask("audit", "log")["entries"])
    begun("score", "1983", actor="李强")
    begun("propose", "1983", actor="李强")  # only to look at it
    assert len(ask("audit", "log")["entries"]) == entries
    assert "another person" in begun("decide", "1983", "--document", "1", actor="王芳", code=1).stderr


def test_the_history_leaves_out_a_proposal_that_a_new_scoring_has_overtaken(begun: Run, ask: Ask) -> None:
    begun("intake", "1983", FIRST)
    begun("score", "1983")
    begun("propose", "1983")
    assert [each["year"] for each in ask("history", "F017")["years"]] == [1983]
    begun("correct", "1983", "F017", "研发支出", "-1", "--evidence", "x", code=1)  # below the minimum
    begun("correct", "1983", "F017", "欧洲专利申请数", "3", "--evidence", "register")
    begun("score", "1983")
    assert ask("history", "F017")["years"] == []


def test_a_correction_keeps_the_cell_and_what_was_filed(begun: Run, ask: Ask) -> None:
    begun("intake", "1983", FIRST)
    for value in ("7", "8"):
        begun("correct", "1983", "F017", "patents", value, "--evidence", f"paper {value}")
    begun("score", "1983")
    source = next(each for each in ask("why", "F017", "1983")["sources"] if each["field"] == "patents")
    sheet = openpyxl.load_workbook(PANEL / source["file"])[source["sheet"]]
    assert str(sheet[source["cell"]].value) == source["note"]["filed"]
    assert (source["value"], source["note"]["previous"], source["note"]["evidence"]) == ("8", "7", "paper 8")


def test_the_identity_of_an_applicant_cannot_be_corrected(begun: Run) -> None:
    begun("intake", "1983", FIRST)
    for field in ("firm", "firm_name", "weather"):
        result = begun("correct", "1983", "F017", field, "x", "--evidence", "y", code=2)
        assert "European patent applications (patents)" in result.stderr


def test_every_office_file_of_a_folder_is_answered(begun: Run, ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0 old")
    (tmp_path / "~$lock.xlsx").write_bytes(b"lock")
    (tmp_path / "new.xlsx").write_bytes(Path(FIRST).read_bytes())
    found = ask("intake", "1983", str(tmp_path), code=1)["files"]
    files = {each["name"]: each for each in found}
    assert (files["new.xlsx"]["accepted"], files["old.xls"]["accepted"]) == (181, 0)
    assert files["old.xls"]["findings"][0]["code"] == "unreadable_file"
    assert files["~$lock.xlsx"]["state"] == "passed_over"


def test_a_rejected_row_is_told_again_when_the_file_comes_again(begun: Run, ask: Ask, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(FIRST)
    sheet = book.worksheets[0]
    row = next(cell.row for cell in sheet["A"] if cell.value == "F017")
    for column in range(2, sheet.max_column + 1):
        sheet.cell(row, column).value = None  # the code stands alone: no row may be lost
    book.save(tmp_path / "x.xlsx")
    for _time in range(2):
        found = ask("intake", "1983", str(tmp_path / "x.xlsx"), code=1)["files"]
        [file] = found
        assert file["rejected"] == 1
        assert "value_missing" in {each["code"] for each in file["findings"]}
    assert file["accepted"] == 0


def test_an_ineligible_enterprise_cannot_enter_by_override(run: Run, ask: Ask, workspace: Path) -> None:
    run("init", str(workspace))
    run("open", "2018", "--rules", "kunshan_top100_2016")
    run("intake", "2018", str(PANEL.parent / "kunshan" / "2018"), code=1)
    run("score", "2018")
    vetoed = next(line for line in ask("propose", "2018")["lines"] if line["reason_code"] == "ineligible")
    words = ["--override", f"{vetoed['id']}=enter", "--reason", "well known"]
    assert "not eligible" in run("decide", "2018", "--document", "1", *words, actor="李强", code=1).stderr
