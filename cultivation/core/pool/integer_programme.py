"""Whole-number programmes, solved by HiGHS (scipy) and proved in exact numbers before they are believed.

What a solver in float64 says is taken for a guess. A solution counts when it keeps to every row in whole
numbers; it is the best when no other can be worth more, by weak duality: for multipliers y >= 0 of rows
`a x <= b`, every x between 0 and 1 is worth at most `y b + sum(max(0, c - y a))`. The multipliers may be any;
rounding the solver's to fractions costs sharpness, never truth. Where the bound leaves a gap, the bounds of
the numbers are split until it is closed (branch and bound, A. H. Land and A. G. Doig, 1960).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor, lcm
from typing import Any

from cultivation.errors import Refused
from cultivation.language import _

DENOMINATOR = 1000  # of multipliers: those of quotas are whole or nearly so
MOST_NODES = 20_000  # parts of a proof


class Unproved(Refused):
    """There is no proof within bounds of work; no answer is better than one that may be wrong."""

    def __init__(self, problem: str) -> None:
        sentence = _(
            "The best pool within the quotas cannot be proved ({problem}). Fewer quotas, or points in larger "
            "steps (precision), make it easier."
        )
        super().__init__(sentence.format(problem=problem))


@dataclass(frozen=True, slots=True)
class Row:
    """At least `least` and at most `most` of the weighted sum of some numbers, by their place."""

    weights: Mapping[int, int]
    least: int | None
    most: int | None

    def sum(self, numbers: Sequence[int]) -> int:
        """Return the weighted sum."""
        return sum(weight * numbers[place] for place, weight in self.weights.items())

    def holds(self, numbers: Sequence[int]) -> bool:
        """Tell whether numbers keep to it."""
        total = self.sum(numbers)
        return (self.least is None or total >= self.least) and (self.most is None or total <= self.most)


@dataclass(frozen=True, slots=True)
class Programme:
    """Whole numbers between `lows` and `highs` (both included) that keep to rows; each is worth something."""

    worths: tuple[int, ...]
    lows: tuple[int, ...]
    highs: tuple[int, ...]
    rows: tuple[Row, ...]

    def value(self, numbers: Sequence[int]) -> int:
        """Return what numbers are worth."""
        return sum(worth * number for worth, number in zip(self.worths, numbers, strict=True))

    def allows(self, numbers: Sequence[int]) -> bool:
        """Tell whether numbers keep to everything."""
        inside = all(
            low <= number <= high for low, number, high in zip(self.lows, numbers, self.highs, strict=True)
        )
        return inside and all(row.holds(numbers) for row in self.rows)

    @property
    def sides(self) -> list[tuple[int, Row, int]]:
        """Return each row once for each of its limits, as `sign * sum <= limit`."""
        below = [(1, row, row.most) for row in self.rows if row.most is not None]
        return below + [(-1, row, -row.least) for row in self.rows if row.least is not None]

    @property
    def lowest(self) -> int:
        """Return what no numbers within their bounds are worth less than."""
        ends = zip(self.worths, self.lows, self.highs, strict=True)
        return sum(min(worth * low, worth * high) for worth, low, high in ends)


@dataclass(frozen=True, slots=True)
class Proof:
    """Multipliers of the sides, what is left of each worth after them, and the bound that they prove."""

    multipliers: tuple[Fraction, ...]
    left: tuple[Fraction, ...]
    bound: Fraction


@dataclass(frozen=True, slots=True)
class Best:
    """The best numbers, what they are worth, and the proof, whose bound may lie above that."""

    numbers: tuple[int, ...]
    value: int
    proof: Proof


def maximise(programme: Programme) -> Best | None:
    """Return the best numbers, proved to be the best; None where none keep to the rows, proved as well."""
    if programme.lows == programme.highs:
        return _only(programme)
    guess, proof = _relaxed(programme)
    if proof.bound < programme.lowest:
        return None
    numbers = tuple(round(number) for number in guess)
    if programme.allows(numbers) and floor(proof.bound) == programme.value(numbers):
        return Best(numbers, programme.value(numbers), proof)
    found = _searched(programme)
    if found is not None and not programme.allows(found):
        raise Unproved("what the solver found does not keep to the rows")
    _prove(programme, programme.lowest - 1 if found is None else programme.value(found))
    return None if found is None else Best(found, programme.value(found), proof)


def _only(programme: Programme) -> Best | None:
    """Return the one choice of numbers that there is, if it keeps to the rows."""
    value, left = programme.value(programme.lows), tuple(map(Fraction, programme.worths))
    nothing = (Fraction(0),) * len(programme.sides)
    allowed = programme.allows(programme.lows)
    return Best(programme.lows, value, Proof(nothing, left, Fraction(value))) if allowed else None


def _prove(programme: Programme, value: int) -> None:
    """Raise unless nothing that keeps to the rows is worth more than `value`."""
    parts = [programme]
    for _node in range(MOST_NODES):
        if not parts:
            return
        part = parts.pop()
        if part.lows == part.highs:
            if part.allows(part.lows) and part.value(part.lows) > value:
                raise Unproved("the solver missed better numbers")
            continue
        guess, proof = _relaxed(part)
        if floor(proof.bound) > value:
            parts += _split(part, guess)
    raise Unproved(f"not proved in {MOST_NODES} parts")


def _split(part: Programme, guess: Sequence[float]) -> list[Programme]:
    """Split at the number that is least whole; where all are, at the first that is open."""
    places = [place for place, low in enumerate(part.lows) if low < part.highs[place]]
    place = max(places, key=lambda each: (abs(guess[each] - round(guess[each])), -each))
    cut = min(max(floor(guess[place]), part.lows[place]), part.highs[place] - 1)
    below, above = list(part.highs), list(part.lows)
    below[place], above[place] = cut, cut + 1
    return [replace(part, highs=tuple(below)), replace(part, lows=tuple(above))]


def _relaxed(programme: Programme) -> tuple[list[float], Proof]:
    """Solve without wholeness; each side may be overstepped at a price, so that there is always a proof."""
    import numpy as np
    from scipy.optimize import linprog

    sides, size = programme.sides, len(programme.worths)
    ends = zip(programme.worths, programme.lows, programme.highs, strict=True)
    price = sum(abs(worth) * (high - low) for worth, low, high in ends) + 1
    costs = np.array([*(-worth for worth in programme.worths), *[price] * len(sides)], float)
    limits = [*zip(programme.lows, programme.highs, strict=True), *[(0, None)] * len(sides)]
    result: Any = linprog(
        costs,
        A_ub=_matrix(sides, size, overstep=True) if sides else None,
        b_ub=[limit for _sign, _row, limit in sides] if sides else None,
        bounds=limits,
        method="highs",
    )
    if result.x is None:
        raise Unproved(str(result.message))
    marginals = result.ineqlin.marginals if sides else ()
    multipliers = tuple(max(Fraction(0), -_fraction(float(each))) for each in marginals)
    return result.x[:size].tolist(), _proof(programme, sides, multipliers)


def _fraction(number: float) -> Fraction:
    return Fraction(number).limit_denominator(DENOMINATOR)


def _proof(
    programme: Programme, sides: Sequence[tuple[int, Row, int]], multipliers: tuple[Fraction, ...]
) -> Proof:
    scale = lcm(*(each.denominator for each in multipliers))  # whole numbers are added far more quickly
    left, bound = [scale * worth for worth in programme.worths], 0
    for multiplier, (sign, row, limit) in zip(multipliers, sides, strict=True):
        if whole := int(multiplier * scale):
            bound += whole * limit
            for place, weight in row.weights.items():
                left[place] -= sign * weight * whole
    for each, low, high in zip(left, programme.lows, programme.highs, strict=True):
        bound += each * (high if each > 0 else low)
    return Proof(multipliers, tuple(Fraction(each, scale) for each in left), Fraction(bound, scale))


def _searched(programme: Programme) -> tuple[int, ...] | None:
    """Return what HiGHS finds in whole numbers."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    sides, size = programme.sides, len(programme.worths)
    constraints = LinearConstraint(
        _matrix(sides, size), -np.inf, np.array([limit for _sign, _row, limit in sides], float)
    )
    result = milp(
        -np.array(programme.worths, float),
        integrality=np.ones(size),
        bounds=Bounds(np.array(programme.lows, float), np.array(programme.highs, float)),
        constraints=[constraints] if sides else [],
        options={"mip_rel_gap": 0, "node_limit": MOST_NODES},
    )
    if result.x is None:
        if result.status != 2:  # 2: infeasible
            raise Unproved(str(result.message))
        return None
    return tuple(round(number) for number in result.x.tolist())


def _matrix(sides: Sequence[tuple[int, Row, int]], size: int, overstep: bool = False) -> Any:
    """Return the sides as a sparse matrix, with a column to overstep each where that is wanted."""
    from scipy.sparse import csr_matrix

    data: list[float] = []
    rows: list[int] = []
    columns: list[int] = []
    for number, (sign, row, _limit) in enumerate(sides):
        data += [sign * weight for weight in row.weights.values()]
        rows += [number] * len(row.weights)
        columns += row.weights
        if overstep:
            data.append(-1)
            rows.append(number)
            columns.append(size + number)
    width = size + len(sides) if overstep else size
    return csr_matrix((data, (rows, columns)), shape=(len(sides), width))
