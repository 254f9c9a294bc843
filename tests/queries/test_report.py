"""What the report of the town's years shows, and its figures, for 30 made-up places too."""

from __future__ import annotations

import statistics
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from cultivation.core.explanation.cut_line import CutLine
from cultivation.core.pool.lines import Action, Line, Reason
from cultivation.queries.flags import FlagText
from cultivation.queries.report.data import ReportData, YearFlow
from cultivation.queries.report.figures import (
    choice_figures,
    choice_keys,
    closest_calls,
    decimal_points,
    dimension_figures,
    is_grey,
    movers,
    near_the_line,
)
from cultivation.queries.report.gathering import report_data
from cultivation.queries.year import State
from tests.queries.town import VARIED, Town, rules


def gathered(town: Town, year: int, moment: str | None = None) -> ReportData:
    with town.at(moment) as reader:
        return report_data(State(reader).year(year))


@pytest.fixture
def second(town: Town) -> ReportData:
    return gathered(town, 2017, "decided 2017")


@pytest.fixture
def many(second: ReportData) -> ReportData:
    """Thirty newcomers by place: the first ten enter; place 1 has 99 points, 30 has 70; R&D gives a third."""
    model = second.base.table.lines[0]
    places = range(1, 31)
    scores = [
        replace(
            model,
            id=f"F{place:02}",
            name=f"Firm {place}",
            rank=place,
            total=10000 - 100 * place,
            criteria={"rd_ratio": 100 * place, "patents": 10000 - 200 * place},
        )
        for place in places
    ]
    entered, out = (Action.ENTER, Reason.ENTERED_ON_RANK), (Action.NONE, Reason.NOT_SELECTED)
    lines = tuple(
        Line(f"F{place:02}", f"Firm {place}", place, *(entered if place <= 10 else out)) for place in places
    )
    table = replace(second.base.table, lines=tuple(scores))
    cut = CutLine(9000, 10, 9000, 10)
    return replace(
        second, base=replace(second.base, table=table, lines=lines, cut_line=cut, shares={}, values={})
    )


def test_what_was_recorded_is_shown(town: Town, second: ReportData) -> None:
    assert (second.year, second.is_draft, [line.id for line in second.ranked]) == (
        *(2017, False, ["ANLAN", "DONGLI", "CHENHUI2", "GUANLAN", "ENZE", "BIYUN"]),
    )
    assert (second.robustness, second.challenge) == (VARIED, {"by": "hand"})
    assert second.before is not None and second.before.year == 2016
    assert (second.notice, second.objections) == (("2018-02-01", "2018-02-05"), (1, 0))
    assert second.decision is not None and second.decision["document"] == "No. 8"
    assert (second.head[0], second.plan) == (39, None)
    assert second.filed["ENZE"].file == "c.xlsx"
    assert second.filed["ENZE"].values["rd"] == {"value": "30", "sheet": "表", "cell": "E6"}
    assert {key: split.own_data.total for key, split in second.splits.items()}.keys() == {
        *("DONGLI", "BIYUN", "ENZE"),
    }
    assert second.splits["DONGLI"].own_data.total == Fraction(87, 4)
    visit = "explained: the figures are right (a new laboratory)"
    assert second.flags == (
        FlagText(
            "GUANLAN", "jumped since last year", "R&D expenditure 60 wan yuan, last year 30 wan yuan", visit
        ),
        FlagText("GUANLAN", "the same figures as Enze Code", "", visit),
        FlagText(
            "CHENHUI2", "points unlike those of its nearest peers", "total 57.00, peers 17.00 to 38.00", ""
        ),
    )


def test_a_draft_shows_what_there_is(town: Town) -> None:
    draft = gathered(town, 2016, "objected")
    assert (draft.is_draft, draft.objections, draft.before, draft.splits) == (True, (2, 2), None, {})
    assert draft.robustness is draft.challenge is draft.flags is None
    scored = gathered(town, 2016, "scored")
    assert (scored.notice, scored.flow, closest_calls(scored), near_the_line(scored)) == (None, (), [], [])


def test_the_flow_of_members_adds_up(town: Town) -> None:
    draft, done = gathered(town, 2017, "objected 2017"), gathered(town, 2017)
    first, second = done.flow
    assert (first.year, first.entries, first.stays, first.exits, first.decided) == (2016, 3, 0, 0, True)
    assert first.members + first.joined_between - first.left_between == second.stays + second.exits == 3
    assert (second.year, second.entries, second.stays, second.exits) == (2017, 2, 1, 2)
    assert second.members + second.joined_between - second.left_between == 2
    # proposed were two stays (ANLAN, CHENHUI2), one entry (DONGLI) and one exit (ENZE)
    assert draft.flow == (first, YearFlow(2017, 1, 2, 1, False))
    assert gathered(town, 2016).flow == (first,)


def test_a_place_gained_or_lost(second: ReportData) -> None:
    moved = {line.id: second.place_change(line) for line in second.ranked}
    assert moved == {
        "ANLAN": 0,
        "DONGLI": 3,
        "CHENHUI2": 0,  # third in 2016, under its earlier code
        "GUANLAN": None,
        "ENZE": -1,
        "BIYUN": -4,
    }
    assert second.place_change(replace(second.ranked[0], rank=None)) is None
    assert [line.id for line in movers(second.base)] == ["DONGLI", "BIYUN", "ENZE"]


def test_of_many_movers_six_each_way_are_named(many: ReportData) -> None:
    """All went to the place as far from the middle: 1 was 30, 30 was 1; 15 and 16 moved least."""
    base = replace(many.base, previous_ranks={f"F{place:02}": 31 - place for place in range(1, 31)})
    assert [line.id for line in movers(base)] == [
        *("F01", "F02", "F03", "F04", "F05", "F06"),
        *("F30", "F29", "F28", "F27", "F26", "F25"),
    ]
    still = replace(base, previous_ranks={f"F{place:02}": place for place in range(1, 31)})
    assert movers(still) == []


def test_the_closest_calls_of_newcomers_and_members(town: Town, second: ReportData) -> None:
    """2016: CHENHUI (46) in, ENZE (40) out. 2017: of members ANLAN (84) stays, ENZE (38) leaves; those by
    override and who is barred were no calls.
    """
    (first,) = closest_calls(gathered(town, 2016))
    assert (first.newcomers, first.inside.id, first.outside.id, first.gap) == (True, "CHENHUI", "ENZE", 600)
    (member,) = closest_calls(second)
    assert (member.newcomers, member.inside.id, member.outside.id, member.gap) == (
        *(False, "ANLAN", "ENZE", 4600),
    )


def test_no_call_where_the_order_is_not_that_of_the_places(second: ReportData) -> None:
    swapped = tuple(replace(line, rank=6) if line.id == "ANLAN" else line for line in second.base.lines)
    assert closest_calls(replace(second, base=replace(second.base, lines=swapped))) == []


def test_seven_places_either_side_of_the_line_and_the_grey_zone(many: ReportData) -> None:
    assert [line.rank for line in near_the_line(many)] == list(range(3, 18))
    entry = replace(many.base.cut_line, entry_rank=25)
    assert [line.rank for line in near_the_line(with_base(many, cut_line=entry))] == list(range(3, 31))
    grey = with_base(many, shares={"F01": 0.95, "F02": 0.94, "F29": 0.06, "F30": 0.05})
    assert [line.rank for line in near_the_line(grey)] == [2, *range(3, 18), 29]
    assert near_the_line(with_base(many, cut_line=CutLine(None, None, 9000, 10))) == []
    assert [is_grey(share) for share in (0.05, 0.051, 0.949, 0.95)] == [False, True, True, False]


def with_base(data: ReportData, **changes: object) -> ReportData:
    return replace(data, base=replace(data.base, **changes))  # type: ignore[arg-type]


def test_points_by_dimension_are_quantiles(many: ReportData) -> None:
    """Input is 1 to 10 points in the pool, 11 to 30 outside; output 98 down to 80, and 78 down to 40."""
    first, second = dimension_figures(many)
    assert (first.key, first.label, first.maximum, second.key, second.maximum) == (
        *("input", "Input", 60.0, "output", 40.0),
    )
    for box, points in (
        (first.inside, range(1, 11)),
        (first.outside, range(11, 31)),
        (second.inside, range(80, 100, 2)),
        (second.outside, range(40, 80, 2)),
    ):
        assert box is not None
        tenths = statistics.quantiles(points, n=10, method="inclusive")
        quarters = statistics.quantiles(points, n=4, method="inclusive")
        assert box.values == pytest.approx((tenths[0], quarters[0], quarters[1], quarters[2], tenths[8]))
        assert box.median == pytest.approx(statistics.median(points))


def test_fewer_than_four_have_no_box(second: ReportData, many: ReportData) -> None:
    assert [(each.inside, each.outside) for each in dimension_figures(second)] == [(None, None)] * 2
    few = replace(many.base.table, lines=many.base.table.lines[6:])
    assert [each.inside is None for each in dimension_figures(with_base(many, table=few))] == [False, False]
    fewer = replace(many.base.table, lines=many.base.table.lines[7:])
    assert [each.inside is None for each in dimension_figures(with_base(many, table=fewer))] == [True, True]


def test_choices_are_counted_those_with_most_members_first(second: ReportData) -> None:
    (sector,) = choice_figures(second)
    assert (sector.label, sector.source, sector.grouped, sector.most) == ("Sector", "", False, 2)
    assert counts(sector.groups[0].counts) == [
        ("optics", 2, 1, 0, 2),
        ("medicine", 1, 1, 1, 2),
        ("software", 0, 0, 1, 2),
    ]
    assert choice_keys(second) == ["sector"]
    silent = with_base(second, values={"ANLAN": {"sector": None}})
    assert choice_figures(silent) == [] and choice_keys(silent) == ["sector"]


def counts(several: object) -> list[tuple[object, ...]]:
    return [
        (each.label, each.members, each.entries, each.exits, each.ranked)
        for each in several  # type: ignore[attr-defined]
    ]


GROUPED = """
groupings:
  sector:
    source: {document: plan}
    groups:
      hard: {zh: 硬, en: hard, choices: [optics]}
      life: {zh: 生命, en: life, choices: [medicine]}
fields:
"""


def test_choices_that_the_rules_group_stay_in_their_groups(second: ReportData) -> None:
    grouped = rules(("\nfields:\n", GROUPED)).rules
    (sector,) = choice_figures(with_base(second, rules=grouped))
    assert [(group.label, counts(group.counts)) for group in sector.groups] == [
        ("hard", [("optics", 2, 1, 0, 2)]),
        ("life", [("medicine", 1, 1, 1, 2)]),
        ("", [("software", 0, 0, 1, 2)]),
    ]
    assert (sector.grouped, "the plan of the town" in sector.source) == (True, True)


def test_points_are_exact(second: ReportData) -> None:
    assert decimal_points(second, 1234) == Decimal("12.34")
