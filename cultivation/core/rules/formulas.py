"""The formulas of a rule set: a small safe language, evaluated in exact rational arithmetic.

Numbers, names of fields and indicators, `+ - * /`, comparisons, `and or not`, and the functions of
`FUNCTIONS`. A value that is not known, and a division by zero, is *undefined* (None); what is made
from it is undefined too, but for `and` and `or`, which are decided where the known side decides.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any

from cultivation.core.rules.cohort_values import (
    COHORT_FUNCTIONS,
    CohortValue,
    is_cohort_call,
    narrowing,
)

Value = Fraction | str | date | bool | None
Values = Mapping[str, Value]
Evaluator = Callable[[Values], Any]


class Kind(StrEnum):
    """What sort of value a formula gives."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    TRUTH = "yes/no"


@dataclass(frozen=True)
class Name:
    """What a formula must know of a name: its kind, whether it may be undefined, its choices if any."""

    kind: Kind
    may_be_undefined: bool = False
    choices: frozenset[str] | None = None


@dataclass(frozen=True)
class Formula:
    """A checked formula. `evaluate` takes the values of the names and gives a value or None.

    `cohort` are the values of all applicants that it uses, the inner ones first; they must be among the
    values before.
    """

    text: str
    kind: Kind
    may_be_undefined: bool
    names: frozenset[str]
    evaluate: Evaluator
    cohort: tuple[CohortValue, ...] = ()


class FormulaMistake(Exception):
    """A formula that cannot be used; `code` and `details` as in `mistakes.MESSAGES`."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(frozen=True)
class _Node:
    kind: Kind
    undefined: bool
    run: Evaluator
    name: Name | None = None
    constant: str | None = None


def full_years(start: date, end: date) -> Fraction:
    """Count the completed years from `start` to `end`; negative where `end` comes first."""
    return Fraction(end.year - start.year - ((end.month, end.day) < (start.month, start.day)))


def mean(*values: Fraction) -> Fraction:
    """Return the arithmetic mean."""
    return sum(values, Fraction(0)) / len(values)


def round_half_up(value: Fraction, step: Fraction) -> Fraction | None:
    """Round to a multiple of `step`, halves upwards; undefined for a step that is not above 0."""
    return floor(value / step + Fraction(1, 2)) * step if step > 0 else None


LONGEST, DEEPEST = 4000, 200  # characters of a formula, and parts within parts: a sum of 200 has as many
PLAIN_NUMBER = re.compile(r"([0-9]{1,30}(\.[0-9]{0,30})?|\.[0-9]{1,30})\Z")  # no 0x10, 1_000, 1e999999
NUMBERS, DATES, TRUTHS = (Kind.NUMBER,), (Kind.DATE, Kind.DATE), (Kind.TRUTH,)
FUNCTIONS: dict[str, tuple[Callable[..., Value], tuple[Kind, ...], bool]] = {
    # name: (function, kinds of the arguments, whether the last one may be repeated); each gives a number
    "min": (min, NUMBERS, True),
    "max": (max, NUMBERS, True),
    "mean": (mean, NUMBERS, True),
    "abs": (abs, NUMBERS, False),
    "floor": (lambda value: Fraction(floor(value)), NUMBERS, False),
    "round_half_up": (round_half_up, NUMBERS * 2, False),
    "count": (lambda *truths: Fraction(sum(truths)), TRUTHS, True),
    "full_years": (full_years, DATES, False),
    "days": (lambda start, end: Fraction((end - start).days), DATES, False),
}
# These look at parts that may be undefined, so they are not among the strict FUNCTIONS.
LENIENT_FUNCTIONS = ("first_known", "known", "when")
# last_year(FIELD) is the value that the enterprise filed the year before; its name among the values.
LAST_YEAR = "last_year."
ARITHMETIC: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction | None]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right if right else None,
}
COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: lambda left, right: left == right,
    ast.NotEq: lambda left, right: left != right,
    ast.Lt: lambda left, right: left < right,
    ast.LtE: lambda left, right: left <= right,
    ast.Gt: lambda left, right: left > right,
    ast.GtE: lambda left, right: left >= right,
}


def last_year_name(node: ast.Call) -> str | None:
    """Return the name among the values that `last_year(FIELD)` stands for, None for what is not that."""
    match node:
        case ast.Call(func=ast.Name(id="last_year"), args=[ast.Name(id=field)], keywords=[]):
            return LAST_YEAR + field
    return None


def compile_formula(text: str, names: Mapping[str, Name], over_all: bool = False) -> Formula:
    """Check `text` against the known `names` and make it ready to evaluate.

    Only `over_all` may it use what all applicants come to. Raises FormulaMistake for what is not in the
    language, unknown names and kinds that do not fit, and for what is too long or too deep to be meant.
    """
    if len(text) > LONGEST:
        size, limit = f"{len(text):,}", f"{LONGEST:,}"
        raise FormulaMistake("formula_too_long", formula=_beginning(text), size=size, limit=limit)
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaMistake("formula_syntax", formula=text, problem=str(error)) from None
    if _is_too_deep(tree):
        raise FormulaMistake("formula_syntax", formula=_beginning(text), problem="too deep")
    compiler = _Compiler(text.strip(), names, over_all)
    try:
        node = compiler.compile(tree.body)
    except RecursionError:
        raise FormulaMistake("formula_syntax", formula=_beginning(text), problem="too deep") from None
    cohort = tuple(compiler.cohort.values())
    return Formula(text, node.kind, node.undefined, frozenset(compiler.used), node.run, cohort)


def _beginning(text: str) -> str:
    return f"{text[:60]}…"


def _is_too_deep(tree: ast.AST) -> bool:
    """Tell whether evaluating might exhaust the stack; by levels, so that the look itself does not."""
    level, depth = [tree], 0
    while level and depth <= DEEPEST:
        level = [part for node in level for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
        depth += 1
    return bool(level)


class _Compiler:
    """Turns a syntax tree into nested functions, and knows the kind of each part."""

    def __init__(self, text: str, names: Mapping[str, Name], over_all: bool = False) -> None:
        self.text = text
        self.names = names
        self.over_all = over_all
        self.used: set[str] = set()
        self.cohort: dict[str, CohortValue] = {}

    def compile(self, node: ast.expr) -> _Node:
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name():
                return self._name(node)
            case ast.BinOp(op=operator) if type(operator) in ARITHMETIC:
                return self._arithmetic(node)
            case ast.UnaryOp(op=ast.USub()):
                operand = self._of_kind(node.operand, Kind.NUMBER)
                return _Node(Kind.NUMBER, operand.undefined, _strict(lambda value: -value, [operand.run]))
            case ast.UnaryOp(op=ast.Not()):
                operand = self._of_kind(node.operand, Kind.TRUTH)
                return _Node(Kind.TRUTH, operand.undefined, _strict(lambda value: not value, [operand.run]))
            case ast.BoolOp():
                return self._both_or_either(node)
            case ast.Compare():
                return self._comparison(node)
            case ast.Call(func=ast.Name(id="last_year")):
                return self._last_year(node)
            case ast.Call() if is_cohort_call(node):
                return self._over_all(node)
            case ast.Call(func=ast.Name(id=name), keywords=[]):
                return self._call(name, node.args)
        raise FormulaMistake("formula_not_allowed", part=self._source(node))

    def _source(self, node: ast.expr) -> str:
        return ast.get_source_segment(self.text, node) or self.text

    def _of_kind(self, node: ast.expr, kind: Kind) -> _Node:
        part = self.compile(node)
        if part.kind is not kind:
            raise FormulaMistake("formula_type", part=self._source(node), needed=kind, got=part.kind)
        return part

    def _constant(self, node: ast.Constant) -> _Node:
        if isinstance(node.value, bool):
            truth = node.value
            return _Node(Kind.TRUTH, False, lambda _values: truth)
        if isinstance(node.value, int | float):
            text = self._source(node)  # from the source: 0.1 must not pass through binary floating point
            if not PLAIN_NUMBER.match(text):
                raise FormulaMistake("formula_not_allowed", part=text)
            number = Fraction(text)
            return _Node(Kind.NUMBER, False, lambda _values: number)
        if isinstance(node.value, str):
            constant = node.value
            return _Node(Kind.TEXT, False, lambda _values: constant, constant=constant)
        raise FormulaMistake("formula_not_allowed", part=self._source(node))

    def _name(self, node: ast.Name) -> _Node:
        name = self.names.get(node.id)
        if name is None:
            raise FormulaMistake("formula_unknown_name", name=node.id)
        self.used.add(node.id)
        key = node.id
        return _Node(name.kind, name.may_be_undefined, lambda values: values[key], name=name)

    def _last_year(self, node: ast.Call) -> _Node:
        """Return last year's value of a field; only where formulas may look back is it among the names."""
        key = last_year_name(node)
        name = self.names.get(key) if key else None
        if key is None or name is None:
            raise FormulaMistake("formula_last_year", part=self._source(node))
        self.used.add(key)
        return _Node(name.kind, True, lambda values: values[key], name=name)

    def _over_all(self, node: ast.Call) -> _Node:
        """Compile `highest(x)` and the like; undefined where the class is, or where nobody counts."""
        assert isinstance(node.func, ast.Name)
        narrowed = narrowing(node)
        if narrowed is None:
            raise FormulaMistake("formula_not_allowed", part=self._source(node))
        if not self.over_all:
            raise FormulaMistake("formula_over_all", part=self._source(node))
        value = self._of_kind(node.args[0], Kind.NUMBER) if node.args else None
        where = self._of_kind(narrowed["where"], Kind.TRUTH) if "where" in narrowed else None
        within = narrowed.get("within")
        if within is not None and not isinstance(within, ast.Name):
            raise FormulaMistake("formula_within", part=self._source(within))
        group = self._of_kind(within, Kind.TEXT) if within else None
        key = " ".join(self._source(node).split())
        self.cohort[key] = CohortValue(
            key,
            node.func.id,
            value.run if value else None,
            within.id if within else None,
            where.run if where else None,
        )
        somebody = node.func.id in ("count", "sum") or (where is None and value and not value.undefined)
        undefined = not somebody or (group is not None and group.undefined)
        return _Node(Kind.NUMBER, undefined, lambda values: values[key])

    def _arithmetic(self, node: ast.BinOp) -> _Node:
        left, right = self._of_kind(node.left, Kind.NUMBER), self._of_kind(node.right, Kind.NUMBER)
        undefined = left.undefined or right.undefined
        if isinstance(node.op, ast.Div):
            constant = isinstance(node.right, ast.Constant) and bool(node.right.value)
            undefined = undefined or not constant
        return _Node(Kind.NUMBER, undefined, _strict(ARITHMETIC[type(node.op)], [left.run, right.run]))

    def _both_or_either(self, node: ast.BoolOp) -> _Node:
        parts = [self._of_kind(value, Kind.TRUTH) for value in node.values]
        runs = [part.run for part in parts]
        decisive = isinstance(node.op, ast.Or)

        def run(values: Values) -> bool | None:
            results = [part(values) for part in runs]
            if decisive in results:
                return decisive
            return None if None in results else not decisive

        return _Node(Kind.TRUTH, any(part.undefined for part in parts), run)

    def _comparison(self, node: ast.Compare) -> _Node:
        parts = (node.left, *node.comparators)
        sides = [self.compile(side) for side in parts]
        for operator, left, right, part in zip(node.ops, sides, sides[1:], node.comparators, strict=False):
            self._check_comparison(operator, left, right, part)
        for pair in pairwise(zip(parts, sides, strict=True)):
            self._check_choice(*pair)
            self._check_choice(*reversed(pair))
        runs = [side.run for side in sides]
        operators = [COMPARISONS[type(operator)] for operator in node.ops]

        def run(*values: Any) -> bool:
            pairs = zip(operators, values, values[1:], strict=False)
            return all(operator(left, right) for operator, left, right in pairs)

        return _Node(Kind.TRUTH, any(side.undefined for side in sides), _strict(run, runs))

    def _check_comparison(self, operator: ast.cmpop, left: _Node, right: _Node, part: ast.expr) -> None:
        if type(operator) not in COMPARISONS:
            raise FormulaMistake("formula_not_allowed", part=self.text)
        if left.kind is not right.kind:
            raise FormulaMistake("formula_type", part=self._source(part), needed=left.kind, got=right.kind)
        if left.kind in (Kind.TEXT, Kind.TRUTH) and not isinstance(operator, ast.Eq | ast.NotEq):
            raise FormulaMistake("formula_type", part=self.text, needed=Kind.NUMBER, got=left.kind)

    def _check_choice(self, named: tuple[ast.expr, _Node], other: tuple[ast.expr, _Node]) -> None:
        """Refuse a comparison of a field with a text that is none of its choices."""
        name, constant = named[1].name, other[1].constant
        known = name.choices if name else None
        if known is not None and constant is not None and constant not in known:
            allowed = ", ".join(sorted(known))
            field = self._source(named[0])
            raise FormulaMistake("formula_unknown_choice", value=constant, name=field, allowed=allowed)

    def _lenient(self, name: str, arguments: Sequence[ast.expr]) -> _Node:
        """Compile `when(condition, then, else)`, `known(value)` or `first_known(value, value, ...)`."""
        parts = [self.compile(argument) for argument in arguments]
        wanted = {"when": len(parts) == 3, "known": len(parts) == 1, "first_known": len(parts) >= 2}
        if not wanted[name]:
            needed = {"when": "3", "known": "1", "first_known": "2+"}[name]
            raise FormulaMistake("formula_type", part=name, needed=needed, got=str(len(parts)))
        if name == "known":
            return _Node(Kind.TRUTH, False, _known(parts[0].run))
        values = list(zip(arguments, parts, strict=True))
        if name == "when":
            self._same_kind([(arguments[0], parts[0])], Kind.TRUTH)
            values = values[1:]
        kind = values[0][1].kind
        self._same_kind(values[1:], kind)
        undefined = [part.undefined for part in parts]
        if name == "when":
            return _Node(kind, any(undefined), _when(*(part.run for part in parts)))
        return _Node(kind, all(undefined), _first_known([part.run for part in parts]))

    def _same_kind(self, parts: Sequence[tuple[ast.expr, _Node]], kind: Kind) -> None:
        for node, part in parts:
            if part.kind is not kind:
                raise FormulaMistake("formula_type", part=self._source(node), needed=kind, got=part.kind)

    def _call(self, name: str, arguments: Sequence[ast.expr]) -> _Node:
        if name in LENIENT_FUNCTIONS:
            return self._lenient(name, arguments)
        if name not in FUNCTIONS:
            allowed = ", ".join(sorted({*FUNCTIONS, *LENIENT_FUNCTIONS, *COHORT_FUNCTIONS}))
            raise FormulaMistake("formula_unknown_function", name=name, allowed=allowed)
        function, kinds, repeated = FUNCTIONS[name]
        wanted = kinds + kinds[-1:] * (len(arguments) - len(kinds)) if repeated else kinds
        if len(arguments) != len(wanted) or (repeated and len(arguments) < 2):
            needed = "2+" if repeated else f"{len(kinds)}"
            raise FormulaMistake("formula_type", part=name, needed=needed, got=str(len(arguments)))
        parts = [self._of_kind(argument, kind) for argument, kind in zip(arguments, wanted, strict=True)]
        runs = [part.run for part in parts]
        undefined = any(part.undefined for part in parts) or not _steps(name, arguments)
        return _Node(Kind.NUMBER, undefined, _strict(function, runs))


def _strict(function: Callable[..., Any], runs: Sequence[Evaluator]) -> Evaluator:
    """Apply `function` where every part is defined; else the result is undefined."""

    def run(values: Values) -> Any:
        results = [part(values) for part in runs]
        return None if None in results else function(*results)

    return run


def _steps(name: str, arguments: Sequence[ast.expr]) -> bool:
    """Tell whether a rounding surely has a step above 0, so that it is never undefined."""
    step = arguments[-1]
    return name != "round_half_up" or (isinstance(step, ast.Constant) and bool(step.value))


def _known(part: Evaluator) -> Evaluator:
    return lambda values: part(values) is not None


def _first_known(parts: Sequence[Evaluator]) -> Evaluator:
    return lambda values: next((value for part in parts if (value := part(values)) is not None), None)


def _when(condition: Evaluator, then: Evaluator, otherwise: Evaluator) -> Evaluator:
    """Evaluate one side alone, so that a guarded division by zero does no harm."""

    def run(values: Values) -> Any:
        decided = condition(values)
        if decided is None:
            return None
        return then(values) if decided else otherwise(values)

    return run
