"""Technical and financial experts who mark apart: the standard that ships, from the list to the decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.commands.conftest import Run
from tests.core.panel.filling import HEADER, fill
from tests.core.panel.firms import code, write_firms

Ask = Callable[..., Any]
GRADES = {"ip_advancement_mark", "ip_support_mark"}  # marks that say a grade, too: here all say the same
FINANCIAL = {"net_assets_mark", "sales_mark"}
EXPERTS = (
    ("张三", "东海大学", "", "", "技术专家组"),
    ("李四", "南湖大学", "", "", "technical"),
    ("王五", "西山研究院", "", "", "技术专家组"),
    ("赵六", "北岭设计院", "", "", "Technical experts"),
    ("孙会计", "第一会计师事务所", "", "", "财务专家组"),
    ("周会计", "第二会计师事务所", "", "", "financial"),
    ("吴会计", "第三会计师事务所", "昆山甲星科技有限公司 3%", "", "财务专家组"),
)


def write_list(path: Path, rows: Sequence[Sequence[str]] = EXPERTS) -> str:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "工作单位", "持股及关联企业", "回避企业", "专家组"])
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return str(path)


@pytest.fixture
def opened(run: Run, workspace: Path, tmp_path: Path) -> Path:
    """A year of six firms under the standard with two panels, scored by its figures."""
    run("init", str(workspace))
    run("open", "2024", "--rules", "hnte_2016_panels")
    firms = write_firms(tmp_path / "firms.csv", 6, with_people=False)
    run("intake", "2024", str(firms), code=None)
    run("score", "2024")
    return tmp_path


def rows_of(path: Path) -> list[str]:
    """Return the keys of the rows of a workbook for marks."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = (sheet.cell(row, 1).value for row in range(HEADER + 1, sheet.max_row + 1))
    return [str(value) for value in cells if value]


def marks_of(path: Path, place: int) -> dict[tuple[int, str], Decimal]:
    """Fill a workbook with marks of its own, and return them by number of the firm and field."""
    given: dict[tuple[int, str], Decimal] = {}

    def mark(number: int, field: str, offers: list[str]) -> float:
        possible = [Decimal(each) for each in offers if each[0].isdigit()]
        chosen = possible[(place + number) % len(possible)]
        given[number, field] = max(possible) if field in GRADES else chosen
        return float(given[number, field])

    fill(path, mark)
    return given


def test_two_panels_from_the_list_to_the_decision(opened: Path, run: Run, ask: Ask) -> None:
    taken = ask("panel", "experts", "2024", write_list(opened / "e.xlsx"))
    assert [each.get("panel") for each in taken["experts"]] == [
        {"技": "technical", "t": "technical", "T": "technical"}.get(row[4][0], "financial")
        for row in sorted(EXPERTS)
    ]
    plan = ask("panel", "assign", "2024", "--seed", "lot")
    sits = {each["key"]: each["panel"] for each in plan["experts"]}
    assert (plan["each"], plan["panels"]) == (5, {"technical": 3, "financial": 2})
    for firm in plan["firms"]:
        assert sorted(sits[each] for each in firm["experts"]) == ["financial"] * 2 + ["technical"] * 3
    barred = next(firm for firm in plan["firms"] if firm["id"] == code(1))
    assert "吴会计" not in barred["experts"]
    loads = [each["load"] for each in plan["experts"] if each["panel"] == "technical"]
    assert max(loads) - min(loads) <= 1

    run("panel", "template", "2024", "-o", str(opened / "marks"))
    given: dict[tuple[int, str], list[Decimal]] = {}
    labels = {f"panel_2024_{each['label']:02}.xlsx": sits[each["key"]] for each in plan["experts"]}
    for place, path in enumerate(sorted((opened / "marks").glob("*.xlsx"))):
        asked = {key.partition("/")[2] for key in rows_of(path)}
        assert asked <= FINANCIAL if labels[path.name] == "financial" else not asked & FINANCIAL
        for key, value in marks_of(path, place).items():
            given.setdefault(key, []).append(value)
    run("panel", "import", "2024", str(opened / "marks"))

    lines = {each["id"]: each for each in ask("score", "2024")["applications"]}
    numbers = {firm["number"]: firm["id"] for firm in plan["firms"]}
    shown = ask("panel", "show", "2024")
    counted = {(each["enterprise"], each["mark"]): each for each in shown["marks"]}
    assert counted.keys() == {(numbers[number], mark) for number, mark in given}
    for (number, mark), values in given.items():
        cell = counted[numbers[number], mark]
        assert len(values) == (2 if mark in FINANCIAL else 3)
        assert cell["panel"] == ("financial" if mark in FINANCIAL else "technical")
        assert Decimal(cell["counts"]) == _mean(values)
    growth = {
        (firm, key): lines[firm]["criteria"][key]
        for firm in numbers.values()
        for key in ("net_assets_growth", "sales_growth")
    }
    for (firm, key), points in growth.items():
        mark = {"net_assets_growth": "net_assets_mark", "sales_growth": "sales_mark"}[key]
        assert Decimal(points) == Decimal(counted[firm, mark]["counts"])
    assert [each["id"] for each in shown["panels"]] == ["technical", "financial"]

    why = run("why", code(1), "2024", "--lang", "zh").stdout
    assert "财务专家组：平均分" in why and "技术专家组：平均分" in why
    run("propose", "2024")
    run("decide", "2024", "--document", "N1", "--date", "2025-03-01", actor="李强")
    for words in (("audit", "verify"), ("audit", "rebuild"), ("audit", "replay")):
        assert ask(*words)["ok"]


def _mean(values: list[Decimal]) -> Decimal:
    exact = sum((Fraction(each) for each in values), Fraction(0)) / len(values)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_a_panel_that_has_not_marked_keeps_its_own_criteria_alone_open(
    opened: Path, run: Run, ask: Ask
) -> None:
    run("panel", "experts", "2024", write_list(opened / "e.xlsx"))
    plan = ask("panel", "assign", "2024")
    run("panel", "template", "2024", "-o", str(opened / "marks"))
    sits = {each["label"]: each["panel"] for each in plan["experts"]}
    for path in sorted((opened / "marks").glob("*.xlsx")):
        if sits[int(path.stem[-2:])] == "technical":
            marks_of(path, 1)
            run("panel", "import", "2024", str(path))
    for line in ask("score", "2024")["applications"]:
        assert set(line["provisional"]) == {"net_assets_growth", "sales_growth"}
    waiting = {each["key"]: each["asked"] - each["given"] for each in ask("panel", "show", "2024")["experts"]}
    assert {key for key, missing in waiting.items() if missing} == {"孙会计", "周会计", "吴会计"}
    assert "财务专家组" in run("why", code(2), "2024", "--lang", "zh").stdout


def test_the_list_to_fill_in_asks_for_the_panel_and_knows_its_names(opened: Path, run: Run, ask: Ask) -> None:
    run("panel", "experts", "2024", str(opened / "empty.xlsx"), "--template", "--lang", "zh")
    sheet = openpyxl.load_workbook(opened / "empty.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[1]][-1] == "专家组"
    (offered,) = sheet.data_validations.dataValidation
    assert offered.formula1 == '"技术专家组,财务专家组"'
    rows = [*EXPERTS[:5], ("郑十", "某大学", "", "", ""), ("钱一", "某大学", "", "", "法律专家")]
    taken = ask("panel", "experts", "2024", write_list(opened / "e.xlsx", rows), code=1)
    assert [(each["code"], each["cell"]) for each in taken["findings"]] == [
        ("expert_panel_unknown", "E7"),
        ("expert_panel_unknown", "E8"),
    ]
    assert (taken["accepted"], taken["rejected"]) == (5, 2)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("--each", "3"), "technical, financial"),
        (("--each", "legal=2"), "There is no panel legal"),
        (("--each", "technical=0"), "PANEL=NUMBER"),
        (("--each", "financial=x"), "PANEL=NUMBER"),
    ],
)
def test_how_many_of_each_panel_is_said_by_panel(
    opened: Path, run: Run, said: tuple[str, ...], expected: str
) -> None:
    run("panel", "experts", "2024", write_list(opened / "e.xlsx"))
    assert expected in run("panel", "assign", "2024", *said, code=2).stderr


def test_a_panel_may_be_larger_than_the_rules_say_and_too_few_are_named_with_it(
    opened: Path, run: Run, ask: Ask
) -> None:
    run("panel", "experts", "2024", write_list(opened / "e.xlsx"))
    plan: Any = ask("panel", "assign", "2024", "--each", "technical=4", "--each", "financial=1")
    assert plan["panels"] == {"technical": 4, "financial": 1}
    refused = run("panel", "assign", "2024", "--each", "financial=3", "--lang", "zh", code=1).stderr
    assert code(1) in refused and "财务专家组" in refused and code(2) not in refused
