"""What all rows of a register come to, gathered batch by batch, for rules that set one row beside the others.

A value among all may rest on another one (the place of a share of the highest, say), so that the register is
gone through once for each level: what is gathered at a level rests on lower levels alone. What is gathered is
how often each value occurs, exactly; where the ends alone matter, these are kept alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.rules.cohort_values import CohortValue
from cultivation.core.rules.criteria import STAND_INS
from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import Indicator, RuleSet
from cultivation.core.scoring.application import Application
from cultivation.core.scoring.assessment import Assessment, assessment_of
from cultivation.core.scoring.cohort import Statistics, over_all, standing
from cultivation.core.scoring.distances import closeness, topsis
from cultivation.core.scoring.values import Imputed, Row, filed_row

Cohorts = Mapping[str, Mapping[str, Statistics]]  # by what is gathered, then by group, "" for all
Item = tuple[str, str, Fraction | None]  # what is gathered, group, value; None: the group is there, no more
ENDS = ("min_max", "to_highest", "highest", "lowest")
STAND_IN = "stand-in:"


def levels(rules: RuleSet) -> dict[str, int]:
    """Return after how many passes what depends on all is known: indicators, calls in formulas, stand-ins."""
    known: dict[str, int] = {}
    for key, indicator in rules.indicators.items():
        level = max((known.get(name, 0) for name in rules.dependencies(key)), default=0)
        if not indicator.cohort:
            calls = _call_levels(rules.formulas[key].cohort, level)
            known |= {call: min(known.get(call, each), each) for call, each in calls.items()}
            level = max((level, *calls.values()))
        known[key] = level + gathers(indicator)
    for key, criterion in rules.criteria.items():
        if criterion.when_undefined in STAND_INS:
            known[STAND_IN + key] = known.get(criterion.indicator, 0) + 1
    return known


def _call_levels(calls: Sequence[CohortValue], below: int) -> dict[str, int]:
    """Return the level of each call of a formula, the inner ones first; an outer one holds their text."""
    found: dict[str, int] = {}
    for call in calls:
        found[call.key] = 1 + max((found[inner] for inner in found if inner in call.key), default=below)
    return found


def gathers(indicator: Indicator) -> bool:
    """Tell whether the indicator depends on others' values; closeness to fixed ends does not."""
    return indicator.cohort is not None and indicator.cohort != "closeness"


def passes(rules: RuleSet) -> int:
    """Return how often a register is gone through before its rows can be assessed."""
    return max(levels(rules).values(), default=0)


def gather(
    applications: Sequence[Application], rules: RuleSet, cutoff: date, cohorts: Cohorts, level: int
) -> dict[str, dict[str, Statistics]]:
    """Return what these applications add to the cohorts of one level, which rest on lower ones."""
    counts: dict[str, dict[str, Counter[Fraction]]] = {}
    at = levels(rules)
    for application in applications:
        row = filed_row(application, rules, cutoff)
        for key, group, value in _items(row, rules, cohorts, at, level):
            own = counts.setdefault(key, {}).setdefault(group, Counter())
            if value is not None:
                own[value] += 1
    ends = _ends_alone(rules)
    return {
        key: {group: _kept(Statistics(each), key in ends) for group, each in groups.items()}
        for key, groups in counts.items()
    }


def merged(left: Cohorts, right: Cohorts, rules: RuleSet) -> dict[str, dict[str, Statistics]]:
    """Return what two parts of a register come to together, whichever comes first."""
    ends, nothing = _ends_alone(rules), Statistics({})
    return {
        key: {
            group: _kept(
                left.get(key, {}).get(group, nothing).merged(right.get(key, {}).get(group, nothing)),
                key in ends,
            )
            for group in sorted({*left.get(key, {}), *right.get(key, {})})
        }
        for key in sorted({*left, *right})
    }


def assess_among(application: Application, rules: RuleSet, cutoff: date, cohorts: Cohorts) -> Assessment:
    """Assess one application exactly among all that were gathered; what `assess_all` says of it."""
    row = filed_row(application, rules, cutoff)
    for key in rules.indicators:
        row[key] = _indicator(row, key, rules, cohorts)
    return assessment_of(application, row, _imputed(row, rules, cohorts), rules)


def to_record(cohorts: Cohorts) -> dict[str, Any]:
    """Return what is stored: for each group the values with how often each occurs."""
    return {
        key: {
            group: [[exact_text(value), each.counts[value]] for value in each.values]
            for group, each in groups.items()
        }
        for key, groups in cohorts.items()
    }


def from_record(record: Mapping[str, Any]) -> dict[str, dict[str, Statistics]]:
    """Read cohorts back."""
    return {
        key: {
            group: Statistics({Fraction(text): times for text, times in values})
            for group, values in groups.items()
        }
        for key, groups in record.items()
    }


def _items(row: Row, rules: RuleSet, cohorts: Cohorts, at: Mapping[str, int], level: int) -> Iterator[Item]:
    """Yield what one row adds at a level; indicators of this level and above stay out of the row."""
    asked: set[str] = set()
    for key, indicator in rules.indicators.items():
        if at[key] < level:
            row[key] = _indicator(row, key, rules, cohorts)
        elif indicator.cohort and at[key] == level:
            yield from _standing_items(row, key, indicator)
        elif not indicator.cohort:
            calls = rules.formulas[key].cohort
            _put_in(row, [call for call in calls if at[call.key] < level], cohorts)
            now = [call for call in calls if at[call.key] == level and call.key not in asked]
            asked |= {call.key for call in now}
            yield from _call_items(row, now)
    for key, criterion in rules.criteria.items():
        if at.get(STAND_IN + key) == level:
            yield STAND_IN + key, _class(row, criterion.median_within), _number(row[criterion.indicator])


def _standing_items(row: Row, key: str, indicator: Indicator) -> Iterator[Item]:
    group = row[indicator.within] if indicator.within else ""
    if group is None:
        return
    if not indicator.parts:
        yield key, str(group), _number(row[indicator.of])
    elif all(isinstance(row[part], Fraction) for part in indicator.parts):
        yield from ((f"{key}: {part}", str(group), _number(row[part])) for part in indicator.parts)


def _call_items(row: Row, calls: Sequence[CohortValue]) -> Iterator[Item]:
    """Yield what a row adds to calls in a formula; its class is there even where it does not count."""
    for call in calls:
        group = row[call.within] if call.within else ""
        if group is not None:
            counts = call.where is None or call.where(row) is True
            value = Fraction(1) if call.value is None else _number(call.value(row))
            yield call.key, str(group), value if counts else None


def _put_in(row: Row, calls: Sequence[CohortValue], cohorts: Cohorts) -> None:
    """Add to a row what all come to, or those of its class."""
    for call in calls:
        group = row[call.within] if call.within else ""
        row[call.key] = None if group is None else over_all(call.function, cohorts[call.key][str(group)])


def _indicator(row: Row, key: str, rules: RuleSet, cohorts: Cohorts) -> Value:
    indicator = rules.indicators[key]
    if not indicator.cohort:
        _put_in(row, rules.formulas[key].cohort, cohorts)
        value: Value = rules.formulas[key].evaluate(row)
        return value
    group = row[indicator.within] if indicator.within else ""
    if group is None:
        return None
    if indicator.parts:
        return _distance(row, key, indicator, str(group), cohorts)
    return standing(indicator, [_number(row[indicator.of])], cohorts[key][str(group)])[0]


def _distance(row: Row, key: str, indicator: Indicator, group: str, cohorts: Cohorts) -> Fraction | None:
    parts = {part: value for part in indicator.parts if (value := _number(row[part])) is not None}
    if len(parts) < len(indicator.parts):
        return None
    if indicator.cohort == "closeness":
        return closeness([parts], indicator.parts)[0]
    among = {part: cohorts[f"{key}: {part}"][group] for part in indicator.parts}
    return topsis([parts], indicator.parts, among)[0]


def _imputed(row: Row, rules: RuleSet, cohorts: Cohorts) -> dict[str, Imputed]:
    """Return the medians and means that stand in for missing values."""
    found = {}
    for key, criterion in rules.criteria.items():
        if criterion.when_undefined in STAND_INS and row[criterion.indicator] is None:
            group = _class(row, criterion.median_within)
            known = cohorts[STAND_IN + key][group]
            value = over_all(criterion.when_undefined, known)
            if value is not None:
                found[key] = Imputed(value, group, known.count)
    return found


def _ends_alone(rules: RuleSet) -> set[str]:
    """Name what is gathered of which the lowest and the highest value alone are asked for."""
    found = {key for key, each in rules.indicators.items() if each.cohort in ENDS}
    calls = (call for formula in rules.formulas.values() for call in formula.cohort)
    return found | {call.key for call in calls if call.function in ENDS}


def _kept(cohort: Statistics, ends: bool) -> Statistics:
    if not ends or len(cohort.counts) < 3:
        return cohort
    return Statistics(dict.fromkeys((min(cohort.counts), max(cohort.counts)), 1))


def _number(value: Value) -> Fraction | None:
    return value if isinstance(value, Fraction) else None


def _class(row: Row, within: str | None) -> str:
    return str(row[within] or "") if within else ""
