"""A flag in words: what is odd, with the figures and what is usual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.units import with_unit
from cultivation.language import N_, _, current, join_clauses, join_names

KINDS = {
    "copied": N_("the same figures as {other}"),
    "repeated": N_("same figures as last year"),
    "round": N_("all amounts are round"),
    "unlike_peers": N_("unlike its nearest peers"),
    "jump": N_("jumped since last year"),
    "points_unlike_peers": N_("points unlike those of its nearest peers"),
    "isolated": N_("has no near peers"),
}
RESULTS = {
    "confirmed": N_("confirmed: the figures are wrong"),
    "explained": N_("explained: the figures are right"),
    "corrected": N_("corrected"),
}


def kind_text(flag: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Say what kind of flag it is; `flag` is in the form of the stored result."""
    return _(KINDS[flag["kind"]]).format(other=names.get(flag["other"], flag["other"]))


def evidence_text(flag: Mapping[str, Any], rules: RuleSet, points: Any) -> str:
    """List the figures; `points` writes units of a total as text."""
    return join_clauses(_evidence(flag["kind"], each, rules, points) for each in flag["evidence"])


def _evidence(kind: str, evidence: Mapping[str, Any], rules: RuleSet, points: Any) -> str:
    name = evidence["name"]
    if not name:
        shown = [points(round(float(evidence[each]))) for each in ("value", "low", "high")]
        return _("total {value}, peers {low} to {high}").format(value=shown[0], low=shown[1], high=shown[2])
    label, unit = rules.label_of(name).text(current()), rules.unit_text(rules.unit_of(name), current())
    value = figure(evidence["value"], unit)
    if evidence["low"] is None:
        return f"{label} {value}"
    if kind == "jump":
        before = figure(evidence["low"], unit)
        return _("{figure} {value}, last year {before}").format(figure=label, value=value, before=before)
    low, high = figure(evidence["low"], unit), figure(evidence["high"], unit)
    return _("{figure} {value}, peers {low} to {high}").format(figure=label, value=value, low=low, high=high)


def figure(text: str, unit: str) -> str:
    """Show a figure for reading."""
    number = float(text)
    if unit == "%":
        return f"{number:.2%}".replace("%", " %")
    shown = f"{number:,.2f}".rstrip("0").rstrip(".")
    return with_unit(shown, unit)


def group_text(marks: Sequence[Sequence[Any]], rules: RuleSet) -> str:
    """Name a group by the figures that mark it."""
    high, low = _("high {figure}"), _("low {figure}")
    named = [
        (high if sign > 0 else low).format(figure=rules.label_of(name).text(current()))
        for name, sign in marks
    ]
    return join_names(named) or _("average in all figures")
