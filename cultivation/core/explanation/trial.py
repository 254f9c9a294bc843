"""One application scored, ranked and selected again with a value changed; the others' stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache

from cultivation.core.explanation.hypothetical_rank import others_in
from cultivation.core.explanation.selection import Before, Selection
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, Filed, FiledValue
from cultivation.core.scoring.assessment import Assessment, assess
from cultivation.core.scoring.score_table import ScoreTable

SURELY = 10  # times the most points: what comes on top of them does not reach so far


@dataclass(frozen=True, slots=True)
class TrialResult:
    """Where it would stand: place (None: not eligible), merit, choices under the quotas.

    The merit is the total in units; below 0 where fewer points are better.
    """

    place: int | None
    merit: int
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """The lowest merit in the pool, and with just that the lowest place; None: any merit, or no place."""

    merit: int | None
    place: int | None

    def is_reached(self, stand: TrialResult) -> bool:
        """Tell whether one who stands there is in the pool."""
        if self.place is None or stand.place is None:
            return False
        if self.merit is not None and stand.merit != self.merit:
            return stand.merit > self.merit
        return stand.place <= self.place


class Trial:
    """Scores, ranks and selects again with one value changed that moves nobody else's points.

    `assessed` gives the points of an application; unless it is said, those that it has for itself.
    """

    def __init__(
        self,
        application: Application,
        rules: RuleSet,
        cutoff: date,
        table: ScoreTable,
        before: Before,
        assessed: Callable[[Application], Assessment] | None = None,
    ) -> None:
        self.application, self.rules, self.cutoff = application, rules, cutoff
        self._assessed = assessed or (lambda changed: assess(changed, rules, cutoff))
        self._selection = Selection(application.id, table, before, rules)
        self._others = others_in(table, rules, application.id)
        self.selected, self._edge = cache(self._selected), cache(self._edge_of)
        self.was_inside = False  # while the first is selected
        self.was_inside = self.is_inside(self._stand(application))

    @property
    def may_be_worse(self) -> bool:
        """Tell whether a better place may be worse.

        So it is under quotas with a buffer, which counts places first; and where a member may leave for its
        years in the buffer, but be kept below it by the bound on newcomers.
        """
        pool = self.rules.pool
        kept_below = pool.most_newcomers is not None and pool.buffer_years is not None
        return pool.has_buffer and (bool(pool.quotas) or kept_below)

    @property
    def standing(self) -> TrialResult:
        """Return where the application stands as it is."""
        return self._stand(self.application)

    def turns(self, key: str, value: Filed) -> bool:
        """Tell whether another value of one field turns the outcome, by where it stands among the others."""
        stand = self.stand_with(key, value)
        least = self.rules.pool.minimum_score
        if stand.place is None or (least is not None and self._points(stand.merit) < least):
            return self.is_inside(stand) is not self.was_inside
        return self._edge(stand.choices).is_reached(stand) is not self.was_inside

    def proves(self, key: str, value: Filed) -> bool:
        """Tell the same by selecting the whole pool again."""
        return self.is_inside(self.stand_with(key, value)) is not self.was_inside

    def is_inside(self, stand: TrialResult) -> bool:
        """Select the pool with the enterprise standing there; where no pool is possible nothing is turned."""
        return bool(self.selected(stand))

    def zone_with(self, key: str, value: Filed) -> tuple[object, ...]:
        """Return among which standings that with another value is: of those a better one is never worse."""
        stand = self.stand_with(key, value)
        if stand.place is None:
            return (None,)
        return stand.choices, *self._selection.zone(stand.place, self._points(stand.merit))

    def stand_with(self, key: str, value: Filed) -> TrialResult:
        """Return where the application stands with another value of one field."""
        values = {**self.application.values, key: FiledValue(value)}
        return self._stand(replace(self.application, values=values))

    def _stand(self, application: Application) -> TrialResult:
        mine = self._assessed(application)
        place = self._others.place(mine.total, mine.tie_values) if mine.eligible else None
        return TrialResult(place, self.rules.total.direction * mine.total, mine.quota_choices)

    def _points(self, merit: int) -> Decimal:
        return merit * self.rules.precision

    def _selected(self, stand: TrialResult) -> bool:
        if stand.place is None:
            return self.was_inside and not self._selection.is_possible_without
        inside = self._selection.is_in_pool(stand.place, self._points(stand.merit), stand.choices)
        return self.was_inside if inside is None else inside

    def _edge_of(self, choices: tuple[str, ...]) -> Edge:
        """Return how low it may stand with these choices under the quotas: a better place is never worse.

        Without quotas the place decides, whatever the merit; with them, of two merits the higher is never
        worse, nor of two places with one merit.
        """
        others = self._others
        ends = (*others.totals[:1], *others.totals[-1:])
        most = SURELY * max(int(self.rules.maximum / self.rules.precision), *(abs(each) for each in ends), 0)
        if not self.rules.pool.quotas:
            places = range(others.last_place, 0, -1)
            return Edge(None, self._lowest(places, lambda place: TrialResult(place, most, choices)))
        merits = range(-most, most + 1)
        merit = self._lowest(merits, lambda each: TrialResult(others.places(each)[0], each, choices))
        if merit is None:
            return Edge(None, None)
        first, last = others.places(merit)
        places = range(last, first - 1, -1)
        return Edge(merit, self._lowest(places, lambda place: TrialResult(place, merit, choices)))

    def _lowest(self, numbers: range, stand: Callable[[int], TrialResult]) -> int | None:
        """Return the first of rising chances that is in the pool; None where the last is not."""
        outside, inside = -1, len(numbers)
        while inside - outside > 1:
            middle = (inside + outside) // 2
            if self.is_inside(stand(numbers[middle])):
                inside = middle
            else:
                outside = middle
        return numbers[inside] if inside < len(numbers) else None
