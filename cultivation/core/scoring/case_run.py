"""Runs the cases of a rule set and says what is otherwise than it must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.rounding import units_text
from cultivation.core.scoring.application import Application, Filed, FiledValue, type_of, typed_value
from cultivation.core.scoring.assessment import Assessment, assess_all
from cultivation.core.scoring.cases import Case, CaseFile, Edge
from cultivation.core.scoring.ranking import Ranked, rank
from cultivation.errors import Refused
from cultivation.language import _


@dataclass(frozen=True)
class Checked:
    """One case that was run: what differs from what must come of it, empty where nothing does.

    `applications` are its own, then the others.
    """

    name: str
    differences: tuple[str, ...]
    applications: tuple[Application, ...]

    @property
    def ok(self) -> bool:
        """Tell whether all is as it must be."""
        return not self.differences


@dataclass(frozen=True)
class _Trial:
    case: Case
    edge: Edge | None = None
    holds: Mapping[str, str] = field(default_factory=dict)


def run_cases(file: CaseFile, rules: RuleSet) -> list[Checked]:
    """Run every edge and case; refuses names that the rule set does not have."""
    _check_names(file, rules)
    return [_run(trial, file, rules) for trial in _trials(file)]


def _trials(file: CaseFile) -> Iterator[_Trial]:
    for edge in file.edges:
        target = edge.criterion or edge.condition or ""
        for value, points in edge.points.items():
            fields = {**edge.fields, edge.change: value}
            name = f"{edge.name or target}: {edge.change} = {value}"
            yield _Trial(Case(name=name, fields=fields, points={target: points}), edge)
        for value, holds in edge.holds.items():
            fields = {**edge.fields, edge.change: value}
            yield _Trial(
                Case(name=f"{edge.name or target}: {edge.change} = {value}", fields=fields),
                edge,
                {target: holds},
            )
    yield from (_Trial(case) for case in file.cases)


def _run(trial: _Trial, file: CaseFile, rules: RuleSet) -> Checked:
    case = trial.case
    applications = [_application("0", {**file.base, **case.fields}, rules)]
    applications += [
        _application(str(number), {**file.base, **other}, rules)
        for number, other in enumerate(case.others, 1)
    ]
    assessments = assess_all(applications, rules, file.cutoff)
    ranked = next(each for each in rank(assessments, rules) if each.assessment.id == "0")
    differences = tuple(_differences(trial, ranked, rules))
    return Checked(case.name, differences, tuple(applications))


def _application(key: str, fields: Mapping[str, Any], rules: RuleSet) -> Application:
    """Return an application as intake would have read it; what is not said was left blank."""
    blank: dict[str, Filed] = {"zero": Decimal(0), "no": False}
    values = {name: FiledValue(blank.get(rule.blank)) for name, rule in rules.fields.items()}
    values |= {name: FiledValue(_filed(value, name, rules)) for name, value in fields.items()}
    values[rules.identifier.field] = FiledValue(key)
    return Application(key, str(fields.get(rules.name_field, key)), values)


def _filed(value: Any, name: str, rules: RuleSet) -> Filed:
    """Return a value of a case as intake would have read it."""
    if value is None:
        return None
    try:
        return typed_value(str(value), type_of(rules, name))
    except (ArithmeticError, ValueError):
        raise Refused(_("'{value}' cannot be a value of {field}.").format(value=value, field=name)) from None


def _differences(trial: _Trial, ranked: Ranked, rules: RuleSet) -> Iterator[str]:
    """Say what is otherwise than it must be."""
    case, found = trial.case, ranked.assessment
    expected: list[tuple[str, Any, Any]] = [
        *(
            (key, _points(value, rules), _units(found.points[key], rules))
            for key, value in case.points.items()
        ),
        *(
            (key, _points(value, rules), _units(found.dimensions[key], rules))
            for key, value in case.dimensions.items()
        ),
        *((key, holds, "yes" if _holds(key, found, rules) else "no") for key, holds in trial.holds.items()),
    ]
    if case.total is not None:
        expected.append((_("total"), _points(case.total, rules), _units(found.total, rules)))
    if case.result is not None:
        expected.append((_("result"), case.result, "pass" if found.eligible else "fail"))
    for name, wanted, got in (
        (_("failed"), case.failed, found.gates_failed),
        (_("provisional"), case.provisional, found.provisional),
        (_("place"), case.place, ranked.rank),
        (_("place in its class"), case.place_in_class, ranked.group_rank),
        (_("place as published"), case.shown_place, ranked.place),
        (_("class"), case.in_class, ranked.score_class),
    ):
        if wanted is not None:
            expected.append((name, wanted, got))
    for name, wanted, got in expected:
        if wanted != got:
            yield _("{name}: must be {wanted}, but is {got}").format(
                name=name, wanted=_shown(wanted), got=_shown(got)
            )


def _holds(key: str, found: Assessment, rules: RuleSet) -> bool:
    """Tell whether a gate is met, a veto bites, a direct pass holds, the pass mark is reached."""
    if key in rules.vetoes:
        return key in found.gates_failed
    if rules.pass_ and key in rules.pass_.direct:
        return key in found.direct
    return key not in found.gates_failed


def _points(value: Decimal, rules: RuleSet) -> str:
    return format(value.quantize(rules.precision) if value == value.quantize(rules.precision) else value, "f")


def _units(units: int, rules: RuleSet) -> str:
    return units_text(units, rules.precision)


def _shown(value: Any) -> str:
    return ", ".join(value) or "-" if isinstance(value, tuple) else str(value)


def _check_names(file: CaseFile, rules: RuleSet) -> None:
    """Refuse fields, criteria and conditions that the rule set does not have."""
    conditions = {*rules.gates, *rules.vetoes, *(rules.pass_.direct if rules.pass_ else {}), "total"}
    named = [
        *((key, {*rules.fields, *rules.text_matches}) for key in _fields_of(file)),
        *((edge.criterion, rules.criteria) for edge in file.edges if edge.criterion),
        *((edge.condition, conditions) for edge in file.edges if edge.condition),
        *((key, rules.criteria) for case in file.cases for key in case.points),
        *((key, rules.dimensions) for case in file.cases for key in case.dimensions),
    ]
    unknown = sorted({str(key) for key, known in named if key not in known})
    if unknown:
        raise Refused(
            _("The rule set {rules} does not have: {names}").format(rules=rules.id, names=", ".join(unknown))
        )


def _fields_of(file: CaseFile) -> Iterator[str]:
    yield from file.base
    for edge in file.edges:
        yield from (edge.change, *edge.fields)
    for case in file.cases:
        yield from case.fields
        for other in case.others:
            yield from other
