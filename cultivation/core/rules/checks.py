"""Checks that no model can make alone: references, kinds, sums, gaps. Every mistake is reported."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from cultivation.core.rules.aggregation import LARGEST_ROOT, whole_weights
from cultivation.core.rules.evidence_checks import check_evidence
from cultivation.core.rules.formulas import Kind, Name
from cultivation.core.rules.function_checks import check_criteria, lowest_points
from cultivation.core.rules.headers import normalise
from cultivation.core.rules.match_checks import check_text_matches
from cultivation.core.rules.mistakes import Mistake
from cultivation.core.rules.model import DISTANCES, FieldType, Indicator, RuleSet, cohort_undefined
from cultivation.core.rules.opinion_checks import check_opinions
from cultivation.core.rules.panel_checks import check_panels
from cultivation.core.rules.project_rule import check_project
from cultivation.core.rules.references import Found, Mistaken, Path, check_formula, check_reference
from cultivation.core.rules.slips import explained

LineOf = Callable[[Path], int]
BLANKS = {
    FieldType.IDENTIFIER: ("refuse",),
    FieldType.TEXT: ("refuse", "unknown"),
    FieldType.NUMBER: ("refuse", "unknown", "zero"),
    FieldType.INTEGER: ("refuse", "unknown", "zero"),
    FieldType.DATE: ("refuse", "unknown"),
    FieldType.YES_NO: ("refuse", "unknown", "no"),
    FieldType.CHOICE: ("refuse", "unknown"),
}


def check(rules: RuleSet, line_of: LineOf) -> list[Mistake]:
    """Return every mistake in a rule set whose shape is right."""
    found: list[Mistaken] = []
    for part in (_identity, _names, _groupings, _fields, _headers, check_text_matches):
        found += part(rules)
    formulas, names = _indicators(rules)
    found += formulas
    for part_with_names in (_conditions, check_criteria, _ties, _passing, _classes):
        found += part_with_names(rules, names)
    found += _plausibility(rules)
    found += check_evidence(rules)
    for part in (_sums, _total, _policy, _quotas, check_panels, _registers, check_opinions):
        found += part(rules)
    found += _sources(rules)
    said = (explained(each, rules) for each in found)
    return [Mistake(code, line_of(path), path, details) for code, path, details in said]


def _identity(rules: RuleSet) -> Found:
    for path, name, needed in (
        (("identifier", "field"), rules.identifier.field, FieldType.IDENTIFIER),
        (("name_field",), rules.name_field, FieldType.TEXT),
    ):
        yield from check_reference(name, rules.fields, path)
        if name in rules.fields and rules.fields[name].type is not needed:
            yield "identifier_type", path, {"name": name, "needed": needed}
        elif name in rules.fields and rules.fields[name].blank != "refuse":
            details = {"value": str(rules.fields[name].blank), "type": str(needed)}
            yield "blank_not_possible", ("fields", name, "blank"), details
        if name in rules.fields and rules.fields[name].filled_by != "applicant":
            yield "applicant_needed", ("fields", name, "filled_by"), {"name": name}


def _names(rules: RuleSet) -> Found:
    """Names that a formula could not use, or that mean two things."""
    for key in rules.fields:
        if key == "cutoff" or keyword.iskeyword(key):
            yield "name_reserved", ("fields", key), {"value": key}
    for key in sorted(set(rules.gates) & set(rules.vetoes)):
        yield "name_twice", ("vetoes", key), {"value": key}
    seen: set[str] = set()
    for dimension_id, key, _criterion in rules.each_criterion():
        if key in seen:
            yield "name_twice", ("dimensions", dimension_id, "criteria", key), {"value": key}
        seen.add(key)
    if rules.valid_until is not None and rules.valid_until < rules.valid_from:
        yield "validity_order", ("valid_until",), {"value": rules.valid_until.isoformat()}


def _groupings(rules: RuleSet) -> Found:
    """Groups of choices that there are, each choice in one group."""
    for vocabulary, grouping in rules.groupings.items():
        path: Path = ("groupings", vocabulary)
        yield from check_reference(vocabulary, rules.choices, path)
        yield from check_reference(grouping.source.document, rules.sources, (*path, "source"))
        seen: set[str] = set()
        for key, group in grouping.groups.items():
            for choice in group.choices:
                place: Path = (*path, "groups", key, "choices")
                yield from check_reference(choice, rules.choices.get(vocabulary, {choice: None}), place)
                if choice in seen:
                    yield "name_twice", place, {"value": choice}
                seen.add(choice)


def _fields(rules: RuleSet) -> Found:
    for key, rule in rules.fields.items():
        path: Path = ("fields", key)
        if (rule.type is FieldType.CHOICE) != (rule.choices is not None):
            yield "choices_needed", path, {}
        elif rule.choices is not None:
            yield from check_reference(rule.choices, rules.choices, (*path, "choices"))
            if rule.unlisted is not None and rule.choices in rules.choices:
                yield from check_reference(rule.unlisted, rules.choices[rule.choices], (*path, "unlisted"))
        if rule.minimum is not None and rule.maximum is not None and rule.minimum > rule.maximum:
            details = {"value": str(rule.minimum), "maximum": str(rule.maximum)}
            yield "minimum_above_maximum", (*path, "minimum"), details
        if rule.filled_by != "applicant" and rule.blank == "refuse":
            yield "blank_of_others", (*path, "blank"), {"who": rule.filled_by}
        if (rule.filled_by == "list") != (rule.list is not None) or (
            rule.list is not None and (rule.type is not FieldType.YES_NO or rule.blank != "no")
        ):
            yield "list_field", path, {"name": key}
        if rule.list is not None:
            yield from check_reference(rule.list, rules.list_kinds, (*path, "list"))
        if rule.blank not in BLANKS[rule.type]:
            yield "blank_not_possible", (*path, "blank"), {"value": rule.blank, "type": rule.type}


def _headers(rules: RuleSet) -> Found:
    owners: dict[str, str] = {}
    for key, rule in rules.fields.items():
        for header in rule.headers:
            first = owners.setdefault(normalise(header), key)
            if first != key:
                yield "alias_twice", ("fields", key), {"value": header, "first": first, "second": key}


def _indicators(rules: RuleSet) -> tuple[list[Mistaken], dict[str, Name]]:
    """Compile the indicators in their order; one that fails is still known by name afterwards."""
    names = dict(rules.field_names)
    found: list[Mistaken] = []
    for key, indicator in rules.indicators.items():
        path: Path = ("indicators", key)
        if key in names:
            found.append(("name_taken", path, {"value": key}))
        if bool(indicator.formula) is bool(indicator.cohort):
            found.append(("indicator_one_of", path, {}))
        formula = None
        if indicator.formula:
            formula, mistakes = check_formula(indicator.formula, names, (*path, "formula"), over_all=True)
            found += mistakes
        if indicator.cohort:
            found += _cohort(rules, indicator, names, path)
        undefined = cohort_undefined(indicator, names) if indicator.cohort else False
        names[key] = Name(formula.kind, formula.may_be_undefined) if formula else Name(Kind.NUMBER, undefined)
    return found, names


def _cohort(rules: RuleSet, indicator: Indicator, names: dict[str, Name], path: Path) -> Found:
    if (indicator.cohort in DISTANCES) != bool(indicator.parts):
        yield "parts_needed", path, {"method": str(indicator.cohort)}
        return
    for part, weight in indicator.parts.items():
        yield from check_reference(part, names, (*path, "parts", part))
        if part in names and names[part].kind is not Kind.NUMBER:
            details = {"method": str(indicator.cohort), "name": part, "got": str(names[part].kind)}
            yield "needs_number", (*path, "parts", part), details
        if weight == 0 or (weight < 0 and indicator.cohort == "closeness"):
            yield "part_weight", (*path, "parts", part), {"value": str(weight)}
    if not indicator.parts:
        yield from check_reference(indicator.of, names, (*path, "of"))
    of = names.get(indicator.of)
    if of and of.kind is not Kind.NUMBER:
        details = {"method": str(indicator.cohort), "name": indicator.of, "got": str(of.kind)}
        yield "needs_number", (*path, "of"), details
    if indicator.within is not None:
        yield from check_reference(indicator.within, rules.fields, (*path, "within"))


def _conditions(rules: RuleSet, names: dict[str, Name]) -> Found:
    for section, conditions in (("gates", rules.gates), ("vetoes", rules.vetoes)):
        for key, condition in conditions.items():
            _, mistakes = check_formula(condition.test, names, (section, key, "test"), Kind.TRUTH)
            yield from mistakes


def _plausibility(rules: RuleSet) -> Found:
    """Checks of plausibility see fields as filed, of this year and the last, and nothing computed."""
    known = {"cutoff", *rules.text_matches, *rules.indicators}
    for key, each in rules.plausibility.items():
        path: Path = ("plausibility", key)
        _, mistakes = check_formula(each.doubt_when, rules.looking_back, (*path, "doubt_when"), Kind.TRUTH)
        for code, place, details in mistakes:
            computed = code == "formula_unknown_name" and details["name"] in known
            yield "formula_only_fields" if computed else code, place, details
        for field in each.fields:
            yield from check_reference(field, rules.fields, (*path, "fields"))
        if each.source is not None:
            yield from check_reference(each.source.document, rules.sources, (*path, "source"))


def _sums(rules: RuleSet) -> Found:
    """The maxima of the criteria that are no bonus add up; for what is on top they need not."""
    for key, dimension in rules.dimensions.items():
        path: Path = ("dimensions", key)
        criteria = dimension.criteria.values()
        total = sum((each.maximum for each in criteria if not each.bonus), Decimal(0))
        if total != dimension.maximum and not dimension.on_top:
            yield "dimension_sum", path, {"value": str(total), "maximum": str(dimension.maximum)}
        lowest = sum((lowest_points(each) for each in criteria), Decimal(0))
        if lowest < 0 and dimension.minimum is None:
            yield "minimum_needed", path, {}
        for value in (dimension.maximum, dimension.minimum, dimension.at_least):
            yield from _in_precision(value, rules, path)


def _in_precision(value: Decimal | None, rules: RuleSet, path: Path) -> Found:
    if value is not None and (Fraction(value) / Fraction(rules.precision)).denominator != 1:
        yield "not_in_precision", path, {"value": str(value), "precision": str(rules.precision)}


def _total(rules: RuleSet) -> Found:
    total = rules.total
    for value in (total.maximum, total.at_least, total.at_most, total.round_to):
        yield from _in_precision(value, rules, ("total",))
    if total.order == "ascending":
        yield from _fewer_is_better(rules)
    regular = {key: each for key, each in rules.dimensions.items() if not each.on_top}
    if total.aggregate == "geometric":
        if len(regular) < len(rules.dimensions):
            yield "geometric_on_top", ("total",), {}
        yield from _weights({key: each.maximum for key, each in regular.items()}, ("total",))
    for key, dimension in rules.dimensions.items():
        if dimension.aggregate == "geometric":
            if any(each.bonus for each in dimension.criteria.values()):
                yield "geometric_on_top", ("dimensions", key, "aggregate"), {}
            maxima = {name: each.maximum for name, each in dimension.criteria.items()}
            yield from _weights(maxima, ("dimensions", key, "aggregate"))


def _fewer_is_better(rules: RuleSet) -> Found:
    """What asks for many points does not fit a total of which less is better."""
    mark, classes = rules.pass_, rules.classes.classes if rules.classes else {}
    wanted: list[tuple[Path, bool]] = [
        (("total", "aggregate"), rules.total.aggregate == "geometric"),
        *((("dimensions", key), each.aggregate == "geometric") for key, each in rules.dimensions.items()),
        (("pass",), mark is not None and (mark.above is not None or mark.at_least is not None)),
        (("pool", "minimum_score"), rules.pool.minimum_score is not None),
        *((("classes", "classes", key), each.at_least is not None) for key, each in classes.items()),
    ]
    yield from (("fewer_is_better", path, {}) for path, is_asked in wanted if is_asked)


def _weights(maxima: Mapping[str, Decimal], path: Path) -> Found:
    without = [key for key, each in maxima.items() if each <= 0]
    for key in without:
        yield "geometric_no_weight", path, {"name": key}
    if maxima and not without and sum(whole_weights(list(maxima.values()))) > LARGEST_ROOT:
        yield "geometric_weights", path, {"value": ", ".join(str(each) for each in maxima.values())}


def _passing(rules: RuleSet, names: dict[str, Name]) -> Found:
    if rules.pass_ is None:
        return
    if rules.pass_.above is not None and rules.pass_.at_least is not None:
        yield "pass_mark", ("pass",), {}
    for key, condition in rules.pass_.direct.items():
        path: Path = ("pass", "direct", key)
        if key in {*rules.gates, *rules.vetoes}:
            yield "name_twice", path, {"value": key}
        yield from check_formula(condition.test, names, (*path, "test"), Kind.TRUTH)[1]


def _classes(rules: RuleSet, names: dict[str, Name]) -> Found:
    """Classes go from the best to the last, which takes the rest."""
    if rules.classes is None:
        return
    yield from check_reference(rules.classes.source.document, rules.sources, ("classes", "source"))
    *others, last = listed = list(rules.classes.classes.items())
    least: Decimal | None = None
    most: Decimal | None = None
    for key, each in listed:
        path: Path = ("classes", "classes", key)
        if each.test is not None:
            yield from check_formula(each.test, names, (*path, "test"), Kind.TRUTH)[1]
        yield from _in_precision(each.at_least, rules, path)
        if each.test is not None:
            continue
        if each.at_least is not None and least is not None and each.at_least > least:
            yield "class_order", path, {"value": str(each.at_least), "before": str(least)}
        if each.up_to is not None and most is not None and each.up_to < most:
            yield "class_order", path, {"value": str(each.up_to), "before": str(most)}
        least, most = each.at_least or least, each.up_to or most
    for key, each in others:
        if each.test is None and each.at_least is None and each.up_to is None:
            yield "class_open", ("classes", "classes", key), {"value": last[0]}
    if last[1].test is not None or last[1].at_least is not None or last[1].up_to is not None:
        yield "class_last", ("classes", "classes", last[0]), {}


def _ties(rules: RuleSet, names: dict[str, Name]) -> Found:
    for place, tie in enumerate(rules.ties):
        known: set[str] = {*names}
        if tie.points_of:
            known = {f"dimension:{key}" for key in rules.dimensions}
            known |= {f"criterion:{key}" for key in rules.criteria}
            known |= {"total:sum"} if rules.total.aggregate == "sum" else set()
        yield from check_reference(tie.by, known, ("ties", place, "by"))
    if rules.ties[-1].by != rules.identifier.field:
        yield "ties_end", ("ties",), {"name": rules.identifier.field}


def _policy(rules: RuleSet) -> Found:
    pool = rules.pool
    if rules.rank_within is not None:
        yield from check_reference(rules.rank_within, rules.fields, ("rank_within",))
    for place, kind in enumerate(pool.veto_lists):
        yield from check_reference(kind, rules.list_kinds, ("pool", "veto_lists", place))
    said = {"capacity", "stay_rank", *(["enter_rank"] if pool.enter_rank else [])}
    if pool.of_applicants and said & pool.model_fields_set:
        yield "share_ranks", ("pool", "of_applicants"), {}
    elif not pool.enter_rank <= pool.capacity <= pool.stay_rank:
        yield "pool_ranks", ("pool",), {"value": f"{pool.enter_rank} <= {pool.capacity} <= {pool.stay_rank}"}


def _registers(rules: RuleSet) -> Found:
    yield from check_project(rules.project, rules.fields)
    for field in rules.registers.beside:
        yield from check_reference(field, rules.fields, ("registers", "beside", field))


def _quotas(rules: RuleSet) -> Found:
    for number, quota in enumerate(rules.pool.quotas):
        path: Path = ("pool", "quotas", number)
        field = rules.fields.get(quota.within)
        yield from check_reference(quota.within, rules.fields, (*path, "within"))
        if field and field.choices is None:
            yield "quota_field", (*path, "within"), {"name": quota.within}
        known = rules.choices.get(field.choices or "", {}) if field else {}
        for choice in sorted({*quota.at_least, *quota.at_most} - known.keys()) if known else ():
            yield "quota_choice", path, {"value": choice, "known": ", ".join(known)}
        for choice, least in quota.at_least.items():
            most = quota.most_of(choice)
            if most is not None and least > most:
                yield "quota_bounds", path, {"value": f"{choice}: {least} > {most}"}
        needed = sum(quota.at_least.values())
        if needed > rules.pool.capacity:
            yield "quota_sum", path, {"value": str(needed), "capacity": str(rules.pool.capacity)}


def _sources(rules: RuleSet) -> Found:
    for section, conditions in (("gates", rules.gates), ("vetoes", rules.vetoes)):
        for key, condition in conditions.items():
            yield from check_reference(condition.source.document, rules.sources, (section, key, "source"))
    vote = rules.pool.vote
    if vote is not None and vote.source is not None:
        yield from check_reference(vote.source.document, rules.sources, ("pool", "vote", "source"))
    if rules.pass_ is not None:
        yield from check_reference(rules.pass_.source.document, rules.sources, ("pass", "source"))
        for key, condition in rules.pass_.direct.items():
            place: Path = ("pass", "direct", key, "source")
            yield from check_reference(condition.source.document, rules.sources, place)
    for key, match in rules.text_matches.items():
        for place, source in match.sources:
            own: Path = ("text_matches", key, *place, "source")
            yield from check_reference(source.document, rules.sources, own)
    for dimension_id, key, criterion in rules.each_criterion():
        path: Path = ("dimensions", dimension_id, "criteria", key, "source")
        yield from check_reference(criterion.source.document, rules.sources, path)
