"""What experts are asked of an enterprise: each judged criterion with the range that its values allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import Criterion, FieldType, RuleSet
from cultivation.core.rules.value_functions import (
    COMPOSED,
    JUDGED,
    Cases,
    Chosen,
    Judged,
    JudgedBands,
    JudgedChoice,
    SimpleFunction,
    alternatives_of,
)

MOST_CHOICES = 40  # of a drop-down
Choice = tuple[str, Decimal, Decimal]  # of a grade: its key, its lowest and highest mark


@dataclass(frozen=True, slots=True)
class MarkRequest:
    """A mark that is asked for: its field, its range in steps, and the value that the range follows from.

    Where a grade (a choice that no applicant fills) is still open, the expert's mark says it, too: `grade`
    is its field and `choices` are the ranges of its choices, the lowest first. `panel` gives the mark, where
    there are several.
    """

    criterion: str
    mark: str
    low: Decimal
    high: Decimal
    step: Decimal
    indicator: str = ""
    value: Value = None
    grade: str = ""
    choices: tuple[Choice, ...] = ()
    panel: str = ""

    def allows(self, mark: Fraction) -> bool:
        """Tell whether an expert may give this mark."""
        if (mark / Fraction(self.step)).denominator != 1:
            return False
        return any(low <= mark <= high for _key, low, high in self.choices or (("", self.low, self.high),))

    def allowed(self) -> list[Decimal]:
        """Return the marks that may be given, the lowest first; none where they are too many to list."""
        steps = int((self.high - self.low) / self.step)
        if steps >= MOST_CHOICES:
            return []
        marks = (self.low + number * self.step for number in range(steps + 1))
        return [mark for mark in marks if self.allows(Fraction(mark))]

    def choice_of(self, mark: Fraction) -> int:
        """Return the place of the choice that a mark says; of several that hold it, the highest."""
        return max(place for place, (_key, low, high) in enumerate(self.choices) if low <= mark <= high)

    def share(self, mark: Fraction) -> Fraction:
        """Return a mark as its share of the range: 0 the lowest, 1 the highest."""
        return (mark - Fraction(self.low)) / Fraction(self.high - self.low)


def mark_requests(rules: RuleSet, values: Mapping[str, Value]) -> list[MarkRequest]:
    """Return what experts mark of an application with these values, in the order of the rule set.

    A range of one number needs no mark, and of what cannot be computed there is none.
    """
    found: dict[str, MarkRequest] = {}
    for key, criterion in rules.criteria.items():
        for function, indicator in _deciding(criterion, values, rules):
            if isinstance(function, JUDGED) and rules.fields[function.mark].filled_by == "expert":
                each = _asked(key, function, indicator, values, rules)
                if each is not None:
                    each = replace(each, panel=rules.panel_of(each.mark))
                    found[each.mark] = _wider(found[each.mark], each) if each.mark in found else each
    return list(found.values())


def _wider(one: MarkRequest, other: MarkRequest) -> MarkRequest:
    """Return what is asked where one mark serves two tables: within both ranges together."""
    return replace(one, low=min(one.low, other.low), high=max(one.high, other.high))


def _deciding(
    criterion: Criterion, values: Mapping[str, Value], rules: RuleSet
) -> Iterator[tuple[SimpleFunction, str]]:
    """Yield the value functions that may give a criterion its points, each with its indicator."""
    function = criterion.function
    if not isinstance(function, COMPOSED):
        yield function, criterion.indicator
        return
    for alternative in alternatives_of(function):
        if isinstance(function, Chosen) and alternative is not function.alternatives.get(
            str(values[function.by])
        ):
            continue
        holds = rules.case_formulas[alternative.when].evaluate(values) if alternative.when else True
        if holds is None:
            return
        if holds:
            yield alternative.function, alternative.indicator or criterion.indicator
            if isinstance(function, Cases):
                return


def _asked(
    key: str,
    function: Judged | JudgedBands | JudgedChoice,
    indicator: str,
    values: Mapping[str, Value],
    rules: RuleSet,
) -> MarkRequest | None:
    value = values[indicator] if indicator else None
    if value is None and isinstance(function, JudgedChoice) and _is_grade(indicator, rules):
        return _with_grade(key, function, indicator)
    if value is None and not isinstance(function, Judged):
        return None
    low, high = function.range_of(value)
    if low == high:
        return None
    return MarkRequest(key, function.mark, low, high, function.step, indicator, value)


def _with_grade(key: str, function: JudgedChoice, grade: str) -> MarkRequest | None:
    choices = sorted(
        ((name, low, high) for name, (low, high) in function.options.items()),
        key=lambda each: (each[1], each[2], each[0]),
    )
    low, high = choices[0][1], max(high for _name, _low, high in choices)
    if low == high:
        return None
    return MarkRequest(key, function.mark, low, high, function.step, grade, None, grade, tuple(choices))


def _is_grade(indicator: str, rules: RuleSet) -> bool:
    field = rules.fields.get(indicator)
    return field is not None and field.filled_by != "applicant" and field.type is FieldType.CHOICE
