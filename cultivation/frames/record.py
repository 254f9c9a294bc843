"""What the record says beyond one review: members of the pool, and entries of the log."""

from __future__ import annotations

import json

import pandas as pd

from cultivation.frames.columns import choices, frame, moments, texts, truths, wholes
from cultivation.frames.state import Looking, cited
from cultivation.queries.entry_names import BY_KIND, about
from cultivation.queries.log import LogFilter, entries_wanted
from cultivation.queries.pool import PoolAfter
from cultivation.queries.year import State


def pool_frame(pool: PoolAfter, state: State) -> pd.DataFrame:
    """Return members by id, by place: since which year's review, their place then, what is special."""
    members = pool.members
    columns = {
        "name": texts(each.name for each in members),
        "since": wholes(int(each.since) for each in members),
        "rank": wholes(each.rank for each in members),
        "suspended": truths(each.is_suspended for each in members),
        "demonstration": truths(each.demonstrates for each in members),
        "on_appeal": texts(each.on_appeal for each in members),
    }
    return frame((each.id for each in members), columns, {**cited(state), "year": pool.year})


def log_frame(looking: Looking, year: int | None, kind: str) -> pd.DataFrame:
    """Return entries by number, the earliest first; the payload is JSON as it is on record."""
    with looking.state() as state:
        found = entries_wanted(state.reader, LogFilter(kind=kind, year=year), None).entries[::-1]
        columns = {
            "recorded_at": moments(each.recorded_at for each in found),
            "actor": texts(each.actor for each in found),
            "kind": choices((each.kind for each in found), BY_KIND),
            "year": wholes(each.payload.get("year") for each in found),
            "about": texts(about(each.payload) for each in found),
            "payload": texts(json.dumps(each.payload, ensure_ascii=False, sort_keys=True) for each in found),
            "hash": texts(each.hash for each in found),
        }
        return frame((each.seq for each in found), columns, cited(state), "entry")
