"""What changed between two rule sets, in sentences: points, bands, weights, conditions, fields, policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from cultivation.core.rules.model import Condition, Criterion, Label, RuleSet
from cultivation.core.rules.value_functions import Bands, Choice
from cultivation.core.wording.classes import classes_text
from cultivation.core.wording.formulas import formula_text
from cultivation.core.wording.others import asked_of_others
from cultivation.core.wording.panel import panel_text
from cultivation.core.wording.policy import policy_text
from cultivation.core.wording.rule_page import mark_text, ties_text
from cultivation.core.wording.rules import (
    choice_text,
    interval_text,
    label,
    points_lines,
    source_text,
)
from cultivation.language import N_, _, current, join_clauses

Part = TypeVar("Part")
Key = TypeVar("Key")
PARTS = {
    "dimensions": N_("dimension"),
    "criteria": N_("criterion"),
    "gates": N_("gate"),
    "vetoes": N_("veto"),
    "pass": N_("passing"),
    "indicators": N_("indicator"),
    "fields": N_("field"),
    "ties": N_("ties"),
    "classes": N_("classes"),
    "pool": N_("pool"),
    "precision": N_("precision"),
    "total": N_("total"),
    "lists": N_("list"),
    "registers": N_("register"),
    "opinions": N_("opinion"),
    "evidence": N_("paper"),
    "visits": N_("visit"),
    "sources": N_("source"),
}


@dataclass(frozen=True)
class Difference:
    """One difference: the part of the rule set, the name of what changed, and the sentence."""

    part: str
    name: str
    sentence: str


def differences(before: RuleSet, after: RuleSet) -> list[Difference]:
    """Return what changed, in the order of a rule set; labels and sources come last."""
    return [
        *_dimensions(before, after),
        *_criteria(before, after),
        *_conditions("gates", before, after, before.gates, after.gates),
        *_conditions("vetoes", before, after, before.vetoes, after.vetoes),
        *_passing(before, after),
        *_indicators(before, after),
        *_fields(before, after),
        *_policy(before, after),
        *_others(before, after),
        *_sources(before, after),
    ]


def _text(each: Label) -> str:
    return each.text(current())


def _dimensions(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    for key, old, new in _pairs(before.dimensions, after.dimensions):
        if old is None or new is None:
            yield from _come_or_gone("dimensions", key, old, new)
            continue
        for sentence, one, other in (
            (_("the maximum is {after} instead of {before}"), old.maximum, new.maximum),
            (_("the minimum is {after} instead of {before}"), old.minimum, new.minimum),
            (_("to pass, {after} points are needed instead of {before}"), old.at_least, new.at_least),
        ):
            if one != other:
                yield Difference(
                    "dimensions", _text(new), sentence.format(before=_said(one), after=_said(other))
                )


def _criteria(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    home_before = {key: dimension for dimension, key, _c in before.each_criterion()}
    home_after = {key: dimension for dimension, key, _c in after.each_criterion()}
    for key, old, new in _pairs(before.criteria, after.criteria):
        if old is None or new is None:
            rules, criterion = (before, old) if old else (after, new)
            assert criterion is not None
            sentence = _("is removed; it gave {points} points") if old else _("is new, with {points} points")
            said = sentence.format(points=criterion.maximum)
            yield Difference("criteria", _text(rules.criterion_label(key)), said)
            continue
        name = _text(after.criterion_label(key))
        if home_before[key] != home_after[key] and home_after[key] in after.dimensions:
            moved = _("it belongs to {dimension} now")
            yield Difference(
                "criteria", name, moved.format(dimension=_text(after.dimensions[home_after[key]]))
            )
        yield from (Difference("criteria", name, each) for each in _criterion(before, after, old, new))


def _criterion(before: RuleSet, after: RuleSet, old: Criterion, new: Criterion) -> Iterator[str]:
    if old.maximum != new.maximum:
        yield _("the maximum is {after} instead of {before}").format(before=old.maximum, after=new.maximum)
    if old.indicator != new.indicator and new.indicator and old.indicator:
        sentence = _("it is based on {after} instead of {before}")
        yield sentence.format(before=label(before, old.indicator), after=label(after, new.indicator))
    if isinstance(old.function, Bands) and isinstance(new.function, Bands):
        yield from _bands(after, new.indicator, old.function, new.function)
    elif isinstance(old.function, Choice) and isinstance(new.function, Choice):
        yield from _options(after, new.indicator, old.function.options, new.function.options)
    elif old.function != new.function:
        sentence = _("points are now given as: {after} (before: {before})")
        yield sentence.format(
            before=join_clauses(points_lines(before, old)), after=join_clauses(points_lines(after, new))
        )
    if old.when_undefined != new.when_undefined:
        yield _("where it cannot be computed: {after} instead of {before}").format(
            before=_said(old.when_undefined), after=_said(new.when_undefined)
        )
    if old.not_zero != new.not_zero:
        yield _("it must not be 0 points") if new.not_zero else _("it may be 0 points")


def _bands(rules: RuleSet, indicator: str, old: Bands, new: Bands) -> Iterator[str]:
    unit = rules.unit_text(rules.unit_of(indicator), current())
    before = {interval_text(band, unit): band.points for band in old.bands}
    after = {interval_text(band, unit): band.points for band in new.bands}
    yield from _steps(before, after)


def _options(
    rules: RuleSet, indicator: str, old: Mapping[str, Decimal], new: Mapping[str, Decimal]
) -> Iterator[str]:
    yield from _steps(
        {choice_text(rules, indicator, key): points for key, points in old.items()},
        {choice_text(rules, indicator, key): points for key, points in new.items()},
    )


def _steps(before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> Iterator[str]:
    """Compare steps or choices by what they hold."""
    for step, points in after.items():
        if step not in before:
            yield _("{step} is new and gives {points}").format(step=step, points=points)
        elif before[step] != points:
            yield _("{step} gives {after} points instead of {before}").format(
                step=step, after=points, before=before[step]
            )
    for step, points in before.items():
        if step not in after:
            yield _("{step} is removed; it gave {points}").format(step=step, points=points)


def _conditions(
    part: str,
    before: RuleSet,
    after: RuleSet,
    old_conditions: Mapping[str, Condition],
    new_conditions: Mapping[str, Condition],
) -> Iterator[Difference]:
    for key, old, new in _pairs(old_conditions, new_conditions):
        if old is None or new is None:
            yield from _come_or_gone(part, key, old, new)
        elif old.test != new.test:
            sentence = _("the condition is {after} instead of {before}")
            said = sentence.format(before=formula_text(before, old.test), after=formula_text(after, new.test))
            yield Difference(part, _text(new), said)


def _passing(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    if _mark(before) != _mark(after):
        sentence = _("now: {after} Before: {before}")
        said = sentence.format(before=mark_text(before), after=mark_text(after))
        yield Difference("pass", _("Pass mark"), said)
    old, new = ({**each.pass_.direct} if each.pass_ else {} for each in (before, after))
    yield from _conditions("pass", before, after, old, new)


def _mark(rules: RuleSet) -> tuple[Decimal | None, Decimal | None]:
    return (rules.pass_.above, rules.pass_.at_least) if rules.pass_ else (None, None)


def _indicators(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    for key, old, new in _pairs(before.indicators, after.indicators):
        if old is None or new is None:
            yield from _come_or_gone("indicators", key, old, new)
        elif old.formula != new.formula:
            sentence = _("is computed as {after} instead of {before}")
            said = sentence.format(
                before=formula_text(before, old.formula), after=formula_text(after, new.formula)
            )
            yield Difference("indicators", _text(new), said)
        elif old.model_copy(update={"zh": new.zh, "en": new.en}) != new:
            yield Difference("indicators", _text(new), _("is computed in another way"))


def _fields(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    for key, old, new in _pairs(before.fields, after.fields):
        if old is None or new is None:
            yield from _come_or_gone("fields", key, old, new)
            continue
        for name in ("type", "unit", "blank", "minimum", "maximum", "filled_by", "list", "panel", "choices"):
            one, other = getattr(old, name), getattr(new, name)
            if one != other:
                sentence = _("{name} is {after} instead of {before}")
                said = sentence.format(name=name, before=_said(one), after=_said(other))
                yield Difference("fields", _text(new), said)


def _policy(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    for part, name, one, other in (
        ("ties", _("Equal totals"), ties_text(before), ties_text(after)),
        ("panel", _("Experts' marks"), " ".join(panel_text(before)), " ".join(panel_text(after))),
        ("classes", _("Classes"), " ".join(classes_text(before)), " ".join(classes_text(after))),
        ("pool", _("Pool"), policy_text(before), policy_text(after)),
        ("precision", _("Precision"), str(before.precision), str(after.precision)),
        ("total", _("Total"), before.total.model_dump_json(), after.total.model_dump_json()),
    ):
        if one != other:
            yield Difference(part, name, _("now: {after} Before: {before}").format(before=one, after=other))


def _others(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    """Compare what is asked of others by section and name."""
    old, new = (
        {(each.part, each.name): each.what for each in asked_of_others(rules)} for rules in (before, after)
    )
    for (part, name), one, other in _pairs(old, new):
        if one is None or other is None:
            said = _("is new: {what}").format(what=other) if one is None else _("is removed")
            yield Difference(part, name, said)
        elif one != other:
            yield Difference(part, name, _("now: {after} Before: {before}").format(before=one, after=other))


def _sources(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    for key, old, new in _pairs(before.criteria, after.criteria):
        if old and new and source_text(before, old.source) != source_text(after, new.source):
            sentence = _("the source is {after}").format(after=source_text(after, new.source))
            yield Difference("sources", _text(after.criterion_label(key)), sentence)


def _come_or_gone(part: str, _key: str, old: Label | None, new: Label | None) -> Iterator[Difference]:
    if old is not None:
        yield Difference(part, _text(old), _("is removed"))
    elif new is not None:
        yield Difference(part, _text(new), _("is new"))


def _pairs(
    before: Mapping[Key, Part], after: Mapping[Key, Part]
) -> Iterator[tuple[Key, Part | None, Part | None]]:
    """Yield what both have, or one of them, in the order of the new one; what is gone comes last."""
    yield from ((key, before.get(key), each) for key, each in after.items())
    yield from ((key, each, None) for key, each in before.items() if key not in after)


def _said(value: object) -> str:
    return "-" if value in (None, "") else str(value)
