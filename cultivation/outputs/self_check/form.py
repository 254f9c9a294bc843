"""What the page asks and shows of a rule set: fields, criteria, conditions, and why some of it stays open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.rules.formulas import compile_formula
from cultivation.core.rules.model import Condition, Criterion, FieldRule, FieldType, RuleSet
from cultivation.core.rules.value_functions import JUDGED, alternatives_of, simple_functions
from cultivation.core.scoring.totals import MINIMUM, TOTAL, ZERO
from cultivation.core.wording.formulas import computed_text, formula_text
from cultivation.core.wording.rule_page import mark_text
from cultivation.core.wording.rules import points_lines, source_text
from cultivation.intake.templates.fields import FieldWords, bounds
from cultivation.language import _, current, join_names

Data = dict[str, Any]


def form_of(rules: RuleSet) -> Data:
    """Return the fields that an applicant fills in, and everything that is shown of what they give."""
    return {
        "fields": fields_of(rules),
        "office": _office_names(rules),
        "names": _names(rules),
        "places": max(0, -int(rules.precision.normalize().as_tuple().exponent)),
        "maximum": exact_text(rules.maximum),
        "dimensions": [
            {"key": key, "label": each.text(current()), "maximum": exact_text(each.maximum)}
            for key, each in rules.dimensions.items()
        ],
        "criteria": [
            _criterion(key, dimension, each, rules) for dimension, key, each in rules.each_criterion()
        ],
        "conditions": list(_conditions(rules)),
        "direct": {
            key: each.text(current()) for key, each in (rules.pass_.direct if rules.pass_ else {}).items()
        },
        "doubts": {key: each.text(current()) for key, each in rules.plausibility.items()},
        "fewer": rules.total.direction < 0,
        "beside": list(_beside(rules)),
    }


def _beside(rules: RuleSet) -> Iterator[str]:
    """Say what becomes of the total elsewhere: it takes the others, of whom this page knows nothing."""
    if rules.total.direction < 0:
        yield _("Under these rules fewer points are better.")
    if rules.total.share_of_best:
        yield _("The total is also shown as a share of the best total of the year, which the office knows.")
    if rules.classes:
        names = join_names(each.text(current()) for each in rules.classes.classes.values())
        yield _("The office puts those who are ranked into classes: {names}.").format(names=names)
    if rules.rank_within:
        field = rules.label_of(rules.rank_within).text(current())
        yield _("Places are counted within each class of this field: {field}.").format(field=field)
    if rules.places != "apart":
        yield _("Who is equal in all but the code shares a place.")


def fields_of(rules: RuleSet) -> list[Data]:
    """Return what is asked of applicants, in the order of the workbook."""
    words = FieldWords(rules, current())
    return [_field(key, rule, rules, words) for key, rule in rules.for_applicants.fields.items()]


def _field(key: str, rule: FieldRule, rules: RuleSet, words: FieldWords) -> Data:
    lowest, highest = bounds(rule)
    options = rules.choices[rule.choices] if rule.choices else {}
    is_code = rule.type is FieldType.IDENTIFIER and rules.identifier.kind == "uscc"
    return {
        "key": key,
        "type": "code" if is_code else str(rule.type),
        "label": rule.text(current()),
        "unit": rules.unit_text(rule.unit, current()),
        "percent": rule.unit == "%",
        "blank": rule.blank,
        "lowest": _text(lowest),
        "highest": _text(highest),
        "options": [[choice, label.text(current())] for choice, label in options.items()],
        "hint": words.content(rule) if not words.choices(rule) else "",
        "if_blank": "" if rule.blank == "refuse" else words.blank(rule),
    }


def _text(bound: Decimal | None) -> str | None:
    return None if bound is None else exact_text(bound)


def _names(rules: RuleSet) -> dict[str, Data]:
    """Return label and unit of every computed value."""
    return {
        key: {
            "label": each.text(current()),
            "unit": rules.unit_text(each.unit, current()),
            "percent": each.unit == "%",
            "how": computed_text(rules, key),
        }
        for key, each in rules.indicators.items()
    }


def _office_names(rules: RuleSet) -> list[str]:
    """Return the names whose values an applicant does not have: others fill them in, or intake does."""
    filled = [key for key, rule in rules.fields.items() if rule.filled_by != "applicant"]
    return [*filled, *rules.text_matches]


def _criterion(key: str, dimension: str, criterion: Criterion, rules: RuleSet) -> Data:
    names = names_of(criterion, rules)
    return {
        "key": key,
        "dimension": dimension,
        "label": rules.criterion_label(key).text(current()),
        "maximum": exact_text(criterion.maximum),
        "shows": [name for name in criterion.looks_at if name not in _marks(criterion)],
        "needs": _fields_behind(names, rules),
        "office": list(_office_words(criterion, names, rules)),
        "how": points_lines(rules, criterion),
        "source": source_text(rules, criterion.source),
    }


def _marks(criterion: Criterion) -> set[str]:
    return {each.mark for each in simple_functions(criterion.function) if isinstance(each, JUDGED)}


def names_of(criterion: Criterion, rules: RuleSet) -> frozenset[str]:
    """Return every name on which the points of a criterion depend, at however many removes."""
    direct = {*criterion.looks_at, *([criterion.median_within] if criterion.median_within else [])}
    for each in alternatives_of(criterion.function):
        direct |= rules.case_formulas[each.when].names if each.when else frozenset()
    return _closure(direct, rules)


def _closure(names: Iterable[str], rules: RuleSet) -> frozenset[str]:
    pending, found = list(names), set()
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += rules.dependencies(name)
    return frozenset(found)


def _fields_behind(names: Iterable[str], rules: RuleSet) -> list[str]:
    """Return the applicant's fields among names, in the order of the form; the cut-off date counts as one."""
    wanted = frozenset(names)
    asked = [key for key in rules.for_applicants.fields if key in wanted]
    return [*asked, *(["cutoff"] if "cutoff" in wanted else [])]


def _office_words(criterion: Criterion, names: frozenset[str], rules: RuleSet) -> Iterator[str]:
    """Say what of a criterion only the office can tell, and how it comes to know it."""
    if _marks(criterion):
        yield _("points are given by experts or by the office, within a range")
    yield from _office_reasons(names, rules)
    if criterion.when_undefined == "median":
        yield _("a missing value is replaced by the median of the applicants")
    if criterion.when_undefined == "mean":
        yield _("a missing value is replaced by the mean of the applicants")


def _office_reasons(names: frozenset[str], rules: RuleSet) -> Iterator[str]:
    if names & rules.relative_names:
        yield _("depends on the other applicants of the year")
    if names & rules.text_matches.keys():
        yield _("the office compares the texts with its references")
    clerk = [key for key, rule in rules.fields.items() if key in names and rule.filled_by == "clerk"]
    for key in clerk:
        yield _("the office fills in: {field}").format(field=rules.label_of(key).text(current()))


def _conditions(rules: RuleSet) -> Iterator[Data]:
    """Yield gates, vetoes, criteria that must not be undefined, and what the points must reach."""
    for key, gate in rules.gates.items():
        yield _condition(key, gate, rules, _("Gate"))
    for key, veto in rules.vetoes.items():
        yield _condition(key, veto, rules, _("Veto: must not hold"))
    for key, criterion in rules.criteria.items():
        if criterion.when_undefined == "ineligible":
            yield _reached(key, _("{criterion} can be computed").format(criterion=_label(key, rules)), rules)
    if rules.pass_ and (rules.pass_.above is not None or rules.pass_.at_least is not None):
        yield _reached(TOTAL, mark_text(rules), rules)
    for key, dimension in rules.dimensions.items():
        if dimension.at_least is not None:
            least = _("{dimension}: at least {points} points")
            words = least.format(dimension=dimension.text(current()), points=exact_text(dimension.at_least))
            yield _reached(MINIMUM + key, words, rules)
        for name, criterion in dimension.criteria.items():
            if criterion.not_zero:
                above = _("{criterion}: more than 0 points").format(criterion=_label(name, rules))
                yield _reached(ZERO + name, above, rules)


def _label(key: str, rules: RuleSet) -> str:
    return rules.criterion_label(key).text(current())


def _condition(key: str, condition: Condition, rules: RuleSet, kind: str) -> Data:
    names = _closure(compile_formula(condition.test, rules.names).names, rules)
    return {
        "key": key,
        "kind": kind,
        "label": condition.text(current()),
        "how": formula_text(rules, condition.test),
        "source": source_text(rules, condition.source),
        "needs": _fields_behind(names, rules),
        "office": list(_office_reasons(names, rules)),
    }


def _reached(key: str, label: str, rules: RuleSet) -> Data:
    source = source_text(rules, rules.pass_.source) if rules.pass_ else ""
    made: Mapping[str, Any] = {"kind": _("Points"), "how": "", "source": source, "needs": [], "office": []}
    return {"key": key, "label": label, **made}
