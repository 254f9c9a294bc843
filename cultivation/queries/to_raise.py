"""What applicants outside the pool have to raise: the smallest change of a value that takes them in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.explanation.flips import Flip
from cultivation.core.pool.lines import Action
from cultivation.core.wording.why import flip_row
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.why import total_that_turns, values_that_turn
from cultivation.queries.year import Year
from cultivation.steps import Act, Step


@dataclass(frozen=True, slots=True)
class ToRaise:
    """An applicant that is not in, and what would take it in: the points, and single values by themselves."""

    id: str
    name: str
    rank: int | None
    points: Decimal | None
    values: tuple[Flip, ...]


def to_raise(year: Year, most: int, enterprise: str | None = None) -> list[ToRaise]:
    """Return the first applicants that points keep out, by place, or one that is named.

    Each change was computed again.
    """
    if not year.lines:
        number = year.number
        raise Refused(_("{year} has no proposal yet.").format(year=number), step=Step(Act.PROPOSE, number))
    return list(_found(year, most, enterprise))


def _found(year: Year, most: int, enterprise: str | None) -> Iterator[ToRaise]:
    out = [
        line
        for line in year.lines
        if line.action not in (Action.ENTER, Action.STAY) and line.id in year.scores
    ]
    ranked = sorted(out, key=lambda each: (year.scores[each.id].rank is None, year.scores[each.id].rank or 0))
    found = 0
    for line in ranked:
        if enterprise not in (None, line.id) or found == most:
            continue
        score = year.scores[line.id]
        turning = total_that_turns(year, score, line)
        if turning is None and enterprise is None:
            continue  # whom points do not keep out
        found += 1
        flips = [each for each in values_that_turn(year, score, line) if _is_raised(each)]
        points = None if turning is None else Decimal(year.table.points(turning.units))
        yield ToRaise(line.id, score.name, score.rank, points, tuple(flips))


def _is_raised(flip: Flip) -> bool:
    """Tell whether a value turns the outcome without being lowered: to shrink is no advice."""
    both = isinstance(flip.value, Decimal) and isinstance(flip.filed, Decimal)
    return flip.value is not None and not (both and flip.value < flip.filed)  # type: ignore[operator]


def raise_table(found: list[ToRaise], year: Year) -> tuple[list[str], list[list[Any]]]:
    """Return a row for each value that would take an applicant in; one row for who has none."""
    headers = [
        *(_("place"), _("code"), _("enterprise"), _("points missing"), _("field"), _("filed"), _("needed")),
        _("change"),
    ]
    rows = []
    for each in found:
        points = "" if each.points is None else f"{each.points:+}"
        head: list[Any] = [each.rank or "", each.id, each.name, points]
        rows += [[*head, *flip_row(flip, year.rules)] for flip in each.values]
        if not each.values:
            rows.append([*head, _("no single value takes it in"), "", "", ""])
    return headers, rows


def raise_json(found: list[ToRaise], year: int) -> dict[str, Any]:
    """Return the shape of the contract."""
    return {
        "year": year,
        "applicants": [
            {
                "id": each.id,
                "name": each.name,
                "rank": each.rank,
                "points": None if each.points is None else str(each.points),
                "values": [
                    {"field": flip.field, "filed": exact_text(flip.filed), "needed": exact_text(flip.value)}
                    for flip in each.values
                ],
            }
            for each in found
        ],
    }
