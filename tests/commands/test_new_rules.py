"""`rules new`: from a scoring table and from another rule set; what it wrote passes `rules check`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.commands.conftest import Run

Ask = Callable[..., Any]
TABLES = Path(__file__).parents[1] / "intake" / "scoring_tables"
BAD = Path(__file__).parents[1] / "errors" / "scoring"


def test_a_table_becomes_a_rule_set_that_passes_the_check(run: Run, ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "office_2026.yaml"
    answer = ask("rules", "new", str(TABLES / "office.xlsx"), "-o", str(file), "--valid-from", "2026-07-01")
    assert (answer["rule_set"], answer["computed"], len(answer["items"])) == ("office_2026", 11, 11)
    first = answer["items"][0]
    assert (first["cell"], first["label"], first["maximum"], first["computed"]) == (
        "D4",
        "研发费用占营业收入比重",
        "15",
        True,
    )
    assert [each["code"] for each in first["to_do"]] == ["edge_open", "division"]
    checked = ask("rules", "check", str(file))
    assert checked["ok"]
    assert {each["code"] for each in checked["doubts"]} == {"to_do"}
    assert [each["line"] for each in checked["doubts"]] == [each["line"] for each in answer["to_do"]]
    cases = tmp_path / "cases" / "office_2026.yaml"
    run("rules", "test", str(cases), "--rules", str(file))
    text = file.read_text("utf-8")
    assert "id: office_2026\n" in text
    assert "en: R&D expenditure to operating revenue" in text or "TODO write the English label" in text
    assert "valid_from: 2026-07-01\n" in text
    said = run("rules", "check", str(file)).stdout
    assert "Doubtful, line 7: -: still to do: the day from which the standard holds" in said


def test_the_template_of_a_draft_can_be_written(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    run("init", str(folder))
    run("rules", "new", str(TABLES / "innovative_sme.xlsx"), "-o", str(folder / "rules" / "sme.yaml"))
    form = tmp_path / "form.xlsx"
    run("--workspace", str(folder), "rules", "template", "sme", "-o", str(form))
    assert form.stat().st_size > 0


def test_another_rule_set_becomes_a_new_version(run: Run, ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "kunshan_2027.yaml"
    arguments = ("rules", "new", "kunshan_top100_2016", "-o", str(file), "--valid-from", "2027-01-01")
    answer = ask(*arguments)
    text = file.read_text("utf-8")
    for line in ("id: kunshan_2027", "standard: kunshan_top100", "valid_from: 2027-01-01"):
        assert f"\n{line}\n" in text
    assert [each["text"] for each in answer["to_do"]][:2] == [
        "a new version of the same standard? Otherwise delete this line",
        "the number of the new version",
    ]
    assert ask("rules", "check", str(file))["ok"]
    assert ask("rules", "diff", "kunshan_top100_2016", str(file))["differences"] == []
    other = tmp_path / "copy.yaml"
    other.write_bytes(file.read_bytes().replace(b"kunshan_2027", b"copy"))
    assert "exists already" in run(*arguments, code=2).stderr
    assert "standard: kunshan_top100" in other.read_text("utf-8")


def test_a_rule_set_without_a_standard_begins_one(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "xiangcheng_2027.yaml"
    run("rules", "new", "xiangcheng_gate_2025", "-o", str(file))
    assert "\nstandard: xiangcheng_gate_2025\n" in file.read_text("utf-8")


def test_nothing_is_written_of_a_bad_table(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    refused = run("rules", "new", str(BAD / "scoring_points_missing.xlsx"), "-o", str(file), code=1)
    assert "评分表!C3: '有效发明专利' has no full marks." in refused.stderr
    assert "Nothing was written." in refused.stderr
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    assert "broken.xlsx" in run("rules", "new", str(broken), "-o", str(file), code=1).stderr
    run("rules", "new", "no_such_rules", "-o", str(file), code=2)
    assert (
        "becomes the id" in run("rules", "new", "hnte_2016", "-o", str(tmp_path / "2027.yaml"), code=2).stderr
    )
    run("rules", "new", str(TABLES / "office.xlsx"), "-o", str(file), "--dry-run")
    assert sorted(tmp_path.iterdir()) == [broken]
