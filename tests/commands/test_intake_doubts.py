"""Doubts that only a year can tell, through the command line: cut-off, magnitudes, other years in titles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.kept import Kept

from .conftest import Run, runner

Ask = Callable[..., Any]
RULES = (Path(__file__).parent / "plain_rules.yaml").read_text("utf-8")
HEADERS = ("企业代码", "企业名称", "所属区镇", "成立日期", "营业收入（万元）", "职工总数", "备案说明")
CODES = ("91320583001000003G", "91320583001000011B", "913205830010000204", "913205830010000399")


def write(path: Path, *rows: Sequence[Any], formats: str = "") -> str:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (HEADERS, *rows):
        sheet.append(list(row))
    for number in range(2, len(rows) + 2) if formats else ():
        sheet.cell(number, 1).number_format = formats
    book.save(path)
    return str(path)


def firm(
    key: Any, number: int, revenue: float = 100, zone: str = "北区", day: str = "2009-05-05"
) -> list[Any]:
    return [key, f"示例{number}有限公司", zone, day, revenue, 20, "齐全"]


@pytest.fixture
def begun(kept: Kept, run: Run, workspace: Path) -> Run:
    kept.copy("plain_open", _open, workspace)
    return run


def _open(folder: Path) -> None:
    run = runner(folder)
    run("init", str(folder))
    (folder / "rules" / "plain.yaml").write_text(RULES, encoding="utf-8")
    run("open", "2016", "--rules", "plain")


def codes(file: dict[str, Any]) -> list[str]:
    return [each["code"] for each in file["findings"]]


def read(ask: Ask, path: str, code: int = 0) -> dict[str, Any]:
    (file,) = ask("intake", "2016", path, code=code)["files"]
    return dict(file)


def test_zeros_of_an_identifier_that_a_number_lost_are_seen_by_its_format(
    begun: Run, ask: Ask, tmp_path: Path
) -> None:
    first = read(ask, write(tmp_path / "a.xlsx", firm(1, 1), firm(300, 2), formats="000000"))
    assert (first["accepted"], codes(first)) == (2, [])
    ask("score", "2016")
    ask("propose", "2016")
    assert ask("why", "000300", "2016")["name"] == "示例2有限公司"


def test_a_number_is_not_taken_for_a_new_firm_where_one_with_zeros_is_known(
    begun: Run, ask: Ask, tmp_path: Path
) -> None:
    read(ask, write(tmp_path / "a.xlsx", firm("000300", 1), firm("000301", 2)))
    again = read(ask, write(tmp_path / "b.xlsx", firm(300, 1), firm(600519, 3)), code=1)
    assert (again["accepted"], again["rejected"]) == (1, 1)
    assert codes(again) == ["identifier_as_number", "identifier_as_number", "identifier_zeros_lost"]
    assert "000300" in again["findings"][-1]["message"]


@pytest.mark.parametrize("key", [913205830010000, "9.13206E+17", 9.1320583001e17])
def test_long_numbers_have_lost_digits(begun: Run, ask: Ask, tmp_path: Path, key: Any) -> None:
    lost = not isinstance(key, int)
    told = read(ask, write(tmp_path / "a.xlsx", firm(key, 1)), code=1)
    assert codes(told) == ["identifier_digits_lost" if lost else "identifier_as_number"]
    assert told["accepted"] == (0 if lost else 1)


def test_one_firm_in_yuan_is_doubted_by_itself(begun: Run, ask: Ask, tmp_path: Path) -> None:
    rows = [firm(f"N{number}", number, 1_000_000 if number == 2 else 100) for number in range(5)]
    told = read(ask, write(tmp_path / "a.xlsx", *rows), code=1)
    assert [(each["code"], each["cell"]) for each in told["findings"]] == [("implausible", "E4")]


def test_a_whole_file_in_yuan_is_one_finding(begun: Run, ask: Ask, tmp_path: Path) -> None:
    rows = [firm(f"N{number}", number, 1_000_000 + number) for number in range(5)]
    told = read(ask, write(tmp_path / "in_yuan.xlsx", *rows), code=1)
    assert codes(told) == ["implausible_together"]
    assert "5 of 5 enterprises (in_yuan.xlsx)" in told["findings"][0]["message"]


def test_a_district_in_yuan_is_one_finding(begun: Run, ask: Ask, tmp_path: Path) -> None:
    north = [firm(f"N{number}", number) for number in range(8)]
    south = [firm(f"S{number}", 10 + number, 1_000_000 + number, "南区") for number in range(3)]
    told = read(ask, write(tmp_path / "a.xlsx", *north, *south), code=1)
    assert codes(told) == ["implausible_together"]
    assert "3 of 3 enterprises (南区)" in told["findings"][0]["message"]


def test_a_date_of_foundation_after_the_cutoff_is_doubted(begun: Run, ask: Ask, tmp_path: Path) -> None:
    rows = [firm("N1", 1, day="2031-01-01"), firm("N2", 2, day="2016-12-31")]
    told = read(ask, write(tmp_path / "a.xlsx", *rows), code=1)
    assert [(each["code"], each["cell"]) for each in told["findings"]] == [("date_after_cutoff", "D2")]


def test_a_field_that_decides_nothing_may_be_missing(begun: Run, ask: Ask, tmp_path: Path) -> None:
    told = read(ask, write(tmp_path / "a.xlsx", [*firm("N1", 1)[:6], None]), code=1)
    assert (told["accepted"], codes(told)) == (1, ["unscored_missing"])


def test_another_code_under_a_name_is_no_correction(begun: Run, ask: Ask, tmp_path: Path) -> None:
    read(ask, write(tmp_path / "a.xlsx", firm("N1", 1)))
    read(ask, write(tmp_path / "b.xlsx", firm("N1", 1, 200)), code=1)  # other values: not taken
    told = read(ask, write(tmp_path / "c.xlsx", firm("N2", 1)), code=1)
    assert (codes(told), told["fixed"]) == (["same_name"], [])


def test_every_row_is_accepted_rejected_unchanged_or_set_aside(begun: Run, ask: Ask, tmp_path: Path) -> None:
    read(ask, write(tmp_path / "a.xlsx", firm("N1", 1)))
    rows = [
        firm("N1", 1),
        firm("N2", 2),
        [None, "开发区小计", None, None, 200, 40],
        [None, "示例3有限公司", "北区", "2009-05-05", 1, 1, "齐全"],
        ["注：数据经审计。"],
    ]
    told = read(ask, write(tmp_path / "b.xlsx", *rows), code=1)
    assert (told["accepted"], told["rejected"], told["unchanged"]) == (1, 1, 1)
    assert [(each["place"], each["reason"]) for each in told["set_aside"]] == [
        ("1", "header"),
        ("4", "total"),
        ("6", "note"),
    ]
