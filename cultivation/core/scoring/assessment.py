"""Points of one application under a rule set, exactly; and why it is not eligible, if so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from cultivation.canonical import exact_text
from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import Criterion, Label, RuleSet
from cultivation.core.rules.rounding import to_units
from cultivation.core.scoring.application import Application
from cultivation.core.scoring.criterion_points import Outcome, outcome_of
from cultivation.core.scoring.totals import Units, dimension_units, not_passed, tie_units, total_units
from cultivation.core.scoring.values import NO_OTHERS, Imputed, Row, imputed_values, values_of_all
from cultivation.findings import Finding


@dataclass(frozen=True, slots=True)
class Assessment:
    """The points of one application, in whole units of the rule set's precision.

    `gates_failed` names gates that do not hold, vetoes that do, criteria whose indicator is undefined
    where the rules make that a ground for exclusion, and what the points do not reach (as in
    totals.not_passed). `direct` names the direct passes that hold, in place of the points. `indicators`
    holds the exact values, `imputed` the medians and means that stand in for missing ones. `provisional`
    names the criteria that a person still has to mark, `refused` the marks that cannot be taken.
    `quota_choices` are what stands in the fields of the pool's quotas, empty where nothing does;
    `class_tests` names the classes whose condition holds.
    """

    id: str
    name: str
    points: Mapping[str, int]
    total: int
    gates_failed: tuple[str, ...]
    undefined: tuple[str, ...]
    indicators: Mapping[str, Value]
    tie_values: tuple[Value, ...]
    dimensions: Mapping[str, int] = field(default_factory=dict)
    provisional: tuple[str, ...] = ()
    refused: Mapping[str, Fraction] = field(default_factory=dict)
    imputed: Mapping[str, Imputed] = field(default_factory=dict)
    direct: tuple[str, ...] = ()
    group: Value = None
    quota_choices: tuple[str, ...] = ()
    class_tests: tuple[str, ...] = ()

    @property
    def eligible(self) -> bool:
        """Tell whether the application may be ranked."""
        return not self.gates_failed


def assess(application: Application, rules: RuleSet, cutoff: date) -> Assessment:
    """Compute gates, vetoes, indicators and points of one application alone at the data cut-off."""
    return assess_all([application], rules, cutoff)[0]


def assess_all(
    applications: Sequence[Application],
    rules: RuleSet,
    cutoff: date,
    own_cutoffs: Mapping[str, date] = NO_OTHERS,
) -> list[Assessment]:
    """Assess every application, in the order of their ids, so that the order of rows never matters.

    `own_cutoffs` are those of applications (by id) from another year than the rest.
    """
    ordered = sorted(applications, key=lambda application: application.id)
    rows = values_of_all(ordered, rules, cutoff, own_cutoffs)
    imputed = imputed_values(rows, rules)
    return [assessment_of(*each, rules) for each in zip(ordered, rows, imputed, strict=True)]


def assessment_of(
    application: Application, values: Row, imputed: Mapping[str, Imputed], rules: RuleSet
) -> Assessment:
    """Compute all of one application from its values and from what stands in for missing ones."""
    outcomes = {
        key: _outcome(criterion, values, imputed.get(key), rules) for key, criterion in rules.criteria.items()
    }
    undefined = tuple(key for key, each in outcomes.items() if each.points is None)
    points = {key: to_units(each.points or Fraction(0), rules.precision) for key, each in outcomes.items()}
    dimensions = dimension_units(rules, points)
    total = total_units(rules, dimensions)
    excluded = tuple(key for key in undefined if rules.criteria[key].when_undefined == "ineligible")
    direct = tuple(key for key, each in rules.direct_formulas.items() if each.evaluate(values) is True)
    missed = () if direct else not_passed(rules, points, dimensions, total)
    return Assessment(
        application.id,
        application.name,
        points,
        total,
        (*_failed(rules, values), *excluded, *missed),
        undefined,
        {key: values[key] for key in rules.indicators},
        tie_values(rules, values, points, dimensions),
        dimensions,
        tuple(key for key, each in outcomes.items() if each.provisional),
        {key: each.refused for key, each in outcomes.items() if each.refused is not None},
        imputed,
        direct,
        values[rules.rank_within] if rules.rank_within else None,
        tuple(exact_text(values[quota.within]) or "" for quota in rules.pool.quotas),
        tuple(key for key, each in rules.class_formulas.items() if each.evaluate(values) is True),
    )


def tie_values(rules: RuleSet, values: Row, points: Units, dimensions: Units) -> tuple[Value, ...]:
    """Return what equal totals are decided by: values, and points of dimensions and criteria."""
    return tuple(
        tie_units(tie.points_of, points, dimensions) * Fraction(rules.precision)
        if tie.points_of
        else values[tie.by]
        for tie in rules.ties
    )


def _outcome(criterion: Criterion, values: Row, stand_in: Imputed | None, rules: RuleSet) -> Outcome:
    if stand_in:
        values = {**values, criterion.indicator: stand_in.value}
    return outcome_of(criterion, values, rules)


class Doubt(NamedTuple):
    """What findings say of an application, of its assessment."""

    id: str
    name: str
    gates_failed: tuple[str, ...]
    undefined: tuple[str, ...]
    provisional: tuple[str, ...]
    refused: Mapping[str, Fraction]
    imputed: Mapping[str, Imputed]


def undefined_findings(assessments: Sequence[Assessment | Doubt], rules: RuleSet) -> list[Finding]:
    """Say of each criterion what its points rest on where they do not rest on a value that was filed."""
    findings = []
    for each in assessments:
        excluded = set(each.gates_failed)
        findings += [
            _finding("criterion_undefined", each, key, rules) for key in each.undefined if key not in excluded
        ]
        findings += [_imputed_finding(each, key, rules) for key in each.imputed]
        for key in each.provisional:
            mark = exact_text(each.refused.get(key)) or ""
            code = "mark_refused" if mark else "criterion_provisional"
            findings.append(_finding(code, each, key, rules, mark=mark))
    return findings


def _imputed_finding(assessment: Assessment | Doubt, key: str, rules: RuleSet) -> Finding:
    stand_in = assessment.imputed[key]
    within = rules.criteria[key].median_within
    label = rules.choice_label(within, stand_in.group) if within else None
    group = label or Label(zh="全部", en="all")
    is_mean = rules.criteria[key].when_undefined == "mean"
    code, word = ("mean_imputed", "mean") if is_mean else ("value_imputed", "median")
    details = {word: exact_text(stand_in.value) or "", "known": str(stand_in.known)}
    return _finding(code, assessment, key, rules, **details, group_zh=group.zh, group_en=group.en)


def _finding(code: str, assessment: Assessment | Doubt, key: str, rules: RuleSet, **details: str) -> Finding:
    label = rules.criterion_label(key)
    words = {"name": assessment.name, "label_zh": label.zh, "label_en": label.en, **details}
    return Finding(code, field=key, value=assessment.id, details=words)


def _failed(rules: RuleSet, values: Mapping[str, Value]) -> tuple[str, ...]:
    """Name the gates that do not surely hold and the vetoes that do."""
    gates = [key for key, gate in rules.gate_formulas.items() if gate.evaluate(values) is not True]
    vetoes = [key for key, veto in rules.veto_formulas.items() if veto.evaluate(values) is True]
    return (*gates, *vetoes)
