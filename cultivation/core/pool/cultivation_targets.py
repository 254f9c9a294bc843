"""Targets from a rule set: the next goalpost or band with more points than the present value has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.rules.formulas import Kind
from cultivation.core.rules.model import Criterion, FieldType, RuleSet
from cultivation.core.rules.value_functions import Bands, Choice, Goalposts
from cultivation.core.scoring.values import Row


class Bound(StrEnum):
    """How a value must lie beside a target."""

    AT_LEAST = "at_least"
    ABOVE = "above"
    AT_MOST = "at_most"
    BELOW = "below"
    IS = "is"  # of choices

    def holds(self, value: Fraction, target: Fraction) -> bool:
        """Tell whether a value meets the target."""
        match self:
            case Bound.AT_LEAST:
                return value >= target
            case Bound.ABOVE:
                return value > target
            case Bound.AT_MOST:
                return value <= target
            case Bound.BELOW:
                return value < target
            case Bound.IS:
                return value == target

    @property
    def upwards(self) -> bool:
        """Tell whether more is better."""
        return self in (Bound.AT_LEAST, Bound.ABOVE)


@dataclass(frozen=True, slots=True)
class Target:
    """What an indicator or field shall be by the application of a year.

    `value` is an exact text; of a choice (Bound.IS) its key, or "yes" and "no".
    """

    indicator: str
    bound: Bound
    value: str
    year: int

    @property
    def number(self) -> Fraction:
        """Return the value of a target that is a number."""
        return Fraction(self.value)

    def is_reached_by(self, value: Fraction | str, rules: RuleSet) -> bool:
        """Tell whether a value meets it; a choice is met by each that scores as much wherever it scores."""
        if isinstance(value, Fraction):
            return self.bound is not Bound.IS and self.bound.holds(value, self.number)
        return value == self.value or _scores_as_much(rules, self.indicator, value, self.value)

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "indicator": self.indicator,
            "bound": str(self.bound),
            "value": self.value,
            "year": self.year,
        }


YES_NO = ("yes", "no")
# A value, how a figure must lie beside it, and the points that it then has.
Post = tuple[Fraction, Bound, Fraction]


def aims_of(rules: RuleSet, values: Row, year: int, step: int = 1) -> list[Target]:
    """Return a target for each criterion with bands or goalposts whose value can still earn more points.

    Upwards it is the `step`-th goalpost or band edge above the present value that gives more points than it
    has, the last one where there are fewer; downwards the same below it, where nothing above gives more.
    Log goalposts span powers of ten without a step between them, choices and marks have no figure, and a
    place among the others is no aim: none of these gets a target. Of several criteria for one indicator the
    first counts. Where fewer points are better, nothing is an aim.
    """
    if rules.total.order == "ascending":
        return []
    found: dict[str, Target] = {}
    for criterion in rules.criteria.values():
        value = values.get(criterion.indicator)
        if criterion.indicator in rules.relative_names:
            continue
        if isinstance(value, Fraction) and criterion.indicator not in found:
            target = _aim(criterion, value, step)
            if target is not None:
                post, bound, _points = target
                found[criterion.indicator] = Target(criterion.indicator, bound, exact_text(post) or "", year)
    return list(found.values())


def _aim(criterion: Criterion, value: Fraction, step: int) -> Post | None:
    function = criterion.function
    if not isinstance(function, Bands | Goalposts):
        return None
    points = function.points_of(value)
    better = [post for post in _posts(function) if post[2] > points and not post[1].holds(value, post[0])]
    upwards = [post for post in better if post[1].upwards]
    downwards = sorted((post for post in better if not post[1].upwards), key=lambda post: -post[0])
    way = upwards or downwards
    return way[min(step, len(way)) - 1] if way else None


def _posts(function: Bands | Goalposts) -> Iterator[Post]:
    """Yield the goalposts or edges of bands by rising value, each as reached from below and from above."""
    if isinstance(function, Goalposts):
        for at, points in function.posts:
            yield at, Bound.AT_LEAST, points
            yield at, Bound.AT_MOST, points
        return
    for band in function.bands:
        if band.start is not None:
            edge, inside = band.start
            yield Fraction(edge), Bound.AT_LEAST if inside else Bound.ABOVE, Fraction(band.points)
        if band.end is not None:
            edge, inside = band.end
            yield Fraction(edge), Bound.AT_MOST if inside else Bound.BELOW, Fraction(band.points)


def watched(rules: RuleSet) -> list[str]:
    """Return the fields and indicators for which a target can be set: those that are numbers or choices."""
    chosen = choices_of(rules)
    return [key for key, name in rules.names.items() if name.kind is Kind.NUMBER or key in chosen]


def choices_of(rules: RuleSet) -> dict[str, tuple[str, ...]]:
    """Return the fields of choices, each with its choices; those of yes and no with these two."""
    found: dict[str, tuple[str, ...]] = {}
    for key, field in rules.fields.items():
        if field.type is FieldType.CHOICE:
            found[key] = tuple(rules.choices[field.choices or ""])
        elif field.type is FieldType.YES_NO:
            found[key] = YES_NO
    return found


def comparable(value: object) -> Fraction | str | None:
    """Return a value as a target sees it: a number, a choice, "yes" or "no"; else None."""
    if isinstance(value, bool):
        return YES_NO[0] if value else YES_NO[1]
    return value if isinstance(value, Fraction | str) else None


def _scores_as_much(rules: RuleSet, field: str, value: str, wanted: str) -> bool:
    own = [
        each.function
        for each in rules.criteria.values()
        if each.indicator == field and isinstance(each.function, Choice)
    ]
    return bool(own) and all(
        {value, wanted} <= each.options.keys() and each.points_of(value) >= each.points_of(wanted)
        for each in own
    )
