"""Smallest changes, cells of quotas and rehearsals, for four firms whose totals are set by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from cultivation.core.explanation.quota_cut_lines import Cell, cell_of, cells_of
from cultivation.core.explanation.rehearsal import rehearsal
from cultivation.core.explanation.why import WouldChange, contributions, neighbours, would_change
from cultivation.core.pool.lines import Action, Line, Reason
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.policy import PoolPolicy, Quota
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable

from .years import application, panel, scored


def table_of(totals: Sequence[tuple[int, bool]]) -> ScoreTable:
    """Make a table of totals in units, best first, all of them from R&D; who is not eligible has no place."""
    firms = [application(number, (9, Decimal(99), None)) for number in range(len(totals))]
    model = scored(1983, panel(), firms)
    lines, rank = [], 0
    for line, (total, eligible) in zip(sorted(model.lines, key=lambda each: each.id), totals, strict=True):
        rank += eligible
        criteria = {**dict.fromkeys(line.criteria, 0), "rd_expenditure": total}
        changed = {"total": total, "criteria": criteria, "eligible": eligible}
        place = {"rank": rank if eligible else None, "gates_failed": () if eligible else ("spends",)}
        lines.append(replace(line, **changed, **place))  # type: ignore[arg-type]
    return replace(model, lines=tuple(lines))


def rules(**policy: object) -> RuleSet:
    return panel().rules.model_copy(update={"pool": PoolPolicy(**policy)})  # type: ignore[arg-type]


TABLE = table_of([(3000, True), (3400, False), (2500, True), (2000, True), (1000, True)])
FIRST, OUT, SECOND, THIRD, LAST = TABLE.lines


@pytest.mark.parametrize(
    ("line", "units", "criteria"),
    [
        # out: more than 2,500; in: 2,000 and less, for it stands behind whom it newly meets
        (THIRD, 501, {"rd_expenditure", "rd_growth", "patents", "patents_per_rd"}),
        (SECOND, -501, {"rd_expenditure"}),
        (FIRST, -1001, {"rd_expenditure"}),
    ],
)
def test_the_smallest_change_of_a_total_counts_those_with_a_place_alone(
    line: ScoreLine, units: int, criteria: set[str]
) -> None:
    found = would_change(line, TABLE, {}, rules(capacity=2))
    assert found is not None and (found.units, set(found.criteria)) == (units, criteria)


def test_a_change_that_leaves_no_pool_possible_turns_nothing() -> None:
    """The first is the only one of its kind, of which one is asked for, and 26 points are needed."""
    lines = [replace(line, quota_choices=("a" if line is FIRST else "b",)) for line in TABLE.lines]
    table = replace(TABLE, lines=tuple(lines))
    quota = Quota(within="sector", at_least={"a": 1})
    assert would_change(lines[0], table, {}, rules(capacity=2, quotas=(quota,))) is None
    assert (
        would_change(lines[0], table, {}, rules(capacity=2, quotas=(quota,), minimum_score=Decimal(26)))
        is None
    )


def test_who_cannot_be_brought_in_by_points_is_told_nothing() -> None:
    assert would_change(OUT, TABLE, {}, rules(capacity=2)) is None
    assert would_change(FIRST, TABLE, {}, rules(capacity=9)) is None
    far = would_change(LAST, TABLE, {}, rules(capacity=2))
    assert far == WouldChange(1501, ("rd_expenditure", "patents"))  # the others give 15 at most


def test_rivals_stand_two_places_either_way() -> None:
    assert [each.id for each in neighbours(THIRD, TABLE)] == [FIRST.id, SECOND.id, LAST.id]
    assert [each.id for each in neighbours(LAST, TABLE)] == [SECOND.id, THIRD.id]
    assert neighbours(OUT, TABLE) == []


def test_what_each_criterion_gave_and_lost() -> None:
    assert [
        (each.criterion, each.points, each.maximum, each.lost) for each in contributions(THIRD, rules())
    ] == [
        ("rd_expenditure", 2000, 3500, 1500),
        ("rd_growth", 0, 1500, 1500),
        ("patents", 0, 3500, 3500),
        ("patents_per_rd", 0, 1500, 1500),
    ]


def with_choices(choices: Sequence[tuple[str, str]]) -> ScoreTable:
    lines = tuple(replace(line, quota_choices=each) for line, each in zip(TABLE.lines, choices, strict=True))
    return replace(TABLE, lines=lines)


def line(of: ScoreLine, action: Action, override: str = "") -> Line:
    return Line(of.id, of.name, of.rank, action, Reason.NOT_SELECTED, None, override)


QUOTAS = (Quota(within="sector", at_most={"chem": 2}), Quota(within="region", at_least={"eu": 1}))
CHOICES = with_choices([("chem", "eu"), ("chem", "eu"), ("chem", "usa"), ("drugs", "eu"), ("chem", "eu")])
LINES = [
    line(FIRST, Action.ENTER),
    line(SECOND, Action.STAY),
    line(THIRD, Action.STAY, override="kept"),
    line(LAST, Action.NONE),
]


def test_each_choice_and_each_cell_where_they_cross_has_its_line() -> None:
    """chem: 3,000 and 2,500 are in, 1,000 is the first outside; drugs has a member by override alone."""
    found = {each.choices: each for each in cells_of(LINES, CHOICES, rules(capacity=3, quotas=QUOTAS))}
    assert found["chem", None] == Cell(("chem", None), 2, None, 2, 2500, 2, 1000, 4)
    assert found[None, "eu"] == Cell((None, "eu"), 2, 1, None, 3000, 1, 1000, 4)
    assert found["chem", "eu"] == Cell(("chem", "eu"), 1, None, None, 3000, 1, 1000, 4)
    assert found["chem", "usa"] == Cell(("chem", "usa"), 1, None, None, 2500, 2, None, None)
    assert found["drugs", "eu"] == Cell(("drugs", "eu"), 1, None, None, None, None, None, None)
    assert len([each for each in found if None not in each]) == 3
    single = cells_of(LINES, with_choices([each[:1] for each in CELLS]), rules(capacity=3, quotas=QUOTAS[:1]))
    assert all(len(each.choices) == 1 for each in single)


CELLS: list[tuple[str, ...]] = [("chem",), ("chem",), ("chem",), ("drugs",), ("chem",)]


def test_the_cell_of_one_enterprise() -> None:
    quotas = rules(capacity=3, quotas=QUOTAS)
    assert cell_of(LAST.id, LINES, CHOICES, quotas) == Cell(("chem", "eu"), 1, None, None, 3000, 1, 1000, 4)
    assert cell_of("nobody", LINES, CHOICES, quotas) is None
    assert cell_of(LAST.id, [], CHOICES, quotas) is None
    assert cell_of(LAST.id, LINES, CHOICES, rules(capacity=3)) is None


def test_a_rehearsal_counts_the_members_on_both_sides() -> None:
    """THIRD, a member on place 3, stays where members stay down to 3; without a buffer two are in."""
    members = {THIRD.id: ""}
    lenient = rules(capacity=2, enter_rank=1, stay_rank=3)
    found = rehearsal(TABLE, TABLE, rules(capacity=2), lenient, members)
    assert [each.id for each in found.entering] == [THIRD.id]
    assert [each.id for each in found.leaving] == [SECOND.id]
    back = rehearsal(TABLE, TABLE, lenient, rules(capacity=2), members)
    assert ([each.id for each in back.entering], [each.id for each in back.leaving]) == (
        [SECOND.id],
        [THIRD.id],
    )
    assert found.movers(9) == []


def test_movers_are_those_whose_place_changes_most_and_changes_are_in_points() -> None:
    """The last two overtake the first two."""
    order = [(THIRD, 3100), (LAST, 2900), (FIRST, 2800), (SECOND, 2500), (OUT, 3400)]
    lines = [
        replace(
            each,
            total=total,
            criteria={**each.criteria, "rd_expenditure": total},
            rank=place if each is not OUT else None,
        )
        for place, (each, total) in enumerate(order, 1)
    ]
    after = replace(TABLE, lines=tuple(lines))
    found = rehearsal(TABLE, after, rules(capacity=2), rules(capacity=2), {})
    moved = [(FIRST.id, -2), (SECOND.id, -2), (THIRD.id, 2), (LAST.id, 2)]
    assert [(each.id, each.places) for each in found.movers(9)] == moved
    assert [(each.id, each.places) for each in found.movers(3)] == moved[:3]
    moves = {each.id: each for each in found.moves}
    assert moves[THIRD.id].criteria == (("rd_expenditure", Decimal("11.00")),)
    assert (moves[OUT.id].criteria, moves[OUT.id].places, moves[OUT.id].failed) == ((), 0, ("spends",))
