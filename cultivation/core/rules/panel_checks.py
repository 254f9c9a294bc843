"""What is wrong with what a rule set says of its experts: one panel, or several that mark apart."""

from __future__ import annotations

from cultivation.core.rules.fields import FieldType
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.panel_rule import FEWEST_TO_TRIM, PanelRule
from cultivation.core.rules.references import Found, Path, check_reference


def check_panels(rules: RuleSet) -> Found:
    """A panel has something to mark, enough experts to trim, and texts in which people are named."""
    if rules.panel is not None:
        yield from _panel(rules, rules.panel, ("panel",), "")
    if rules.panel is not None and rules.panels:
        yield "panel_and_panels", ("panel",), {}
    for key, panel in rules.panels.items():
        yield from _panel(rules, panel, ("panels", key), key)
    yield from _marks(rules)


def _marks(rules: RuleSet) -> Found:
    """Where there are several panels, each mark names one; else none does."""
    for key, rule in rules.fields.items():
        path: Path = ("fields", key, "panel")
        if rule.panel is not None and (rule.filled_by != "expert" or not rules.panels):
            yield "panel_of_field", path, {"name": key}
        elif rule.panel is not None:
            yield from check_reference(rule.panel, rules.panels, path)
        elif rules.panels and rule.filled_by == "expert":
            yield "mark_without_panel", ("fields", key), {"name": key, "known": ", ".join(rules.panels)}


def _panel(rules: RuleSet, panel: PanelRule, path: Path, own: str) -> Found:
    marks = [rule for rule in rules.fields.values() if rule.filled_by == "expert"]
    if not any(not own or rule.panel == own for rule in marks):
        yield "panel_nothing", path, {}
    if panel.aggregate == "trimmed_mean" and (panel.experts_each or FEWEST_TO_TRIM) < FEWEST_TO_TRIM:
        details = {"value": str(panel.experts_each), "needed": str(FEWEST_TO_TRIM)}
        yield "panel_trim", (*path, "experts_each"), details
    for key, field in panel.conflicts.named:
        place = "legal_representative" if key == "legal_representative" else "shareholders"
        here: Path = (*path, "conflicts", place)
        yield from check_reference(field, rules.fields, here)
        rule = rules.fields.get(field)
        if rule and (rule.type is not FieldType.TEXT or rule.filled_by == "expert"):
            yield "panel_people", here, {"name": field}
    if panel.source is not None:
        yield from check_reference(panel.source.document, rules.sources, (*path, "source"))
