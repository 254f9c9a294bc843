"""The values of all applications by name: filed, computed, relative to the others, put in for missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from cultivation.core.rules.cohort_values import CohortValue
from cultivation.core.rules.criteria import STAND_INS
from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import Indicator, RuleSet
from cultivation.core.scoring.application import Application, formula_value
from cultivation.core.scoring.cohort import Column, Statistics, cohort_column, of_groups, over_all
from cultivation.core.scoring.distances import Parts, closeness, topsis

Row = dict[str, Value]
NO_OTHERS: Mapping[str, date] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Imputed:
    """A median or mean that stands in for a missing value: of which group, and of how many known values."""

    value: Fraction
    group: str
    known: int


def values_of_all(
    applications: Sequence[Application],
    rules: RuleSet,
    cutoff: date,
    own_cutoffs: Mapping[str, date] = NO_OTHERS,
) -> list[Row]:
    """Return, for each application, every name that formulas, criteria and ties may use.

    Indicators are computed one after the other over all rows, so that one may look at the others.
    """
    rows = [filed_row(each, rules, own_cutoffs.get(each.id, cutoff)) for each in applications]
    for key, indicator in rules.indicators.items():
        if indicator.cohort:
            groups = _groups(rows, indicator.within)
            if indicator.parts:
                column = of_groups(distances(indicator), _parts(rows, indicator), groups)
            else:
                column = cohort_column(indicator, _numbers(rows, indicator.of), groups)
            for row, value in zip(rows, column, strict=True):
                row[key] = value
        else:
            formula = rules.formulas[key]
            for each in formula.cohort:
                _put_in(rows, each)
            for row in rows:
                row[key] = formula.evaluate(row)
    return rows


def cohort_statistics(rows: Sequence[Row], rules: RuleSet) -> dict[str, dict[str, Statistics]]:
    """Return what values among all rest on, by group ("" where there are none).

    The keys are indicators that say a place among all, and calls in formulas as they are written.
    """
    found: dict[str, dict[str, Statistics]] = {}
    for key, indicator in rules.indicators.items():
        if indicator.parts:
            for part in indicator.parts:
                groups = _groups(rows, indicator.within)
                found[f"{key}: {part}"] = by_group(groups, _numbers(rows, part))
        elif indicator.cohort:
            found[key] = by_group(_groups(rows, indicator.within), _numbers(rows, indicator.of))
        else:
            for each in rules.formulas[key].cohort:
                found[each.key] = _over_all(rows, each)
    return found


def _parts(rows: Sequence[Row], indicator: Indicator) -> list[Parts | None]:
    """Return the parts of each row, None where one is missing."""
    found: list[Parts | None] = []
    for row in rows:
        own = {key: value for key in indicator.parts if isinstance(value := row[key], Fraction)}
        found.append(own if len(own) == len(indicator.parts) else None)
    return found


def distances(indicator: Indicator) -> Callable[[Sequence[Parts | None]], list[Fraction | None]]:
    """Return what computes an indicator made of several parts, row by row, over those that are compared."""
    method = topsis if indicator.cohort == "topsis" else closeness
    return lambda rows: method(rows, indicator.parts)


def _put_in(rows: Sequence[Row], call: CohortValue) -> None:
    """Add to each row what all come to, or those of its class."""
    come_to = {group: over_all(call.function, each) for group, each in _over_all(rows, call).items()}
    for row, group in zip(rows, _groups(rows, call.within), strict=True):
        row[call.key] = None if group is None else come_to[str(group)]


def _over_all(rows: Sequence[Row], call: CohortValue) -> dict[str, Statistics]:
    """Return the statistics of each class; one in which nobody counts is there, too."""
    counting = [call.where is None or call.where(row) is True for row in rows]
    values = [
        (Fraction(1) if call.value is None else call.value(row)) if counts else None
        for row, counts in zip(rows, counting, strict=True)
    ]
    return by_group(_groups(rows, call.within), values)


def by_group(groups: Sequence[Value], column: Column) -> dict[str, Statistics]:
    """Return the statistics of each group whose name is known."""
    columns: dict[str, list[Fraction | None]] = {}
    for group, value in zip(groups, column, strict=True):
        if group is not None:
            columns.setdefault(str(group), []).append(value)
    return {group: Statistics.of(values) for group, values in sorted(columns.items())}


def imputed_values(rows: Sequence[Row], rules: RuleSet) -> list[dict[str, Imputed]]:
    """Return, for each row, the medians and means that stand in for missing values, by criterion."""
    result: list[dict[str, Imputed]] = [{} for _ in rows]
    for key, criterion in rules.criteria.items():
        if criterion.when_undefined not in STAND_INS:
            continue
        stand_in = _stand_ins(rows, criterion.indicator, criterion.median_within, criterion.when_undefined)
        for row, stand_ins in zip(rows, result, strict=True):
            group = _group(row, criterion.median_within)
            if row[criterion.indicator] is None and group in stand_in:
                stand_ins[key] = stand_in[group]
    return result


def _stand_ins(rows: Sequence[Row], key: str, within: str | None, function: str) -> dict[str, Imputed]:
    groups = by_group([_group(row, within) for row in rows], _numbers(rows, key))
    return {
        group: Imputed(value, group, known.count)
        for group, known in groups.items()
        if (value := over_all(function, known)) is not None
    }


def _group(row: Row, within: str | None) -> str:
    return str(row[within] or "") if within else ""


def _groups(rows: Sequence[Row], within: str | None) -> list[Value]:
    return [row[within] if within else "" for row in rows]


def _numbers(rows: Sequence[Row], key: str) -> Column:
    return [value if isinstance(value := row[key], Fraction) else None for row in rows]


def filed_row(application: Application, rules: RuleSet, cutoff: date) -> Row:
    """Return what one application says of each field and text match, and the cut-off."""
    values: Row = {"cutoff": cutoff}
    for key in (*rules.fields, *rules.text_matches):
        filed = application.values.get(key)
        values[key] = formula_value(filed.value) if filed else None
    return values
