"""The split of a year-on-year change, against scoring every mixture and going through all orders."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from math import factorial

from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.explanation.value_contributions import CONDITIONS, moved_names
from cultivation.core.explanation.year_on_year import Side, rivals, split_change
from cultivation.core.rules.formulas import Value
from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.assessment import assess_all
from cultivation.core.scoring.criterion_points import outcome_of
from cultivation.core.scoring.ranking import rank
from cultivation.core.scoring.totals import dimension_units, not_passed, total_units
from cultivation.core.scoring.values import values_of_all
from tests.properties import examples

from .years import Figures, application, changed_panel, panel, scored, side

OWN = "F000"
figures = st.tuples(
    st.integers(0, 12),
    st.decimals(1, 60, places=1),
    st.none() | st.decimals(1, 60, places=1),
)
years = st.lists(figures, min_size=1, max_size=6)


def sides_of(before: list[Figures], now: list[Figures], changed: bool) -> tuple[Side, Side]:
    rules = changed_panel() if changed else panel()
    return (
        side(1983, panel(), [application(*each) for each in enumerate(before)]),
        side(1984, rules, [application(*each) for each in enumerate(now)]),
    )


def mixture(own: Side, rules: Side, others: Side) -> tuple[Fraction, int]:
    """Score the own application of one year among the others of another, all of them together."""
    under = rules.rules
    everybody = [each for each in others.everybody(under) if each.id != OWN] + [own.own(OWN, under)]
    ranked = rank(assess_all(everybody, under, others.cutoff), under)
    mine = next(each for each in ranked if each.assessment.id == OWN)
    last = 1 + sum(each.rank is not None and each.assessment.id != OWN for each in ranked)
    return mine.assessment.total * Fraction(under.precision), mine.rank or last


@settings(max_examples=examples(60), deadline=None)
@given(years, years, st.booleans())
def test_the_three_shares_are_the_means_over_all_orders(
    before: list[Figures], now: list[Figures], changed: bool
) -> None:
    sides = sides_of(before, now, changed)
    totals, places = [Fraction(0)] * 3, [Fraction(0)] * 3
    for order in permutations(range(3)):
        come = [0, 0, 0]
        state = mixture(*(sides[each] for each in come))
        for player in order:
            come[player] = 1
            after = mixture(*(sides[each] for each in come))
            totals[player] += (after[0] - state[0]) / 6
            places[player] += Fraction(state[1] - after[1], 6)
            state = after
    split = split_change(OWN, *sides)
    assert split is not None
    assert [each.total for each in (split.own_data, split.rules, split.competitors)] == totals
    assert [each.places for each in (split.own_data, split.rules, split.competitors)] == places


def own_state(rules: RuleSet, values: dict[str, Value], eligible: bool, others: Side) -> tuple[Fraction, int]:
    """Score a mixture of own values by hand, and place it among the others by sorting."""
    outcomes = {key: outcome_of(each, values, rules).points for key, each in rules.criteria.items()}
    points = {
        key: round_half_up((each or Fraction(0)) / Fraction(rules.precision))
        for key, each in outcomes.items()
    }
    parts = dimension_units(rules, points)
    total = total_units(rules, parts)
    competing = [each for each in others.everybody(rules) if each.id != OWN]
    ranked = rank(assess_all(competing, rules, others.cutoff), rules)
    keys = [_key(each.assessment.total, each.assessment.tie_values) for each in ranked if each.rank]
    able = eligible and not not_passed(rules, points, parts, total)
    mine = _key(total, tuple(values[tie.by] for tie in rules.ties))
    place = 1 + (sum(key < mine for key in keys) if able else len(keys))
    return total * Fraction(rules.precision), place


def _key(total: int, ties: tuple[Value, ...]) -> tuple[object, ...]:
    patents, spent, firm = ties
    assert isinstance(patents, Fraction) and isinstance(spent, Fraction)
    return -total, -patents, -spent, firm


def round_half_up(number: Fraction) -> int:
    return int((2 * number + 1) // 2)


@settings(max_examples=examples(40), deadline=None)
@given(years, years, st.booleans())
def test_the_shares_of_the_own_values_are_the_means_over_all_orders_that_keep_them_together(
    before: list[Figures], now: list[Figures], changed: bool
) -> None:
    sides = sides_of(before, now, changed)
    rows = [
        [values_of_all([each.own(OWN, under.rules)], under.rules, each.cutoff)[0] for each in sides]
        for under in sides
    ]
    names = list(
        dict.fromkeys(
            name for at in (1, 0) for name in moved_names(sides[at].rules, rows[at][0], rows[at][1])
        )
    )
    totals, places = dict.fromkeys(names, Fraction(0)), dict.fromkeys(names, Fraction(0))

    def state(come: set[str], rules: int, others: int) -> tuple[Fraction, int]:
        old, new = rows[rules]
        values = {key: (new if key in come else old)[key] for key in new}
        at = new if CONDITIONS in come else old
        gates = all(each.evaluate(at) is True for each in sides[rules].rules.gate_formulas.values())
        return own_state(sides[rules].rules, values, gates, sides[others])

    for outer in permutations(("own", "rules", "others")):
        first = outer[: outer.index("own")]
        rules, others = int("rules" in first), int("others" in first)
        for inner in permutations(names):
            come: set[str] = set()
            here = state(come, rules, others)
            for name in inner:
                come.add(name)
                there = state(come, rules, others)
                weight = Fraction(1, 6 * factorial(len(names)))
                totals[name] += weight * (there[0] - here[0])
                places[name] += weight * (here[1] - there[1])
                here = there
    split = split_change(OWN, *sides)
    assert split is not None
    assert {name: share.total for name, share in split.own_values} == totals
    assert {name: share.places for name, share in split.own_values} == places
    assert sum(share.places for _name, share in split.own_values) == split.own_data.places


def test_places_that_depend_on_the_others_are_split_without_the_own_values() -> None:
    """A rule set with medians is scored as a whole for each mixture."""
    sides = sides_of(
        [(1, Decimal(10), None), (2, Decimal(20), None)], [(3, Decimal(30), None)], changed=False
    )
    text = (
        panel()
        .content.decode()
        .replace("[0.30, 15]]\n        when_undefined: zero", "[0.30, 15]]\n        when_undefined: median")
    )
    loaded = load_rules(text.encode(), "medians.yaml")
    firms = [application(0, (3, Decimal(30), None)), application(1, (2, Decimal(22), Decimal(20)))]
    now = side(1984, loaded, firms)
    split = split_change(OWN, sides[0], now)
    assert split is not None and split.own_values == ()
    whole = [split.own_data.total, split.rules.total, split.competitors.total]
    lines = [next(line for line in each.table.lines if line.id == OWN) for each in (sides[0], now)]
    assert sum(whole) == (lines[1].total - lines[0].total) * Fraction(loaded.rules.precision)
    assert split.competitors.total > 0  # the median of the others stands in for the growth


def test_rivals_are_named_by_what_they_did() -> None:
    def year(number: int, patents: dict[int, int]) -> object:
        firms = [application(key, (count, Decimal(10), None)) for key, count in patents.items()]
        return scored(number, panel(), firms)

    before = year(1983, {0: 5, 1: 9, 2: 3, 3: 8, 4: 2, 5: 7})
    now = year(1984, {0: 5, 1: 9, 2: 6, 4: 3, 5: 4, 6: 8})
    found = rivals(OWN, before, now)  # type: ignore[arg-type]
    assert found is not None
    names = {
        kind: [each.id for each in getattr(found, kind)]
        for kind in ("entered_ahead", "gone_from_ahead", "overtook", "overtaken")
    }
    assert names == {
        "entered_ahead": ["F006"],
        "gone_from_ahead": ["F003"],
        "overtook": ["F002"],
        "overtaken": ["F005"],
    }
