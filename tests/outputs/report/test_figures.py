"""The figures of the report beside what they should be, computed here in a plainer way."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest

from cultivation.outputs.report.drawings import NARROW_WIDTH, totals_drawing
from cultivation.outputs.report.firms import FirmsData
from cultivation.outputs.report.flow_drawings import NARROW, WIDE, Frame, review_drawing, years_drawing
from cultivation.queries.report.data import ReportData
from cultivation.queries.report.figures import (
    choice_figures,
    closest_calls,
    dimension_figures,
    movers,
    near_the_line,
)
from cultivation.queries.report.gathering import report_data
from cultivation.queries.year import State, year_in
from cultivation.record.store import Record

PLAN_GROUPS = {
    "Key development": {"Kunshan Development Zone", "Kunshan High-tech Zone", "Zhoushi", "Zhangpu"},
    "Upgrading": {"Bacheng", "Qiandeng", "Lujia", "Huaqiao Economic Development Zone"},
    "Special development": {"Jinxi", "Dianshanhu", "Zhouzhuang"},
}


def test_the_flow_of_the_years_is_that_of_the_members(kunshan_record: Record, year_2017: ReportData) -> None:
    with kunshan_record.reading() as reader:
        members = {year: {each.id for each in reader.members(year)} for year in (2016, 2017)}
    first, second = year_2017.flow
    assert (first.entries, first.stays, first.exits) == (len(members[2016]), 0, 0)
    assert second.entries == len(members[2017] - members[2016])
    assert second.stays == len(members[2017] & members[2016])
    assert second.exits == len(members[2016] - members[2017])


def test_what_happens_between_reviews_is_in_the_flow_of_the_year_before(panel_record: Record) -> None:
    with panel_record.reading() as reader:
        flow = report_data(State(reader).year(1984)).flow
    assert [each.decided for each in flow] == [True, False]
    assert flow[0].joined_between == flow[0].left_between == 0


def test_the_closest_calls_are_the_narrowest_by_trying_every_pair(year_2017: ReportData) -> None:
    score = year_2017.base.score_of
    calls = {call.newcomers: call for call in closest_calls(year_2017)}
    assert calls.keys() == {True, False}
    for newcomers, call in calls.items():
        kind = [
            line
            for line in year_2017.base.lines
            if line.rank is not None and line.was_member is not newcomers
        ]
        gaps = [
            (score[one.id].total - score[other.id].total, one.id, other.id)
            for one in kind
            for other in kind
            if one.in_pool and not other.in_pool
        ]
        narrowest = min(gap for gap, _one, _other in gaps)
        assert call.gap == narrowest >= 0
        assert (narrowest, call.inside.id, call.outside.id) in gaps


def test_everybody_in_the_grey_zone_and_both_lines_are_shown_around_the_cut_line(
    year_2017: ReportData,
) -> None:
    shown = [line.id for line in near_the_line(year_2017)]
    grey = {key for key, share in year_2017.base.shares.items() if 0.05 < share < 0.95}
    assert grey
    assert grey <= set(shown)
    ranks = [year_2017.base.score_of[key].rank or 0 for key in shown]
    assert ranks == sorted(ranks)
    cut = year_2017.base.cut_line
    for rank in (cut.pool_rank, cut.entry_rank):
        assert rank is not None
        assert {rank - 1, rank, rank + 1} <= set(ranks)


def test_the_boxes_are_the_quantiles_of_numpy(year_2017: ReportData) -> None:
    base = year_2017.base
    inside = {line.id for line in base.lines if line.in_pool}
    for found in dimension_figures(year_2017):
        keys = base.rules.dimensions[found.key].criteria
        for box, wanted in ((found.inside, True), (found.outside, False)):
            points = [
                float(sum(line.criteria[key] for key in keys) * base.rules.precision)
                for line in year_2017.ranked
                if (line.id in inside) is wanted
            ]
            assert box is not None
            assert box.values == pytest.approx(np.quantile(points, (0.1, 0.25, 0.5, 0.75, 0.9)))


def test_every_member_is_counted_once_by_choice_and_the_zones_stand_as_in_the_plan(
    year_2017: ReportData,
) -> None:
    figures = choice_figures(year_2017)
    for each in figures:
        counts = [count for group in each.groups for count in group.counts]
        assert sum(count.members for count in counts) == 100
        assert sum(count.entries for count in counts) == year_2017.flow[-1].entries
        assert sum(count.ranked for count in counts) == len(year_2017.ranked)
    zones = figures[0]
    assert zones.grouped
    assert "section 5 (1)" in zones.source
    shown = {group.label: {count.label for count in group.counts} for group in zones.groups}
    assert {label: shown[label] for label in PLAN_GROUPS} == PLAN_GROUPS
    assert [len(group.counts) for group in zones.groups[:3]] == [4, 4, 3]
    assert not figures[1].grouped
    members = [count.members for count in figures[1].groups[0].counts]
    assert members == sorted(members, reverse=True)


def test_the_movers_moved_most_and_their_shares_add_up(year_2017: ReportData) -> None:
    base = year_2017.base
    changes = {
        line.id: base.previous_ranks[line.id] - (line.rank or 0)
        for line in year_2017.ranked
        if line.id in base.previous_ranks
    }
    shown = movers(base)
    up = [changes[line.id] for line in shown if changes[line.id] > 0]
    down = [changes[line.id] for line in shown if changes[line.id] < 0]
    assert up == sorted(changes.values(), reverse=True)[: len(up)]
    assert down == sorted(changes.values())[: len(down)]
    assert (len(up), len(down)) == (6, 6)
    assert year_2017.splits.keys() == {line.id for line in shown}
    for key, split in year_2017.splits.items():
        assert split.own_data.places + split.rules.places + split.competitors.places == changes[key]


def test_the_bands_of_the_review_are_as_thick_as_their_numbers(
    kunshan_record: Record, year_2017: ReportData
) -> None:
    drawing = review_drawing(year_2017)
    assert drawing is not None
    with kunshan_record.reading() as reader:
        lines = year_in(reader, 2017).lines
    ribbons = [shape for shape in drawing.shapes if shape.tag == "path"]
    thick = Counter[str]()
    for shape in ribbons:
        path = str(shape.attributes["d"])
        top, bottom = re.findall(r"C[\d.]+ [\d.]+ [\d.]+ ([\d.]+) [\d.]+ [\d.]+V([\d.]+)C", path)[0]
        thick[str(shape.attributes["class"]).split()[1]] += round((float(bottom) - float(top)) * 10)
    stays = sum(line.in_pool and line.was_member for line in lines)
    entries = sum(line.in_pool and not line.was_member for line in lines)
    assert thick["stay"] / thick["enter"] == pytest.approx(stays / entries, rel=0.02)


def test_nothing_of_a_drawing_lies_outside_its_sheet(year_2017: ReportData) -> None:
    for drawing in (
        *(review_drawing(year_2017), review_drawing(year_2017, NARROW)),
        *(totals_drawing(year_2017), totals_drawing(year_2017, NARROW_WIDTH)),
        *(years_drawing(year_2017.flow), years_drawing(year_2017.flow, NARROW)),
    ):
        assert drawing is not None
        boxes = [shape.attributes for shape in drawing.shapes if shape.tag == "rect"]
        for box in boxes:
            x, y, width, height = (float(box[key]) for key in ("x", "y", "width", "height"))
            assert x >= 0 and y >= 0 and width >= 0 and height >= 0
            assert x + width <= drawing.width + 0.1
            assert y + height <= drawing.height + 0.1


def test_the_columns_of_totals_count_everybody_with_a_place(year_2017: ReportData) -> None:
    drawing = totals_drawing(year_2017)
    assert drawing is not None
    told = [re.search(r": (\d+) \+ (\d+)$", shape.title) for shape in drawing.shapes if shape.title]
    numbers = [(int(each[1]), int(each[2])) for each in told if each][::2]  # two rectangles a column
    assert sum(inside for inside, _outside in numbers) == 100
    assert sum(map(sum, numbers)) == len(year_2017.ranked)


@pytest.mark.parametrize(("frame", "least"), [(WIDE, 16), (NARROW, 14)])
def test_the_labels_of_the_review_do_not_cover_each_other(
    frame: Frame, least: int, year_2017: ReportData
) -> None:
    drawing = review_drawing(year_2017, frame)
    assert drawing is not None
    for anchor in ("start", "end"):
        heights = sorted(
            float(shape.attributes["y"])
            for shape in drawing.shapes
            if shape.tag == "text" and shape.attributes["text-anchor"] == anchor
        )
        assert all(lower - upper >= least for upper, lower in pairwise(heights))


def test_the_plan_stands_beside_the_sums_of_what_was_filed(year_2017: ReportData) -> None:
    plan = year_2017.plan
    assert plan is not None
    assert plan.target_year == 2020
    inside = {line.id for line in year_2017.base.lines if line.in_pool}
    wanted = {"flat panel displays": 15_000_000, "new energy": 2_000_000}  # 1500 and 200 亿元, section 4
    keys = {"flat panel displays": "display", "new energy": "new_energy"}
    shown = {each.label: each for each in plan.industries}
    for label, target in wanted.items():
        filed = {
            firm: Decimal(values["revenue"] or 0)
            for firm, values in year_2017.base.values.items()
            if values["industry"] == keys[label]
        }
        members = sum(value for firm, value in filed.items() if firm in inside)
        assert shown[label].wanted == f"{target:,} wan yuan"
        assert shown[label].applicants == pytest.approx(float(sum(filed.values()) / target))
        assert shown[label].members == pytest.approx(float(members / target))
    assert not shown["smart grid and internet of things"].wanted  # the plan names no figure


def test_a_rule_set_without_a_plan_has_no_plan_in_its_report(panel_record: Record) -> None:
    with panel_record.reading() as reader:
        assert report_data(State(reader).year(1984)).plan is None


def test_the_firms_carry_points_that_add_up_and_sources_that_lead_back(year_2017: ReportData) -> None:
    fields, data = FirmsData(year_2017).fields, FirmsData(year_2017).to_json()
    by_id = {firm["i"]: firm for firm in data["firms"]}
    assert len(by_id) == len(data["firms"])
    assert by_id.keys() == {line.id for line in year_2017.base.lines}
    for firm in data["firms"]:
        if "c" not in firm:
            assert firm["w"] == "left, no application this year"
            continue
        assert sum(firm["c"]) == sum(firm["d"]) == firm["t"]
        filed = year_2017.filed[firm["i"]]
        assert data["texts"][firm["l"]] == filed.file
        for number, _value, sheet, cell, *_remark in firm["x"]:
            key = fields[number]
            assert (data["texts"][sheet], cell) == (filed.values[key]["sheet"], filed.values[key]["cell"])
