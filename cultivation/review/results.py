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
from cultivation.record.store import Record


def keep(
    record: Record,
    actor: str,
    table: ScoreTable,
    kind: type[AnalysisKept],
    content: Mapping[str, Any],
    libraries: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Put a result on record with what it was computed from, unless the same is there already."""
    versions = {name: version(name) for name in libraries}
    whole = {"year": table.year, "scores_digest": table.digest, "versions": versions, **content}
    document = canonical_json(whole)
    with record.writing(actor, dry_run) as writer:
        year = year_in(writer, table.year)
        if year.review_year.scores_digest != table.digest:
            raise Refused(_("{year} was scored again in the meantime; run it again.").format(year=table.year))
        known = latest_analysis(kind, year)
        if known is None or known.digest != digest(document):
            said = kind(year=table.year, scores_digest=table.digest, result_digest=digest(document))
            name = f"{kind.KIND}_{table.year}.json"
            writer.append(said, [NewDocument(document, name, JSON)])
