"""Corrections between two scorings of a year that took an enterprise to the other side of the cut line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cultivation.core.pool.candidates import candidates_of
from cultivation.core.pool.lines import Line
from cultivation.core.pool.proposal import propose
from cultivation.core.pool.quota_conflict import Impossible
from cultivation.core.wording.reasons import action_text
from cultivation.language import current
from cultivation.queries.events import past_of
from cultivation.queries.year import State, Year
from cultivation.record.entries import ApplicationCorrected, Recorded, YearScored

Outcomes = Mapping[str, Line]


@dataclass(frozen=True, slots=True)
class Crossing:
    """A correction, and what the rules would have made of the enterprise before and after it.

    A place is None where it had none. What else changed between the two scorings may have moved it, too.
    """

    year: int
    seq: int
    actor: str
    enterprise: str
    name: str
    field: str
    place_before: int | None
    place_after: int | None
    before: str
    after: str


def crossings(state: State) -> Iterator[Crossing]:
    """Yield the corrections of all years that went over the line, in the order of the record."""
    for year in state.years:
        if year.is_scored and not year.rules.pool.unlimited:
            yield from _of_year(year)


def _of_year(year: Year) -> Iterator[Crossing]:
    digest = ""
    waiting: list[Recorded[ApplicationCorrected]] = []
    entries: Iterator[Recorded[Any]] = year.reader.entries_of(YearScored, ApplicationCorrected)
    for entry in entries:
        if entry.content.year != year.number:
            continue
        if isinstance(entry.content, ApplicationCorrected):
            waiting.append(entry)
            continue
        if digest and waiting:
            before, after = (_outcomes(year, each) for each in (digest, entry.content.scores_digest))
            for each in waiting:
                yield from _crossing(year, each, before, after)
        digest, waiting = entry.content.scores_digest, []


def _outcomes(year: Year, digest: str) -> Outcomes:
    """Return what the rules make of a score table; nothing where no pool keeps to the quotas."""
    candidates = candidates_of(year.reader.score_table(digest), year.rules)
    try:
        lines = propose(candidates, year.members_before, year.rules.pool, past_of(year))
    except Impossible:
        return {}
    return {line.id: line for line in lines}


def _crossing(
    year: Year, entry: Recorded[ApplicationCorrected], before: Outcomes, after: Outcomes
) -> Iterator[Crossing]:
    said = entry.content
    old, new = before.get(said.enterprise), after.get(said.enterprise)
    if old and new and old.in_pool != new.in_pool:
        yield Crossing(
            year.number,
            entry.seq,
            entry.actor,
            said.enterprise,
            new.name,
            year.rules.label_of(said.field).text(current()),
            old.rank,
            new.rank,
            action_text(old.action),
            action_text(new.action),
        )
