"""The sheet of the rules in force: criteria, gates, vetoes, ties and pool policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cultivation.core.rules.model import Condition, Criterion, RuleSet
from cultivation.core.wording.formulas import formula_text, indicator_text
from cultivation.core.wording.policy import policy_text
from cultivation.core.wording.rule_page import passing_text
from cultivation.core.wording.rules import points_text, source_text
from cultivation.language import _, current
from cultivation.outputs.tables.model import Column, Row, Table
from cultivation.queries.shortlist.data import ShortlistData


def rules_in_force(data: ShortlistData) -> Table:
    """Make the sheet that says how points are given and who is in, readable without the rule file."""
    rules = data.rules
    columns = (
        Column(_("Part")),
        Column(_("Name"), widest=36),
        Column(_("Maximum points"), "General"),
        Column(_("What is looked at"), widest=50),
        Column(_("How it counts"), widest=60),
        Column(_("Source"), widest=50),
    )
    rows = (
        *_criteria(rules),
        *_conditions(rules, _("Gate"), _("must hold"), rules.gates),
        *_conditions(rules, _("Veto"), _("must not hold"), rules.vetoes),
        *_passing(rules),
        *_ties(rules),
        *_policy(rules),
    )
    name = _("Rules in force")
    notes = (data.rules_note, *data.notes)
    return Table("rules", name, data.title(name), notes, columns, rows, frozen=2, fixed=True)


def _criteria(rules: RuleSet) -> Iterator[Row]:
    """Give each dimension a heading and each criterion a row."""
    for dimension in rules.dimensions.values():
        heading = (_("Dimension"), dimension.text(current()), float(dimension.maximum), "", "", "")
        yield Row(heading, "heading")
        for key, criterion in dimension.criteria.items():
            yield Row(
                (
                    _("Criterion"),
                    rules.criterion_label(key).text(current()),
                    float(criterion.maximum),
                    _looked_at(rules, criterion),
                    _method(rules, criterion),
                    source_text(rules, criterion.source),
                )
            )


def _looked_at(rules: RuleSet, criterion: Criterion) -> str:
    """Name the indicator, and for a table or alternatives what else decides, too."""
    return " × ".join(indicator_text(rules, key) for key in criterion.looks_at)


def _method(rules: RuleSet, criterion: Criterion) -> str:
    """Say how points are given, and what happens where the indicator cannot be computed."""
    undefined = {
        "zero": _("cannot be computed: 0 points"),
        "ineligible": _("cannot be computed: not eligible"),
        "median": _("cannot be computed: the median is used, or 0 points"),
        "mean": _("cannot be computed: the mean is used, or 0 points"),
    }
    text = points_text(rules, criterion)
    return f"{text}\n{undefined[criterion.when_undefined]}" if criterion.when_undefined else text


def _conditions(rules: RuleSet, part: str, effect: str, conditions: Mapping[str, Condition]) -> Iterator[Row]:
    for condition in conditions.values():
        name, test = condition.text(current()), formula_text(rules, condition.test)
        yield Row((part, name, None, test, effect, source_text(rules, condition.source)))


def _passing(rules: RuleSet) -> Iterator[Row]:
    """Say what the points must reach, and what passes without."""
    if rules.pass_ is None:
        return
    yield Row((_("Pass"), _("Pass mark"), None, "", passing_text(rules), ""))
    yield from _conditions(rules, _("Direct pass"), _("replaces the points"), rules.pass_.direct)


def _ties(rules: RuleSet) -> Iterator[Row]:
    """Name the keys that decide between equal totals, in their order."""
    orders = {"descending": _("higher first"), "ascending": _("lower first")}
    for number, tie in enumerate(rules.ties, start=1):
        name = _("Equal totals, key {number}").format(number=number)
        yield Row((_("Tie"), name, None, rules.label_of(tie.by).text(current()), orders[tie.order], ""))


def _policy(rules: RuleSet) -> Iterator[Row]:
    """Say who enters and who stays, with the places."""
    policy = rules.pool
    if policy.unlimited:
        yield Row((_("Pool"), _("Capacity"), None, "", policy_text(rules), ""))
        return
    sentences = (
        (_("Capacity"), _("the pool holds {number} enterprises"), policy.capacity),
        (_("Entry"), _("newcomers enter on place {number} or better"), policy.enter_rank),
        (_("Stay"), _("members stay down to place {number}"), policy.stay_rank),
        (_("Reserve list"), _("the best {number} outside the pool"), policy.reserve),
    )
    for name, sentence, number in sentences:
        yield Row((_("Pool"), name, None, "", sentence.format(number=number), ""))
