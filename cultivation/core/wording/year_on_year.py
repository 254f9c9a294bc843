"""What a change between years is due to, in words."""

from __future__ import annotations

from fractions import Fraction

from cultivation.core.explanation.value_contributions import CONDITIONS
from cultivation.core.rules.model import RuleSet
from cultivation.language import _, current


def value_label(name: str, rules: RuleSet) -> str:
    """Name a player of the split: an indicator, a field, a dimension, or the conditions."""
    if name == CONDITIONS:
        return _("gates and vetoes")
    if name in rules.dimensions:
        return rules.dimensions[name].text(current())
    return rules.label_of(name).text(current()) if name else _("values that several dimensions use")


def places_text(places: Fraction) -> str:
    """Show places with their sign, whole ones without a point."""
    return f"{int(places):+d}" if places.denominator == 1 else f"{float(places):+.2f}"


def signed_points(number: Fraction) -> str:
    """Show an exact number rounded to two places, with its sign."""
    return f"{float(number):+.2f}"
