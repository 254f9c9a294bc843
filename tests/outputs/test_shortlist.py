"""The shortlist workbook, read back as Excel would read it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cultivation import language
from cultivation.core.pool.proposal import Action
from cultivation.outputs.shortlist.workbook import ShortlistData, write_shortlist
from cultivation.queries.shortlist.data import MarkRow

from .conftest import FORMULA_NAME, code

LISTS = [
    "Ranked list",
    "Entries",
    "Exits",
    "Reserve list",
    "Points by criterion",
    "Indicators",
    "Eligibility",
]
A4 = 9  # the number of the paper in the format of Excel
SIGNED = "Members to sign"
READ_IN_ORDER = [SIGNED, "Rules in force", "Provenance"]
SHEETS = ["Overview", *LISTS[:4], SIGNED, *LISTS[4:], *READ_IN_ORDER[1:]]
CODE = "Unified social credit code"


@pytest.fixture(scope="module")
def content(proposed: ShortlistData) -> bytes:
    language.activate("en")
    return write_shortlist(proposed)


@pytest.fixture(scope="module")
def workbook(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def header_row(sheet: Worksheet) -> int:
    """Return the row of the headers: it is the last of the frozen ones."""
    return int(openpyxl.utils.cell.coordinate_from_string(sheet.freeze_panes)[1]) - 1


def headers(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[header_row(sheet)]]


def column(sheet: Worksheet, header: str) -> list[Cell]:
    place = headers(sheet).index(header) + 1
    return [sheet.cell(row, place) for row in range(header_row(sheet) + 1, sheet.max_row + 1)]


def cells(workbook: Workbook) -> Iterator[Cell]:
    for sheet in workbook:
        for row in sheet.iter_rows():
            yield from row


def test_two_writes_give_identical_bytes(proposed: ShortlistData, content: bytes) -> None:
    assert write_shortlist(proposed) == content


def test_the_time_in_the_properties_is_the_data_s_in_utc(proposed: ShortlistData) -> None:
    in_china = datetime(2018, 3, 1, 16, 30, tzinfo=timezone(timedelta(hours=8)))
    with zipfile.ZipFile(io.BytesIO(write_shortlist(replace(proposed, created=in_china)))) as archive:
        properties = archive.read("docProps/core.xml").decode()
    assert properties.count("2018-03-01T08:30:00Z") == 2
    assert write_shortlist(replace(proposed, created=in_china.astimezone(UTC))) == write_shortlist(
        replace(proposed, created=in_china)
    )


def test_every_sheet_has_a_title_and_every_table_frozen_headers(workbook: Workbook) -> None:
    assert workbook.sheetnames == SHEETS
    for sheet in workbook:
        whole = "The pool of 2017" if sheet.title == SIGNED else f"{sheet.title} 2017"
        assert sheet["A1"].value == whole
    for name in (*LISTS, *READ_IN_ORDER):
        assert all(headers(workbook[name]))


def test_every_list_is_a_named_table_with_a_filter(workbook: Workbook) -> None:
    named = {}
    for name in LISTS:
        sheet = workbook[name]
        (table,) = sheet.tables.values()
        last = sheet.cell(sheet.max_row, sheet.max_column).coordinate
        assert table.ref == table.autoFilter.ref == f"A{header_row(sheet)}:{last}"
        assert [each.name.replace("_x000a_", "\n") for each in table.tableColumns] == headers(sheet)
        named[name] = table.name
    assert list(named.values()) == [
        "ranked_list",
        "entries",
        "exits",
        "reserve_list",
        "points_by_criterion",
        "indicators",
        "eligibility",
    ]
    assert not any(workbook[name].tables for name in READ_IN_ORDER)


def test_sheets_are_protected_yet_can_be_sorted_and_filtered(workbook: Workbook) -> None:
    for name in SHEETS:
        assert workbook[name].protection.sheet
    for name in LISTS:
        sheet = workbook[name]
        assert (sheet.protection.sort, sheet.protection.autoFilter) == (False, False)  # not forbidden
        below = range(header_row(sheet) + 1, sheet.max_row + 1)
        assert not any(cell.protection.locked for row in below for cell in sheet[row])
        assert all(cell.protection.locked for cell in sheet[header_row(sheet)])
        (refusal,) = sheet.data_validations.dataValidation
        assert (refusal.type, refusal.formula1, refusal.errorStyle) == ("custom", "FALSE", None)
        assert (
            str(refusal.sqref) == f"A{below.start}:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"
        )


def test_points_have_bars_of_their_maximum(workbook: Workbook, proposed: ShortlistData) -> None:
    for name, count in (
        ("Ranked list", len(proposed.rules.dimensions)),
        ("Points by criterion", len(proposed.rules.criteria)),
    ):
        sheet = workbook[name]
        bars = {
            headers(sheet)[openpyxl.utils.range_boundaries(str(each.sqref))[0] - 1]: rule.dataBar.cfvo
            for each in sheet.conditional_formatting
            for rule in each.rules
            if rule.type == "dataBar"
        }
        assert len(bars) == count
        for header, (least, most) in bars.items():
            assert (float(least.val), float(most.val)) == (0, float(header.rpartition("of ")[2]))


def test_the_overview_counts_the_year_and_draws_it(workbook: Workbook, proposed: ShortlistData) -> None:
    sheet = workbook["Overview"]
    counted = {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2) if row[1].value is not None}
    assert (counted["Applications"], counted["Eligible"]) == (125, 122)
    assert (counted["Members before"], counted["Members after"]) == (100, 100)
    assert counted["Entries"] == counted["Exits"] == counted["Members before"] - counted["Stays"]
    last_inside = proposed.table.points(proposed.cut_line.pool_total or 0)
    distribution = f"Distribution of totals (cut line {last_inside})"
    titles = [distribution, "Zone or town", "Emerging industry", "Level of R&D institution"]
    rows = {str(sheet.cell(row, 1).value): row for row in range(1, sheet.max_row + 1)}
    for title in titles:
        figures = table_below(sheet, rows[title])
        inside, outside = (sum(each[place] for each in figures) for place in (1, 2))
        assert (inside, inside + outside) == (100, 122)
    assert len(sheet._charts) == len(titles)


def table_below(sheet: Worksheet, row: int) -> list[tuple[str, int, int]]:
    figures = []
    while sheet.cell(row + 1, 2).value is not None:
        row += 1
        figures.append(tuple(sheet.cell(row, place).value for place in (1, 2, 3)))
    return figures


def test_what_was_looked_into_beside_the_points_is_shown_where_it_is_known(proposed: ShortlistData) -> None:
    more = replace(
        proposed,
        shares={code(15): 0.93},
        flags={code(15): "R&D ratio 31.00 %, peers 3.00-6.00 %"},
        marks=(MarkRow(code(15), "talents", "E1", 3.5, "good"), MarkRow(code(16), "talents", "E2", None)),
    )
    workbook = openpyxl.load_workbook(io.BytesIO(write_shortlist(more)))
    sheet = workbook["Ranked list"]
    row = [cell.value for cell in column(sheet, CODE)].index(code(15))
    assert column(sheet, "Share of draws inside the pool")[row].value == 0.93
    assert column(sheet, "To be verified")[row].value == "R&D ratio 31.00 %, peers 3.00-6.00 %"
    marks = workbook["Experts' marks"]
    assert [cell.value for cell in column(marks, "Mark")] == [3.5, None]
    assert [cell.value for cell in column(marks, CODE)] == [code(15), code(16)]


def test_every_sheet_prints_on_a4_and_so_that_it_can_be_read(
    workbook: Workbook, proposed: ShortlistData
) -> None:
    for sheet in workbook:
        assert sheet.page_setup.paperSize == A4
        assert sheet.page_setup.orientation == ("portrait" if sheet.title == SIGNED else "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.title != "Overview":
            assert sheet.page_setup.fitToHeight == 0
            assert str(sheet.print_title_rows).endswith(f"${header_row(sheet)}")
            width = sum(each.width * (each.max - each.min + 1) for each in sheet.column_dimensions.values())
            assert width / int(sheet.page_setup.fitToWidth or 1) < 280  # letters beside each other on A4
        assert proposed.table.digest[:12] in sheet.oddFooter.right.text
        assert sheet.oddFooter.center.text == "page &P of &N"


def test_the_members_stand_on_one_sheet_to_be_signed(workbook: Workbook, proposed: ShortlistData) -> None:
    sheet = workbook[SIGNED]
    members = [line for line in proposed.lines if line.in_pool]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=header_row(sheet) + 1)]
    listed = [row for row in rows if isinstance(row[0], int)]
    assert headers(sheet)[-1] == "Outcome"
    assert [row[0] for row in listed] == list(range(1, len(members) + 1))
    assert {row[3] for row in listed} == {line.id for line in members}
    assert [row[1] for row in listed] == sorted(line.rank for line in members if line.rank)
    assert {row[-1] for row in listed} == {"newly entered", "stays"}
    entered = {line.id for line in members if line.action is Action.ENTER}
    assert {row[3] for row in listed if row[-1] == "newly entered"} == entered
    below = [str(row[0]) for row in rows[-3:]]
    assert ["Prepared by" in below[0], "The group (signature)" in below[1], "Seal" in below[2]] == [True] * 3
    assert sheet["A1"].value == "The pool of 2017"
    assert "DRAFT" in sheet.oddHeader.center.text
    assert not any(other.oddHeader.center.text for other in workbook if other.title != SIGNED)


def test_the_list_to_sign_is_read_at_arms_length(workbook: Workbook) -> None:
    """A4 upright less its margins is 190 mm wide; a letter of 10 points takes about 1.8 mm."""
    sheet = workbook[SIGNED]
    letters = sum(each.width * (each.max - each.min + 1) for each in sheet.column_dimensions.values())
    assert 190 / letters > 1.75


def test_nothing_became_a_formula_or_a_link(workbook: Workbook, content: bytes) -> None:
    assert not [cell for cell in cells(workbook) if cell.data_type == "f"]
    assert not any(sheet._hyperlinks for sheet in workbook)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<hyperlink" in sheet]


def test_a_name_that_looks_like_a_formula_stays_a_text(workbook: Workbook) -> None:
    found = [cell for cell in cells(workbook) if cell.value == FORMULA_NAME]
    assert len(found) == 6  # points, indicators, eligibility ...
    assert {(cell.data_type, cell.number_format) for cell in found} == {("s", "@")}


def test_codes_are_texts_even_where_they_look_like_numbers(workbook: Workbook) -> None:
    for name in LISTS:
        codes = column(workbook[name], CODE)
        assert {(cell.data_type, cell.number_format) for cell in codes} == {("s", "@")}
    assert code(7) == "91320583000007E99"
    assert code(7) in [cell.value for cell in column(workbook["Ranked list"], CODE)]


def test_the_ranked_list_gives_every_place_with_points_that_add_up(
    workbook: Workbook, proposed: ShortlistData
) -> None:
    sheet, ranked = workbook["Ranked list"], [line for line in proposed.table.lines if line.rank]
    assert [cell.value for cell in column(sheet, "Place")] == list(range(1, len(ranked) + 1))
    totals = column(sheet, "Total\nof 100")
    assert [f"{cell.value:.2f}" for cell in totals] == [proposed.table.points(line.total) for line in ranked]
    assert {cell.number_format for cell in totals} == {"0.00"}
    dimensions = ["Innovation\nof 45", "Industry fit\nof 20", "Foundation\nof 20", "Driving effect\nof 15"]
    by_dimension = zip(*(column(sheet, header) for header in dimensions), strict=True)
    sums = [sum(Decimal(str(cell.value)) for cell in row) for row in by_dimension]
    assert sums == [Decimal(str(cell.value)) for cell in totals]


def test_the_change_of_place_counts_places_gained(workbook: Workbook, proposed: ShortlistData) -> None:
    sheet = workbook["Ranked list"]
    changes = dict(
        zip(
            [str(cell.value) for cell in column(sheet, CODE)],
            [cell.value for cell in column(sheet, "Change to last year")],
            strict=True,
        )
    )
    line = next(line for line in proposed.table.lines if line.id == code(42))
    assert line.rank is not None
    assert changes[code(42)] == 22 - line.rank
    assert changes[code(1)] is None  # no place last year


def test_a_thick_line_stands_under_the_last_in_the_pool_only(
    workbook: Workbook, proposed: ShortlistData
) -> None:
    sheet = workbook["Ranked list"]
    thick = [cell.value for cell in column(sheet, "Place") if cell.border.bottom.style == "thick"]
    assert thick == [proposed.cut_line.pool_rank]
    assert any(str(sheet.cell(row, 1).value).startswith("Cut line: the last in the pool") for row in (2, 3))


def test_outcomes_are_coloured_and_said_in_words(workbook: Workbook) -> None:
    fills = {
        (cell.value, cell.fill.start_color.rgb if cell.fill.fill_type else None)
        for cell in column(workbook["Ranked list"], "Outcome")
    }
    assert fills == {("enters", "FFE6F2E6"), ("stays", None), ("leaves", "FFF9E6E3")}


def test_exits_without_application_are_there(workbook: Workbook, proposed: ShortlistData) -> None:
    sheet = workbook["Exits"]
    codes, reasons = ([cell.value for cell in column(sheet, header)] for header in (CODE, "Reason"))
    assert dict(zip(codes, reasons, strict=True))[code(129)] == "left, no application this year"
    assert codes == [line.id for line in proposed.lines if line.action is Action.EXIT]
    entered = [cell.value for cell in column(workbook["Entries"], CODE)]
    assert entered == [line.id for line in proposed.lines if line.action is Action.ENTER]


def test_the_reserve_list_counts_from_one(workbook: Workbook) -> None:
    numbers = [cell.value for cell in column(workbook["Reserve list"], "Number on the list")]
    assert numbers == list(range(1, 11))


def test_indicators_are_full_numbers_with_their_units_in_the_format(
    workbook: Workbook, proposed: ShortlistData
) -> None:
    sheet = workbook["Indicators"]
    ratios = column(sheet, "R&D expenditure to revenue")
    exact = [Fraction(line.indicators["rd_ratio"] or 0) for line in proposed.table.lines]
    assert [cell.value for cell in ratios] == pytest.approx([float(each) for each in exact], abs=1e-15)
    assert {cell.number_format for cell in ratios} == {"0.00%"}
    assert {cell.number_format for cell in column(sheet, "Revenue")} == {'#,##0.00" wan yuan"'}
    assert {cell.number_format for cell in column(sheet, "Staff")} == {'#,##0" persons"'}
    assert {cell.value for cell in column(sheet, "Key project")} == {"yes", "no"}
    assert "flat panel displays" in {cell.value for cell in column(sheet, "Emerging industry")}


def test_what_is_unknown_stays_empty(workbook: Workbook) -> None:
    sheet = workbook["Indicators"]
    row = [cell.value for cell in column(sheet, CODE)].index(code(11))
    assert column(sheet, "Revenue of the year before")[row].value is None
    assert column(sheet, "Revenue growth, mean of two years")[row].value is None


def test_eligibility_says_what_each_gate_and_veto_said(workbook: Workbook, proposed: ShortlistData) -> None:
    sheet = workbook["Eligibility"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=header_row(sheet) + 1)]
    grounds = {row[1]: row[3] for row in rows if row[2] == "no"}
    assert grounds == {
        code(50): "not met: In one of Kunshan's twelve zones and towns",
        code(70): "On the tax blacklist",
        code(90): "not met: Established at least one year at the cut-off",
    }
    assert [row[2] for row in rows] == ["no"] * 3 + ["yes"] * 122
    failed = {
        row[1]: [headers(sheet)[at] for at in range(4, len(row)) if row[at] in ("not met", "yes")]
        for row in rows
    }
    assert {key: labels for key, labels in failed.items() if labels} == {
        code(50): ["In one of Kunshan's twelve zones and towns"],
        code(70): ["On the tax blacklist"],
        code(90): ["Established at least one year at the cut-off"],
    }


def test_the_rules_are_readable(workbook: Workbook, proposed: ShortlistData) -> None:
    sheet = workbook["Rules in force"]
    parts = [cell.value for cell in column(sheet, "Part")]
    counts = {part: parts.count(part) for part in parts}
    rules = proposed.rules
    assert counts["Criterion"] == len(rules.criteria) and counts["Dimension"] == len(rules.dimensions)
    assert (counts["Gate"], counts["Veto"], counts["Tie"]) == (4, 5, 4)
    looked_at = [cell.value for cell in column(sheet, "What is looked at")]
    assert "R&D expenditure to revenue = R&D expenditure / Revenue" in looked_at
    assert "Zone or town ≠ “elsewhere”" in looked_at
    assert "Zone or town × Emerging industry" in looked_at
    assert "full years(Established on, data cut-off) ≥ 1" in looked_at


def test_the_provenance_is_written_as_texts(workbook: Workbook, proposed: ShortlistData) -> None:
    sheet = workbook["Provenance"]
    cells = zip(column(sheet, "What"), column(sheet, "Value"), strict=True)
    assert tuple((what.value, value.value) for what, value in cells) == proposed.provenance
    assert {cell.data_type for cell in column(sheet, "Value")} == {"s"}


def test_a_year_that_is_only_scored_has_all_sheets_without_outcomes(scored: ShortlistData) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(write_shortlist(scored)))
    assert workbook.sheetnames == [each for each in SHEETS if each != SIGNED]
    assert workbook["Ranked list"]["A2"].value == "Status: scored, nothing proposed yet"
    assert {cell.value for cell in column(workbook["Ranked list"], "Outcome")} == {None}
    assert not column(workbook["Reserve list"], "Place")


def test_labels_are_chinese_where_chinese_is_spoken(proposed: ShortlistData) -> None:
    language.activate("zh")
    workbook = openpyxl.load_workbook(io.BytesIO(write_shortlist(proposed)))
    sheet = workbook["指标"]
    assert "统一社会信用代码" in headers(sheet) and "研发投入占营业收入比重" in headers(sheet)
    assert "新型平板显示" in {cell.value for cell in column(sheet, "战略性新兴产业类别")}
