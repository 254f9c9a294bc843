"""A rule set as plain data, for the interpreter on the page (self_check_rules.js).

Numbers are texts of exact ratios ("3/100"), bounds of points are whole units of the precision. What the
office alone can tell (others' values, medians) has no formula; the interpreter leaves it open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cultivation.core.rules.aggregation import whole_weights
from cultivation.core.rules.model import Condition, Criterion, Dimension, RuleSet
from cultivation.core.rules.rounding import bound_units
from cultivation.core.rules.value_functions import (
    Alternative,
    Bands,
    Choice,
    Chosen,
    Count,
    Efficacy,
    Goalposts,
    Interval,
    Judged,
    JudgedBands,
    JudgedChoice,
    LogGoalposts,
    SimpleFunction,
    Table,
    ValueFunction,
    all_points,
    alternatives_of,
    has_no_bound,
)
from cultivation.outputs.self_check.formulas import formula_tree

Data = dict[str, Any]
BEYOND = 10**12  # times the points for one, where there is no bound; the page says "or more" of so many


def program_of(rules: RuleSet) -> Data:
    """Return all that points and conditions depend on."""
    return {
        "precision": _number(rules.precision),
        "indicators": [
            {
                "key": key,
                "formula": None if key in rules.relative_names else formula_tree(each.formula),
            }
            for key, each in rules.indicators.items()
        ],
        "gates": _tests(rules.gates),
        "vetoes": _tests(rules.vetoes),
        "direct": _tests(rules.pass_.direct if rules.pass_ else {}),
        "doubts": [
            {"key": key, "test": formula_tree(each.doubt_when)} for key, each in rules.plausibility.items()
        ],
        "dimensions": [_dimension(key, each, rules) for key, each in rules.dimensions.items()],
        "total": _total(rules),
        "pass": {
            "above": _optional(rules.pass_.above if rules.pass_ else None),
            "at_least": _optional(rules.pass_.at_least if rules.pass_ else None),
        },
    }


def _tests(conditions: Mapping[str, Condition]) -> list[Data]:
    return [{"key": key, "test": formula_tree(each.test)} for key, each in conditions.items()]


def _dimension(key: str, dimension: Dimension, rules: RuleSet) -> Data:
    maxima = [each.maximum for each in dimension.criteria.values()]
    return {
        "key": key,
        "criteria": [_criterion(name, each, rules) for name, each in dimension.criteria.items()],
        "lowest": _units(dimension.minimum or Decimal(0), rules),
        "highest": None if dimension.cap is None else _units(dimension.cap, rules),
        "at_least": None if dimension.at_least is None else _units(dimension.at_least, rules),
        "geometric": _geometric(maxima, dimension.maximum, rules.precision, rules)
        if dimension.aggregate == "geometric"
        else None,
    }


def _geometric(maxima: list[Decimal], most: Decimal, step: Decimal, rules: RuleSet) -> Data:
    """Return what a geometric mean needs: `most` in steps, and a step in units."""
    return {
        "maxima": [_number(each) for each in maxima],
        "weights": [str(each) for each in whole_weights(maxima)],
        "most": _number(Fraction(most) / Fraction(step)),
        "step": _units(step, rules),
    }


def _total(rules: RuleSet) -> Data:
    total = rules.total
    maxima = [each.maximum for each in rules.dimensions.values()]
    step = total.round_to
    return {
        "geometric": _geometric(maxima, rules.maximum, step or rules.precision, rules)
        if total.aggregate == "geometric"
        else None,
        "round_to": {"step": _number(step), "units": _units(step, rules)} if step else None,
        "better": str(total.direction),
        "at_least": None if total.at_least is None else _units(total.at_least, rules),
        "at_most": None if total.at_most is None else _units(total.at_most, rules),
    }


def _criterion(key: str, criterion: Criterion, rules: RuleSet) -> Data:
    return {
        "key": key,
        "indicator": criterion.indicator,
        "when_undefined": criterion.when_undefined,
        "not_zero": criterion.not_zero,
        "function": _function(criterion.function, rules),
    }


def _function(function: ValueFunction, rules: RuleSet) -> Data:
    points = all_points(function)
    most = max(points) * (BEYOND if has_no_bound(function) else 1)
    made: Data = {"method": function.method, "least": _number(min(points)), "most": _number(most)}
    if isinstance(function, Chosen):
        named = function.alternatives.items()
        return {
            **made,
            "by": function.by,
            "alternatives": {key: _alternative(each, rules) for key, each in named},
        }
    if alternatives := alternatives_of(function):
        return {**made, "alternatives": [_alternative(each, rules) for each in alternatives]}
    return {**made, **_simple(function, rules)}  # type: ignore[arg-type]  # it has no alternatives


def _alternative(alternative: Alternative, rules: RuleSet) -> Data:
    return {
        "indicator": alternative.indicator,
        "when": formula_tree(alternative.when) if alternative.when else None,
        "function": _function(alternative.function, rules),
    }


def _simple(function: SimpleFunction, rules: RuleSet) -> Data:
    match function:
        case Bands():
            return {"bands": [{**_end(each), "points": _number(each.points)} for each in function.bands]}
        case Goalposts() | LogGoalposts():
            return {"points": [_numbers(each) for each in function.points]}
        case Count():
            return {"each": _number(function.each), "at_most": _optional(function.at_most)}
        case Efficacy():
            ends = (function.unacceptable, function.satisfactory)
            return {
                "ends": [each if isinstance(each, str) else _number(each) for each in ends],
                "named": [isinstance(each, str) for each in ends],
                "points": _numbers(function.points),
                "bounds": _numbers((function.at_least, function.most)),
            }
        case Choice():
            return {"options": _named(function.options)}
        case Table():
            rows = {key: _named(cells) for key, cells in function.table.items()}
            return {"by": function.by, "table": rows, "otherwise": _number(function.otherwise)}
        case Judged() | JudgedBands() | JudgedChoice():
            return _judged(function, rules)


def _judged(function: Judged | JudgedBands | JudgedChoice, rules: RuleSet) -> Data:
    made: Data = {
        "mark": function.mark,
        "step": _number(function.step),
        "between_steps": rules.between_steps(function.mark),
    }
    if isinstance(function, Judged):
        return {**made, "between": _numbers(function.between)}
    if isinstance(function, JudgedBands):
        return {
            **made,
            "bands": [{**_end(each), "between": _numbers(each.between)} for each in function.bands],
        }
    return {**made, "options": {key: _numbers(each) for key, each in function.options.items()}}


def _end(band: Interval) -> Data:
    """Return the upper end of a band, which decides; `closed` where the end belongs to it."""
    end = band.end
    return {"end": _number(end[0]) if end else None, "closed": bool(end and end[1])}


def _named(points: Mapping[str, Decimal]) -> dict[str, str]:
    return {key: _number(each) for key, each in points.items()}


def _numbers(several: Iterable[Decimal]) -> list[str]:
    return [_number(each) for each in several]


def _number(value: Decimal | Fraction) -> str:
    return str(Fraction(value))


def _optional(value: Decimal | None) -> str | None:
    return None if value is None else _number(value)


def _units(points: Decimal, rules: RuleSet) -> str:
    return str(bound_units(points, rules.precision))
