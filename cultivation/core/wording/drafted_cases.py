"""Cases for a rule set, each edge from both sides: a first draft.

What stands in it is what the rule set gives today; so a person compares it with the document, and then it
holds.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cultivation.core.drafting.yaml_text import scalar
from cultivation.core.rules.model import Criterion, FieldRule, FieldType, RuleSet
from cultivation.core.rules.rounding import units_text
from cultivation.core.rules.value_functions import Bands, Choice, Count, Goalposts, Judged, SimpleFunction
from cultivation.core.scoring.application import Application, FiledValue, type_of, typed_value
from cultivation.core.scoring.assessment import assess_all
from cultivation.language import _

PARTS = Decimal(10000)  # a denominator in which a step of a hundredth of a per cent is a whole number
Values = dict[str, str]


@dataclass(frozen=True)
class _Varied:
    """The field that is changed, how much of it is one of what is measured, its step and its bound."""

    field: str
    scale: Decimal
    step: Decimal
    least: Decimal | None


def draft_cases(rules: RuleSet, cutoff: date) -> str:
    """Return the text of a file of cases; what cannot be tried by one field is marked TODO."""
    base = {key: each for key, rule in rules.fields.items() if (each := _filed(key, rule, rules))}
    said = _("Cases of {rules}: fields in, points out.")
    lines = [
        "# " + said.format(rules=rules.id),
        "# TODO " + _("compare each edge with the words of the standard, and add firms computed by hand"),
        f"rules: {rules.id}",
        f"cutoff: {cutoff}",
        *(["base:"] if base else []),
        *(f"  {key}: {_written(value)}" for key, value in base.items()),
        "edges:",
    ]
    for key, criterion in rules.criteria.items():
        lines += _edges(key, criterion, rules, base, cutoff)
    return "\n".join(lines) + "\n"


def _filed(key: str, rule: FieldRule, rules: RuleSet) -> str:
    """Return what the base files: nothing of most, and enough of what may be divided by."""
    if rule.filled_by != "applicant" or key in (rules.identifier.field, rules.name_field):
        return ""
    match rule.type:
        case FieldType.NUMBER | FieldType.INTEGER:
            return str(PARTS)
        case FieldType.YES_NO:
            return "no"
        case FieldType.CHOICE:
            return next(iter(rules.choices[rule.choices or ""]))
        case FieldType.DATE:
            return "2000-01-01"
    return ""


def _edges(
    key: str, criterion: Criterion, rules: RuleSet, base: Mapping[str, str], cutoff: date
) -> Iterator[str]:
    label = rules.criterion_label(key).zh
    function = criterion.function
    changes: list[tuple[str, list[str]]] = []
    if isinstance(function, Judged):
        low, high = function.between
        changes = [(function.mark, [str(low), str(high), str(high + 1)])]
    elif isinstance(function, Bands | Choice | Count | Goalposts):
        changes = [(each.field, _tried(function, each)) for each in _varied(criterion.indicator, rules)]
    if not changes:
        yield "  # TODO " + _("write the edges of {name}").format(name=label)
    others = dict.fromkeys(_summed(criterion.indicator, rules), "0")
    for field, values in changes:
        beside = {name: value for name, value in others.items() if name != field}
        points = {each: _points(key, {**base, **beside, field: each}, rules, cutoff) for each in values}
        edge = f"name: {scalar(label)}, criterion: {key}, change: {field}"
        fields = f", fields: {{{', '.join(f'{name}: 0' for name in beside)}}}" if beside else ""
        given = ", ".join(f"{_written(value)}: {each}" for value, each in points.items())
        yield f"  - {{{edge}{fields}, points: {{{given}}}}}"


def _varied(indicator: str, rules: RuleSet) -> list[_Varied]:
    """Return the fields that are changed: the one measured, the upper one of a ratio, each of a sum."""
    if indicator in rules.fields:
        whole = rules.fields[indicator].type is FieldType.INTEGER
        return [
            _Varied(indicator, Decimal(1), Decimal(1 if whole else "0.0001"), rules.fields[indicator].minimum)
        ]
    if indicator not in rules.formulas:
        return []
    tree = ast.parse(rules.indicators[indicator].formula, mode="eval").body
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div):
        match tree.left, tree.right:
            case ast.Name(id=upper), ast.Name(id=lower) if {upper, lower} <= rules.fields.keys():
                return [_Varied(upper, PARTS, Decimal(1), rules.fields[upper].minimum)]
    return [
        _Varied(field, 1 / weight, Decimal(1), Decimal(0))
        for field, weight in _summed(indicator, rules).items()
    ]


def _summed(indicator: str, rules: RuleSet) -> dict[str, Decimal]:
    """Return the fields of a sum, 5 * national + 3 * provincial, each with its points; else none."""
    if indicator not in rules.formulas:
        return {}
    found: dict[str, Decimal] = {}
    terms = [ast.parse(rules.indicators[indicator].formula, mode="eval").body]
    while terms:
        match terms.pop():
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                terms += [left, right]
            case ast.BinOp(left=ast.Constant(value=weight), op=ast.Mult(), right=ast.Name(id=name)):
                found[name] = Decimal(str(weight))
            case _:
                return {}
    return dict(reversed(found.items())) if found.keys() <= rules.fields.keys() else {}


def _tried(function: SimpleFunction, varied: _Varied) -> list[str]:
    """Return the values of the field that stand on the edges and beside them."""
    if isinstance(function, Choice):
        return list(function.options)
    edges: list[Decimal] = []
    if isinstance(function, Bands):
        edges = [band.start[0] for band in function.bands if band.start]
    elif isinstance(function, Goalposts):
        edges = [at for at, _given in function.points]
    elif isinstance(function, Count) and function.at_most is not None:
        edges = [Decimal(0), Decimal(1), function.at_most / function.each]
    around = {edge * varied.scale + step * varied.step for edge in edges for step in (-1, 0, 1)}
    whole = {each.to_integral_value() if varied.step == 1 else each for each in around}
    return [f"{each.normalize():f}" for each in sorted(whole) if varied.least is None or each >= varied.least]


def _points(key: str, values: Mapping[str, str], rules: RuleSet, cutoff: date) -> str:
    """Return what the rule set gives a criterion of such an application."""
    filed = {name: FiledValue(typed_value(text, type_of(rules, name))) for name, text in values.items()}
    assessment = assess_all([Application("0", "0", filed)], rules, cutoff)[0]
    return units_text(assessment.points[key], rules.precision)


def _written(text: str) -> str:
    return text if _is_number(text) else f'"{text}"' if text in ("yes", "no") else scalar(text)


def _is_number(text: str) -> bool:
    try:
        Fraction(text)
    except ValueError:
        return False
    return True
