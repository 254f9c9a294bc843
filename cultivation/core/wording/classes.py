"""The classes of the ranked in words."""

from __future__ import annotations

from collections.abc import Iterator

from cultivation.core.rules.class_rule import ScoreClass
from cultivation.core.rules.model import RuleSet
from cultivation.core.wording.formulas import formula_text
from cultivation.core.wording.rules import source_text
from cultivation.language import N_, _, bracketed, current, join_clauses

TIES = {
    "better": N_("Equal totals share the better class."),
    "worse": N_("Equal totals share the lower class."),
    "apart": N_("Equal totals are told apart by the tie chain."),
}
WHOLE = {
    "down": N_("Shares of places are rounded down."),
    "half_up": N_("Shares of places are rounded half up."),
    "up": N_("Shares of places are rounded up."),
}


def classes_text(rules: RuleSet) -> list[str]:
    """Say which classes there are and what decides; nothing where there are none."""
    rule = rules.classes
    if rule is None:
        return []
    listed = [_class(rules, each) for each in rule.classes.values()]
    sentence = _("Classes: {classes}.").format(classes=join_clauses(listed))
    shares = any(each.up_to is not None for each in rule.classes.values())
    more = [_(TIES[rule.ties]), _(WHOLE[rule.whole])] if shares else []
    return [" ".join([sentence, *more, bracketed(source_text(rules, rule.source)).strip()])]


def _class(rules: RuleSet, each: ScoreClass) -> str:
    asked = list(_asked(rules, each)) or [_("the rest")]
    return each.text(current()) + bracketed(join_clauses(asked))


def _asked(rules: RuleSet, each: ScoreClass) -> Iterator[str]:
    if each.test is not None:
        yield formula_text(rules, each.test)
    if each.at_least is not None:
        yield _("at least {points} points").format(points=each.at_least)
    if each.up_to is not None:
        yield _("up to {share} % of the places").format(share=f"{(each.up_to * 100).normalize():f}")
