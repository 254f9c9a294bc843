"""A rule set as a page: a table as in the official document, then gates, vetoes, passing, ties, policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cultivation.core.rules.model import Condition, Dimension, RuleSet
from cultivation.core.wording.classes import classes_text
from cultivation.core.wording.formulas import computed_text, formula_text
from cultivation.core.wording.others import asked_of_others
from cultivation.core.wording.panel import panel_text
from cultivation.core.wording.policy import policy_text
from cultivation.core.wording.rules import points_lines, source_text, tie_text
from cultivation.language import _, bracketed, current, join_sentences


@dataclass(frozen=True)
class Part:
    """A table of the page with its heading; the cells may hold several lines."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class RulePage:
    """What is shown of a rule set: its title, sentences above, tables, sentences below."""

    title: str
    above: Sequence[str]
    parts: Sequence[Part]
    below: Sequence[str]


def rule_page(rules: RuleSet) -> RulePage:
    """Set a rule set out in the language spoken now."""
    parts = (
        Part(_("Points"), criterion_headers(), criterion_rows(rules)),
        _computed(rules),
        _conditions(rules, _("Gates: all must hold"), rules.gates),
        _conditions(rules, _("Vetoes: none may hold"), rules.vetoes),
        _conditions(rules, _("Direct passes: one replaces the points"), _direct(rules)),
        _doubts(rules),
        _others(rules),
    )
    title = f"{rules.name.text(current())}  {rules.id} {rules.version}"
    shown = tuple(part for part in parts if part.rows)
    below = (*_totals(rules), ties_text(rules), *classes_text(rules), *panel_text(rules), policy_text(rules))
    return RulePage(title, _above(rules), shown, below)


def criterion_headers() -> list[str]:
    """Return the headers of the table of criteria."""
    return [_("dimension"), _("criterion"), _("maximum"), _("points"), _("source")]


def criterion_rows(rules: RuleSet) -> list[list[str]]:
    """Return a row for each criterion: dimension, criterion, maximum, how points are given, source."""
    rows = []
    for dimension_id, key, criterion in rules.each_criterion():
        dimension = rules.dimensions[dimension_id]
        first = key == next(iter(dimension.criteria))
        rows.append(
            [
                _dimension(dimension) if first else "",
                rules.criterion_label(key).text(current()),
                str(criterion.maximum),
                "\n".join(points_lines(rules, criterion)),
                source_text(rules, criterion.source),
            ]
        )
    return rows


def _dimension(dimension: Dimension) -> str:
    remarks = [
        text
        for holds, text in (
            (dimension.on_top, _("in addition to the others")),
            (dimension.uncapped, _("without an upper bound")),
            (dimension.minimum is not None, _("down to {points}").format(points=dimension.minimum)),
            (
                dimension.at_least is not None,
                _("at least {points} to pass").format(points=dimension.at_least),
            ),
            (dimension.aggregate == "geometric", _("geometric mean")),
        )
        if holds
    ]
    return "\n".join([f"{dimension.text(current())} {dimension.maximum}", *remarks])


def _computed(rules: RuleSet) -> Part:
    keys = (*rules.text_matches, *rules.indicators)
    rows = [[rules.label_of(key).text(current()), computed_text(rules, key)] for key in keys]
    return Part(_("What is computed from the values filed"), [_("name"), _("how")], rows)


def _conditions(rules: RuleSet, title: str, conditions: Mapping[str, Condition]) -> Part:
    rows = [
        [each.text(current()), formula_text(rules, each.test), source_text(rules, each.source)]
        for each in conditions.values()
    ]
    return Part(title, [_("name"), _("condition"), _("source")], rows)


def _direct(rules: RuleSet) -> Mapping[str, Condition]:
    return rules.pass_.direct if rules.pass_ else {}


def _doubts(rules: RuleSet) -> Part:
    rows = [
        [
            each.text(current()),
            formula_text(rules, each.doubt_when),
            source_text(rules, each.source) if each.source else "",
        ]
        for each in rules.plausibility.values()
    ]
    return Part(
        _("Doubts: reported, without excluding anyone"), [_("name"), _("condition"), _("source")], rows
    )


def _others(rules: RuleSet) -> Part:
    rows = [[each.name, each.what, each.source] for each in asked_of_others(rules)]
    return Part(_("Asked of others, beside the claims"), [_("name"), _("what is asked"), _("source")], rows)


def _above(rules: RuleSet) -> list[str]:
    until = rules.valid_until.isoformat() if rules.valid_until else _("further notice")
    valid = _("In force from {start} until {end}.").format(start=rules.valid_from, end=until)
    return [valid, *([rules.note.text(current())] if rules.note else [])]


def _totals(rules: RuleSet) -> list[str]:
    """Say how the total comes about where it is no plain sum, and what it must reach."""
    sentences = []
    if rules.total.aggregate == "geometric":
        sentences.append(_("The total is the geometric mean of the dimensions, of {maximum}."))
    if rules.total.at_most is not None:
        sentences.append(_("The total is at most {at_most}."))
    if rules.total.at_least is not None:
        sentences.append(_("The total is at least {at_least}."))
    if rules.total.round_to is not None:
        sentences.append(_("The total is rounded half up to steps of {round_to}."))
    if rules.total.order == "ascending":
        sentences.append(_("Fewer points are better: the lowest total comes first."))
    if rules.total.share_of_best:
        sentences.append(_("The total is also shown as a share of the best."))
    words = {**dict(rules.total), "maximum": rules.maximum}
    said = [sentence.format(**words) for sentence in sentences]
    return said + ([passing_text(rules)] if rules.pass_ else [])


def passing_text(rules: RuleSet) -> str:
    """Say the pass mark and where it comes from."""
    source = bracketed(source_text(rules, rules.pass_.source)) if rules.pass_ else ""
    return mark_text(rules) + source


def mark_text(rules: RuleSet) -> str:
    """Say the pass mark."""
    mark = rules.pass_
    if mark is None or (mark.above is None and mark.at_least is None):
        return _("No total is required.")
    if mark.above is not None:
        return _("To pass: more than {points} points.").format(points=mark.above)
    return _("To pass: at least {points} points.").format(points=mark.at_least)


def ties_text(rules: RuleSet) -> str:
    """Say what decides between equal totals, and which places there are."""
    text, more = _("Ties: {ties}").format(ties=tie_text(rules)), []
    if rules.places == "shared":
        more.append(_("Those that nothing else tells apart share a place; the places after them stay empty."))
    if rules.places == "dense":
        more.append(_("Those that nothing else tells apart share a place; the next place follows at once."))
    if rules.rank_within is not None:
        within = _("Places are also given within each {group}.")
        more.append(within.format(group=rules.label_of(rules.rank_within).text(current())))
    return join_sentences([_("{text}.").format(text=text), *more]) if more else text


def markdown(page: RulePage) -> str:
    """Write the page in Markdown."""
    lines = [f"# {page.title}", "", *(f"{sentence}\n" for sentence in page.above)]
    for part in page.parts:
        lines += [f"## {part.title}", "", _row(part.headers), _row(["---"] * len(part.headers))]
        lines += [*(_row(row) for row in part.rows), ""]
    lines += [f"- {sentence}" for sentence in page.below]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells) + " |"
