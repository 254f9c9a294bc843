"""Strictness of experts beside numpy's least squares on the whole model, a sum by hand, planted experts."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.panel.calibration import groups, leniencies, solve
from tests.properties import examples

CELLS = st.lists(
    st.dictionaries(
        st.sampled_from("ABCDE"),
        st.fractions(min_value=0, max_value=1, max_denominator=6),
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=12,
)


def by_numpy(cells: list[dict[str, Fraction]], ridge: float) -> dict[str, float]:
    """Fit every cell's own level and every expert's leniency at once, the ridge as extra rows."""
    experts = sorted({expert for cell in cells if len(cell) > 1 for expert in cell})
    rows, values = [], []
    for number, cell in enumerate(cells):
        for expert, share in cell.items():
            if expert not in experts:
                continue
            row = np.zeros(len(cells) + len(experts))
            row[number] = row[len(cells) + experts.index(expert)] = 1
            rows.append(row)
            values.append(float(share))
    for place in range(len(experts)):
        row = np.zeros(len(cells) + len(experts))
        row[len(cells) + place] = np.sqrt(ridge)
        rows.append(row)
        values.append(0.0)
    if not experts:
        return {}
    found = np.linalg.lstsq(np.array(rows), np.array(values), rcond=None)[0]
    return dict(zip(experts, found[len(cells) :], strict=True))


@settings(max_examples=examples(150), deadline=None)
@given(CELLS, st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(3)]))
def test_with_a_ridge_it_is_what_numpy_fits(cells: list[dict[str, Fraction]], ridge: Fraction) -> None:
    found, other = leniencies(cells, ridge), by_numpy(cells, float(ridge))
    assert found.keys() == other.keys()
    assert all(abs(float(found[key]) - other[key]) < 1e-9 for key in found)


@settings(max_examples=examples(150), deadline=None)
@given(CELLS)
def test_without_a_ridge_differences_are_what_numpy_fits_and_each_group_adds_up_to_nothing(
    cells: list[dict[str, Fraction]],
) -> None:
    found, other = leniencies(cells, Fraction(0)), by_numpy(cells, 0.0)
    for group in groups([cell for cell in cells if len(cell) > 1]):
        assert sum(found[key] for key in group) == 0
        mean = sum(other[key] for key in group) / len(group)
        assert all(abs(float(found[key]) - (other[key] - mean)) < 1e-9 for key in group)


def test_the_example_of_the_documentation_by_hand() -> None:
    """docs/panel.md: three firms, one criterion of 0 to 10, two experts a firm, ridge 1.

    A and B differ by 2 in one firm, B and C by 1, A and C by 3: A marks highest, C lowest.
    Each expert has two marks beside another's: 1/2 + 1/2 + 1 = 2 on the diagonal, -1/2 beside it.
    2a - b/2 - c/2 = 1/10 + 3/20 = 1/4, 2b - a/2 - c/2 = -1/10 + 1/20 = -1/20, so with a + b + c = 0:
    5/2 a = 1/4 and 5/2 b = -1/20.
    """
    cells = [
        {"A": Fraction(8, 10), "B": Fraction(6, 10)},
        {"B": Fraction(5, 10), "C": Fraction(4, 10)},
        {"A": Fraction(9, 10), "C": Fraction(6, 10)},
    ]
    assert leniencies(cells, Fraction(1)) == {
        "A": Fraction(1, 10),
        "B": Fraction(-1, 50),
        "C": Fraction(-2, 25),
    }
    assert leniencies(cells, Fraction(0)) == {
        "A": Fraction(1, 6),
        "B": Fraction(-1, 30),
        "C": Fraction(-2, 15),
    }


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_strict_expert_is_found(seed: int) -> None:
    random = Random(seed)
    experts = [f"e{number}" for number in range(8)]
    planted = dict.fromkeys(experts, Fraction(0)) | {"e2": Fraction(-3, 10), "e5": Fraction(2, 10)}
    cells = []
    for _firm in range(40):
        deserved = Fraction(random.randint(30, 70), 100)
        cell = {}
        for expert in random.sample(experts, 3):
            noise = Fraction(random.randint(-10, 10), 100)
            cell[expert] = deserved + planted[expert] + noise
        cells.append(cell)
    found = leniencies(cells, Fraction(1))
    mean = sum(planted.values()) / 8
    assert all(abs(found[each] - (planted[each] - mean)) < Fraction(1, 10) for each in experts)
    assert min(found, key=lambda each: found[each]) == "e2"
    assert max(found, key=lambda each: found[each]) == "e5"


def test_exact_marks_without_noise_give_exactly_what_was_planted() -> None:
    planted = {"A": Fraction(1, 5), "B": Fraction(-1, 5), "C": Fraction(0)}
    cells = [
        {expert: Fraction(level, 10) + planted[expert] for expert in some}
        for level, some in ((3, "AB"), (5, "BC"), (4, "AC"), (6, "ABC"))
    ]
    assert leniencies(cells, Fraction(0)) == planted


def test_groups_are_linked_by_common_marks() -> None:
    one = Fraction(1)
    assert groups([{"A": one, "B": one}, {"C": one}, {"D": one, "E": one}, {"B": one, "D": one}]) == [
        ["A", "B", "D", "E"],
        ["C"],
    ]


def test_who_marked_alone_has_no_leniency() -> None:
    assert leniencies([{"A": Fraction(1, 2)}], Fraction(1)) == {}


@settings(max_examples=examples(100), deadline=None)
@given(st.integers(1, 5), st.randoms(use_true_random=False))
def test_equations_are_solved(size: int, random: Random) -> None:
    matrix = [[Fraction(random.randint(-4, 4)) for _ in range(size)] for _ in range(size)]
    if round(float(np.linalg.det(np.array([[float(each) for each in row] for row in matrix])))) == 0:
        return
    wanted = [Fraction(random.randint(-9, 9), 7) for _ in range(size)]
    right = [sum((a * b for a, b in zip(row, wanted, strict=True)), Fraction(0)) for row in matrix]
    assert solve(matrix, right) == wanted
