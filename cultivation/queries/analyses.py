"""What was looked into beside the points: the latest result that rests on the present scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cultivation.core.analysis.robustness.interval import Interval
from cultivation.queries.year import Year
from cultivation.record.entries import AnalysisKept, FlagVerified, Recorded, RobustnessComputed, VisitRecorded


@dataclass(frozen=True)
class Analysis:
    """A result as it is on record: its document, parsed, the entry that added it, and who did."""

    digest: str
    content: Mapping[str, Any]
    seq: int
    recorded_at: str
    actor: str


def latest_analysis(kind: type[AnalysisKept], year: Year) -> Analysis | None:
    """Return the latest result of a kind for a year; None where there is none for the scores of now."""
    found = None
    for entry in year.reader.entries_of(kind):
        said = (entry.content.year, entry.content.scores_digest)
        if said == (year.number, year.review_year.scores_digest):
            sha256 = entry.content.result_digest
            content = year.reader.document_json(sha256)
            found = Analysis(sha256, content, entry.seq, entry.recorded_at, entry.actor)
    return found


def shares_in_pool(year: Year) -> dict[str, float]:
    """Return the share of draws in which each enterprise is in the pool; empty where there is none."""
    found = latest_analysis(RobustnessComputed, year)
    if found is None:
        return {}
    return {each["id"]: each["in_pool"] / found.content["draws"] for each in found.content["applications"]}


def influences_of(robustness: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """Return the indices of influence as they are on record; those of the first edition were wrong."""
    return list(robustness["influences"]) if robustness and "influences_from" in robustness else []


def are_outdated(robustness: Mapping[str, Any] | None) -> bool:
    """Tell whether indices of influence are on record that the first edition computed."""
    return bool(robustness and robustness["influences"] and not influences_of(robustness))


def indices_of(influence: Mapping[str, Any]) -> tuple[Interval, Interval]:
    """Return the total and the first-order index of a criterion, as they are on record."""
    total, first = (
        Interval(*(float(influence[f"{order}{bound}"]) for bound in ("", "_low", "_high")))
        for order in ("total", "first")
    )
    return total, first


@dataclass(frozen=True, slots=True)
class Verified:
    """What a visit found: a result code, the finding in words, who recorded it and when."""

    result: str
    text: str
    actor: str
    recorded_at: str


def verified_flags(year: Year) -> dict[str, Verified]:
    """Return the latest finding of a visit by enterprise, whatever scoring the flag rested on."""
    found: list[Recorded[FlagVerified] | Recorded[VisitRecorded]] = []
    found += year.reader.entries_of(FlagVerified)
    found += year.reader.entries_of(VisitRecorded)
    return {
        entry.content.enterprise: Verified(
            entry.content.result, entry.content.text, entry.actor, entry.recorded_at
        )
        for entry in sorted(found, key=lambda each: each.seq)
        if entry.content.year == year.number
    }
