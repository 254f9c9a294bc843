"""What a rule set asks of others than applicants, in words: registers, zones, departments, papers, visits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cultivation.core.rules.evidence_rule import Paper, Trigger
from cultivation.core.rules.labels import Source
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.opinion_rule import DepartmentRule, ZoneRule
from cultivation.core.rules.register_rule import RegisterRule
from cultivation.core.rules.units import with_unit
from cultivation.core.wording.formulas import formula_text
from cultivation.core.wording.rules import label, source_text
from cultivation.language import N_, _, current, join_clauses, join_names

UNSETTLED = {
    "shows": N_("a difference is only shown"),
    "blocks": N_("no decision before a difference is settled"),
    "counts": N_("the register's value counts until a difference is settled"),
}
DOUBTED = {
    "higher": N_("only a claim above the register's value is doubted"),
    "lower": N_("only a claim below the register's value is doubted"),
}
ZONES_SILENT = {
    "recommended": N_("no answer in time counts as a recommendation"),
    "not_recommended": N_("no answer in time counts as no recommendation"),
    "open": N_("no answer in time leaves it open"),
}
DEPARTMENTS_SILENT = {
    "no_objection": N_("no answer in time counts as no objection"),
    "open": N_("no answer in time leaves it open"),
}


@dataclass(frozen=True)
class Asked:
    """One thing that is asked for: the section of the rule set, its name, what is asked, the source."""

    part: str
    name: str
    what: str
    source: str = ""


def asked_of_others(rules: RuleSet) -> list[Asked]:
    """Return everything that is asked of others, section by section."""
    return [*_lists(rules), *_registers(rules), *_opinions(rules), *_papers(rules), *_visits(rules)]


def _source(rules: RuleSet, source: Source | None) -> str:
    return source_text(rules, source) if source else ""


def _lists(rules: RuleSet) -> Iterator[Asked]:
    for field, kind in rules.list_fields.items():
        known = rules.list_kinds.get(kind)
        name = known.text(current()) if known else kind
        yield Asked("lists", label(rules, field), _("filled by a list: {list}").format(list=name))


def _registers(rules: RuleSet) -> Iterator[Asked]:
    policy = rules.registers
    if policy.unsettled != "shows" or policy.beside:
        yield Asked("registers", _("Claims beside registers"), _(UNSETTLED[policy.unsettled]))
    for field, rule in policy.beside.items():
        said = [
            _("compared with {measure} of {register}").format(measure=rule.measure, register=rule.register_)
        ]
        said += _tolerances(rules, field, rule)
        said.append(_(UNSETTLED[policy.of(field)]))
        yield Asked("registers", label(rules, field), join_clauses(said))


def _tolerances(rules: RuleSet, field: str, rule: RegisterRule) -> Iterator[str]:
    if rule.tolerance_share is not None:
        yield _("within {share}% it agrees").format(share=(rule.tolerance_share * 100).normalize())
    if rule.tolerance_amount is not None:
        unit = rules.unit_text(rules.unit_of(field), current())
        yield _("within {amount} it agrees").format(amount=with_unit(str(rule.tolerance_amount), unit))
    if rule.direction in DOUBTED:
        yield _(DOUBTED[rule.direction])


def _opinions(rules: RuleSet) -> Iterator[Asked]:
    opinions = rules.opinions
    if opinions is None:
        return
    source = _source(rules, opinions.source)
    yield Asked(
        "opinions", _("Opinions"), _("{days} working days to answer").format(days=opinions.days), source
    )
    if opinions.zones:
        yield Asked("opinions", _("Zones"), join_clauses(_zones(rules, opinions.zones)), source)
    for department in opinions.departments.values():
        what = join_clauses(_department(rules, department))
        yield Asked("opinions", department.text(current()), what, source)


def _zones(rules: RuleSet, zones: ZoneRule) -> Iterator[str]:
    yield _("the zones, by {field}, recommend their applicants").format(field=label(rules, zones.field))
    yield _(ZONES_SILENT[zones.silence])
    quota = rules.pool.recommend
    if quota is None:
        return
    for key, most in quota.at_most.items():
        zone = rules.choice_label(zones.field, key)
        name = zone.text(current()) if zone else key
        yield _("{zone}: at most {number}").format(zone=name, number=most)
    if quota.each_at_most is not None:
        yield _("each other one: at most {number}").format(number=quota.each_at_most)


def _department(rules: RuleSet, department: DepartmentRule) -> Iterator[str]:
    if department.within:
        labels = (rules.choice_label(department.within, key) for key in department.choices)
        choices = join_names(each.text(current()) for each in labels if each)
        yield _("asked about those with {field}: {choices}").format(
            field=label(rules, department.within), choices=choices
        )
    grounds = join_names(each.text(current()) for each in department.grounds.values())
    yield _("may object on: {grounds}").format(grounds=grounds)
    yield _(DEPARTMENTS_SILENT[department.silence])


def _papers(rules: RuleSet) -> Iterator[Asked]:
    for paper in rules.evidence.values():
        yield Asked(
            "evidence",
            paper.text(current()),
            join_clauses(_paper(rules, paper)),
            _source(rules, paper.source),
        )


def _paper(rules: RuleSet, paper: Paper) -> Iterator[str]:
    if paper.optional:
        yield _("may be submitted")
    elif paper.needed_when:
        yield _("needed where {condition}").format(condition=formula_text(rules, paper.needed_when))
    else:
        yield _("needed of everybody")
    shown = [label(rules, field) for field in paper.fields]
    shown += [rules.criterion_label(key).text(current()) for key in paper.criteria]
    if shown:
        yield _("shows {fields}").format(fields=join_names(shown))


def _visits(rules: RuleSet) -> Iterator[Asked]:
    visits = rules.visits
    if visits is None:
        return
    for trigger in visits.triggers.values():
        what = _trigger(rules, trigger)
        yield Asked("visits", trigger.text(current()), what, _source(rules, trigger.source))
    said = [_("at least {percent}% of all applicants, by lots").format(percent=visits.least_percent)]
    if visits.blocks_decision:
        said.append(_("no decision while a visit is open"))
    yield Asked("visits", _("Visits on site"), join_clauses(said), _source(rules, visits.source))


def _trigger(rules: RuleSet, trigger: Trigger) -> str:
    if trigger.test:
        return _("visited where {condition}").format(condition=formula_text(rules, trigger.test))
    if trigger.places is not None:
        return _("visited within {number} places of the cut line").format(number=trigger.places)
    return _("visited")
