"""The change of total and place since an earlier year, split exactly by what moved it.

The players are the enterprise's own data (with the cut-off of their year), the rules, and the competitors.
Each of the eight mixtures is scored and ranked as it would have been, and the change is split by Shapley's
value; what falls to the own data is split further by Owen's value, which is Shapley's inside a union of
players (G. Owen, Values of games with a priori unions, 1977). Both add up to the change to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, cached_property

from cultivation.core.explanation.hypothetical_rank import Others, others_among, others_in
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application
from cultivation.core.scoring.assessment import Assessment, assess, assess_all
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable
from cultivation.core.scoring.stored_lines import Placing
from cultivation.core.scoring.values import values_of_all

OWN, RULES, COMPETITORS = 1, 2, 4  # bits of a mixture: what has come from the earlier year to the later
# Orders of three players in which none, one of two, or both others came in before the own data.
OWEN_WEIGHTS = {0: Fraction(1, 3), RULES: Fraction(1, 6), COMPETITORS: Fraction(1, 6), 6: Fraction(1, 3)}


@dataclass(frozen=True)
class Side:
    """One of the two years. The functions read its applications under either rule set, `own` that of a key.

    What all applications come to under the other year's rules is computed once for all enterprises.
    """

    rules: RuleSet
    cutoff: date
    table: ScoreTable
    own: Callable[[str, RuleSet], Application]
    everybody: Callable[[RuleSet], list[Application]]

    def others(self, key: str, judge: Side) -> Others:
        """Return the others under the rules of a year; scored again only where these differ."""
        if judge.table.rules_digest == self.table.rules_digest:
            return others_in(self.table, self.rules, key)
        return others_among(self._assessed_by(judge), judge.rules, key)

    def _assessed_by(self, judge: Side) -> list[Assessment]:
        digest = judge.table.rules_digest
        if digest not in self._assessed:
            self._assessed[digest] = assess_all(self.everybody(judge.rules), judge.rules, self.cutoff)
        return self._assessed[digest]

    @cached_property
    def _assessed(self) -> dict[str, list[Assessment]]:
        return {}


@dataclass(frozen=True, slots=True)
class Share:
    """What is due to one cause: points of the total, and places gained (more is better)."""

    total: Fraction
    places: Fraction


@dataclass(frozen=True)
class Split:
    """The shares; those of `own_values` add up to `own_data`, and the three to the change.

    `own_values` names indicators and fields, or dimensions where there were too many to tell apart; "" is
    what several dimensions use, "conditions" the gates and vetoes. It is empty where values depend on the
    others.
    """

    own_data: Share
    rules: Share
    competitors: Share
    own_values: tuple[tuple[str, Share], ...]


@dataclass(frozen=True, slots=True)
class Rival:
    """Another enterprise with its places then and now; None where it had none."""

    id: str
    name: str
    rank_before: int | None
    rank: int | None


@dataclass(frozen=True)
class Rivals:
    """Who came to stand before or behind, by name."""

    entered_ahead: tuple[Rival, ...]
    gone_from_ahead: tuple[Rival, ...]
    overtook: tuple[Rival, ...]
    overtaken: tuple[Rival, ...]


@dataclass(frozen=True, slots=True)
class _State:
    total: Fraction
    place: int


def split_change(key: str, before: Side, now: Side) -> Split | None:
    """Split the change of one enterprise between two years in which it was scored.

    Where it would not be eligible it counts as standing behind all who are. None where the applications on
    record are no longer those that were scored.
    """
    from cultivation.core.explanation.shapley import shapley  # numpy, where there is a year before

    sides = (before, now)

    @cache
    def others(rules: int, competitors: int) -> Others:
        return sides[competitors].others(key, sides[rules])

    @cache
    def state(mixture: int) -> _State:
        own, rules, competitors = (bool(mixture & bit) for bit in (OWN, RULES, COMPETITORS))
        if sides[rules].rules.is_relative:
            return _relative(key, sides[own], sides[rules], sides[competitors])
        mine = assess(sides[own].own(key, sides[rules].rules), sides[rules].rules, sides[own].cutoff)
        return _state(mine, others(rules, competitors), sides[rules].rules)

    for mixture, side in ((0, before), (7, now)):
        line = side.table.line_of[key]
        if state(mixture).total != line.total * Fraction(side.table.precision):
            return None
        if line.rank is not None and state(mixture).place != line.rank:
            return None
    totals = shapley([state(mixture).total for mixture in range(8)])
    places = shapley([Fraction(-state(mixture).place) for mixture in range(8)])
    own_data, rules, competitors = (Share(*each) for each in zip(totals, places, strict=True))
    relative = before.rules.is_relative or now.rules.is_relative
    inner = () if relative else _own_values(key, sides, others)
    if inner and sum(each.total for _name, each in inner) != own_data.total:
        raise AssertionError("the shares of the values do not add up to that of the own data")
    return Split(own_data, rules, competitors, inner)


def _relative(key: str, own: Side, rules: Side, others: Side) -> _State:
    """Score and rank own data of one year by rules of one, among others of one on whom values depend."""
    application = own.own(key, rules.rules)
    competing = [each for each in others.everybody(rules.rules) if each.id != key]
    assessed = assess_all([*competing, application], rules.rules, others.cutoff, {key: own.cutoff})
    mine = next(each for each in assessed if each.id == key)
    return _state(mine, others_among(assessed, rules.rules, key), rules.rules)


def _state(mine: Assessment, others: Others, rules: RuleSet) -> _State:
    place = others.place(mine.total, mine.tie_values) if mine.eligible else others.last_place
    return _State(mine.total * Fraction(rules.precision), place)


def _own_values(
    key: str, sides: Sequence[Side], others: Callable[[int, int], Others]
) -> tuple[tuple[str, Share], ...]:
    """Split the share of the own data by its values."""
    from cultivation.core.explanation.shapley import shapley_of_whole
    from cultivation.core.explanation.value_contributions import ContributionGame, moved_names, told_apart

    rows = {
        place: [values_of_all([side.own(key, rules.rules)], rules.rules, side.cutoff)[0] for side in sides]
        for place, rules in enumerate(sides)
    }
    moved = {place: moved_names(rules.rules, *rows[place]) for place, rules in enumerate(sides)}
    names = list(dict.fromkeys(name for place in (1, 0) for name in moved[place]))
    grouping = (
        sides[1].rules
        if len(told_apart(names, sides[1].rules)) <= len(told_apart(names, sides[0].rules))
        else sides[0].rules
    )
    players = told_apart(names, grouping)
    totals, places = ([Fraction(0)] * len(players) for _what in range(2))
    for context, weight in OWEN_WEIGHTS.items():
        at, among = bool(context & RULES), bool(context & COMPETITORS)
        rules = sides[at].rules
        game = ContributionGame(rules, rows[at][0], rows[at][1], players, others(at, among))
        for player, value in enumerate(shapley_of_whole(game.totals)):
            totals[player] += weight * value * Fraction(rules.precision)
        for player, value in enumerate(shapley_of_whole(-game.places)):
            places[player] += weight * value
    shares = (Share(*each) for each in zip(totals, places, strict=True))
    return tuple(zip((label for label, _names in players), shares, strict=True))


def rivals(key: str, before: ScoreTable, now: ScoreTable) -> Rivals | None:
    """Name those who came to stand before or behind; None where the enterprise had no place in one year."""
    was, has = (
        {line.id: line for line in table.placings if line.rank is not None} for table in (before, now)
    )
    if key not in was or key not in has:
        return None
    own_before, own = was[key].rank or 0, has[key].rank or 0

    def ahead(lines: Mapping[str, ScoreLine | Placing], own_place: int) -> set[str]:
        return {each.id for each in lines.values() if (each.rank or 0) < own_place}

    ahead_before, ahead_now = ahead(was, own_before), ahead(has, own)

    def named(keys: set[str]) -> tuple[Rival, ...]:
        lines = {**was, **has}
        found = [
            Rival(
                each,
                lines[each].name,
                was[each].rank if each in was else None,
                has[each].rank if each in has else None,
            )
            for each in keys
        ]
        return tuple(sorted(found, key=lambda each: (each.rank or each.rank_before or 0, each.id)))

    return Rivals(
        named(ahead_now - was.keys()),
        named(ahead_before - has.keys()),
        named((ahead_now & was.keys()) - ahead_before),
        named((ahead_before & has.keys()) - ahead_now),
    )
