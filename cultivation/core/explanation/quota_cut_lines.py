"""Cut lines under quotas: what the last member of each choice, and of each cell where they cross, has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cultivation.core.pool.binding_quotas import quota_statuses
from cultivation.core.pool.lines import KEPT_OUT, Line
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable

Choices = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One choice under each quota (None: any): members, bounds if it has some, and where it is cut.

    Units and place of the last member, and of the first who might have been one; None where there is none.
    Who is in by override alone does not count for these.
    """

    choices: Choices
    members: int
    least: int | None
    most: int | None
    last_total: int | None
    last_rank: int | None
    next_total: int | None
    next_rank: int | None


def cells_of(lines: Sequence[Line], table: ScoreTable, rules: RuleSet) -> list[Cell]:
    """Return each choice that quotas name or somebody has, then each cell that somebody is in, by choice."""
    groups = {line.id: line.quota_choices for line in table.placings}
    free = _free(lines)
    size, found = len(rules.pool.quotas), list[Cell]()
    for number, several in enumerate(quota_statuses(lines, groups, rules.pool)):
        for held in several:
            choices = tuple(held.choice if each == number else None for each in range(size))
            inside = [line for line in free if groups[line.id][number] == held.choice]
            found.append(_cell(choices, inside, table, held.least or None, held.most))
    if size > 1:
        crossing = sorted({groups[line.id] for line in free})
        found += [_cell(cell, [line for line in free if groups[line.id] == cell], table) for cell in crossing]
    return found


def cell_of(key: str, lines: Sequence[Line], table: ScoreTable, rules: RuleSet) -> Cell | None:
    """Return the cell of an enterprise; None without quotas, a proposal, or a line in the score table."""
    groups = {line.id: line.quota_choices for line in table.placings}
    if not (lines and rules.pool.quotas and key in groups):
        return None
    there = [line for line in _free(lines) if groups[line.id] == groups[key]]
    return _cell(groups[key], there, table)


def _free(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.rank is not None and line.reason not in KEPT_OUT]


def _cell(
    choices: Choices,
    lines: Iterable[Line],
    table: ScoreTable,
    least: int | None = None,
    most: int | None = None,
) -> Cell:
    totals = {line.id: line.total for line in table.placings}
    ordered = sorted(lines, key=lambda line: line.rank or 0)
    inside = [line for line in ordered if line.in_pool]
    last = next((line for line in reversed(inside) if not line.override), None)
    first = next((line for line in ordered if not line.in_pool and not line.override), None)
    return Cell(
        choices,
        len(inside),
        least,
        most,
        totals[last.id] if last else None,
        last.rank if last else None,
        totals[first.id] if first else None,
        first.rank if first else None,
    )
