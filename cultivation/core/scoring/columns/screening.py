"""For which rows a formula may hold, told for all of them at once, so that few need an exact decision."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, reduce
from itertools import pairwise
from typing import Any

import numpy as np

from cultivation.core.rules.cohort_values import is_cohort_call, narrowing
from cultivation.core.rules.formulas import Formula, Kind, Name, last_year_name
from cultivation.core.scoring.columns import bounds
from cultivation.core.scoring.columns.bounds import Numbers, Part, Texts, Truth, Words
from cultivation.core.scoring.columns.cohorts import over_all_column
from cultivation.core.scoring.columns.ratios import Mask

READERS: dict[Kind, Callable[[Texts], Part]] = {
    Kind.NUMBER: bounds.numbers,
    Kind.TEXT: bounds.words,
    Kind.DATE: bounds.words,
    Kind.TRUTH: bounds.yes_or_no,
}
EXACT_READERS: dict[Kind, Callable[[Texts], Part]] = {**READERS, Kind.NUMBER: bounds.exact_numbers}
ARITHMETIC: dict[type[ast.operator], Callable[[Numbers, Numbers], Numbers]] = {
    ast.Add: bounds.add,
    ast.Sub: bounds.subtract,
    ast.Mult: bounds.multiply,
    ast.Div: bounds.divide,
}


class Screen:
    """Columns of exact texts by name; each is read once, whatever number of formulas ask for it."""

    def __init__(
        self,
        columns: Mapping[str, Texts],
        names: Mapping[str, Name],
        rows: int,
        parts: Mapping[str, Part] | None = None,
    ) -> None:
        """Take what formulas call the columns, with their kinds; a name without a column has no values.

        `parts` are columns that were read already.
        """
        self.columns = columns
        self.names = names
        self.rows = rows
        self._read: dict[str, Part] = dict(parts or {})

    def may_hold(self, formula: Formula) -> Mask:
        """Tell where the condition holds or may hold; where it is not told, it surely does not."""
        return self.truth(formula).may_hold

    def truth(self, formula: Formula) -> Truth:
        """Tell where a condition may hold and where it may not."""
        with np.errstate(all="ignore"):
            truth = self._truth(_tree(formula))
        return Truth(*(np.broadcast_to(mask, (self.rows,)) for mask in (truth.may_hold, truth.may_not)))

    def with_column(self, name: str, part: Part) -> Screen:
        """Return the same columns but for one."""
        return Screen(self.columns, self.names, self.rows, {**self._read, name: part})

    def compute(self, name: str, formula: Formula) -> None:
        """Add a column that a formula gives."""
        with np.errstate(all="ignore"):
            self._read[name] = bounds.for_all(self._part(_tree(formula)), self.rows)

    def column(self, name: str) -> Part:
        """Return a column."""
        return self._column(name)

    def add(self, name: str, part: Part) -> None:
        """Add a column."""
        self._read[name] = part

    def _part(self, node: ast.expr) -> Part:
        match node:
            case ast.Constant():
                return _constant(node)
            case ast.Name(id=name):
                return self._column(name)
            case ast.BinOp(op=operator):
                return ARITHMETIC[type(operator)](self._number(node.left), self._number(node.right))
            case ast.UnaryOp(op=ast.USub()):
                return bounds.negative(self._number(node.operand))
            case ast.Call():
                return self._call(node)
        return self._condition(node)

    def _condition(self, node: ast.expr) -> Truth:
        match node:
            case ast.UnaryOp(op=ast.Not()):
                part = self._truth(node.operand)
                return Truth(part.may_not, part.may_hold)
            case ast.BoolOp(op=ast.And()):
                parts = [self._truth(value) for value in node.values]
                return Truth(_all([part.may_hold for part in parts]), _any([part.may_not for part in parts]))
            case ast.BoolOp():
                parts = [self._truth(value) for value in node.values]
                return Truth(_any([part.may_hold for part in parts]), _all([part.may_not for part in parts]))
        assert isinstance(node, ast.Compare)
        return self._comparison(node)

    def _comparison(self, node: ast.Compare) -> Truth:
        """Compare, pair by pair in a chain, which is undefined wherever one of its sides is."""
        sides = [self._part(side) for side in (node.left, *node.comparators)]
        known = bounds.surely_known(sides)
        pairs = [
            bounds.compare(type(operator).__name__, left, right)
            for operator, (left, right) in zip(node.ops, pairwise(sides), strict=True)
        ]
        may_not = _any([pair.may_not for pair in pairs])
        return Truth(_all([pair.may_hold for pair in pairs]) & known, may_not & known)

    def _call(self, node: ast.Call) -> Part:
        last_year = last_year_name(node)
        if last_year:
            return self._column(last_year)
        if is_cohort_call(node):
            return self._over_all(node)
        assert isinstance(node.func, ast.Name)  # the compiler has seen to it
        return CALLS[node.func.id]([self._part(argument) for argument in node.args])

    def _over_all(self, node: ast.Call) -> Part:
        """Return what all come to; nothing is known of it where exact ratios are not."""
        assert isinstance(node.func, ast.Name)
        narrowed = narrowing(node) or {}
        value = self._number(node.args[0]) if node.args else bounds.constant("1")
        where = self._truth(narrowed["where"]) if "where" in narrowed else None
        within = self._part(narrowed["within"]) if "within" in narrowed else None
        return over_all_column(node.func.id, value, where, within, self.rows)

    def _column(self, name: str) -> Part:
        if name not in self._read:
            texts = self.columns.get(name, [None] * self.rows)
            self._read[name] = READERS[self.names[name].kind](texts)
        return self._read[name]

    def _number(self, node: ast.expr) -> Numbers:
        part = self._part(node)
        assert isinstance(part, Numbers)  # the compiler has seen to it
        return part

    def _truth(self, node: ast.expr) -> Truth:
        part = self._part(node)
        assert isinstance(part, Truth)
        return part


@lru_cache(maxsize=1024)
def _tree(formula: Formula) -> ast.expr:
    """Parse a formula; `kind`, of no other use here, keeps each number as it is written."""
    text = formula.text.strip()
    tree = ast.parse(text, mode="eval").body
    for part in ast.walk(tree):
        if isinstance(part, ast.Constant):
            part.kind = ast.get_source_segment(text, part)
    return tree


def _first_known(parts: Sequence[Part]) -> Part:
    return reduce(lambda first, other: bounds.chosen(bounds.is_known(first), first, other), parts)


def _mean(parts: Sequence[Any]) -> Part:
    return bounds.divide(reduce(bounds.add, parts), bounds.constant(str(len(parts))))


CALLS: dict[str, Callable[[list[Any]], Part]] = {
    "abs": lambda parts: bounds.size(parts[0]),
    "count": bounds.how_many,
    "days": lambda parts: bounds.days_between(*parts),
    "first_known": _first_known,
    "floor": lambda parts: bounds.rounded_down(parts[0]),
    "full_years": lambda parts: bounds.full_years(*parts),
    "known": lambda parts: bounds.is_known(parts[0]),
    "max": lambda parts: reduce(bounds.greatest, parts),
    "mean": _mean,
    "min": lambda parts: reduce(bounds.least, parts),
    "round_half_up": lambda parts: bounds.rounded_half_up(*parts),
    "when": lambda parts: bounds.chosen(*parts),
}


def _constant(node: ast.Constant) -> Part:
    """Return a constant as a column of one; a number nearer to 0 than float64 can be is not taken for 0."""
    if isinstance(node.value, bool):
        return Truth(np.array([node.value]), np.array([not node.value]))
    if isinstance(node.value, str):
        return Words(np.array([node.value], dtype=np.object_), np.array([True]))
    return bounds.constant(node.kind or "")


def _all(masks: Sequence[Mask]) -> Mask:
    return reduce(np.logical_and, masks)


def _any(masks: Sequence[Mask]) -> Mask:
    return reduce(np.logical_or, masks)
