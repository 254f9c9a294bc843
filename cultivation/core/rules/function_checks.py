"""Checks of criteria: what they look at, whether their bands and options are whole, and their points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from cultivation.core.rules.criteria import STAND_INS
from cultivation.core.rules.formulas import Kind, Name
from cultivation.core.rules.model import Criterion, RuleSet
from cultivation.core.rules.references import Found, Path, check_formula, check_reference
from cultivation.core.rules.value_functions import (
    COMPOSED,
    JUDGED,
    Alternative,
    Bands,
    Cases,
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
    simple_functions,
)

NUMERIC = (Bands, Goalposts, LogGoalposts, Count, Efficacy, JudgedBands)


@dataclass(frozen=True)
class _Place:
    """One simple function, the indicator that it looks at, and where it stands."""

    function: SimpleFunction
    indicator: str
    path: Path


def check_criteria(rules: RuleSet, names: dict[str, Name]) -> Found:
    """Yield the mistakes of every criterion."""
    for dimension_id, key, criterion in rules.each_criterion():
        path: Path = ("dimensions", dimension_id, "criteria", key)
        yield from _label(criterion, path)
        yield from _composed(rules, criterion, names, path)
        for place in places_of(criterion, path):
            yield from _simple(rules, place, names)
        yield from _undefined(rules, criterion, names, path)
        yield from _points(rules, criterion, path)


def _label(criterion: Criterion, path: Path) -> Found:
    if not criterion.indicator and not (criterion.zh and criterion.en) and not _judged(criterion.function):
        yield "label_missing", path, {}


def _judged(function: ValueFunction) -> bool:
    return isinstance(function, Judged)


def places_of(criterion: Criterion, path: Path) -> list[_Place]:
    """Return the criterion's function, or those of its alternatives, with their places."""
    function = criterion.function
    if isinstance(function, Chosen):
        listed: list[tuple[str | int, Alternative]] = list(function.alternatives.items())
    else:
        listed = list(enumerate(alternatives_of(function)))
    if isinstance(function, COMPOSED):
        return [
            _Place(each.function, each.indicator or criterion.indicator, (*path, "alternatives", place))
            for place, each in listed
        ]
    return [_Place(function, criterion.indicator, path)]


def _composed(rules: RuleSet, criterion: Criterion, names: dict[str, Name], path: Path) -> Found:
    function = criterion.function
    if isinstance(function, Chosen):
        yield from check_reference(function.by, rules.fields, (*path, "by"))
        known = _choices(rules, function.by)
        for choice in function.alternatives:
            yield from check_reference(choice, known, (*path, "alternatives", choice))
        for choice in known:
            if choice not in function.alternatives:
                yield "choice_missing", (*path, "alternatives"), {"value": choice, "name": function.by}
    elif isinstance(function, Cases):
        yield from _conditions(function, names, path)
    else:
        for place, alternative in enumerate(alternatives_of(function)):
            if alternative.when is not None:
                yield "unknown_key", (*path, "alternatives", place, "when"), {"key": "when", "allowed": "-"}


def _conditions(function: Cases, names: dict[str, Name], path: Path) -> Found:
    for place, alternative in enumerate(function.alternatives):
        last = place == len(function.alternatives) - 1
        here: Path = (*path, "alternatives", place)
        if (alternative.when is None) is not last:
            yield "case_condition", here, {}
        if alternative.when is not None:
            yield from check_formula(alternative.when, names, (*here, "when"), Kind.TRUTH)[1]


def _choices(rules: RuleSet, field: str) -> Mapping[str, object]:
    rule = rules.fields.get(field)
    return rules.choices.get((rule and rule.choices) or "", {})


def _undefined(rules: RuleSet, criterion: Criterion, names: dict[str, Name], path: Path) -> Found:
    """What can be undefined must be provided for; a median can stand in for a number alone."""
    own = names.get(criterion.indicator)
    looked = [place.indicator for place in places_of(criterion, path) if not _judged(place.function)]
    if isinstance(criterion.function, Chosen):
        looked.append(criterion.function.by)
    for alternative in alternatives_of(criterion.function):
        looked += _names_of_condition(alternative, names)
    for name in dict.fromkeys(looked):
        if name in names and names[name].may_be_undefined and criterion.when_undefined is None:
            yield "undefined_unstated", path, {"name": name}
            break
    else:
        if criterion.when_undefined is None and any(
            map(_may_have_no_line, simple_functions(criterion.function))
        ):
            yield "efficacy_unstated", path, {}
    if criterion.when_undefined in STAND_INS and (own is None or own.kind is not Kind.NUMBER):
        yield "median_not_possible", (*path, "when_undefined"), {}
    if criterion.median_within is not None:
        yield from check_reference(criterion.median_within, rules.fields, (*path, "median_within"))


def _may_have_no_line(function: SimpleFunction) -> bool:
    """Tell whether the two ends of an efficacy coefficient may be the same."""
    return isinstance(function, Efficacy) and (
        bool(function.names) or function.unacceptable == function.satisfactory
    )


def _names_of_condition(alternative: Alternative, names: dict[str, Name]) -> list[str]:
    """Return the names of a condition that can be undefined as a whole."""
    formula = check_formula(alternative.when, names, ())[0] if alternative.when else None
    return sorted(formula.names) if formula and formula.may_be_undefined else []


def _simple(rules: RuleSet, place: _Place, names: dict[str, Name]) -> Found:
    function, path = place.function, place.path
    if isinstance(function, JUDGED):
        yield from _judgement(rules, function, path)
    if isinstance(function, Judged):
        return
    name = names.get(place.indicator)
    if not place.indicator:
        yield "indicator_missing", path, {"method": function.method}
    elif name is None:
        yield from check_reference(place.indicator, names, (*path, "indicator"))
    else:
        yield from _function(rules, place, name)


def _judgement(rules: RuleSet, function: Judged | JudgedBands | JudgedChoice, path: Path) -> Found:
    yield from check_reference(function.mark, rules.fields, (*path, "mark"))
    field = rules.fields.get(function.mark)
    if field and (field.type.kind is not Kind.NUMBER or field.blank != "unknown"):
        yield "mark_type", (*path, "mark"), {"name": function.mark}
    if isinstance(function, Judged):
        ranges = [function.between]
    elif isinstance(function, JudgedBands):
        ranges = [band.between for band in function.bands]
    else:
        ranges = list(function.options.values())
    for low, high in ranges:
        if low > high or not all(function.allows(Fraction(end), low, high) for end in (low, high)):
            details = {"value": f"[{low}, {high}]", "step": str(function.step)}
            yield "range_order", path, details


def _function(rules: RuleSet, place: _Place, name: Name) -> Found:
    function, path = place.function, place.path
    details = {"method": function.method, "name": place.indicator, "got": str(name.kind)}
    if isinstance(function, NUMERIC):
        if name.kind is not Kind.NUMBER:
            yield "needs_number", path, details
        if isinstance(function, Bands | JudgedBands):
            yield from _bands(function.bands, path)
        elif isinstance(function, Goalposts | LogGoalposts):
            yield from _goalposts(function, path)
        elif isinstance(function, Efficacy):
            yield from _efficacy(rules, function, path)
        return
    known = {"yes", "no"} if name.kind is Kind.TRUTH else name.choices
    if known is None:
        yield "needs_choice", path, details
    elif isinstance(function, Choice | JudgedChoice):
        yield from _options(function.options, known, place)
    elif isinstance(function, Table):
        yield from _table(rules, function, known, path)


def _options(options: Mapping[str, object], known: Iterable[str], place: _Place) -> Found:
    for value in sorted(set(options) - set(known)):
        yield from check_reference(value, known, (*place.path, "options", value))
    for value in sorted(set(known) - set(options)):
        yield "option_missing", (*place.path, "options"), {"value": value, "name": place.indicator}


def _bands(bands: Sequence[Interval], path: Path) -> Found:
    """Each band has at most one end to a side, none is empty, and each begins where the last one ends."""
    for band in bands:
        twice = (band.from_ is not None and band.above is not None) or (
            band.below is not None and band.up_to is not None
        )
        if twice:
            yield "band_ends", (*path, "bands"), {}
        elif band.start and band.end and not _holds_a_value(band):
            yield "band_empty", (*path, "bands"), {"value": str(band.end[0]), "before": str(band.start[0])}
    starts = [*(band.start for band in bands), None]
    ends = [None, *(band.end for band in bands)]
    for start, end in zip(starts, ends, strict=True):
        if start is None and end is None:
            continue
        if start is None or end is None or start[0] != end[0] or start[1] is end[1]:
            yield "bands_gap", (*path, "bands"), {"value": str((start or end or ("",))[0])}


def _holds_a_value(band: Interval) -> bool:
    assert band.start and band.end
    (start, closed_below), (end, closed_above) = band.start, band.end
    return start < end or (start == end and closed_below and closed_above)


def _goalposts(function: Goalposts | LogGoalposts, path: Path) -> Found:
    values = [at for at, _ in function.points]
    if len(values) < 2:
        yield "goalposts_few", (*path, "points"), {}
    for before, value in pairwise(values):
        if value <= before:
            yield "goalposts_order", (*path, "points"), {"value": str(value), "before": str(before)}
    for value in values:
        if isinstance(function, LogGoalposts) and value <= 0:
            yield "log_not_positive", (*path, "points"), {"value": str(value)}


def _efficacy(rules: RuleSet, function: Efficacy, path: Path) -> Found:
    for key in ("unacceptable", "satisfactory"):
        end = getattr(function, key)
        if isinstance(end, str):
            yield from check_reference(end, rules.names, (*path, key))
            if end in rules.names and rules.names[end].kind is not Kind.NUMBER:
                details = {"method": function.method, "name": end, "got": str(rules.names[end].kind)}
                yield "needs_number", (*path, key), details
    if function.at_least > min(function.points) or function.most < max(function.points):
        yield "efficacy_bounds", path, {"points": ", ".join(map(str, function.points))}


def _table(rules: RuleSet, function: Table, columns: Iterable[str], path: Path) -> Found:
    yield from check_reference(function.by, rules.fields, (*path, "by"))
    for row, cells in function.table.items():
        yield from check_reference(row, _choices(rules, function.by), (*path, "table", row))
        for column in cells:
            yield from check_reference(column, columns, (*path, "table", row, column))


def _points(rules: RuleSet, criterion: Criterion, path: Path) -> Found:
    """Points keep to the precision, and the best that can be had is the maximum."""
    points = all_points(criterion.function)
    if not points:
        return
    for value in (*points, criterion.maximum):
        if (Fraction(value) / Fraction(rules.precision)).denominator != 1:
            yield "not_in_precision", path, {"value": str(value), "precision": str(rules.precision)}
    best = max(points)
    if has_no_bound(criterion.function):
        return
    if best > criterion.maximum:
        yield "above_maximum", path, {"value": str(best), "maximum": str(criterion.maximum)}
    elif best < criterion.maximum:
        yield "maximum_not_reached", path, {"value": str(best), "maximum": str(criterion.maximum)}


def lowest_points(criterion: Criterion) -> Decimal:
    """Return the fewest points that a criterion can give; an undefined one gives 0."""
    return min((*all_points(criterion.function), Decimal(0)))
