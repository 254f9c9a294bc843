"""Whose place it changes whether marks count as given or calibrated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cultivation.core.panel.aggregation import MarkedCell, values_of
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, FiledValue, type_of, typed_value
from cultivation.core.scoring.assessment import assess_all
from cultivation.core.scoring.ranking import Ranked, rank


@dataclass(frozen=True, slots=True)
class PlaceMoved:
    """Place and total (in units of the precision) with marks as given, and with calibrated ones."""

    id: str
    name: str
    raw_place: int | None
    calibrated_place: int | None
    raw_total: int
    calibrated_total: int


def places(
    applications: Sequence[Application], rules: RuleSet, cutoff: date, cells: Sequence[MarkedCell]
) -> list[PlaceMoved]:
    """Return who has another place or total, by the place with marks as given."""
    raw, calibrated = (_ranked(applications, rules, cutoff, cells, either) for either in (False, True))
    moved = []
    for key, each in raw.items():
        other = calibrated[key]
        if (each.rank, each.assessment.total) != (other.rank, other.assessment.total):
            totals = (each.assessment.total, other.assessment.total)
            moved.append(PlaceMoved(key, each.assessment.name, each.rank, other.rank, *totals))
    return moved


def _ranked(
    applications: Sequence[Application],
    rules: RuleSet,
    cutoff: date,
    cells: Sequence[MarkedCell],
    calibrate: bool,
) -> Mapping[str, Ranked]:
    marks: dict[str, dict[str, FiledValue]] = {}
    for enterprise, field, text in values_of(cells, calibrate):
        marks.setdefault(enterprise, {})[field] = FiledValue(typed_value(text, type_of(rules, field)))
    marked = [
        replace(each, values={**each.values, **marks[each.id]}) if each.id in marks else each
        for each in applications
    ]
    ranked = rank(assess_all(marked, rules, cutoff), rules)
    return {each.assessment.id: each for each in ranked}
