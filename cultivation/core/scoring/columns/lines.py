"""The lines of a score table from columns: what `ScoreLine.of` makes of assessments, for all rows at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar

import numpy as np

from cultivation.canonical import exact_text
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.assessment import Doubt, undefined_findings
from cultivation.core.scoring.classes import Classed, classes_of
from cultivation.core.scoring.columns.kernel import Scored, is_covered, read_parts, score_screen
from cultivation.core.scoring.columns.places import places
from cultivation.core.scoring.columns.points import Units
from cultivation.core.scoring.columns.ratios import Mask
from cultivation.core.scoring.columns.screening import Screen
from cultivation.core.scoring.columns.texts import texts_of
from cultivation.core.scoring.filed_columns import FiledColumns
from cultivation.core.scoring.score_table import ScoreLine
from cultivation.core.scoring.totals import tie_units
from cultivation.findings import Finding

Names = Mapping[int, tuple[str, ...]]  # of the rows that have any
NONE: tuple[str, ...] = ()


class Place(NamedTuple):
    """What ranking says of one row."""

    rank: int | None = None
    decided_by: str = ""
    group_rank: int | None = None
    shown: int | None = None
    score_class: str = ""


def scored_lines(
    filed: FiledColumns, rules: RuleSet, cutoff: date
) -> tuple[list[ScoreLine], list[Finding]] | None:
    """Score and rank what was filed; None where columns cannot say all of it."""
    if not is_covered(rules):
        return None
    rows = len(filed.ids)
    parts = read_parts(filed.texts, rules, cutoff, rows, exact=True)
    screen = Screen({}, rules.names, rows, parts)
    scored = score_screen(screen, rules)
    if scored.open.any():
        return None
    return score_lines(scored, screen, filed, rules), undefined_findings(_doubts(scored, filed, rules), rules)


def _doubts(scored: Scored, filed: FiledColumns, rules: RuleSet) -> list[Doubt]:
    failed, undefined, provisional = (
        gates_failed(scored, rules),
        names_of(scored.undefined),
        names_of(scored.provisional),
    )
    refused, imputed = by_row(scored.refused), by_row(scored.imputed)
    return [
        Doubt(
            filed.ids[row],
            filed.names[row],
            failed.get(row, NONE),
            undefined.get(row, NONE),
            provisional.get(row, NONE),
            refused.get(row, {}),
            imputed.get(row, {}),
        )
        for row in sorted({*undefined, *provisional, *imputed})
    ]


Each = TypeVar("Each")


def by_row(columns: Mapping[str, Mapping[int, Each]]) -> dict[int, dict[str, Each]]:
    """Turn what few rows have, by name and row, into what each of them has."""
    found: dict[int, dict[str, Each]] = {}
    for key, own in columns.items():
        for row, value in own.items():
            found.setdefault(row, {})[key] = value
    return found


def score_lines(scored: Scored, screen: Screen, filed: FiledColumns, rules: RuleSet) -> list[ScoreLine]:
    """Return the lines of all rows: the ranked by place, then the others by id."""
    rows = screen.rows
    groups = _texts(rules.rank_within, screen)
    place_of = _places(scored, screen, filed, groups, rules)
    failed, undefined = gates_failed(scored, rules), names_of(scored.undefined)
    direct, provisional = names_of(scored.direct), names_of(scored.provisional)
    points, dimensions, indicators, ties, quotas = (
        _rows(columns, rows)
        for columns in (
            {key: units.tolist() for key, units in scored.points.items()},
            {} if rules.plain_sums else {key: units.tolist() for key, units in scored.dimensions.items()},
            {key: texts_of(screen.column(key), rows) for key in rules.indicators},
            dict(enumerate(_tie_texts(scored, screen, rules))),
            {place: _quota_texts(each.within, screen) for place, each in enumerate(rules.pool.quotas)},
        )
    )
    imputed = by_row(
        {
            key: {row: exact_text(each.value) or "" for row, each in own.items()}
            for key, own in scored.imputed.items()
        }
    )
    eligible, total = scored.eligible.tolist(), scored.total.tolist()
    dimension_keys = () if rules.plain_sums else tuple(scored.dimensions)
    return [
        ScoreLine(
            filed.ids[row],
            filed.names[row],
            eligible[row],
            failed.get(row, NONE),
            total[row],
            place.rank,
            place.decided_by,
            undefined.get(row, NONE),
            dict(zip(scored.points, points[row], strict=True)),
            dict(zip(rules.indicators, indicators[row], strict=True)),
            tuple(ties[row]),
            dict(zip(dimension_keys, dimensions[row], strict=True)),
            provisional.get(row, NONE),
            imputed.get(row, {}),
            direct.get(row, NONE),
            groups[row],
            place.group_rank,
            tuple(quotas[row]),
            place.shown,
            place.score_class,
        )
        for row, place in place_of.items()
    ]


def gates_failed(scored: Scored, rules: RuleSet) -> Names:
    """Return what each row fails by: gates and vetoes, undefined criteria, what is not reached."""
    excluded = [
        (key, mask)
        for key, mask in scored.undefined.items()
        if rules.criteria[key].when_undefined == "ineligible"
    ]
    return _names([*scored.failed.items(), *excluded, *scored.missed.items()])


def names_of(masks: Mapping[str, Mask]) -> Names:
    """Return the names whose mask holds, by row."""
    return _names(masks.items())


def _names(masks: Iterable[tuple[str, Mask]]) -> Names:
    found: dict[int, list[str]] = {}
    for name, mask in masks:
        for row in np.flatnonzero(mask).tolist():
            found.setdefault(row, []).append(name)
    return {row: tuple(names) for row, names in found.items()}


def _places(
    scored: Scored, screen: Screen, filed: FiledColumns, groups: Sequence[str | None], rules: RuleSet
) -> dict[int, Place]:
    """Return the place of each row, in the order of the score table."""
    ranked = places(scored, screen, rules)
    rows = ranked.rows.tolist()
    tests = names_of({key: screen.truth(each).may_hold for key, each in rules.class_formulas.items()})
    total = scored.total.tolist()
    classes = classes_of([Classed(filed.ids[row], total[row], tests.get(row, NONE)) for row in rows], rules)
    in_group: Counter[str | None] = Counter()
    found = {}
    for number, row in enumerate(rows):
        in_group[groups[row]] += 1
        group_rank = None if groups[row] is None else in_group[groups[row]]
        found[row] = Place(
            number + 1, ranked.decided_by[number], group_rank, ranked.shown[number], classes[number]
        )
    return found | {row: Place() for row in np.flatnonzero(~scored.eligible).tolist()}


def _tie_texts(scored: Scored, screen: Screen, rules: RuleSet) -> list[Sequence[str | None]]:
    found: list[Sequence[str | None]] = []
    for tie in rules.ties:
        if tie.points_of:
            units = tie_units(tie.points_of, scored.points, scored.dimensions)
            found.append(_points_texts(units, rules))
        else:
            found.append(_texts(tie.by, screen))
    return found


def _points_texts(units: Units, rules: RuleSet) -> list[str | None]:
    texts = {each: exact_text(each * Fraction(rules.precision)) for each in set(units.tolist())}
    return [texts[each] for each in units.tolist()]


def _quota_texts(within: str, screen: Screen) -> list[str | None]:
    return [text or "" for text in _texts(within, screen)]


def _texts(name: str | None, screen: Screen) -> list[str | None]:
    return texts_of(screen.column(name), screen.rows) if name else [None] * screen.rows


def _rows(columns: Mapping[Any, Sequence[Any]], rows: int) -> list[tuple[Any, ...]]:
    """Turn columns into rows; without any, each row is empty."""
    return list(zip(*columns.values(), strict=True)) if columns else [()] * rows
