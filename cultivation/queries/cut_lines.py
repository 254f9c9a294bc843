"""Cut lines under quotas, one for each cell of choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cultivation.core.explanation.quota_cut_lines import Cell
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.wording.rules import choice_text, label
from cultivation.language import _


def cells_json(cells: Sequence[Cell], table: ScoreTable, rules: RuleSet) -> list[dict[str, Any]]:
    """Return each choice and each cell; a field that may be anything is left out of `choices`."""
    fields = [quota.within for quota in rules.pool.quotas]
    return [
        {
            "choices": {
                key: each for key, each in zip(fields, cell.choices, strict=True) if each is not None
            },
            "members": cell.members,
            "at_least": cell.least,
            "at_most": cell.most,
            "cut_line": None if cell.last_total is None else table.points(cell.last_total),
            "rank": cell.last_rank,
            "next": None if cell.next_total is None else table.points(cell.next_total),
            "next_rank": cell.next_rank,
        }
        for cell in cells
    ]


def cell_rows(
    cells: Sequence[Cell], table: ScoreTable, rules: RuleSet
) -> tuple[list[str], list[list[object]]]:
    """Return the same for a terminal, cells with members only."""
    fields = [quota.within for quota in rules.pool.quotas]
    headers = [
        *(label(rules, field) for field in fields),
        _("members"),
        _("at least"),
        _("at most"),
        _("cut line"),
        _("place"),
        _("first outside"),
    ]
    rows: list[list[object]] = []
    for cell in cells:
        named = zip(fields, cell.choices, strict=True)
        words = ["" if each is None else choice_text(rules, field, each) for field, each in named]
        cut, outside = (
            None if units is None else table.points(units) for units in (cell.last_total, cell.next_total)
        )
        rows.append([*words, cell.members, cell.least, cell.most, cut, cell.last_rank, outside])
    return headers, rows
