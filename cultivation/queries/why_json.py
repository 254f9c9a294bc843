"""The answer to "why" in the shape of the contract; numbers that matter are exact texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.explanation.flips import Flip
from cultivation.core.explanation.why import WouldChange
from cultivation.core.explanation.year_on_year import Rivals, Share, Split
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.queries.benefits import Benefits
from cultivation.queries.cut_lines import cells_json
from cultivation.queries.why import Why, YearOnYear
from cultivation.queries.why_sentences import reason_of


def why_json(answer: Why) -> dict[str, Any]:
    """Return the whole answer."""
    table, line, score = answer.table, answer.line, answer.score
    return {
        "id": answer.id,
        "name": answer.name,
        "year": answer.year,
        "outcome": str(line.action) if line else None,
        "reason_code": str(line.reason) if line else None,
        "reason": reason_of(answer),
        "total": table.points(score.total) if score else None,
        "rank": score.rank if score else None,
        **_best_share(answer),
        "decided_by": score.decided_by if score else None,
        "cut_line": _points(answer.cut_line.pool_total, table),
        "entry_line": _points(answer.cut_line.entry_total, table),
        "contributions": _contributions_json(answer),
        "year_on_year": year_on_year_json(answer.year_on_year),
        "would_change": [*_total_json(answer.would_change, table), *flips_json(answer.flips)],
        "not_computed": [each.field for each in answer.flips if not each.tried],
        "cell": cells_json([answer.cell], table, answer.rules)[0] if answer.cell else None,
        "neighbours": _neighbours_json(answer),
        "sources": answer.sources,
        "decision": answer.decision or {},
    }


def _best_share(answer: Why) -> dict[str, Any]:
    """Return the total as an exact share of the best, where the rules show it."""
    if answer.score is None or not answer.rules.total.share_of_best:
        return {}
    share = answer.table.share_of_best(answer.score, answer.rules.total.direction)
    return {"share_of_best": exact_text(share)}


def _points(units: int | None, table: ScoreTable) -> str | None:
    return None if units is None else table.points(units)


def _contributions_json(answer: Why) -> list[dict[str, Any]]:
    points = answer.table.points
    return [
        {
            "criterion": each.criterion,
            "points": points(each.points),
            "max": points(each.maximum),
            "lost": points(each.lost),
        }
        for each in answer.contributions
    ]


def _neighbours_json(answer: Why) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            "name": each.name,
            "rank": each.rank,
            "total": answer.table.points(each.total),
            "decided_by": each.decided_by,
        }
        for each in answer.neighbours
    ]


def _total_json(found: WouldChange | None, table: ScoreTable) -> list[dict[str, Any]]:
    if found is None:
        return []
    return [{"criterion": key, "points": table.points(found.units)} for key in found.criteria]


def flips_json(flips: Sequence[Flip]) -> list[dict[str, Any]]:
    """Return the smallest change of each value; `to` is null where none turns the outcome."""
    return [
        {
            "field": each.field,
            "from": exact_text(each.filed),
            "to": exact_text(each.value),
            "step": None if each.step is None else str(each.step),
            "steps": each.steps,
        }
        for each in flips
        if each.tried
    ]


def year_on_year_json(change: YearOnYear | None) -> dict[str, Any]:
    """Return the change since the last scored year; shares are exact, as decimals or fractions."""
    if change is None:
        return {}
    return {
        "previous_year": change.year,
        "total_before": str(change.total_before),
        "total_change": str(change.total - change.total_before),
        "rank_before": change.rank_before,
        "criteria": {each.criterion: str(each.now - each.before) for each in change.changes},
        **({"split": _split_json(change.split)} if change.split else {}),
        **({"rivals": _rivals_json(change.rivals)} if change.rivals else {}),
    }


def _split_json(split: Split) -> dict[str, Any]:
    return {
        "own_data": _share_json(split.own_data),
        "rules": _share_json(split.rules),
        "competitors": _share_json(split.competitors),
        "own_values": {name: _share_json(share) for name, share in split.own_values},
    }


def _share_json(share: Share) -> dict[str, str | None]:
    return {"total": exact_text(share.total), "places": exact_text(share.places)}


def _rivals_json(rivals: Rivals) -> dict[str, list[dict[str, Any]]]:
    return {
        kind: [
            {"id": each.id, "name": each.name, "rank_before": each.rank_before, "rank": each.rank}
            for each in getattr(rivals, kind)
        ]
        for kind in ("entered_ahead", "gone_from_ahead", "overtook", "overtaken")
    }


def followed_json(after: Benefits) -> dict[str, Any]:
    """Return what came of the year: the honour, the support, the progress of targets."""
    honour = after.demonstration
    return {
        "demonstration": None if honour is None else {"document": honour.document, "on": honour.on},
        "support": [
            {"number": each.number, "kind": each.kind, "amount": str(each.amount)} for each in after.support
        ],
        "plan": list(after.plan),
    }
