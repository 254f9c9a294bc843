"""The values of all applications by name: filed, computed, relative to the others, put in for missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import Indicator, RuleSet
from cultivation.core.scoring.application import Application, formula_value
from cultivation.core.scoring.cohort import Column, Statistics, cohort_column, median

Row = dict[str, Value]
NO_OTHERS: Mapping[str, date] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Imputed:
    """A median that stands in for a missing value: of which group, and of how many known values."""

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
    rows = [_filed(each, rules, own_cutoffs.get(each.id, cutoff)) for each in applications]
    for key, indicator in rules.indicators.items():
        if indicator.cohort:
            column = cohort_column(indicator, _numbers(rows, indicator.of), _groups(rows, indicator))
            for row, value in zip(rows, column, strict=True):
                row[key] = value
        else:
            formula = rules.formulas[key]
            for row in rows:
                row[key] = formula.evaluate(row)
    return rows


def cohort_statistics(rows: Sequence[Row], rules: RuleSet) -> dict[str, dict[str, Statistics]]:
    """Return what places in the cohort rest on, by indicator and by group ("" where there are none)."""
    found: dict[str, dict[str, Statistics]] = {}
    for key, indicator in rules.indicators.items():
        if indicator.cohort:
            columns: dict[str, list[Fraction | None]] = {}
            pairs = zip(_groups(rows, indicator), _numbers(rows, indicator.of), strict=True)
            for group, value in pairs:
                if group is not None:
                    columns.setdefault(str(group), []).append(value)
            found[key] = {group: Statistics.of(column) for group, column in sorted(columns.items())}
    return found


def imputed_values(rows: Sequence[Row], rules: RuleSet) -> list[dict[str, Imputed]]:
    """Return, for each row, the medians that stand in for missing values, by criterion."""
    result: list[dict[str, Imputed]] = [{} for _ in rows]
    for key, criterion in rules.criteria.items():
        if criterion.when_undefined != "median":
            continue
        medians = _medians(rows, criterion.indicator, criterion.median_within)
        for row, stand_ins in zip(rows, result, strict=True):
            group = _group(row, criterion.median_within)
            if row[criterion.indicator] is None and group in medians:
                stand_ins[key] = medians[group]
    return result


def _medians(rows: Sequence[Row], key: str, within: str | None) -> dict[str, Imputed]:
    groups: dict[str, list[Fraction]] = {}
    for row in rows:
        value = row[key]
        if isinstance(value, Fraction):
            groups.setdefault(_group(row, within), []).append(value)
    return {
        group: Imputed(middle, group, len(known))
        for group, known in groups.items()
        if (middle := median(known)) is not None
    }


def _group(row: Row, within: str | None) -> str:
    return str(row[within] or "") if within else ""


def _groups(rows: Sequence[Row], indicator: Indicator) -> list[Value]:
    return [row[indicator.within] if indicator.within else "" for row in rows]


def _numbers(rows: Sequence[Row], key: str) -> Column:
    return [value if isinstance(value := row[key], Fraction) else None for row in rows]


def _filed(application: Application, rules: RuleSet, cutoff: date) -> Row:
    values: Row = {"cutoff": cutoff}
    for key in (*rules.fields, *rules.text_matches):
        filed = application.values.get(key)
        values[key] = formula_value(filed.value) if filed else None
    return values
