"""What a rule set says of its panel, in sentences."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.panel_rule import PanelRule
from cultivation.core.rules.rounding import to_units, units_text
from cultivation.core.wording.rules import label, source_text
from cultivation.language import N_, _, bracketed, current, join_names, join_sentences

PLACES = Decimal("0.01")
AGGREGATES = {
    "mean": N_("mean"),
    "trimmed_mean": N_("mean without the highest and the lowest"),
    "median": N_("median"),
    "nearest_two": N_("mean of the two nearest marks"),
}
MEASURES = {"range": N_("range"), "sd": N_("standard deviation")}


def panel_text(rules: RuleSet) -> list[str]:
    """Say how experts' marks become points, a line for each panel; nothing where nothing is said."""
    lines = [_one_panel(rules, rules.panel)] if rules.panel else []
    for key, panel in rules.panels.items():
        marked = (mark for mark in rules.criterion_of_mark if rules.panel_of(mark) == key)
        labels = [rules.criterion_label(rules.criterion_of_mark[mark]).text(current()) for mark in marked]
        sentence = _("Marked by {panel}: {criteria}.")
        said = sentence.format(panel=panel.text(current()), criteria=join_names(dict.fromkeys(labels)))
        lines.append(join_sentences([said, _one_panel(rules, panel)]))
    return lines


def by_panel(rules: RuleSet, mark: str, text: str) -> str:
    """Put the name of the panel that gives a mark behind a text; nothing where there is but one panel."""
    named = rules.panel_label(mark)
    return text + bracketed(named.text(current())) if named else text


def _one_panel(rules: RuleSet, panel: PanelRule) -> str:
    said = [
        _("Experts' marks: {aggregate}.").format(aggregate=_(AGGREGATES[panel.aggregate])),
        _counts(panel),
    ]
    if panel.experts_each:
        said.insert(0, _("{number} experts mark each enterprise.").format(number=panel.experts_each))
    said.append(_("Rounded half up to steps of {step}.").format(step=panel.round_to))
    said.append(discussion_text(panel))
    if panel.conflicts.named:
        fields = join_names(label(rules, field) for _key, field in panel.conflicts.named)
        said.append(
            _("An expert does not mark enterprises that name the expert in: {fields}.").format(fields=fields)
        )
    if panel.source:
        said.append(bracketed(source_text(rules, panel.source)).strip())
    return join_sentences(said)


def _counts(panel: PanelRule) -> str:
    if panel.calibrate:
        return _("They count after adjusting for each expert's strictness (ridge {ridge}).").format(
            ridge=panel.ridge
        )
    return _("They count as given.")


def discussion_text(panel: PanelRule) -> str:
    """Say from which disagreement on experts should talk."""
    return _("To be discussed: a {measure} of {share} % of the criterion's maximum or more.").format(
        measure=_(MEASURES[panel.discuss.measure]), share=f"{(panel.discuss.from_ * 100).normalize():f}"
    )


def decimal_text(value: Fraction, step: Decimal, sign: bool = False) -> str:
    """Write a ratio rounded half up to a step."""
    text = units_text(to_units(value, step), step)
    return f"+{text}" if sign and value > 0 and not text.startswith("+") else text


def deviation_text(variance: Fraction) -> str:
    """Write the standard deviation of a variance to two places."""
    with localcontext(prec=30):
        root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
        return str(root.quantize(PLACES))
