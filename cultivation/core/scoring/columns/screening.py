"""For which rows a formula may hold, told for all of them at once, so that few need an exact decision."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from itertools import pairwise

import numpy as np

from cultivation.core.rules.formulas import LENIENT_FUNCTIONS, Formula, Kind, Name, last_year_name
from cultivation.core.scoring.columns import bounds
from cultivation.core.scoring.columns.bounds import Mask, Numbers, Part, Texts, Truth, Words

READERS: dict[Kind, Callable[[Texts], Part]] = {
    Kind.NUMBER: bounds.numbers,
    Kind.TEXT: bounds.words,
    Kind.DATE: bounds.words,
    Kind.TRUTH: bounds.yes_or_no,
}
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
        if is_lenient(formula):
            every = np.ones(self.rows, np.bool_)  # each row is to be decided exactly
            return Truth(every, every)
        with np.errstate(all="ignore"):
            truth = self._truth(_tree(formula))
        return Truth(*(np.broadcast_to(mask, (self.rows,)) for mask in (truth.may_hold, truth.may_not)))

    def compute(self, name: str, formula: Formula) -> None:
        """Add a column that a formula gives."""
        with np.errstate(all="ignore"):
            self._read[name] = self._part(_tree(formula))

    def column(self, name: str) -> Part:
        """Return a column."""
        return self._column(name)

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
        parts = [self._part(argument) for argument in node.args]
        figures = [part for part in parts if isinstance(part, Numbers)]
        match node.func:
            case ast.Name(id="min"):
                return reduce(bounds.least, figures)
            case ast.Name(id="max"):
                return reduce(bounds.greatest, figures)
            case ast.Name(id="abs"):
                return bounds.size(figures[0])
        return bounds.unknown_number(*parts)

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


def _tree(formula: Formula) -> ast.expr:
    return ast.parse(formula.text.strip(), mode="eval").body


def is_lenient(formula: Formula) -> bool:
    """Tell whether a formula calls functions that look at what is undefined."""
    names = (part.id for part in ast.walk(_tree(formula)) if isinstance(part, ast.Name))
    return any(name in LENIENT_FUNCTIONS for name in names)


def _constant(node: ast.Constant) -> Part:
    """Return a constant as a column of one; a number nearer to 0 than float64 can be is not taken for 0."""
    if isinstance(node.value, bool):
        return Truth(np.array([node.value]), np.array([not node.value]))
    if isinstance(node.value, str):
        return Words(np.array([node.value], dtype=np.object_), np.array([True]))
    return bounds.numbers([ast.unparse(node)])


def _all(masks: Sequence[Mask]) -> Mask:
    return reduce(np.logical_and, masks)


def _any(masks: Sequence[Mask]) -> Mask:
    return reduce(np.logical_or, masks)
