"""What is to be verified on site, in words, with where the figures stand and what a visit found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cultivation.core.wording.flags import RESULTS, evidence_text, kind_text
from cultivation.language import _
from cultivation.queries.analyses import Verified, latest_analysis, verified_flags
from cultivation.queries.sources import sources
from cultivation.queries.year import Year
from cultivation.record.entries import ConsistencyChecked


@dataclass(frozen=True, slots=True)
class FlagText:
    """A flag in words: what to verify of an enterprise, why, and what a visit found."""

    id: str
    kind: str
    evidence: str
    visit: str

    @property
    def text(self) -> str:
        """Return what to verify and why."""
        return f"{self.kind}: {self.evidence}"


def flags_of(year: Year) -> tuple[FlagText, ...] | None:
    """Return the flags on record for the scores as they are; None where nobody looked for any."""
    found = latest_analysis(ConsistencyChecked, year)
    if found is None:
        return None
    visits = verified_flags(year)
    return tuple(flag_text(year, flag, visits) for flag in found.content["flags"])


def flag_text(year: Year, flag: Mapping[str, Any], visits: Mapping[str, Verified]) -> FlagText:
    """Say a flag, in the form that is stored, in words."""
    key, evidence = str(flag["id"]), evidence_text(flag, year.rules, year.table.points)
    return FlagText(key, kind_text(flag, year.names), evidence, visit_text(visits.get(key)))


def visit_text(visit: Verified | None) -> str:
    """Return what a visit found; nothing where there was none."""
    if visit is None:
        return ""
    result = _(RESULTS[visit.result])
    return f"{result}: {visit.text}"


def flag_json(year: Year, flag: Mapping[str, Any], visits: Mapping[str, Verified]) -> dict[str, Any]:
    """Return the shape of the contract for a flag, with the cells that its figures come from."""
    key = str(flag["id"])
    fields = {each["name"] for each in flag["evidence"]}
    where = [
        {name: source[name] for name in ("field", "file", "sheet", "cell")}
        for source in sources(year, key)
        if source["field"] in fields and source["cell"]
    ]
    visit, said = visits.get(key), flag_text(year, flag, visits)
    return {
        **flag,
        "name": year.names.get(key, ""),
        "sources": where,
        "visit": visit and {"result": visit.result, "text": visit.text, "by": visit.actor},
        "text": said.text,
    }
