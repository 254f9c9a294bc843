"""A rule set in words, as an official document would set it out."""

from __future__ import annotations

from decimal import Decimal

from cultivation.core.rules.labels import Source
from cultivation.core.rules.model import Criterion, RuleSet
from cultivation.core.rules.units import with_unit
from cultivation.core.rules.value_functions import (
    Alternative,
    Bands,
    Choice,
    Chosen,
    Count,
    Efficacy,
    Goalposts,
    Interval,
    Judged,
    JudgedBands,
    JudgedChoice,
    LogGoalposts,
    SimpleFunction,
    Table,
    alternatives_of,
)
from cultivation.core.wording.formulas import formula_text
from cultivation.language import _, bracketed, current, join_clauses, join_names


def points_text(rules: RuleSet, criterion: Criterion) -> str:
    """Say how a criterion's value becomes points, in one line."""
    return join_clauses(points_lines(rules, criterion))


def points_lines(rules: RuleSet, criterion: Criterion) -> list[str]:
    """Say how a criterion's value becomes points, a line for each step, choice or alternative."""
    function = criterion.function
    alternatives = alternatives_of(function)
    if not alternatives:
        assert not isinstance(function, Chosen)
        lines = _simple_lines(rules, criterion.indicator, function)  # type: ignore[arg-type]
    else:
        lines = _alternative_lines(rules, criterion, alternatives)
    key = next(key for key, each in rules.criteria.items() if each is criterion)
    panels = join_names(each.text(current()) for each in rules.panels_of(key))
    remarks = (
        (bool(panels), _("marked by: {panels}").format(panels=panels)),
        (criterion.bonus, _("a bonus, within the dimension's maximum")),
        (criterion.not_zero, _("must not be 0 points")),
        (criterion.when_undefined == "median", _("missing values are replaced by the median")),
        (criterion.when_undefined == "mean", _("missing values are replaced by the mean")),
    )
    return [*lines, *(text for holds, text in remarks if holds)]


def _alternative_lines(
    rules: RuleSet, criterion: Criterion, alternatives: tuple[Alternative, ...]
) -> list[str]:
    """Head each alternative with what it is for, and let its steps follow."""
    function = criterion.function
    first = {
        "best_of": _("the best of these counts"),
        "cases": "",
        "chosen": _("the applicant chooses one of these"),
    }[function.method]
    lines = [first] if first else []
    keys = list(function.alternatives) if isinstance(function, Chosen) else [""] * len(alternatives)
    for key, each in zip(keys, alternatives, strict=True):
        indicator = each.indicator or criterion.indicator
        if function.method == "cases":
            head = formula_text(rules, each.when) if each.when else _("otherwise")
        else:
            head = (
                choice_text(rules, function.by, key)
                if isinstance(function, Chosen)
                else label(rules, indicator)
            )
        lines.append(_pair(head, join_clauses(_simple_lines(rules, indicator, each.function))))
    return lines


def _simple_lines(rules: RuleSet, indicator: str, function: SimpleFunction) -> list[str]:
    unit = rules.unit_text(rules.unit_of(indicator), current())
    if isinstance(function, Bands):
        return [_pair(interval_text(band, unit), band.points) for band in function.bands]
    if isinstance(function, JudgedBands):
        return [_pair(interval_text(band, unit), range_text(*band.between)) for band in function.bands]
    if isinstance(function, Choice):
        return [_pair(choice_text(rules, indicator, key), points) for key, points in function.options.items()]
    if isinstance(function, JudgedChoice):
        options = function.options.items()
        return [_pair(choice_text(rules, indicator, key), range_text(*between)) for key, between in options]
    if isinstance(function, Judged):
        return [_("{range}, judged").format(range=range_text(*function.between))]
    if isinstance(function, Count) and function.at_most is None:
        return [_("{points} for each, without an upper bound").format(points=_plain(function.each))]
    if isinstance(function, Count):
        assert function.at_most is not None
        each = _("{points} for each, at most {most}")
        return [each.format(points=_plain(function.each), most=_plain(function.at_most))]
    if isinstance(function, Table):
        return _table(rules, indicator, function)
    if isinstance(function, Efficacy):
        return _efficacy(rules, function, unit)
    return _line(function, unit)


def _line(function: Goalposts | LogGoalposts, unit: str) -> list[str]:
    posts = join_clauses(_pair(number_text(at, unit), points) for at, points in function.points)
    if isinstance(function, LogGoalposts):
        return [_("{posts}; logarithmic between them").format(posts=posts)]
    return [_("{posts}; straight lines between them").format(posts=posts)]


def _efficacy(rules: RuleSet, function: Efficacy, unit: str) -> list[str]:
    ends = [
        label(rules, end) if isinstance(end, str) else number_text(end, unit)
        for end in (function.unacceptable, function.satisfactory)
    ]
    posts = join_clauses(_pair(end, points) for end, points in zip(ends, function.points, strict=True))
    sentence = _("efficacy coefficient: {posts}; a straight line through both, from {least} to {most} points")
    return [sentence.format(posts=posts, least=_plain(function.at_least), most=_plain(function.most))]


def _table(rules: RuleSet, key: str, function: Table) -> list[str]:
    rows = []
    for row, cells in function.table.items():
        listed = join_names(f"{choice_text(rules, key, column)} {points}" for column, points in cells.items())
        rows.append(_pair(choice_text(rules, function.by, row), listed))
    return [*rows, _("elsewhere: {points}").format(points=function.otherwise)]


def _pair(what: str, points: object) -> str:
    """Write points behind what they are given for; nothing stands before those that are always given."""
    mark = "：" if current() == "zh" else ": "
    return f"{what}{mark}{points}" if what else str(points)


def source_text(rules: RuleSet, source: Source) -> str:
    """Name the document and the place in it, and say what was not checked."""
    document = rules.sources[source.document].text(current())
    article = source.article if isinstance(source.article, str) else source.article.text(current())
    page = _("page {page}").format(page=source.page) if source.page else ""
    note = source.note.text(current()) if source.note else ""
    separator = "，" if current() == "zh" else ", "
    text = separator.join(part for part in (document, article, page) if part)
    unverified = _("not checked against the official text") if source.unverified else ""
    remarks = join_clauses(part for part in (unverified, note) if part)
    return f"{text} [{remarks}]" if remarks else text


def tie_text(rules: RuleSet) -> str:
    """Say the tie chain."""
    words = {"descending": _("higher first"), "ascending": _("lower first")}
    return join_clauses(f"{label(rules, tie.by)}{bracketed(words[tie.order])}" for tie in rules.ties)


def label(rules: RuleSet, key: str) -> str:
    """Name a field or indicator."""
    return rules.label_of(key).text(current())


def number_text(value: Decimal, unit: str) -> str:
    """Write a value with its unit, ratios as percent."""
    return f"{(value * 100).normalize():f} %" if unit == "%" else with_unit(f"{value:,}", unit)


def interval_text(band: Interval, unit: str) -> str:
    """Write a band as in a table: < 5 %, [5 %, 10 %), (55 %, 75 %]; empty where it has no end."""
    start, end = band.start, band.end
    if start is None and end is None:
        return ""
    if start is None:
        assert end is not None
        return f"{'<=' if end[1] else '<'} {number_text(end[0], unit)}"
    if end is None:
        return f"{'>=' if start[1] else '>'} {number_text(start[0], unit)}"
    opening, closing = "[" if start[1] else "(", "]" if end[1] else ")"
    return f"{opening}{number_text(start[0], unit)}, {number_text(end[0], unit)}{closing}"


def range_text(low: Decimal, high: Decimal) -> str:
    """Write the range of a judgement."""
    return str(low) if low == high else f"{low}–{high}"


def choice_text(rules: RuleSet, key: str, choice: str) -> str:
    """Name a choice of a field, or yes and no; an empty one is not filled."""
    found = rules.choice_label(key, choice)
    plain = {"yes": _("yes"), "no": _("no"), "": _("not filled")}
    return found.text(current()) if found else plain.get(choice, choice)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
