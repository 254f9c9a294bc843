"""Thresholds on percentages that were probably written in per cent: values are ratios, 3% is 0.03."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from fractions import Fraction

from cultivation.core.rules.checks import LineOf
from cultivation.core.rules.function_checks import places_of
from cultivation.core.rules.mistakes import Mistake
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.references import Path
from cultivation.core.rules.value_functions import Bands, Goalposts, JudgedBands, LogGoalposts

NEVER_MEANT = 10  # 1000%


def doubtful_percentages(rules: RuleSet, line_of: LineOf) -> list[Mistake]:
    """Return each threshold on a percentage that would be 100% or more where no other is less."""
    found = [*_criteria(rules), *_conditions(rules)]
    return [
        Mistake("percentage_above_one", line_of(path), path, _details(name, value))
        for path, name, values in found
        for value in _above(values)
    ]


def _above(values: Sequence[Fraction]) -> list[Fraction]:
    """Return what is doubtful: everything above 1 where all begins there, and what is never meant."""
    positive = [value for value in values if value > 0]
    in_per_cent = bool(positive) and min(positive) >= 1
    return [value for value in positive if (value > 1 and in_per_cent) or value >= NEVER_MEANT]


def _details(name: str, value: Fraction) -> dict[str, str]:
    written, meant = float(value), float(value / 100)
    return {"name": name, "value": f"{written:g}", "percent": f"{written * 100:g}", "near": f"{meant:g}"}


def _criteria(rules: RuleSet) -> Iterator[tuple[Path, str, list[Fraction]]]:
    for dimension, key, criterion in rules.each_criterion():
        for place in places_of(criterion, ("dimensions", dimension, "criteria", key)):
            if rules.unit_of(place.indicator) != "%":
                continue
            function = place.function
            if isinstance(function, Goalposts | LogGoalposts):
                values = {Fraction(at) for at, _points in function.points}
            elif isinstance(function, Bands | JudgedBands):
                ends = (end for band in function.bands for end in (band.start, band.end))
                values = {Fraction(end[0]) for end in ends if end}
            else:
                continue
            yield place.path, place.indicator, sorted(values)


def _conditions(rules: RuleSet) -> Iterator[tuple[Path, str, list[Fraction]]]:
    direct = rules.pass_.direct if rules.pass_ else {}
    sections = {("gates",): rules.gates, ("vetoes",): rules.vetoes, ("pass", "direct"): direct}
    for section, conditions in sections.items():
        for key, condition in conditions.items():
            for name, value in _compared(condition.test):
                if rules.unit_of(name) == "%":
                    yield (*section, key, "test"), name, [value]


def _compared(formula: str) -> Iterator[tuple[str, Fraction]]:
    """Yield each name that is compared with a number, and the number."""
    for node in ast.walk(ast.parse(formula.strip(), mode="eval")):
        if isinstance(node, ast.Compare):
            sides = (node.left, *node.comparators)
            names = [side.id for side in sides if isinstance(side, ast.Name)]
            numbers = [side.value for side in sides if isinstance(side, ast.Constant)]
            for name in names:
                for number in numbers:
                    if isinstance(number, int | float):
                        yield name, Fraction(str(number))
