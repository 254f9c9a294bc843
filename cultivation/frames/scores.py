"""A score table as frames: places and totals, points, values of indicators; the same for any scoring."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from cultivation.core.rules.formulas import Kind
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable
from cultivation.frames.columns import choices, codes, days, frame, numbers, texts, truths, wholes
from cultivation.language import current

Attrs = Mapping[str, Any]


def rules_attrs(rules: RuleSet, keys: Iterable[str]) -> dict[str, Any]:
    """Return the label and the unit of columns that are fields or indicators; no unit where there is none."""
    known = list(keys)
    units = {key: _unit(rules, unit) for key in known if (unit := rules.unit_of(key))}
    return {"labels": {key: rules.label_of(key).text(current()) for key in known}, "units": units}


def scores_frame(table: ScoreTable, rules: RuleSet, attrs: Attrs, exact: bool) -> pd.DataFrame:
    """Return the total and place of each application: the ranked by place, then the others by id."""
    lines = table.lines
    classes = rules.classes.classes if rules.classes else ()
    columns = {
        "name": texts(each.name for each in lines),
        "eligible": truths(each.eligible for each in lines),
        "rank": wholes(each.rank for each in lines),
        "place": wholes(each.shown_place for each in lines),
        "total": numbers((table.points(each.total) for each in lines), exact),
        "decided_by": texts(each.decided_by for each in lines),
        "class": choices((each.score_class or None for each in lines), classes),
        "group": texts(each.group for each in lines),
        "group_rank": wholes(each.group_rank for each in lines),
        "gates_failed": codes(each.gates_failed for each in lines),
        "undefined": codes(each.undefined for each in lines),
        "provisional": codes(each.provisional for each in lines),
        "direct": codes(each.direct for each in lines),
    }
    return frame((each.id for each in lines), columns, {**attrs, "units": {"total": _points()}})


def points_frame(table: ScoreTable, rules: RuleSet, attrs: Attrs, exact: bool) -> pd.DataFrame:
    """Return the points of each application by criterion."""
    labels = {key: rules.criterion_label(key).text(current()) for key in rules.criteria}
    return _points_of(table, labels, lambda line, key: line.criteria[key], attrs, exact)


def dimensions_frame(table: ScoreTable, rules: RuleSet, attrs: Attrs, exact: bool) -> pd.DataFrame:
    """Return the points of each application by dimension."""
    labels = {key: each.text(current()) for key, each in rules.dimensions.items()}
    return _points_of(
        table, labels, lambda line, key: line.dimension_units(key, rules.dimensions[key]), attrs, exact
    )


def _points_of(
    table: ScoreTable,
    labels: Mapping[str, str],
    units_of: Callable[[ScoreLine, str], int],
    attrs: Attrs,
    exact: bool,
) -> pd.DataFrame:
    columns = {
        key: numbers((table.points(units_of(line, key)) for line in table.lines), exact) for key in labels
    }
    said = {**attrs, "labels": dict(labels), "units": dict.fromkeys(labels, _points())}
    return frame((each.id for each in table.lines), columns, said)


def indicators_frame(table: ScoreTable, rules: RuleSet, attrs: Attrs, exact: bool) -> pd.DataFrame:
    """Return the value of each indicator; shares are ratios, so 4 % is 0.04."""
    columns = {
        key: _indicator([line.indicators[key] for line in table.lines], rules.names[key].kind, exact)
        for key in rules.indicators
    }
    said = {**attrs, **rules_attrs(rules, rules.indicators)}
    return frame((each.id for each in table.lines), columns, said)


def _indicator(values: list[str | None], kind: Kind, exact: bool) -> pd.Series[Any]:
    match kind:
        case Kind.NUMBER:
            return numbers(values, exact)
        case Kind.TRUTH:
            return truths(None if each is None else each == "yes" for each in values)
        case Kind.DATE:
            return days(None if each is None else date.fromisoformat(each) for each in values)
        case _:
            return texts(values)


def _unit(rules: RuleSet, unit: str) -> str:
    """Name a unit; what is shown in percent is a ratio here."""
    return {"zh": "比率", "en": "ratio"}[current()] if unit == "%" else rules.unit_text(unit, current())


def _points() -> str:
    return {"zh": "分", "en": "points"}[current()]
