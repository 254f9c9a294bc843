"""How strict each expert is, by least squares, exactly.

The model: a mark, as share of the range that could be given, is what the enterprise deserves for this
criterion, plus the leniency of the expert, plus chance. What is deserved is free for each enterprise and
criterion; the leniencies are those with the least sum of squared rests plus `ridge` times the sum of their
own squares. Without a ridge they are fixed up to a constant for experts who share no enterprise, even along
a chain; there the mean of each such group is 0 (the solution with the least squares).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

Shares = Mapping[str, Fraction]  # one cell (an enterprise and a criterion): each expert's mark as share
Matrix = list[list[Fraction]]


def leniencies(cells: Sequence[Shares], ridge: Fraction) -> dict[str, Fraction]:
    """Return, for each expert with a mark beside another's, how much of the range it marks above others."""
    shared = [cell for cell in cells if len(cell) > 1]
    experts = sorted({expert for cell in shared for expert in cell})
    place = {expert: number for number, expert in enumerate(experts)}
    matrix = [[Fraction(0)] * len(experts) for _each in experts]
    right = [Fraction(0)] * len(experts)
    for cell in shared:
        part, mean = Fraction(1, len(cell)), sum(cell.values(), Fraction(0)) / len(cell)
        for expert, share in cell.items():
            right[place[expert]] += share - mean
            matrix[place[expert]][place[expert]] += 1
            for other in cell:
                matrix[place[expert]][place[other]] -= part
    _make_unique(matrix, [[place[expert] for expert in group] for group in groups(shared)], ridge)
    return dict(zip(experts, solve(matrix, right), strict=True))


def _make_unique(matrix: Matrix, together: Sequence[Sequence[int]], ridge: Fraction) -> None:
    """Add the ridge; where there is none, that the leniencies of each group add up to 0."""
    for row in range(len(matrix)):
        matrix[row][row] += ridge
    if ridge == 0:
        for group in together:
            for row in group:
                for column in group:
                    matrix[row][column] += 1


def groups(cells: Sequence[Shares]) -> list[list[str]]:
    """Return the experts by groups that can be compared: linked by cells that both of them marked."""
    found: list[set[str]] = []
    for cell in cells:
        joined = set(cell).union(*(group for group in found if group & cell.keys()))
        found = [group for group in found if not group & cell.keys()] + [joined]
    return sorted(sorted(group) for group in found)


def solve(matrix: Matrix, right: Sequence[Fraction]) -> list[Fraction]:
    """Solve linear equations that have one solution, by elimination in exact ratios."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for place in range(size):
        pivot = next(row for row in range(place, size) if rows[row][place])
        rows[place], rows[pivot] = rows[pivot], rows[place]
        for row in range(place + 1, size):
            if factor := rows[row][place] / rows[place][place]:
                rows[row] = [one - factor * other for one, other in zip(rows[row], rows[place], strict=True)]
    found = [Fraction(0)] * size
    for place in reversed(range(size)):
        rest = sum((rows[place][other] * found[other] for other in range(place + 1, size)), Fraction(0))
        found[place] = (rows[place][size] - rest) / rows[place][place]
    return found
