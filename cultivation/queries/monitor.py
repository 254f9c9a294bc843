"""The plan monitor: what members and applicants add up to, by industry, beside the targets of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from cultivation.core.rules.labels import Label
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.targets import Fields, Plan, PlanTarget, Reported, load_plan
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.succession import recoded
from cultivation.queries.year import State, Year
from cultivation.record.reader import Reader
from cultivation.resources import shipped
from cultivation.steps import Act, Step

NO_INSTITUTION = "none"
Values = Mapping[str, Decimal | str | None]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a group of enterprises adds up to; money in 万元, as filed and corrected.

    `incomplete` counts enterprises that left one of the figures blank: they add nothing to that sum. A
    ratio is None where there is nothing to divide by.
    """

    firms: int
    output: Decimal
    emerging_output: Decimal
    rd: Decimal
    patents: int
    rd_ratio: Fraction | None
    rd_staff_share: Fraction | None
    rd_institution_share: Fraction | None
    growth: Fraction | None
    incomplete: int
    talents: int = 0


@dataclass(frozen=True, slots=True)
class IndustryFigures:
    """One industry: members, all applicants, and what the plan wants of its output, if it says so."""

    industry: str
    label: Label
    members: Figures
    applicants: Figures
    output_target: Decimal | None


@dataclass(frozen=True, slots=True)
class ZoneFigures:
    """One zone: the group of zones that it belongs to, where the rules have groups, members, applicants."""

    zone: str
    label: Label
    group: Label | None
    members: Figures
    applicants: Figures


@dataclass(frozen=True, slots=True)
class ZoneProgress:
    """What a zone is to reach of a target by its own enterprises, and what its applicants come to."""

    zone: str
    label: Label
    at_least: Decimal
    applicants: Fraction | None

    @property
    def reached(self) -> bool | None:
        """Tell whether it is reached; None where nothing is known."""
        return None if self.applicants is None else self.applicants >= Fraction(self.at_least)


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """A target of the plan beside what the review measures; both values are None where it measures nothing.

    `share` is the applicants' value in the target. `course` gives (year, members, applicants) for each
    year with applications until this one. `base` is that of the plan's base year, as the group chose it.
    `this_year` is what the plan wants of the year; `reported` the last figure of the whole city, by year.
    """

    key: str
    target: PlanTarget
    note: Label
    members: Fraction | None
    applicants: Fraction | None
    share: Fraction | None
    course: tuple[tuple[int, Fraction | None, Fraction | None], ...]
    base: Decimal | None = None
    this_year: Decimal | None = None
    reported: tuple[int, Reported] | None = None
    zones: tuple[ZoneProgress, ...] = ()

    @property
    def reached(self) -> bool | None:
        """Tell whether a ratio is at the target among the applicants; None where that says nothing."""
        if self.target.extent != "like" or self.applicants is None or self.target.at_least is None:
            return None
        return self.applicants >= Fraction(self.target.at_least)


@dataclass(frozen=True, slots=True)
class Monitor:
    """One year. Members are those of the year's pool; before its decision, those of the pool until then.

    `without_application` are members that did not apply in the year, so that their figures are missing.
    """

    year: int
    decided: bool
    plan: Plan
    industries: tuple[IndustryFigures, ...]
    members: Figures
    applicants: Figures
    without_application: tuple[str, ...]
    targets: tuple[TargetProgress, ...]
    zones: tuple[ZoneFigures, ...] = ()
    growth: str = "stated"


def monitor(year: Year, folders: Iterable[Path] = (), growth: str = "stated") -> Monitor:
    """Set a year's applications beside the plan; refuse where no plan belongs to the year's rule set.

    `folders` are looked through for targets before those that ship. `growth` says which figure of the base
    year counts where the plan contradicts itself: as it is `stated`, or as it is `computed` again.
    """
    return monitored(year, plan_of(year.rules, folders), growth)


def monitored(year: Year, plan: Plan, growth: str = "stated") -> Monitor:
    """Set a year's applications beside a plan."""
    rules, number = year.rules, year.number
    years = {each.number: each for each in year.state.years if each.number <= number}
    members = {key: members_of(each) for key, each in years.items()}
    filed = {key: _filed(each, plan.fields, members[key]) for key, each in years.items()}
    own, inside = filed[number], members[number]
    industries = tuple(_by_industry(plan, rules, own, inside))
    zones = tuple(_by_zone(plan, rules, own, inside))
    targets = tuple(
        replace(
            _progress(key, each, plan, filed, members, number),
            base=each.base_by(growth),
            this_year=each.yearly.get(number),
            reported=max(((y, r) for y, r in each.reported.items() if y <= number), default=None, key=_first),
            zones=tuple(_of_zones(each, plan, rules, own)),
        )
        for key, each in plan.targets.items()
    )
    absent = tuple(sorted(inside - own.keys()))
    pool, all_ = _figures(_some(own, inside), plan.fields), _figures(own.values(), plan.fields)
    return Monitor(number, year.is_decided, plan, industries, pool, all_, absent, targets, zones, growth)


def plan_of(rules: RuleSet, folders: Iterable[Path] = ()) -> Plan:
    """Return the targets that belong to the standard of a rule set."""
    found = find_plan(rules, folders)
    if found is not None:
        return found
    raise Refused(
        _(
            "No plan with targets is defined for {standard}; write one into rules/targets of "
            "the workspace (see docs/after.md)."
        ).format(standard=rules.standard or rules.id)
    )


def find_plan(rules: RuleSet, folders: Iterable[Path] = ()) -> Plan | None:
    """Return the targets that belong to the standard of a rule set, None where there are none."""
    path = find_plan_file(rules, folders)
    return load_plan(path.read_bytes(), path.name) if path else None


def find_plan_file(rules: RuleSet, folders: Iterable[Path] = ()) -> Path | None:
    """Return the file of these targets."""
    for folder in (*folders, shipped("scoring_rules") / "targets"):
        for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
            plan = load_plan(path.read_bytes(), path.name)
            if (rules.standard or rules.id) in plan.standards:
                return path
    return None


def members_of(year: Year) -> set[str]:
    """Return the members of a year's pool, or of the pool before where it is not decided."""
    if not year.is_decided:
        return set(year.members_before)
    return {member.id for member in year.reader.members(year.number)}


def _filed(year: Year, fields: Fields, inside: set[str]) -> dict[str, Values]:
    """Return what each applicant of a year filed in the fields that are watched.

    A member that has another code since it applied is found under the code by which it is a member.
    """
    rules, later = year.rules, recoded(year.reader)
    wanted = {name: key for name, key in fields.model_dump().items() if key in rules.fields}
    found: dict[str, Values] = {}
    for row in year.rows.values():
        now = later.get(row.enterprise_id, row.enterprise_id)
        key = now if now in inside else row.enterprise_id
        found[key] = {name: _value(row.text(field), rules, field) for name, field in wanted.items()}
    return found


def _value(text: str | None, rules: RuleSet, key: str) -> Decimal | str | None:
    return Decimal(text) if text is not None and rules.fields[key].choices is None else text


def _some(filed: Mapping[str, Values], wanted: Iterable[str]) -> list[Values]:
    return [filed[key] for key in wanted if key in filed]


def _by_industry(
    plan: Plan, rules: RuleSet, filed: Mapping[str, Values], inside: set[str]
) -> Iterator[IndustryFigures]:
    """Yield the industries in the order of the rule set, those with neither firm nor target left out."""
    field = rules.fields[plan.fields.industry]
    wanted = {
        each.industry: each.at_least
        for each in plan.targets.values()
        if each.measure == "output" and each.industry
    }
    for key, label in rules.choices.get(field.choices or "", {}).items():
        own = {firm: values for firm, values in filed.items() if values.get("industry") == key}
        if own or key in wanted:
            pool = _figures(_some(own, inside), plan.fields)
            yield IndustryFigures(key, label, pool, _figures(own.values(), plan.fields), wanted.get(key))


def _first(pair: tuple[int, Reported]) -> int:
    return pair[0]


def _by_zone(
    plan: Plan, rules: RuleSet, filed: Mapping[str, Values], inside: set[str]
) -> Iterator[ZoneFigures]:
    """Yield the zones in the order of their groups, then of the rule set, those without a firm left out."""
    key = plan.fields.zone
    if key is None or key not in rules.fields:
        return
    labels = rules.choices.get(rules.fields[key].choices or "", {})
    groups = groups_of(rules, key)
    order = {zone: at for at, zone in enumerate(groups)}
    for zone in sorted(labels, key=lambda each: order.get(each, len(order))):
        own = {firm: values for firm, values in filed.items() if values.get("zone") == zone}
        if own:
            pool, all_ = (
                _figures(_some(own, inside), plan.fields),
                _figures(own.values(), plan.fields),
            )
            yield ZoneFigures(zone, labels[zone], groups.get(zone), pool, all_)


def groups_of(rules: RuleSet, field: str) -> dict[str, Label]:
    """Return the choices that a grouping of a field puts together, each with its group."""
    grouping = rules.groupings.get(field)
    return {
        choice: group for group in (grouping.groups.values() if grouping else ()) for choice in group.choices
    }


def _of_zones(
    target: PlanTarget, plan: Plan, rules: RuleSet, filed: Mapping[str, Values]
) -> Iterator[ZoneProgress]:
    """Yield what each zone has reached of what is wanted of it."""
    key = plan.fields.zone
    labels = rules.choices.get(rules.fields[key].choices or "", {}) if key in rules.fields else {}
    for zone, wanted in target.zones.items():
        if zone not in labels:
            sentence = _("The targets of {plan} name a zone that does not exist: {zone}")
            raise Refused(sentence.format(plan=plan.id, zone=zone))
        own = [values for values in filed.values() if values.get("zone") == zone]
        yield ZoneProgress(zone, labels[zone], wanted, _measured(target, own, plan.fields))


def _figures(firms: Iterable[Values], fields: Fields) -> Figures:
    rows = list(firms)
    watched = [name for name in ("output", "emerging_output", "rd", "patents") if getattr(fields, name)]
    return Figures(
        len(rows),
        _sum(rows, "output"),
        _sum(rows, "emerging_output"),
        _sum(rows, "rd"),
        int(_sum(rows, "patents")),
        _ratio(rows, "rd", "output"),
        _ratio(rows, "rd_staff", "staff"),
        _share_with_institution(rows),
        _growth(rows),
        sum(any(row.get(name) is None for name in watched) for row in rows),
        int(_sum(rows, "talents")),
    )


def _sum(rows: Iterable[Values], name: str) -> Decimal:
    return sum((value for row in rows if isinstance(value := row.get(name), Decimal)), Decimal(0))


def _ratio(rows: Iterable[Values], above: str, below: str) -> Fraction | None:
    """Return the ratio of two sums over the enterprises that filed both."""
    both = [row for row in rows if row.get(above) is not None and row.get(below) is not None]
    whole = _sum(both, below)
    return Fraction(_sum(both, above)) / Fraction(whole) if whole else None


def _growth(rows: Iterable[Values]) -> Fraction | None:
    ratio = _ratio(rows, "output", "output_previous")
    return None if ratio is None else ratio - 1


def _share_with_institution(rows: Iterable[Values]) -> Fraction | None:
    known = [value for row in rows if (value := row.get("rd_institution")) is not None]
    return Fraction(sum(value != NO_INSTITUTION for value in known), len(known)) if known else None


def _progress(
    key: str,
    target: PlanTarget,
    plan: Plan,
    filed: Mapping[int, Mapping[str, Values]],
    members: Mapping[int, set[str]],
    year: int,
) -> TargetProgress:
    course = tuple(
        (
            each,
            _measured(target, _some(firms, members[each]), plan.fields),
            _measured(target, firms.values(), plan.fields),
        )
        for each, firms in filed.items()
        if firms and target.measure
    )
    _year, pool, all_ = next((each for each in course if each[0] == year), (year, None, None))
    share = None if all_ is None or not target.at_least else all_ / Fraction(target.at_least)
    return TargetProgress(key, target, plan.notes[target.note], pool, all_, share, course)


def _measured(target: PlanTarget, firms: Iterable[Values], fields: Fields) -> Fraction | None:
    """Return what a target's measure gives for some enterprises, those of its industry where it has one."""
    rows = [each for each in firms if target.industry in (None, each.get("industry"))]
    if target.measure is None or not rows:
        return None
    value = getattr(_figures(rows, fields), target.measure)
    return None if value is None else Fraction(value)


def latest_with_applications(reader: Reader) -> Year:
    """Return the latest year with applications, or refuse and name the missing step."""
    filed = [each for each in State(reader).years if each.review_year.applications_seq is not None]
    if not filed:
        raise Refused(_("No applications are on record yet."), step=Step(Act.INTAKE))
    return filed[-1]
