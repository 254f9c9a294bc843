"""The points of a year as the waterfall shows them, and how each value became points."""

from __future__ import annotations

from cultivation.core.explanation.waterfall import TOTAL, Step, waterfall
from cultivation.core.rules.rounding import bound_units
from cultivation.core.wording.rules import points_lines
from cultivation.core.wording.values import true_minus
from cultivation.core.wording.why import shown_value
from cultivation.language import _, current, join_clauses
from cultivation.queries.dossier.data import Bar, Grid, Points
from cultivation.queries.why import Why


def points_of(answer: Why) -> Points:
    """Return the waterfall of a scored year."""
    score, rules, points = answer.score, answer.rules, answer.table.points
    assert score is not None
    steps = waterfall(score, rules)
    groups = []
    for key, dimension in rules.dimensions.items():
        counted = score.dimension_units(key, dimension)
        told = _("{points} of {maximum}").format(points=points(counted), maximum=dimension.maximum)
        bars = tuple(_bar(answer, step) for step in steps if step.dimension == key)
        groups.append((dimension.text(current()), told, bars))
    rest = tuple(_bar(answer, step) for step in steps if step.key == TOTAL and not step.dimension)
    if rest:
        groups.append((_("total"), points(score.total), rest))
    cut = answer.cut_line.pool_total if score.rank is not None else None
    return Points(
        tuple(groups),
        score.total,
        points(score.total),
        bound_units(rules.maximum, rules.precision),
        str(rules.maximum),
        cut,
        "" if cut is None else _("cut line {points}").format(points=points(cut)),
    )


def _bar(answer: Why, step: Step) -> Bar:
    points = answer.table.points
    if step.maximum is None:
        label = _("the sum adjusted by the rules")
        return Bar(label, "", step.start, step.units, None, _signed(points(step.units)), "", "")
    criterion = answer.rules.criteria[step.key]
    return Bar(
        answer.rules.criterion_label(step.key).text(current()),
        true_minus(shown_value(answer.rules, criterion, answer.score, answer.sources)),
        step.start,
        step.units,
        step.maximum,
        points(step.units),
        str(criterion.maximum),
        _signed(points(-step.lost)) if step.lost else "",
    )


def _signed(text: str) -> str:
    return true_minus(text) if text.startswith("-") else f"+{text}"


def rules_of_points(answer: Why) -> Grid | None:
    """List how each value became points: the value, the rule in words, points and maximum."""
    score, rules = answer.score, answer.rules
    assert score is not None
    rows = [
        (
            rules.criterion_label(key).text(current()),
            shown_value(answer.rules, criterion, score, answer.sources),
            join_clauses(points_lines(rules, criterion)),
            answer.table.points(score.criteria[key]),
            criterion.maximum,
        )
        for key, criterion in rules.criteria.items()
    ]
    headers = (_("criterion"), _("value"), _("rule"), _("points"), _("maximum"))
    return Grid.of(headers, rows, numbers=(1, 3, 4))
