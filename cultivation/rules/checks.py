"""Checks that no model can make alone: references, kinds, sums, gaps. Every mistake is reported."""

from __future__ import annotations

import difflib
import keyword
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from cultivation.rules.formulas import Formula, FormulaMistake, Kind, Name, compile_formula
from cultivation.rules.headers import normalise
from cultivation.rules.mistakes import Mistake
from cultivation.rules.model import Criterion, FieldType, RuleSet, TextMatch
from cultivation.rules.value_functions import Bands, Choice, Goalposts, LogGoalposts, Table

Path = tuple[str | int, ...]
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
    found: list[tuple[str, Path, dict[str, str]]] = []
    for part in (_identity, _names, _fields, _headers, _text_matches):
        found += part(rules)
    formulas, names = _indicators(rules)
    found += formulas
    for part_with_names in (_conditions, _criteria, _ties):
        found += part_with_names(rules, names)
    found += _plausibility(rules)
    found += _sums(rules)
    found += _policy(rules)
    found += _sources(rules)
    return [Mistake(code, line_of(path), path, details) for code, path, details in found]


Found = Iterator[tuple[str, Path, dict[str, str]]]


def _reference(value: str, known: Iterable[str], path: Path) -> Found:
    """Yield a mistake where `value` is not among the known names."""
    names = sorted(known)
    if value in names:
        return
    near = difflib.get_close_matches(value, names, n=1)
    details = {"value": value, "allowed": ", ".join(names)}
    if near:
        yield "unknown_reference_near", path, {**details, "near": near[0]}
    else:
        yield "unknown_reference", path, details


def _identity(rules: RuleSet) -> Found:
    for path, name, needed in (
        (("identifier", "field"), rules.identifier.field, FieldType.IDENTIFIER),
        (("name_field",), rules.name_field, FieldType.TEXT),
    ):
        yield from _reference(name, rules.fields, path)
        if name in rules.fields and rules.fields[name].type is not needed:
            yield "identifier_type", path, {"name": name, "needed": needed}
        elif name in rules.fields and rules.fields[name].blank != "refuse":
            details = {"value": str(rules.fields[name].blank), "type": str(needed)}
            yield "blank_not_possible", ("fields", name, "blank"), details


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


def _fields(rules: RuleSet) -> Found:
    for key, rule in rules.fields.items():
        path: Path = ("fields", key)
        if (rule.type is FieldType.CHOICE) != (rule.choices is not None):
            yield "choices_needed", path, {}
        elif rule.choices is not None:
            yield from _reference(rule.choices, rules.choices, (*path, "choices"))
            if rule.unlisted is not None and rule.choices in rules.choices:
                yield from _reference(rule.unlisted, rules.choices[rule.choices], (*path, "unlisted"))
        if rule.minimum is not None and rule.maximum is not None and rule.minimum > rule.maximum:
            details = {"value": str(rule.minimum), "maximum": str(rule.maximum)}
            yield "minimum_above_maximum", (*path, "minimum"), details
        if rule.blank not in BLANKS[rule.type]:
            yield "blank_not_possible", (*path, "blank"), {"value": rule.blank, "type": rule.type}


def _headers(rules: RuleSet) -> Found:
    owners: dict[str, str] = {}
    for key, rule in rules.fields.items():
        for header in rule.headers:
            first = owners.setdefault(normalise(header), key)
            if first != key:
                yield "alias_twice", ("fields", key), {"value": header, "first": first, "second": key}


def _text_matches(rules: RuleSet) -> Found:
    for key, match in rules.text_matches.items():
        path: Path = ("text_matches", key)
        if key in rules.fields:
            yield "name_taken", path, {"value": key}
        for text in match.texts:
            yield from _reference(text, rules.fields, (*path, "texts"))
        yield from _reference(match.by, rules.fields, (*path, "by"))
        yield from _reference(match.choices, rules.choices, (*path, "choices"))
        for level in (*(level.level for level in match.levels), match.otherwise):
            yield from _reference(level, rules.choices.get(match.choices, {}), (*path, "levels"))
        thresholds = [level.at_least for level in match.levels]
        if thresholds != sorted(thresholds, reverse=True):
            yield "levels_order", (*path, "levels"), {}
        if match.ngrams[0] > match.ngrams[1]:
            yield "ngrams_order", (*path, "ngrams"), {"value": f"{match.ngrams[0]}, {match.ngrams[1]}"}
        yield from _references(rules, key, match)


def _references(rules: RuleSet, key: str, match: TextMatch) -> Found:
    """Each choice has references, but for the one that stands for what is not listed."""
    by = rules.fields.get(match.by)
    known = rules.choices.get((by and by.choices) or "", {})
    for choice in match.references:
        yield from _reference(choice, known, ("text_matches", key, "references", choice))
    for choice, texts in match.references.items():
        for text in texts:
            if len(match.bare(text)) < match.ngrams[0]:
                yield "reference_short", ("text_matches", key, "references", choice), {"value": text}
    for choice in known:
        if not match.references.get(choice) and by is not None and choice != by.unlisted:
            yield "references_missing", ("text_matches", key, "references"), {"value": choice, "name": key}


def _compile(
    text: str, names: dict[str, Name], path: Path, needed: Kind | None = None
) -> tuple[Formula | None, list[tuple[str, Path, dict[str, str]]]]:
    try:
        formula = compile_formula(text, names)
    except FormulaMistake as mistake:
        return None, [(mistake.code, path, mistake.details)]
    if needed and formula.kind is not needed:
        return formula, [("formula_result", path, {"needed": needed, "got": formula.kind})]
    return formula, []


def _indicators(rules: RuleSet) -> tuple[list[tuple[str, Path, dict[str, str]]], dict[str, Name]]:
    """Compile the indicators in their order; one that fails is still known by name afterwards."""
    names = dict(rules.field_names)
    found: list[tuple[str, Path, dict[str, str]]] = []
    for key, indicator in rules.indicators.items():
        if key in names:
            found.append(("name_taken", ("indicators", key), {"value": key}))
        formula, mistakes = _compile(indicator.formula, names, ("indicators", key, "formula"))
        found += mistakes
        names[key] = Name(formula.kind, formula.may_be_undefined) if formula else Name(Kind.NUMBER)
    return found, names


def _conditions(rules: RuleSet, names: dict[str, Name]) -> Found:
    for section, conditions in (("gates", rules.gates), ("vetoes", rules.vetoes)):
        for key, condition in conditions.items():
            _, mistakes = _compile(condition.test, names, (section, key, "test"), Kind.TRUTH)
            yield from mistakes


def _plausibility(rules: RuleSet) -> Found:
    """Checks of plausibility see fields as filed, of this year and the last, and nothing computed."""
    known = {"cutoff", *rules.text_matches, *rules.indicators}
    for key, each in rules.plausibility.items():
        path: Path = ("plausibility", key)
        _, mistakes = _compile(each.doubt_when, rules.looking_back, (*path, "doubt_when"), Kind.TRUTH)
        for code, place, details in mistakes:
            computed = code == "formula_unknown_name" and details["name"] in known
            yield "formula_only_fields" if computed else code, place, details
        for field in each.fields:
            yield from _reference(field, rules.fields, (*path, "fields"))


def _criteria(rules: RuleSet, names: dict[str, Name]) -> Found:
    for dimension_id, key, criterion in rules.each_criterion():
        path: Path = ("dimensions", dimension_id, "criteria", key)
        name = names.get(criterion.indicator)
        if name is None:
            yield from _reference(criterion.indicator, names, (*path, "indicator"))
            continue
        if name.may_be_undefined and criterion.when_undefined is None:
            yield "undefined_unstated", path, {"name": criterion.indicator}
        yield from _function(rules, criterion, name, path)
        yield from _points(rules, criterion, path)


def _function(rules: RuleSet, criterion: Criterion, name: Name, path: Path) -> Found:
    function = criterion.function
    details = {"method": function.method, "name": criterion.indicator, "got": str(name.kind)}
    if isinstance(function, Bands | Goalposts | LogGoalposts):
        if name.kind is not Kind.NUMBER:
            yield "needs_number", path, details
        yield from _bands(function, path) if isinstance(function, Bands) else _goalposts(function, path)
        return
    known = {"yes", "no"} if name.kind is Kind.TRUTH else name.choices
    if known is None:
        yield "needs_choice", path, details
    elif isinstance(function, Choice):
        for value in sorted(set(function.options) - known):
            yield from _reference(value, known, (*path, "options", value))
        for value in sorted(known - set(function.options)):
            yield "option_missing", (*path, "options"), {"value": value, "name": criterion.indicator}
    else:
        yield from _table(rules, function, known, path)


def _bands(function: Bands, path: Path) -> Found:
    edges: list[Decimal | None] = [*(band.from_ for band in function.bands), None]
    ends: list[Decimal | None] = [None, *(band.below for band in function.bands)]
    for edge, end in zip(edges, ends, strict=True):
        if edge != end:
            yield "bands_gap", (*path, "bands"), {"value": str(edge if edge is not None else end)}
    for band in function.bands:
        if band.from_ is not None and band.below is not None and band.below <= band.from_:
            yield "goalposts_order", (*path, "bands"), {"value": str(band.below), "before": str(band.from_)}


def _goalposts(function: Goalposts | LogGoalposts, path: Path) -> Found:
    values = [at for at, _ in function.points]
    if len(values) < 2:
        yield "goalposts_few", (*path, "points"), {}
    for before, value in pairwise(values):
        if value <= before:
            yield "goalposts_order", (*path, "points"), {"value": str(value), "before": str(before)}
    for value in values:
        if isinstance(function, LogGoalposts) and value <= 0:
            yield "log_not_positive", (*path, "points"), {"value": str(value)}


def _table(rules: RuleSet, function: Table, columns: Iterable[str], path: Path) -> Found:
    yield from _reference(function.by, rules.fields, (*path, "by"))
    by = rules.fields.get(function.by)
    rows = rules.choices.get((by and by.choices) or "", {})
    for row, cells in function.table.items():
        yield from _reference(row, rows, (*path, "table", row))
        for column in cells:
            yield from _reference(column, columns, (*path, "table", row, column))


def _points(rules: RuleSet, criterion: Criterion, path: Path) -> Found:
    """Points keep to the precision, and the best that can be had is the maximum."""
    points = criterion.function.all_points()
    if not points:
        return
    for value in (*points, criterion.maximum):
        if (Fraction(value) / Fraction(rules.precision)).denominator != 1:
            yield "not_in_precision", path, {"value": str(value), "precision": str(rules.precision)}
    best = max(points)
    if best > criterion.maximum:
        yield "above_maximum", path, {"value": str(best), "maximum": str(criterion.maximum)}
    elif best < criterion.maximum:
        yield "maximum_not_reached", path, {"value": str(best), "maximum": str(criterion.maximum)}


def _sums(rules: RuleSet) -> Found:
    for key, dimension in rules.dimensions.items():
        total = sum((criterion.maximum for criterion in dimension.criteria.values()), Decimal(0))
        if total != dimension.maximum:
            details = {"value": str(total), "maximum": str(dimension.maximum)}
            yield "dimension_sum", ("dimensions", key), details


def _ties(rules: RuleSet, names: dict[str, Name]) -> Found:
    for place, tie in enumerate(rules.ties):
        yield from _reference(tie.by, names, ("ties", place, "by"))
    if rules.ties[-1].by != rules.identifier.field:
        yield "ties_end", ("ties",), {"name": rules.identifier.field}


def _policy(rules: RuleSet) -> Found:
    pool = rules.pool
    if not pool.enter_rank <= pool.capacity <= pool.stay_rank:
        yield "pool_ranks", ("pool",), {"value": f"{pool.enter_rank} <= {pool.capacity} <= {pool.stay_rank}"}


def _sources(rules: RuleSet) -> Found:
    for section, conditions in (("gates", rules.gates), ("vetoes", rules.vetoes)):
        for key, condition in conditions.items():
            yield from _reference(condition.source.document, rules.sources, (section, key, "source"))
    for key, match in rules.text_matches.items():
        yield from _reference(match.source.document, rules.sources, ("text_matches", key, "source"))
    for dimension_id, key, criterion in rules.each_criterion():
        path: Path = ("dimensions", dimension_id, "criteria", key, "source")
        yield from _reference(criterion.source.document, rules.sources, path)
