"""Why a member left, in words."""

from __future__ import annotations

from cultivation.core.pool.exit_causes import CAUSES
from cultivation.core.wording.reasons import reason_text
from cultivation.language import _, join_names
from cultivation.queries.succession import Stay
from cultivation.queries.year import year_in
from cultivation.record.entries import (
    AppealUpheld,
    EnterpriseMerged,
    EnterpriseSplit,
    MemberRemoved,
    recorded,
)
from cultivation.record.reader import Reader


def leaving_text(reader: Reader, stay: Stay) -> str:
    """Say why a stay ended; empty while it lasts."""
    if stay.left is None:
        return ""
    entry = recorded(next(iter(reader.entries(after=stay.left.seq - 1, limit=1))))
    assert entry is not None  # a change of the pool
    match entry.content:
        case MemberRemoved(cause=cause):
            return _(CAUSES[cause])
        case EnterpriseMerged(names=names):
            return _("merged into {names}").format(names=join_names(names))
        case EnterpriseSplit(names=names):
            return _("split into {names}").format(names=join_names(names))
        case AppealUpheld(document=document):
            return _("left on appeal ({document})").format(document=document)
        case said:
            return _at_review(reader, said.year, stay.enterprise)


def _at_review(reader: Reader, year: int, key: str) -> str:
    own = year_in(reader, year)
    score = own.scores.get(key)
    return reason_text(own.line_of[key], own.rules, score.gates_failed if score else ())
