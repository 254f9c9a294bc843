"""The statistics list on record beside the rules of a year: who has not applied, by hand.

Five applied (test_registers). Of the list FENGLIN and GUANLAN did not: the patents export gives FENGLIN 3 and
GUANLAN none, which are their points. HAITANG stands there without a code.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from .office import NAMES, Office
from .test_registers import opened, patents, take

LIST_HEAD = ("单位详细名称", "统一社会信用代码", "营业收入（万元）", "从业人员期末人数")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = opened(tmp_path_factory.mktemp("candidates"))
    day, granted = "2014-03-05", "2016-05-04"
    more: list[tuple[object, ...]] = [
        (100 + each, f"CN20142{each:04}.X", day, "一种方法", NAMES["FENGLIN"], granted, "发明授权", "有效")
        for each in range(3)
    ]
    take(office, office.workbook("patents.xlsx", [*patents(), *more]), "patents")
    rows: list[tuple[object, ...]] = [
        (NAMES[code], code, 12000, staff)
        for code, staff in (("ANLAN", 100), ("FENGLIN", 80), ("GUANLAN", None))
    ]
    rows.append((NAMES["HAITANG"], None, 900, 20))
    take(office, office.workbook("statistics.xlsx", [LIST_HEAD, *rows]), "statistics", code=1)
    return office


def test_an_imported_register_is_a_list_and_others_say_what_it_does_not(office: Office) -> None:
    found = office.ask("candidates 2016 --register statistics")
    assert (found["listed"], found["applied"], found["without_code"]) == (3, 1, 1)
    firms = {each["id"]: each for each in found["candidates"]}
    assert list(firms) == ["FENGLIN", "GUANLAN"]
    assert firms["FENGLIN"]["points"] == ["3.00", "3.00"]
    known = firms["FENGLIN"]["known"]
    assert known["revenue"] == {"value": "12000", "cell": None, "from": "statistics"}
    assert known["invention_patents"]["from"] == "patents"
    assert "staff" not in firms["GUANLAN"]["known"]
    assert firms["GUANLAN"]["points"] == ["0.00", "0.00"]


def test_a_file_takes_from_registers_what_it_does_not_say(office: Office, tmp_path: Path) -> None:
    path = office.workbook(
        "list.xlsx", [("企业代码", "企业名称", "职工总数"), ("FENGLIN", NAMES["FENGLIN"], 90)]
    )
    (firm,) = office.ask(f"candidates 2016 {path}")["candidates"]
    assert firm["known"]["staff"] == {"value": "90", "cell": "C2", "from": None}
    assert firm["known"]["revenue"]["from"] == "statistics"
    sheet = tmp_path / "out.xlsx"
    office.do(f"candidates 2016 {path} --sheet {sheet}", lang="zh")
    rows = list(openpyxl.load_workbook(sheet)["已知情况"].values)
    assert ("FENGLIN", NAMES["FENGLIN"], "职工总数", "90 人", "list.xlsx", "Sheet!C2") in rows
    assert ("FENGLIN", NAMES["FENGLIN"], "有效发明专利", "3 件", "patents", None) in rows


def test_another_standard_may_be_asked_for(office: Office) -> None:
    found = office.ask("candidates 2016 --register statistics --rules zjtx_sme_2022")
    assert found["rule_set"] == "zjtx_sme_2022" and found["last_newcomer"] is None
    assert {each["state"] for each in found["candidates"]} <= {"unknown", "missed"}
