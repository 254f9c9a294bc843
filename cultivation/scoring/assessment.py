"""Points of one application under a rule set, exactly; and why it is not eligible, if so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cultivation.findings import Finding
from cultivation.rules.formulas import Value
from cultivation.rules.model import Criterion, RuleSet
from cultivation.rules.rounding import to_units
from cultivation.rules.value_functions import points_of
from cultivation.scoring.application import Application, formula_value


@dataclass(frozen=True, slots=True)
class Assessment:
    """The points of one application, in whole units of the rule set's precision.

    `gates_failed` names gates that do not hold, vetoes that do, and criteria whose indicator is
    undefined where the rules make that a ground for exclusion. `indicators` holds the exact values.
    """

    id: str
    name: str
    points: Mapping[str, int]
    total: int
    gates_failed: tuple[str, ...]
    undefined: tuple[str, ...]
    indicators: Mapping[str, Value]
    tie_values: tuple[Value, ...]

    @property
    def eligible(self) -> bool:
        """Tell whether the application may be ranked."""
        return not self.gates_failed


def assess(application: Application, rules: RuleSet, cutoff: date) -> Assessment:
    """Compute gates, vetoes, indicators and points of one application at the data cut-off."""
    values = _values(application, rules, cutoff)
    undefined = tuple(key for key, each in rules.criteria.items() if values[each.indicator] is None)
    points = {key: _units(rules, key, each, values) for key, each in rules.criteria.items()}
    excluded = tuple(key for key in undefined if rules.criteria[key].when_undefined == "ineligible")
    return Assessment(
        application.id,
        application.name,
        points,
        sum(points.values()),
        _failed(rules, values) + excluded,
        undefined,
        {key: values[key] for key in rules.indicators},
        tuple(values[tie.by] for tie in rules.ties),
    )


def assess_all(applications: Sequence[Application], rules: RuleSet, cutoff: date) -> list[Assessment]:
    """Assess every application, in the order of their ids, so that the order of rows never matters."""
    ordered = sorted(applications, key=lambda application: application.id)
    return [assess(application, rules, cutoff) for application in ordered]


def undefined_findings(assessments: Sequence[Assessment], rules: RuleSet) -> list[Finding]:
    """Say of each criterion that could not be computed that it got 0 points."""
    findings = []
    for assessment in assessments:
        for key in (key for key in assessment.undefined if key not in assessment.gates_failed):
            label = rules.criterion_label(key)
            details = {"name": assessment.name, "label_zh": label.zh, "label_en": label.en}
            findings.append(Finding("criterion_undefined", field=key, value=assessment.id, details=details))
    return findings


def _values(application: Application, rules: RuleSet, cutoff: date) -> dict[str, Value]:
    """Return every name that formulas, criteria and ties may use, with its exact value."""
    values: dict[str, Value] = {"cutoff": cutoff}
    for key in (*rules.fields, *rules.text_matches):
        filed = application.values.get(key)
        values[key] = formula_value(filed.value) if filed else None
    for key, formula in rules.formulas.items():
        values[key] = formula.evaluate(values)
    return values


def _failed(rules: RuleSet, values: Mapping[str, Value]) -> tuple[str, ...]:
    """Name the gates that do not surely hold and the vetoes that do."""
    gates = [key for key, gate in rules.gate_formulas.items() if gate.evaluate(values) is not True]
    vetoes = [key for key, veto in rules.veto_formulas.items() if veto.evaluate(values) is True]
    return (*gates, *vetoes)


def _units(rules: RuleSet, key: str, criterion: Criterion, values: Mapping[str, Value]) -> int:
    value = values[criterion.indicator]
    if value is None:
        return 0
    row = rules.table_rows.get(key)
    points = points_of(criterion.function, value, values[row] if row else None)
    return to_units(points, rules.precision)
