"""The experts' review on the command line: from the list to points, in both languages; and nonsense."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cultivation import language
from tests.commands.conftest import Run, runner
from tests.core.panel.filling import HEADER, fill
from tests.core.panel.firms import EXPERTS, code, rules_with_panel, write_experts, write_firms
from tests.kept import Kept

Ask = Callable[..., Any]
STRICT = "孙七"


def begin(run: Run, workspace: Path, folder: Path, rules: str = "hnte_panel", firms: int = 8) -> None:
    """Score a year of a few firms."""
    run("init", str(workspace))
    (workspace / "rules" / "hnte_panel.yaml").write_text(rules_with_panel(), "utf-8")
    run("open", "2024", "--rules", rules)
    run("intake", "2024", str(write_firms(folder / "firms.csv", firms, rules == "hnte_panel")), code=None)
    run("score", "2024", code=None)


@pytest.fixture
def assigned(kept: Kept, tmp_path: Path) -> Path:
    """Assign experts and write their workbooks; return the folder of these."""
    return kept.copy("hnte_assigned", _assign, tmp_path) / "marks"


def _assign(folder: Path) -> None:
    run = runner(folder / "workspace")
    begin(run, folder / "workspace", folder)
    run("panel", "experts", "2024", str(write_experts(folder / "experts.xlsx")))
    run("panel", "assign", "2024")
    run("panel", "template", "2024", "-o", str(folder / "marks"))


def highest(_number: int, _field: str, offers: list[str]) -> float:
    return max(float(each) for each in offers if each[0].isdigit())


def marked(folder: Path, lower: int = 0) -> Path:
    """Let everybody give the highest mark, and whose file ends in `lower` one less where that is offered."""
    for path in sorted(folder.glob("*.xlsx")):
        strict = path.stem.endswith(f"{lower:02}")

        def mark(number: int, field: str, offers: list[str], strict: bool = strict) -> float:
            best = highest(number, field, offers)
            return best - 1 if strict and str(int(best - 1)) in offers else best

        fill(path, mark)
    return folder


def label_of(ask: Ask, name: str) -> int:
    experts = ask("panel", "show", "2024")["experts"]
    return int(next(each["label"] for each in experts if each["name"] == name))


def test_conflicts_are_shown_before_anybody_is_assigned(
    run: Run, ask: Ask, workspace: Path, tmp_path: Path
) -> None:
    begin(run, workspace, tmp_path)
    run("panel", "experts", "2024", str(write_experts(tmp_path / "experts.xlsx")))
    found = ask("panel", "conflicts", "2024")["conflicts"]
    assert {(each["expert"], each["id"], each["kind"]) for each in found} == {
        ("李四", code(1), "employer"),
        ("王五", code(2), "relation"),
        ("赵六", code(3), "declared"),
        ("孙七", code(5), "legal_representative"),
        ("周八", code(6), "shareholder"),
    }


def test_assignment_is_even_and_respects_conflicts(assigned: Path, run: Run, ask: Ask) -> None:
    plan = ask("panel", "assign", "2024", "--dry-run")
    assert [each["load"] for each in plan["experts"]] == [4] * 6
    pairs = {(expert, firm["id"]) for firm in plan["firms"] for expert in firm["experts"]}
    barred = {(each["expert"], each["id"]) for each in ask("panel", "conflicts", "2024")["conflicts"]}
    assert len(pairs) == 24 and not pairs & barred
    assert (plan["added"], plan["gone"]) == (0, 0)


def test_the_order_of_rows_and_of_experts_does_not_matter(run: Run, ask: Ask, tmp_path: Path) -> None:
    plans = []
    for number, backwards in enumerate((False, True)):
        place = ("--workspace", str(tmp_path / f"w{number}"))
        run("init", str(tmp_path / f"w{number}"))
        (tmp_path / f"w{number}" / "rules" / "hnte_panel.yaml").write_text(rules_with_panel(), "utf-8")
        run("open", "2024", "--rules", "hnte_panel", *place)
        firms = write_firms(tmp_path / f"firms{number}.csv", 8, backwards=backwards)
        run("intake", "2024", str(firms), *place, code=None)
        run("score", "2024", *place)
        experts = list(reversed(EXPERTS)) if backwards else list(EXPERTS)
        run("panel", "experts", "2024", str(write_experts(tmp_path / f"e{number}.xlsx", experts)), *place)
        plans.append(ask("panel", "assign", "2024", *place))
    assert plans[0] == plans[1]


def test_a_panel_from_the_list_to_the_decision(assigned: Path, run: Run, ask: Ask) -> None:
    before = {each["id"]: each["total"] for each in ask("score", "2024")["applications"]}
    assert set(before.values()) <= {str(number) for number in range(30, 50)}
    strict = label_of(ask, STRICT)
    taken = ask("panel", "import", "2024", str(marked(assigned, strict)))
    assert sum(each["accepted"] for each in taken["files"]) == 8 * 3 * 11
    refused = run("propose", "2024", code=1)
    assert "score 2024" in refused.stderr
    lines = {each["id"]: each for each in ask("score", "2024")["applications"]}
    assert all(each["eligible"] and "provisional" not in each for each in lines.values())
    shown = ask("panel", "show", "2024")
    strictness = {each["name"]: each["leniency"] for each in shown["experts"]}
    assert min(strictness, key=lambda name: _ratio(strictness[name])) == STRICT
    # one of three marks one lower: without the highest and the lowest, the highest is left
    assert {each["counts"] for each in shown["marks"] if each["criterion"] == "system"} == {"6.00"}
    run("propose", "2024")
    run("decide", "2024", "--document", "N1", "--date", "2025-03-01", actor="李强")
    for words in (("audit", "verify"), ("audit", "rebuild"), ("audit", "replay")):
        assert ask(*words)["ok"]
    assert "can no longer be changed" in run("panel", "import", "2024", str(assigned), code=1).stderr


def _ratio(text: str) -> Decimal:
    above, _slash, below = text.partition("/")
    return Decimal(above) / Decimal(below or 1)


def test_points_lead_back_to_the_cells_of_unnamed_experts(assigned: Path, run: Run, ask: Ask) -> None:
    first = sorted(assigned.glob("*.xlsx"))[0]
    first.rename(assigned / "评分表-张三.xlsx")
    run("panel", "import", "2024", str(marked(assigned)))
    run("score", "2024")
    sources = {each["field"]: each for each in ask("why", code(8), "2024")["sources"]}
    note = sources["system_mark"]["note"]
    assert (sources["system_mark"]["value"], note["aggregate"], note["raw"]) == (
        "6.00",
        "trimmed_mean",
        "6.00",
    )
    assert len(note["marks"]) == 3
    assert "张三" not in json.dumps(sources, ensure_ascii=False)
    plan = ask("panel", "assign", "2024", "--dry-run")
    number = next(each["number"] for each in plan["firms"] if each["id"] == code(8))
    for each in note["marks"]:
        name = each["file"].replace("***", "张三")
        sheet = openpyxl.load_workbook(assigned / name)[each["sheet"]]
        assert sheet[each["cell"]].value == float(each["mark"])
        assert sheet.cell(sheet[each["cell"]].row, 1).value == f"{number}/system_mark"
    text = run("why", code(8), "2024").stdout
    assert "mean without the highest and the lowest 6.00" in text


def test_decide_refuses_while_one_expert_is_missing(assigned: Path, run: Run, ask: Ask) -> None:
    marked(assigned)
    files = sorted(assigned.glob("*.xlsx"))
    run("panel", "import", "2024", *map(str, files[:-1]))
    shown = ask("panel", "show", "2024")
    assert [each["name"] for each in shown["experts"] if each["given"] < each["asked"]]
    lines = ask("score", "2024", code=None)["applications"]
    waiting = {each["enterprise"] for each in shown["marks"] if each["missing"]}
    assert {each["id"] for each in lines if each.get("provisional")} == waiting
    run("propose", "2024")
    assert (
        "Marks are missing"
        in run("decide", "2024", "--document", "N1", "--date", "2025-03-01", actor="李强", code=1).stderr
    )
    run("panel", "import", "2024", str(files[-1]))
    lines = ask("score", "2024")["applications"]
    assert not any(each.get("provisional") for each in lines)


def test_a_recusal_takes_marks_out_and_a_new_assignment_keeps_the_others(
    assigned: Path, run: Run, ask: Ask
) -> None:
    run("panel", "import", "2024", str(marked(assigned)))
    before = ask("panel", "assign", "2024", "--dry-run")
    firm = before["firms"][0]
    run("panel", "recuse", "2024", firm["experts"][0], firm["id"], "--reason", "亲属任职")
    assert (
        "already"
        in run("panel", "recuse", "2024", firm["experts"][0], firm["id"], "--reason", "x", code=1).stderr
    )
    one = [each for each in ask("panel", "show", "2024")["marks"] if each["enterprise"] == firm["id"]]
    assert all(len(each["marks"]) == 2 for each in one)
    after = ask("panel", "assign", "2024")
    old, new = (
        {(expert, each["id"]) for each in plan["firms"] for expert in each["experts"]}
        for plan in (before, after)
    )
    assert old - new == {(firm["experts"][0], firm["id"])}
    assert len(new - old) == 1
    assert {each["key"]: each["label"] for each in before["experts"]} == {
        each["key"]: each["label"] for each in after["experts"]
    }
    newcomer = next(expert for expert, _firm in new - old)
    run("panel", "template", "2024", "-o", str(assigned / "new.xlsx"), "--expert", newcomer)
    sheet = openpyxl.load_workbook(assigned / "new.xlsx").worksheets[0]
    filled = [row[7].value for row in sheet.iter_rows(min_row=HEADER + 1) if row[7].value is not None]
    assert len(filled) == 4 * 11  # what was given before is there; the new firm's rows are empty
    run("panel", "import", "2024", str(fill(assigned / "new.xlsx", highest)))
    assert not any(each["missing"] for each in ask("panel", "show", "2024")["marks"])
    run("score", "2024")
    assert ask("audit", "replay")["ok"]


def test_too_few_experts_are_told_with_what_helps(run: Run, workspace: Path, tmp_path: Path) -> None:
    begin(run, workspace, tmp_path)
    run("panel", "experts", "2024", str(write_experts(tmp_path / "experts.xlsx", EXPERTS[:3])))
    refused = run("panel", "assign", "2024", "--each", "3", code=1).stderr
    assert "昆山甲星科技有限公司" in refused and "2 of 3" in refused
    assert "1 more experts" in refused and "--each 2" in refused


def test_workbooks_are_the_same_bytes_again_and_blind_ones_name_nobody(
    assigned: Path, run: Run, tmp_path: Path
) -> None:
    run("panel", "template", "2024", "-o", str(tmp_path / "again"))
    for path in assigned.glob("*.xlsx"):
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()
    run("panel", "template", "2024", "-o", str(tmp_path / "blind"), "--blind")
    for path in (tmp_path / "blind").glob("*.xlsx"):
        texts = [
            str(value)
            for sheet in openpyxl.load_workbook(path).worksheets
            for row in sheet.iter_rows(values_only=True)
            for value in row
        ]
        assert not any("91320583" in text or "昆山" in text for text in texts)
    taken = run("panel", "import", "2024", str(marked(tmp_path / "blind")))
    assert "264 marks accepted, 0 rejected" in taken.stderr


def spoil(path: Path, change: Callable[[Any, dict[str, int]], None]) -> Path:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    change(sheet, {str(cell.value): cell.column for cell in sheet[HEADER]})
    book.save(path)
    return path


def test_every_mistake_in_a_workbook_is_told_in_one_go_with_its_cell(assigned: Path, ask: Ask) -> None:
    path = sorted(marked(assigned).glob("*.xlsx"))[0]

    def change(sheet: Any, columns: dict[str, int]) -> None:
        mark, name, key = columns["Mark"], columns["Enterprise"], 1
        sheet.cell(4, mark).value = 9
        sheet.cell(5, mark).value = "很好"
        sheet.cell(6, mark).value = None
        sheet.cell(7, mark).value = "弃权"
        sheet.cell(8, name).value = "别的企业"
        sheet.cell(9, key).value = "99/system_mark"
        sheet.cell(10, key).value = "垃圾"
        sheet.cell(12, key).value = sheet.cell(11, key).value
        sheet.cell(13, mark).value = 3.5

    (file,) = ask("panel", "import", "2024", str(spoil(path, change)), code=1)["files"]
    found = [(each["code"], each["cell"]) for each in file["findings"]]
    assert ("mark_out_of_range", "H4") in found
    assert ("mark_not_a_number", "H5") in found
    assert ("mark_missing", "H6") in found
    assert ("marks_firm_changed", "D8") in found
    assert ("marks_not_assigned", "H9") in found
    assert ("marks_row_unknown", "H10") in found
    assert ("marks_twice", "H12") in found
    assert ("mark_out_of_range", "H13") in found
    assert not any(cell in ("H7", "H14") for _code, cell in found)
    assert {code for code, cell in found if not cell} == {"mark_missing"}  # rows whose keys are gone
    assert file["rejected"] == 7


def test_files_that_are_none_of_ours_are_refused_with_a_reason(
    assigned: Path, run: Run, ask: Ask, tmp_path: Path
) -> None:
    marked(assigned)
    files = sorted(assigned.glob("*.xlsx"))
    text = tmp_path / "notes.xlsx"
    text.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    strange = write_experts(tmp_path / "list.xlsx")
    other = tmp_path / "other.xlsx"
    shutil.copy(files[0], other)

    def renamed(sheet: Any, _columns: dict[str, int]) -> None:
        for row in sheet.parent["_meta"].iter_rows():
            if row[0].value == "expert":
                row[1].value = "某人"

    spoil(other, renamed)

    def dated(sheet: Any, _columns: dict[str, int]) -> None:
        for row in sheet.parent["_meta"].iter_rows():
            if row[0].value == "year":
                row[1].value = "2023"

    shutil.copy(files[0], tmp_path / "year.xlsx")
    spoil(tmp_path / "year.xlsx", dated)
    named = (text, strange, other, tmp_path / "year.xlsx")
    answers = ask("panel", "import", "2024", *map(str, named), code=1)["files"]
    assert {each["name"]: [one["code"] for one in each["findings"]] for each in answers} == {
        "notes.xlsx": ["unreadable_file"],
        "list.xlsx": ["marks_not_found"],
        "other.xlsx": ["marks_expert_unknown"],
        "year.xlsx": ["marks_other_year"],
    }
    wrong = ask("panel", "import", "2024", str(files[0]), "--expert", "2", code=1)["files"]
    assert [each["code"] for each in wrong[0]["findings"]] == ["marks_wrong_expert"]
    run("panel", "import", "2024", str(files[0]))
    again = ask("panel", "import", "2024", str(files[0]))["files"]
    assert [each["code"] for each in again[0]["findings"]] == ["received_before"]
    fill(files[0], lambda _number, _field, offers: float(offers[0]))
    later = ask("panel", "import", "2024", str(files[0]))["files"]
    assert [each["code"] for each in later[0]["findings"]] == ["marks_superseded"]
    assert later[0]["accepted"] == 44


def test_every_file_of_a_folder_with_marks_is_answered(assigned: Path, ask: Ask, tmp_path: Path) -> None:
    first, *others = sorted(marked(assigned).glob("*.xlsx"))
    with zipfile.ZipFile(tmp_path / "marks" / "寄回.zip", "w") as archive:
        archive.write(first, f"评审/{first.name}")
        archive.writestr("说明.pdf", b"%PDF-1.4")
    first.unlink()
    (assigned / "照片.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (assigned / "~$锁.xlsx").write_bytes(b"x")
    answers = ask("panel", "import", "2024", str(assigned), code=1)["files"]
    told = {each["name"]: [one["code"] for one in each["findings"]] for each in answers}
    assert told == {
        **{other.name: [] for other in others},
        f"寄回.zip/评审/{first.name}": [],
        "寄回.zip/说明.pdf": ["no_workbook"],
        "照片.jpg": ["no_workbook"],
        "~$锁.xlsx": ["passed_over"],
    }
    assert {each["name"] for each in answers if each["accepted"]} == {
        *(other.name for other in others),
        f"寄回.zip/评审/{first.name}",
    }


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([("", "某大学", "", "")], ["expert_unnamed"]),
        ([("张三", "", "", "")], ["expert_employer_missing"]),
        ([("张三", "甲", "", ""), ("张三", "乙", "", "")], ["expert_twice"]),
        ([("张三", "甲", "", "没有这家")], ["recusal_unknown"]),
        ([("张三", "无", "无", "无")], []),
    ],
)
def test_lists_of_experts_with_mistakes(
    run: Run, ask: Ask, workspace: Path, tmp_path: Path, rows: list[tuple[str, ...]], codes: list[str]
) -> None:
    begin(run, workspace, tmp_path, firms=1)
    file = str(write_experts(tmp_path / "e.xlsx", rows))
    taken = ask("panel", "experts", "2024", file, code=1 if codes else 0)
    assert [each["code"] for each in taken["findings"]] == codes


def test_what_is_no_list_of_experts(run: Run, ask: Ask, workspace: Path, tmp_path: Path) -> None:
    begin(run, workspace, tmp_path, firms=1)
    found = ask("panel", "experts", "2024", str(tmp_path / "firms.csv"), code=1)["findings"]
    assert [each["code"] for each in found] == ["experts_not_found"]
    found = ask("panel", "experts", "2024", str(tmp_path / "nowhere.xlsx"), code=1)["findings"]
    assert [each["code"] for each in found] == ["unreadable_file"]
    run("panel", "experts", "2024", str(tmp_path / "empty.xlsx"), "--template")
    taken = ask("panel", "experts", "2024", str(tmp_path / "empty.xlsx"), code=1)
    assert (taken["accepted"], [each["code"] for each in taken["findings"]]) == (0, ["experts_missing"])


def test_steps_out_of_order_name_what_is_missing(run: Run, workspace: Path, tmp_path: Path) -> None:
    run("init", str(workspace))
    assert "open 2024" in run("panel", "show", "2024", code=1).stderr
    begin(run, workspace, tmp_path, "hnte_2016", 2)
    assert "panel experts 2024" in run("panel", "assign", "2024", code=1).stderr
    run("panel", "experts", "2024", str(write_experts(tmp_path / "e.xlsx", EXPERTS[:2])), code=None)
    assert "--each" in run("panel", "assign", "2024", code=2).stderr
    for words in (
        ("template", "2024", "-o", str(tmp_path / "x")),
        ("import", "2024", str(tmp_path / "e.xlsx")),
    ):
        assert "panel assign 2024" in run("panel", *words, code=1).stderr
    assert (
        "No single expert matches"
        in run("panel", "recuse", "2024", "谁", code(1), "--reason", "x", code=2).stderr
    )


def test_a_dry_run_keeps_nothing(assigned: Path, run: Run, ask: Ask) -> None:
    entries = len(ask("audit", "log")["entries"])
    run("panel", "import", "2024", str(marked(assigned)), "--dry-run")
    run("panel", "recuse", "2024", "张三", code(8), "--reason", "x", "--dry-run")
    run("panel", "assign", "2024", "--each", "2", "--dry-run")
    assert len(ask("audit", "log")["entries"]) == entries


def test_marks_stay_when_an_application_is_received_anew(
    assigned: Path, run: Run, ask: Ask, tmp_path: Path
) -> None:
    run("panel", "import", "2024", str(marked(assigned)))
    again = write_firms(tmp_path / "again.csv", 8)
    text = again.read_text("utf-8-sig").replace(",100,20,", ",101,21,")
    again.write_text(text, "utf-8-sig")
    run("intake", "2024", str(again), "--supersede", code=None)
    lines = ask("score", "2024")["applications"]
    assert not any(each.get("provisional") for each in lines)
    run("correct", "2024", code(8), "system_mark", "2", "--evidence", "会议纪要")
    assert {each["id"]: each for each in ask("score", "2024")["applications"]}[code(8)]["criteria"][
        "system"
    ] == "2"


def test_the_same_in_chinese(workspace: Path, tmp_path: Path, run: Run) -> None:
    begin(run, workspace, tmp_path)
    language.activate("zh")
    run("panel", "experts", "2024", str(write_experts(tmp_path / "experts.xlsx")), "--lang", "zh")
    assert "任职" in run("panel", "conflicts", "2024", "--lang", "zh").stdout
    run("panel", "assign", "2024", "--lang", "zh")
    run("panel", "template", "2024", "-o", str(tmp_path / "marks"), "--lang", "zh")
    taken = run("panel", "import", "2024", str(marked(tmp_path / "marks")), "--lang", "zh")
    assert "264" in taken.stderr
    shown = run("panel", "show", "2024", "--lang", "zh").stdout
    assert "去掉一个最高分和一个最低分" in shown
    assert "专家评审" in run("status", "2024", "--lang", "zh").stdout


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_workbooks_that_libreoffice_saved_are_read(
    assigned: Path, run: Run, ask: Ask, tmp_path: Path
) -> None:
    marked(assigned)
    for path in sorted(assigned.glob("*.xlsx"))[:2]:
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        words = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
        subprocess.run([*words, "--outdir", str(tmp_path / "saved"), str(path)], check=True, timeout=600)
    (two, *_rest) = (ask("panel", "import", "2024", str(tmp_path / "saved")),)
    assert [(each["accepted"], each["findings"]) for each in two["files"]] == [(44, []), (44, [])]


def divided(folder: Path) -> Path:
    """Let each expert give every firm another mark than the next one does."""
    for place, path in enumerate(sorted(folder.glob("*.xlsx"))):

        def mark(number: int, field: str, offers: list[str], place: int = place) -> float:
            best = highest(number, field, offers)
            lower = best - (number + place) % 3
            return lower if str(int(lower)) in offers else best

        fill(path, mark)
    return folder


def test_the_panel_is_drawn_again(run: Run, ask: Ask, assigned: Path) -> None:
    """Where experts differ, marks are drawn from those given; the same result comes again, and is kept."""
    refused = run("robustness", "2024", "--draws", "200", "--panel", code=1)
    assert "panel import 2024" in refused.stderr
    run("panel", "import", "2024", str(divided(assigned)), code=None)
    run("panel", "aggregate", "2024", code=None)
    run("score", "2024", code=None)
    found = ask("robustness", "2024", "--draws", "200", "--panel")["resampled"]
    assert found["cells"] > 0
    assert [each["rank"] for each in found["applications"]] == list(range(1, len(found["applications"]) + 1))
    assert any(each["rank_p5"] < each["rank_p95"] for each in found["applications"])
    assert ask("robustness", "2024", "--draws", "200", "--panel")["resampled"] == found
    assert "In 200 draws" in run("robustness", "2024", "--draws", "200", "--panel").stdout
    assert ask("robustness", "2024", "--draws", "200")["resampled"] is None


def test_marking_is_opened_and_closed_and_names_stay_hidden(assigned: Path, run: Run, ask: Ask) -> None:
    """Blindness is a property of the assignment: no workbook has a name, and after the opening it stays."""
    plan = ask("panel", "assign", "2024", "--blind")
    assert (plan["added"], plan["gone"]) == (0, 0)
    blind = assigned.parent / "blind"
    run("panel", "template", "2024", "-o", str(blind))
    cells = [
        str(cell.value)
        for path in blind.glob("*.xlsx")
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert not [each for each in plan["firms"] if each["name"] in cells or each["id"] in cells]
    run("panel", "close", "2024", "--reason", "x", code=1)
    run("panel", "open", "2024", "--dry-run")
    run("panel", "close", "2024", "--reason", "x", code=1)
    run("panel", "open", "2024", "--until", "2025-04-15")
    assert "cannot be changed" in run("panel", "assign", "2024", "--named", code=1).stderr
    assert "is on record." in run("panel", "declare", "2024", "张三").output
    assert "was on record already" in run("panel", "declare", "2024", "张三").output
    run("panel", "import", "2024", str(marked(blind)))
    run("panel", "close", "2024", "--reason", "评审时间已到")
    assert "评审时间已到" in run("panel", "import", "2024", str(blind), code=1).stderr
    run("panel", "open", "2024")
    ask("panel", "import", "2024", str(marked(blind)))
    assert ask("audit", "replay")["ok"] and ask("audit", "rebuild")["ok"]
