"""Why no pool keeps to the quotas: a smallest set of bounds that conflict, and what would do instead of each.

A set of bounds conflicts if and only if it meets every set without which the rest can hold. So the smallest
set that meets those known so far is tried; if it can hold, it is added to as far as possible, and what is
left out is one more to be met (M. Liffiton and K. Sakallah, 2008). Only how many there are of each kind
matters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cultivation.core.pool.integer_programme import Programme, Row, maximise
from cultivation.core.pool.quotas import Bound, Option


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A bound that conflicts, and the nearest number with which all could hold if it alone were changed.

    None where no other number would do: there are more conflicts than this one.
    """

    bound: Bound
    number: int | None


class Impossible(ValueError):
    """No pool keeps to the quotas. `conflict` is a smallest set of bounds that cannot hold together."""

    def __init__(self, conflict: tuple[Relaxation, ...]) -> None:
        super().__init__(f"{len(conflict)} bounds conflict")
        self.conflict = conflict


def conflict_of(options: Sequence[Option], bounds: Sequence[Bound]) -> tuple[Relaxation, ...]:
    """Return a smallest set of the bounds that no pool keeps to, with what would do instead of each."""
    kinds = _Kinds(options)
    least = _smallest(kinds, bounds)
    return tuple(Relaxation(bound, _relaxed(kinds, bounds, bound)) for bound in least)


class _Kinds:
    """How many options there are of each kind: those with the same choices are alike."""

    def __init__(self, options: Sequence[Option]) -> None:
        self._kinds = Counter(each.groups for each in options)
        self._number = {kind: number for number, kind in enumerate(sorted(self._kinds))}
        self._of = [self._number[each.groups] for each in options]
        self._highs = tuple(self._kinds[kind] for kind in self._number)

    def row(self, bound: Bound) -> Row:
        """Return a bound over the kinds; a kind is in it with all that are of it, or not at all."""
        return Row(
            dict.fromkeys(sorted({self._of[place] for place in bound.places}), 1), bound.least, bound.most
        )

    def can_hold(self, bounds: Iterable[Bound]) -> bool:
        """Tell whether a pool keeps to some bounds."""
        return self.most(bounds, {}) is not None

    def most(self, bounds: Iterable[Bound], worths: Mapping[int, int]) -> int | None:
        """Return the most that a pool within some bounds is worth by its kinds; None where there is none."""
        size = len(self._highs)
        aim = tuple(worths.get(number, 0) for number in range(size))
        best = maximise(Programme(aim, (0,) * size, self._highs, tuple(map(self.row, bounds))))
        return None if best is None else best.value


def _smallest(kinds: _Kinds, bounds: Sequence[Bound]) -> list[Bound]:
    to_meet: list[frozenset[int]] = []
    while True:
        tried = _meeting(to_meet, len(bounds))
        if not kinds.can_hold(bounds[number] for number in tried):
            return [bounds[number] for number in sorted(tried)]
        kept = set(tried)
        for number in range(len(bounds)):
            if number not in kept and kinds.can_hold(bounds[each] for each in (*kept, number)):
                kept.add(number)
        to_meet.append(frozenset(range(len(bounds))) - kept)


def _meeting(sets: Collection[frozenset[int]], size: int) -> set[int]:
    """Return a smallest set that meets all sets."""
    rows = tuple(Row(dict.fromkeys(sorted(each), 1), 1, None) for each in sets)
    best = maximise(Programme((-1,) * size, (0,) * size, (1,) * size, rows))
    assert best is not None  # everything meets all of them
    return {number for number, inside in enumerate(best.numbers) if inside}


def _relaxed(kinds: _Kinds, bounds: Sequence[Bound], bound: Bound) -> int | None:
    """Return the nearest number with which this bound alone would let all hold."""
    others = [each for each in bounds if each is not bound]
    sign = 1 if bound.least is not None else -1
    most = kinds.most(others, dict.fromkeys(kinds.row(bound).weights, sign))
    return None if most is None else sign * most
