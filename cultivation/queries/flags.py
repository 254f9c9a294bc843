"""What is to be verified on site, in words, with where the figures stand and what a visit found."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cultivation.core.wording.flags import RESULTS, evidence_text, kind_text
from cultivation.language import _, colon
from cultivation.queries.analyses import Verified, latest_analysis, verified_flags
from cultivation.queries.evidence import shared_in_year
from cultivation.queries.sources import sources
from cultivation.queries.visits import grounds_text, visit_sentences, visits_of
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
        return f"{self.kind}{colon()}{self.evidence}"


def flags_of(year: Year) -> tuple[FlagText, ...] | None:
    """Return the flags on record for the scores as they are, and all else that deserves a look on site.

    None where nobody looked for flags and there is nothing else.
    """
    found = latest_analysis(ConsistencyChecked, year)
    visits = verified_flags(year)
    stored = found.content["flags"] if found else ()
    flags = [flag_text(year, flag, visits) for flag in stored]
    flags += _flags_beside(year, {each.id for each in flags}, visits)
    return tuple(flags) if flags or found else None


def _flags_beside(year: Year, flagged: Container[str], visits: Mapping[str, Verified]) -> Iterator[FlagText]:
    """Yield what the figures do not show: files that several handed in, and visits on other grounds."""
    shared = shared_in_year(year)
    for key, said in shared.items():
        yield FlagText(key, _("the same paper as another enterprise"), said, visit_text(visits.get(key)))
    for visit in visits_of(year).values():
        if visit.id not in flagged and visit.id not in shared:
            told = visit_text(visits.get(visit.id))
            yield FlagText(visit.id, _("visit on site"), grounds_text(year, visit), told)


def flag_text(year: Year, flag: Mapping[str, Any], visits: Mapping[str, Verified]) -> FlagText:
    """Say a flag, in the form that is stored, in words."""
    key, evidence = str(flag["id"]), evidence_text(flag, year.rules, year.table.points)
    return FlagText(key, kind_text(flag, year.names), evidence, visit_text(visits.get(key)))


def visit_text(visit: Verified | None) -> str:
    """Return what a visit found; nothing where there was none."""
    if visit is None:
        return ""
    return _("{result} ({text})").format(result=_(RESULTS[visit.result]), text=visit.text)


def said_of_visits(year: Year, key: str) -> list[str]:
    """Say whether and why an enterprise is visited, and what the visit found."""
    said, visit = visit_sentences(year, key), verified_flags(year).get(key)
    if visit is not None:
        said.append(_("The visit found: {result}").format(result=visit_text(visit)))
    return said


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
