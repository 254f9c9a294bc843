"""Who comes into the pool and who goes: against the year before, or against another proposal of the year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from cultivation.core.pool.proposal import Action, Line
from cultivation.core.wording.reasons import reason_text
from cultivation.language import _
from cultivation.queries.events import entries_of_year
from cultivation.queries.shortlist.data import ShortlistData
from cultivation.queries.year import Year
from cultivation.record.entries import Recorded, YearProposed
from cultivation.record.rows import LineRow, lines_of


@dataclass(frozen=True, slots=True)
class Moved:
    """One enterprise that comes or goes: its places, its total, and why.

    `margin` are the units above the last in the pool, `action` is empty for one that is no applicant now.
    """

    id: str
    name: str
    action: str
    rank_before: int | None
    rank: int | None
    total: str | None
    margin: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class PoolChanges:
    """Who comes and who goes, by place."""

    comes: tuple[Moved, ...]
    goes: tuple[Moved, ...]


def since_last_year(base: ShortlistData) -> PoolChanges:
    """Compare the pool with that of the year before."""
    comes = [line for line in base.lines if line.action is Action.ENTER]
    goes = [line for line in base.lines if line.action is Action.EXIT]
    return _changes(base, comes, goes, base.previous_ranks)


def other_proposal(year: Year) -> Recorded[YearProposed] | None:
    """Return the proposal that a decision rests on, else the one that was replaced; None where none was."""
    proposals = entries_of_year(year, YearProposed)
    at = -1 if year.is_decided else -2
    return proposals[at] if year.lines and len(proposals) >= -at else None


def since_proposal(year: Year, base: ShortlistData, entry: Recorded[YearProposed]) -> PoolChanges:
    """Compare the pool as it is proposed or decided now with that of an earlier proposal."""
    earlier = lines_of(year.number, year.reader.document_json(entry.content.proposal_digest))
    inside = {each.enterprise_id: each for each in earlier if each.action in (Action.ENTER, Action.STAY)}
    comes = [line for line in base.lines if line.in_pool and line.id not in inside]
    goes = [line for line in base.lines if not line.in_pool and line.id in inside]
    before = {each.enterprise_id: each.rank for each in earlier if each.rank is not None}
    found = _changes(base, comes, goes, before)
    return replace(found, goes=(*found.goes, *_no_longer(base, inside.values())))


def _no_longer(base: ShortlistData, inside: Iterable[LineRow]) -> Iterator[Moved]:
    """Yield who was to be in the pool and is no applicant any more."""
    for row in inside:
        if row.enterprise_id not in base.line_of:
            reason = _("no longer among the applications")
            yield Moved(row.enterprise_id, row.name, "", row.rank, None, None, None, reason)


def _changes(
    base: ShortlistData, comes: Iterable[Line], goes: Iterable[Line], before: Mapping[str, int]
) -> PoolChanges:
    def moved(lines: Iterable[Line]) -> tuple[Moved, ...]:
        ordered = sorted(lines, key=lambda line: (line.rank is None, line.rank or 0, line.id))
        return tuple(_moved(base, line, before.get(line.id)) for line in ordered)

    return PoolChanges(moved(comes), moved(goes))


def _moved(base: ShortlistData, line: Line, rank_before: int | None) -> Moved:
    score, cut = base.score_of.get(line.id), base.cut_line.pool_total
    reason = reason_text(line, base.rules, score.gates_failed if score else ())
    if score is None:
        return Moved(line.id, line.name, line.action, rank_before, line.rank, None, None, reason)
    margin = None if score.rank is None or cut is None else base.rules.total.direction * (score.total - cut)
    total = base.table.points(score.total)
    return Moved(line.id, line.name, line.action, rank_before, line.rank, total, margin, reason)
