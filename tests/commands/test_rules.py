"""`rules show`, `check`, `test`, `diff` and `rehearse`; and `open` with the version in force."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cultivation.resources import shipped
from tests.commands.conftest import Run
from tests.core.rules.edits import PANEL

Ask = Callable[..., Any]
SHIPPED = shipped("scoring_rules")
CASES = SHIPPED / "cases"


@pytest.mark.parametrize("name", sorted(path.stem for path in SHIPPED.glob("*.yaml")))
def test_every_standard_can_be_shown(run: Run, name: str) -> None:
    for language in ("en", "zh"):
        shown = run("rules", "show", name, "--format", "markdown", "--lang", language).stdout
        assert shown.startswith("# ") and "{" not in shown
    assert name in run("rules", "show", name).stdout


def test_a_standard_is_shown_as_in_the_document(run: Run) -> None:
    shown = run("rules", "show", "innovative_sme_2022", "--format", "markdown").stdout
    assert (
        "| Innovation 40<br>at least 20 to pass | Valid intellectual property for the main product | 20 |"
        in shown
    )
    assert "<= 55 %: 10<br>(55 %, 75 %]: 5<br>> 75 %: 0" in shown
    assert "[not checked against the official text]" in shown
    assert "- To pass: at least 60 points." in shown
    assert "## Direct passes: one replaces the points" in shown


def test_alternatives_and_what_comes_on_top_are_shown(run: Run) -> None:
    shown = run("rules", "show", "ningbo_engineering_center", "--format", "markdown").stdout
    assert "Sales of the last year < 10000: < 10 %: 0; [10 %, 25 %): 3" in shown
    assert "| Added and taken away 20<br>in addition to the others<br>down to -20 |" in shown
    assert "- The total is at most 100." in shown


def test_cases_are_run(run: Run, ask: Ask) -> None:
    assert "74 of 74 cases passed" in run("rules", "test", str(CASES / "tech_sme_2017.yaml")).stdout
    answer = ask("rules", "test", str(CASES / "yibin_private_100.yaml"))
    assert (answer["rules"], answer["failed"], answer["untried"]) == ("yibin_private_100", 0, [])
    assert all(case["ok"] for case in answer["cases"])


def test_wrong_cases_and_untried_edges_are_told(run: Run, tmp_path: Path) -> None:
    text = (CASES / "tech_sme_2017.yaml").read_text("utf-8")
    changed = tmp_path / "cases.yaml"
    changed.write_text(text.replace("1499: 4, 1500: 8", "1499: 5"), "utf-8")
    said = run("rules", "test", str(changed), code=1).stdout
    assert "科技人员占比: technical_staff = 1499: technical_staff_share: must be 5, but is 4" in said
    assert "no case for technical_staff_share: 0.15 (on the edge)" in said
    assert "72 of 73 cases passed" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", "contains no cases; begin with the keys rules, cutoff, base, cases."),
        ("rules: tech_sme_2017\ncutoff: 2024-12-31\nbases: {}", "line 3: bases: this key is not known here"),
        ("rules: tech_sme_2017", "this key is missing"),
        ("rules: tech_sme_2017\ncutoff: 2024-12-31\nbase: {weather: 1}", "does not have: weather"),
        (
            "rules: tech_sme_2017\ncutoff: 2024-12-31\ncases: [{name: a, fields: {staff: many}}]",
            "'many' cannot be",
        ),
        ("rules: weather\ncutoff: 2024-12-31", "There is no rule set weather"),
    ],
)
def test_bad_cases_are_refused_with_a_sentence(run: Run, tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text(text, "utf-8")
    result = run("rules", "test", str(file), code=None)
    assert result.exit_code in (1, 2)
    assert said in result.stderr


def test_rules_beside_the_cases_come_first(run: Run, tmp_path: Path) -> None:
    text = (SHIPPED / "tech_sme_2017.yaml").read_text("utf-8")
    (tmp_path / "tech_sme_2017.yaml").write_text(
        text.replace("below: 0.30, points: 16", "below: 0.30, points: 15")
    )
    (tmp_path / "cases").mkdir()
    cases = tmp_path / "cases" / "tech_sme_2017.yaml"
    cases.write_bytes((CASES / "tech_sme_2017.yaml").read_bytes())
    assert "must be 16, but is 15" in run("rules", "test", str(cases), code=1).stdout
    run("rules", "test", str(cases), "--rules", str(SHIPPED / "tech_sme_2017.yaml"))


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The panel's rules with other points, a step more, a new gate and no buffer."""
    text = PANEL
    for old, new in (
        ('version: "1.0"', 'version: "2.0"'),
        ("[[0, 0], [0.30, 15]]", "[[0, 0], [0.20, 25]]"),
        ("indicator: rd_growth\n        maximum: 15", "indicator: rd_growth\n        maximum: 25"),
        ("[[10, 0], [6000, 35]]", "[[10, 0], [6000, 25]]"),
        ("indicator: rd_expenditure\n        maximum: 35", "indicator: rd_expenditure\n        maximum: 25"),
        ("enter_rank: 90, stay_rank: 110", "enter_rank: 100, stay_rank: 100"),
        (
            "dimensions:\n",
            "gates:\n  enough: {test: patents > 0, zh: 有专利, en: Any patents, "
            "source: {document: judgement}}\n\ndimensions:\n",
        ),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "changed.yaml"
    path.write_text(text, "utf-8")
    return path


def test_what_changed_is_told_in_sentences(run: Run, changed: Path) -> None:
    said = run("rules", "diff", "patents_rd_panel", str(changed)).stdout.splitlines()
    assert "criterion Growth of R&D: the maximum is 25 instead of 15" in said
    assert "criterion R&D expenditure: the maximum is 25 instead of 35" in said
    assert any(
        line.startswith("criterion Growth of R&D: points are now given as: 0 %: 0; 20 %: 25") for line in said
    )
    assert "gate Any patents: is new" in said
    assert any(
        line.startswith("pool Pool: now: Pool of 100: newcomers enter down to place 100") for line in said
    )
    assert run("rules", "diff", "hnte_2016", "hnte_2016").stdout == "No difference affects the results.\n"


def test_bands_and_choices_are_compared_step_by_step(run: Run, ask: Ask, tmp_path: Path) -> None:
    text = (SHIPPED / "innovative_sme_2022.yaml").read_text("utf-8")
    for old, new in (
        ("{from: 0.02, below: 0.03, points: 10}", "{from: 0.02, below: 0.03, points: 12}"),
        ("{up_to: 0.55, points: 10}", "{up_to: 0.50, points: 10}"),
        ("{above: 0.55, up_to: 0.75, points: 5}", "{above: 0.50, up_to: 0.75, points: 5}"),
        ("class_2: 5, none: 0}", "class_2: 4, none: 0}"),
        ("at_least: 60", "at_least: 65"),
        ("at_least: 20", "at_least: 18"),
        ("test: equity >= 500", "test: equity >= 800"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    new = tmp_path / "new.yaml"
    new.write_text(text, "utf-8")
    answer = ask("rules", "diff", "innovative_sme_2022", str(new))
    assert [each["sentence"] for each in answer["differences"]] == [
        "to pass, 18 points are needed instead of 20",
        "at least one class II right gives 4 points instead of 5",
        "[2 %, 3 %) gives 12 points instead of 10",
        "<= 50 % is new and gives 10",
        "(50 %, 75 %] is new and gives 5",
        "<= 55 % is removed; it gave 10",
        "(55 %, 75 %] is removed; it gave 5",
        "now: To pass: at least 65 points. Before: To pass: at least 60 points.",
        "the condition is New equity within three years, paid in by qualified investors ≥ 800 instead of New "
        "equity within three years, paid in by qualified investors ≥ 500",
    ]


def test_a_rehearsal_under_the_same_rules_moves_nobody(decided: Run, ask: Ask) -> None:
    answer = ask("rules", "rehearse", "patents_rd_panel", "--year", "1984")
    assert (answer["enter"], answer["leave"], answer["movers"], answer["missing_fields"]) == ([], [], [], [])


def test_a_rehearsal_says_who_would_enter_leave_and_move_and_why(
    decided: Run, ask: Ask, changed: Path
) -> None:
    answer = ask("rules", "rehearse", str(changed), "--year", "1984")
    assert len(answer["enter"]) == len(answer["leave"]) > 0
    assert len(answer["movers"]) == 10
    steps = [abs(each["rank_before"] - each["rank"]) for each in answer["movers"]]
    assert steps == sorted(steps, reverse=True) and steps[-1] > 0
    for each in (*answer["enter"], *answer["leave"], *answer["movers"]):
        total = float(each["total"]) - float(each["total_before"])
        assert sum(float(change) for change in each["criteria"].values()) == pytest.approx(total)
        assert set(each["criteria"]) <= {"rd_growth", "rd_expenditure"}
    assert [each["gates_failed"] for each in answer["enter"]] == [[]] * len(answer["enter"])
    shown = decided("rules", "rehearse", str(changed), "--year", "1984", "--top", "3").stdout
    assert "would enter" in shown and "Growth of R&D" in shown


def test_a_rehearsal_changes_nothing_on_record(decided: Run, ask: Ask, changed: Path) -> None:
    head = ask("audit", "verify")["head"]
    decided("rules", "rehearse", str(changed), "--year", "1984")
    assert ask("audit", "verify")["head"] == head


def test_a_rehearsal_under_another_standard_names_the_fields_that_nobody_filed(
    decided: Run, ask: Ask
) -> None:
    answer = ask("rules", "rehearse", "yibin_private_100", "--year", "1984")
    assert "tax_paid" in answer["missing_fields"]


def test_choices_with_other_ids_are_told_by_their_labels_or_the_rules_are_refused(
    run: Run, ask: Ask, workspace: Path
) -> None:
    """The same rules with other ids change nothing; what lacks a choice says so, and not that all fail."""
    run("init", str(workspace))
    run("open", "2016", "--rules", "kunshan_top100_2016")
    for town in ("周庄镇", "周市镇"):
        file = shipped("sample_data") / "kunshan" / "2016" / f"{town}_2016年申报汇总表.xlsx"
        run("intake", "2016", str(file), code=None)
    text = (SHIPPED / "kunshan_top100_2016.yaml").read_text("utf-8")
    renamed, lacking = workspace / "renamed.yaml", workspace / "lacking.yaml"
    other_id = text.replace("    kunshan: {", "    own: {").replace("kunshan: 1.5", "own: 1.5")
    renamed.write_text(other_id, "utf-8")
    label = "{zh: 昆山市级, en: Kunshan, aliases: [昆山级, 昆山市]}"
    lacking.write_text(other_id.replace(label, "{zh: 区级, en: district}"), "utf-8")
    answer = ask("rules", "rehearse", str(renamed), "--year", "2016")
    assert (answer["enter"], answer["leave"], answer["movers"]) == ([], [], [])
    said = run("rules", "rehearse", str(lacking), "--year", "2016", code=1).stderr
    assert "no choice that is called Kunshan" in said and "alias" in said


def test_a_year_without_applications_cannot_be_rehearsed(decided: Run) -> None:
    decided("open", "1985", "--rules", "patents_rd_panel")
    assert (
        "no applications" in decided("rules", "rehearse", "patents_rd_panel", "--year", "1985", code=1).stderr
    )
    assert "not open" in decided("rules", "rehearse", "patents_rd_panel", "--year", "1999", code=1).stderr


def test_the_version_in_force_is_taken_and_said(run: Run, workspace: Path) -> None:
    run("init", str(workspace))
    first = run("open", "2025", "--rules", "zjtx_sme")
    assert "Of zjtx_sme, the version in force on 2025-12-31 is zjtx_sme_2022." in first.stderr
    assert "2025 is open under zjtx_sme_2022" in first.stdout
    second = run("open", "2026")
    assert "Of zjtx_sme, the version in force on 2026-12-31 is zjtx_sme_2026." in second.stderr
    early = run("open", "2027", "--rules", "zjtx_sme", "--cutoff", "2026-03-31")
    assert "2027 is open under zjtx_sme_2022" in early.stdout


def test_without_a_year_before_the_workspace_s_own_standard_is_taken(run: Run, workspace: Path) -> None:
    run("init", str(workspace))
    assert "2016 is open under kunshan_top100_2016" in run("open", "2016").stdout


def test_no_version_in_force_is_told(run: Run, workspace: Path) -> None:
    run("init", str(workspace))
    said = run("open", "2001", "--rules", "zjtx_sme", code=None)
    assert said.exit_code == 2
    assert "No version of zjtx_sme is in force on 2001-12-31" in said.stderr


def test_a_self_check_is_written_from_an_id_or_a_file_and_only_as_a_web_page(
    run: Run, tmp_path: Path
) -> None:
    output = tmp_path / "check.html"
    said = run("rules", "self-check", "tech_sme_2017", "-o", str(output), "--cutoff", "2018-12-31")
    assert str(output) in said.stdout
    page = output.read_text(encoding="utf-8")
    assert 'value="2018-12-31"' in page
    run("rules", "self-check", str(SHIPPED / "tech_sme_2017.yaml"), "-o", str(output), "--lang", "zh")
    assert "申报前自测" in output.read_text(encoding="utf-8")
    refused = run("rules", "self-check", "tech_sme_2017", "-o", str(tmp_path / "check.pdf"), code=2)
    assert ".html" in refused.stderr
