"""Which edges of bands, and which choices, the cases of a rule set have not tried from both sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import Criterion, RuleSet
from cultivation.core.rules.value_functions import (
    COMPOSED,
    Bands,
    Choice,
    Chosen,
    Count,
    Efficacy,
    Goalposts,
    Interval,
    JudgedBands,
    JudgedChoice,
    LogGoalposts,
    SimpleFunction,
    alternatives_of,
    choice_text,
)
from cultivation.core.scoring.application import Application
from cultivation.core.scoring.values import Row, values_of_all
from cultivation.language import _

Tried = dict[tuple[str, int], list[Value]]


def untried(cases: Iterable[Sequence[Application]], rules: RuleSet, cutoff: date) -> list[str]:
    """Name each edge that no case stands on, or that none stands beyond, and each choice that none has.

    A case is an application, and the others that it is compared with.
    """
    tried: Tried = {}
    for applications in cases:
        row = values_of_all(applications, rules, cutoff)[0]
        for key, criterion in rules.criteria.items():
            for place, value in _looked_up(criterion, row, rules):
                tried.setdefault((key, place), []).append(value)
    missing = []
    for key, criterion in rules.criteria.items():
        for place, function in enumerate(_functions(criterion)):
            missing += [f"{key}: {gap}" for gap in _gaps(function, tried.get((key, place), []))]
    return missing


def _functions(criterion: Criterion) -> list[SimpleFunction]:
    alternatives = alternatives_of(criterion.function)
    if isinstance(criterion.function, COMPOSED):
        return [alternative.function for alternative in alternatives]
    return [criterion.function]


def _looked_up(criterion: Criterion, row: Row, rules: RuleSet) -> Iterator[tuple[int, Value]]:
    """Yield (place of the alternative, value) for each table that decides, or may decide, about this row."""
    function = criterion.function
    alternatives = alternatives_of(function)
    if not alternatives:
        yield 0, row.get(criterion.indicator)
    for place, alternative in enumerate(alternatives):
        if isinstance(function, Chosen) and list(function.alternatives)[place] != row[function.by]:
            continue
        holds = rules.case_formulas[alternative.when].evaluate(row) if alternative.when else True
        if holds:
            yield place, row.get(alternative.indicator or criterion.indicator)
            if function.method == "cases":
                return


def _gaps(function: SimpleFunction, tried: Iterable[Value]) -> Iterator[str]:
    numbers = [value for value in tried if isinstance(value, Fraction)]
    if isinstance(function, Bands | JudgedBands):
        yield from _edges(function.bands, numbers)
    elif isinstance(function, Choice | JudgedChoice):
        known = {choice_text(value) for value in tried if value is not None}
        yield from (option for option in function.options if option not in known)
    elif isinstance(function, Goalposts | LogGoalposts):
        yield from (str(at) for at, _points in function.points if Fraction(at) not in numbers)
    elif isinstance(function, Efficacy):
        ends = (function.unacceptable, function.satisfactory)
        yield from (str(at) for at in ends if not isinstance(at, str) and Fraction(at) not in numbers)
    elif isinstance(function, Count) and function.at_most is None:
        if not any(number > 1 for number in numbers) or not any(number < 1 for number in numbers):
            yield _("{edge} (on the edge)").format(edge=1)
    elif isinstance(function, Count):
        assert function.at_most is not None
        most = Fraction(function.at_most) / Fraction(function.each)
        if not any(number >= most for number in numbers) or not any(number < most for number in numbers):
            yield str(function.at_most)


def _edges(bands: Sequence[Interval], numbers: Sequence[Fraction]) -> Iterator[str]:
    """Each edge needs a case on it, and one in the band beside it that does not hold it."""
    for before, band in pairwise(bands):
        assert band.start  # checked when the rule set is loaded
        edge, belongs_above = Fraction(band.start[0]), band.start[1]
        other = before if belongs_above else band
        if edge not in numbers:
            yield _("{edge} (on the edge)").format(edge=band.start[0])
        if not any(_inside(other, number) for number in numbers):
            yield _("{edge} (beside the edge)").format(edge=band.start[0])


def _inside(band: Interval, value: Fraction) -> bool:
    start = band.start
    above = start is None or value > start[0] or (value == start[0] and start[1])
    return above and not band.ends_before(value)
