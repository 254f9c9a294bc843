"""Results that were looked into beside the points go on record, with what they were computed from."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from cultivation.canonical import canonical_json, digest
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.analyses import latest_analysis
from cultivation.queries.year import year_in
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import AnalysisKept
from cultivation.record.log import Entry
from cultivation.record.reader import Reader
from cultivation.record.store import Record

ANALYSES = {each.KIND for each in AnalysisKept.__subclasses__()}


def last_of(reader: Reader) -> int:
    """Return the number of the last entry that a reader sees, 0 where there is none."""
    return next((entry.seq for entry in reader.entries(limit=1, newest_first=True)), 0)


def keep(
    record: Record,
    actor: str,
    table: ScoreTable,
    kind: type[AnalysisKept],
    content: Mapping[str, Any],
    libraries: tuple[str, ...],
    dry_run: bool,
    after: int,
) -> None:
    """Put a result on record with what it was computed from, unless the same is there already.

    `after` is the entry that was the last when it was computed: what came since must not have changed it,
    or it would not come out again.
    """
    versions = {name: version(name) for name in libraries}
    whole = {"year": table.year, "scores_digest": table.digest, "versions": versions, **content}
    document = canonical_json(whole)
    with record.writing(actor, dry_run) as writer:
        year = year_in(writer, table.year)
        if year.review_year.scores_digest != table.digest:
            raise Refused(_("{year} was scored again in the meantime; run it again.").format(year=table.year))
        if any(_may_matter(entry, table.year) for entry in writer.entries(after)):
            raise Refused(_("Something else was recorded in the meantime; run it again."))
        known = latest_analysis(kind, year)
        if known is None or known.digest != digest(document):
            said = kind(year=table.year, scores_digest=table.digest, result_digest=digest(document))
            name = f"{kind.KIND}_{table.year}.json"
            writer.append(said, [NewDocument(document, name, JSON)])


def _may_matter(entry: Entry, year: int) -> bool:
    """Analyses and later years change nothing; what is of no year, or of an earlier one, may."""
    return entry.kind not in ANALYSES and (entry.payload.get("year") or 0) <= year
