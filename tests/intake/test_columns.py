from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from cultivation.canonical import exact_text
from cultivation.core.rules.model import RuleSet
from cultivation.findings import KINDS, Severity
from cultivation.intake.applications.columns import FEWEST, Column, read_column
from cultivation.intake.formats.book import Cell, Raw
from cultivation.intake.values.cells import ValueReader, filed_text
from cultivation.intake.values.codes import valid_codes
from cultivation.intake.values.units import moved, shift

from .books import CODES

WORDS = [
    *("", " ", "-", "无", "待定", "约1200", "1,234.5", "12", "0", "0.5", "1.50", "-3", "12.3%", "0.35亿元"),
    *(
        "100美元",
        "#N/A",
        "是",
        "否",
        "√",
        "北区",
        "北 部",
        "西区",
        "国家级",
        "2015-3-1",
        "2015年3月",
        "42064",
    ),
    *("\u200b12", "企业\u00a0甲", "企业甲", "e\u0301", "\ud800", "x" * 2001, *CODES, CODES[0].lower()),
    *(CODES[0][:-1] + "1", f" {CODES[1]}", "0" * 18, "=1+1", "9" * 60, "１２"),
]
NUMBERS = [
    *(0.0, -0.0, 0.01, 0.1 + 0.2, 0.5, 1.0, 1.005, 100.0, 101.0, 1e15, 1e16, 123456789012345.0, 1e-5, 1e-7),
    *(1234567890123456.0, 123456789012.3456, 1e300, float("nan"), float("inf"), 42064.0, 20150301.0, 3.5),
    *(0, 1, 17, -5, 10**14, 10**15, 10**40, 42064, 20150301),
]
OTHERS = [
    None,
    True,
    False,
    date(2015, 3, 1),
    datetime(2015, 3, 1, 8),
    date(1899, 12, 31),
    time(8),
    timedelta(3),
]
RAWS = st.one_of(
    st.sampled_from([*WORDS, *NUMBERS, *OTHERS]),
    st.floats(),
    st.floats(0, 1e6).map(lambda number: round(number, 2)),
    st.integers(-(10**20), 10**20),
    st.text(max_size=8),
    st.decimals(-(10**6), 10**6, places=3).map(str),
)
# Columns of one kind, which go the quickest ways, and mixed ones.
COLUMNS = st.one_of(
    *(st.lists(kind, min_size=FEWEST, max_size=FEWEST + 20) for kind in (RAWS, st.sampled_from(WORDS))),
    st.lists(st.floats(0, 1e6).map(lambda number: round(number, 2)), min_size=FEWEST),
    st.lists(st.integers(0, 1000).map(float), min_size=FEWEST),
    st.lists(RAWS, max_size=5),
)


def cells_of(raws: Sequence[Raw], marks: Sequence[tuple[bool, str]]) -> list[Cell | None]:
    cells: list[Cell | None] = [
        None if raw is None or raw == "" else Cell(index + 1, 1, raw) for index, raw in enumerate(raws)
    ]
    for index, (percent, problem) in enumerate(marks[: len(raws)]):
        raw = raws[index]
        cells[index] = Cell(index + 1, 1, 7.5 if raw is None else raw, percent, problem)
    return cells


def one_by_one(reader: ValueReader, cells: Sequence[Cell | None], power: int, unit_given: bool) -> Column:
    column = Column([])
    for index, cell in enumerate(cells):
        value, problem = reader.read(cell, power, unit_given)
        error = problem is not None and KINDS[problem.code].severity is Severity.ERROR
        column.texts.append(None if error else exact_text(value))
        if problem:
            column.problems.append((index, problem))
        if not error and (filed := filed_text(cell, value)):
            column.filed[index] = filed
    return column


FIELDS = ["credit_code", "enterprise_name", "zone", "level", "established_on"]
FIELDS += ["revenue", "staff", "rd_share", "patents", "key_project"]


@pytest.mark.parametrize("key", FIELDS)
@given(
    raws=COLUMNS,
    marks=st.lists(st.tuples(st.booleans(), st.sampled_from(["", "error_value"])), max_size=4),
    power=st.sampled_from([0, 0, -4, -2, 4]),
    unit_given=st.booleans(),
)
def test_a_column_says_what_its_cells_say(
    small: RuleSet, key: str, raws: list[Raw], marks: list[tuple[bool, str]], power: int, unit_given: bool
) -> None:
    reader, cells = ValueReader(small, key), cells_of(raws, marks)
    odd = range(min(len(marks), len(raws)))
    column = read_column(reader, raws, cells.__getitem__, odd, power, unit_given)
    assert column == one_by_one(reader, cells, power, unit_given)


def test_an_identifier_of_another_kind_is_a_text(panel: RuleSet) -> None:
    raws: list[Raw] = ["F017", 17.0, " F018 ", None] * FEWEST
    reader = ValueReader(panel, "firm")
    column = read_column(reader, raws, [None].__getitem__)
    assert column.texts[:4] == ["F017", "17", "F018", None]
    assert column == one_by_one(reader, cells_of(raws, ()), 0, True)


def test_the_marks_of_a_cell_count(small: RuleSet) -> None:
    raws: list[Raw] = [0.05] * FEWEST
    cell = Cell(3, 1, 0.05, percent=True)
    column = read_column(ValueReader(small, "rd_share"), raws, {2: cell}.__getitem__, [2], -2)
    assert column.texts == ["0.0005", "0.0005", "0.05", *["0.0005"] * (FEWEST - 3)]
    assert column.filed == {index: "0.05" for index in range(FEWEST) if index != 2}


ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BODIES = st.tuples(
    st.text("0123456789", min_size=8, max_size=8), st.text(ALPHABET, min_size=9, max_size=9)
).map("".join)


@given(st.lists(st.one_of(BODIES.map(lambda body: body + uscc.calc_check_digit(body)), RAWS), max_size=20))
def test_codes_that_stdnum_takes_as_they_stand(raws: list[Raw]) -> None:
    codes = [
        raw if isinstance(raw, str) and uscc.is_valid(raw) and uscc.compact(raw) == raw else None
        for raw in raws
    ]
    assert valid_codes(raws) == codes


@given(BODIES, st.integers(0, 17), st.sampled_from(ALPHABET + "IOSVZ-a~"))
def test_codes_with_one_character_changed(body: str, place: int, character: str) -> None:
    code = body + uscc.calc_check_digit(body)
    changed = code[:place] + character + code[place + 1 :]
    assert valid_codes([changed]) == [changed if uscc.is_valid(changed) else None]


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(-9, 9))
def test_moving_the_point_is_shifting(number: object, power: int) -> None:
    exact = shift(number, 0)  # type: ignore[arg-type]
    assert moved(format(exact, "f"), power) == format(shift(exact, power), "f")
