"""Why an amount of support is what it is, in words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from cultivation.canonical import exact_text
from cultivation.core.pool.entitlements import Entitlement, Reason
from cultivation.core.rules.measures import Measures
from cultivation.core.rules.model import RuleSet
from cultivation.core.wording.formulas import formula_text
from cultivation.core.wording.values import number_text
from cultivation.language import N_, _, current, join_clauses

SENTENCES = {
    "fixed": N_("{amount} 万元"),
    "rate": N_("{rate} of {of} ({base}): {gives} 万元"),
    "capped": N_("at most {most} 万元"),
    "not_both": N_("not both: {measure} with {amount} 万元 is higher or comes first"),
    "once": N_("had it before, and it is given once"),
    "suspended": N_("suspended: {why}"),
    "unknown": N_("cannot be told, figures are missing: {formula}"),
    "withheld": N_("not due, as this does not hold: {formula}"),
    "ceiling": N_("{ceiling} 万元 a year is the most for one enterprise over all measures; {asked} were due"),
    "budget": N_("the budget has {there} 万元, {asked} fall due; before it was {before}"),
    "left": N_("left the pool before {years} years were over; {share} comes back"),
    "missed": N_("a target was missed; {share} comes back: {formula}"),
}


def measure_name(found: Measures, key: str) -> str:
    """Name a measure."""
    return found.measures[key].text(current()) if key in found.measures else key


def entitlement_text(found: Measures, key: str, amount: Decimal) -> str:
    """Say what was approved under a measure."""
    return _("{measure}, {amount} 万元").format(measure=measure_name(found, key), amount=f"{amount:,}")


def reasons_text(line: Entitlement, found: Measures, rules: RuleSet) -> str:
    """Say why the amount of a line is what it is."""
    return join_clauses(reason_text(each, found, rules) for each in line.reasons)


def reason_text(reason: Reason, found: Measures, rules: RuleSet) -> str:
    """Say one reason."""
    details = {key: _detail(key, value, found, rules) for key, value in reason.details}
    return _(SENTENCES[reason.code]).format(**details)


def _detail(key: str, value: str, found: Measures, rules: RuleSet) -> str:
    match key:
        case "measure":
            return measure_name(found, value)
        case "formula" | "of":
            return formula_text(rules, value)
        case "rate" | "share":
            return number_text(exact_text(Fraction(value)) or "", "%")
        case "base" | "gives":
            return number_text(exact_text(Fraction(value)) or "", "")
        case "why":
            return value
        case _:
            return number_text(value, "")
