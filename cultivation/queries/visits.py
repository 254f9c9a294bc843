"""Visits on site: whom the rules name and whom the lots, why, and what was found there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cultivation.core.lots import in_order, least_number, lot_of, seed_of
from cultivation.core.rules.evidence_rule import Trigger, VisitRule
from cultivation.errors import Refused
from cultivation.findings import KINDS, Severity
from cultivation.language import _, current, join_names
from cultivation.queries.analyses import Verified, latest_analysis, verified_flags
from cultivation.queries.evidence import holds, papers_of_year, shared_in_year
from cultivation.queries.succession import codes_before
from cultivation.queries.year import Year, kept
from cultivation.record.entries import (
    ConsistencyChecked,
    Recorded,
    VisitRecorded,
    VisitsDrawn,
    WorkbookReceived,
)
from cultivation.record.log import Entry
from cultivation.steps import Act, Step


@dataclass(frozen=True, slots=True)
class Visit:
    """An enterprise that is visited: the triggers that name it, its lot where it was drawn, the result."""

    id: str
    name: str
    triggers: tuple[str, ...]
    lot: str
    result: Verified | None

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        found = self.result
        return {
            "id": self.id,
            "name": self.name,
            "triggers": list(self.triggers),
            "lot": self.lot,
            "result": found and {"result": found.result, "text": found.text, "by": found.actor},
        }


def visit_rule(year: Year) -> VisitRule:
    """Return what the rule set says of visits; nothing named and nothing drawn where it says nothing."""
    return year.rules.visits or VisitRule()


def draws_of(year: Year) -> list[Recorded[VisitsDrawn]]:
    """Return how visits were settled in a year, the first first."""
    return [each for each in year.reader.entries_of(VisitsDrawn) if each.content.year == year.number]


@kept
def visits_of(year: Year) -> Mapping[str, Visit]:
    """Return who is visited, by code; who was named or drawn once stays so, whatever came later."""
    triggers: dict[str, list[str]] = defaultdict(list)
    lots: dict[str, str] = {}
    for draw in draws_of(year):
        document = year.reader.document_json(draw.content.result_digest)
        for key, several in document["named"].items():
            triggers[key] += [each for each in several if each not in triggers[key]]
        lots |= {key: lot_of(document["seed"], key) for key in document["drawn"]}
    results = verified_flags(year)
    return {
        key: Visit(key, _name(year, key), tuple(triggers.get(key, ())), lots.get(key, ""), results.get(key))
        for key in sorted({*triggers, *lots})
    }


def _name(year: Year, key: str) -> str:
    row = year.rows.get(key)
    return row.name if row else year.reader.enterprises().get(key, "")


def open_visits(year: Year) -> list[Visit]:
    """Return the visits that have no result; an application that was withdrawn needs none."""
    return [each for each in visits_of(year).values() if each.result is None and each.id in year.rows]


def check_visited(year: Year) -> None:
    """Refuse a decision while a visit is open, where the rule set says so."""
    waiting = open_visits(year) if visit_rule(year).blocks_decision else []
    if visit_rule(year).blocks_decision and not draws_of(year):
        raise Refused(
            _("The rules ask for visits, and none are settled for {year}.").format(year=year.number),
            step=Step(Act.DRAW_VISITS, year.number),
        )
    if waiting:
        raise Refused(
            _("{number} visits have no result yet: {names}.").format(
                number=len(waiting), names=join_names(each.name for each in waiting[:5])
            ),
            step=Step(Act.RECORD_VISITS, year.number),
        )


def seed_entry(year: Year, number: int | None) -> Entry:
    """Return the entry whose hash fixes the seed: the last before the first application, or the one named.

    Refuse one that came after the applications had closed: who is drawn could be tried out then.
    """
    received = [
        each.seq for each in year.reader.entries_of(WorkbookReceived) if each.content.year == year.number
    ]
    if not received:
        raise Refused(
            _("Nothing was received for {year}.").format(year=year.number), step=Step(Act.INTAKE, year.number)
        )
    wanted = min(received) - 1 if number is None else number
    if wanted >= max(received):
        raise Refused(
            _(
                "Entry {entry} is not older than the last workbook of {year} (entry {last}); the lots must "
                "be fixed before the applications close."
            ).format(entry=wanted, year=year.number, last=max(received))
        )
    return next(iter(year.reader.entries(after=wanted - 1, limit=1)))


def draw_of(year: Year, fixed: Entry, percent: Decimal) -> dict[str, Any]:
    """Settle who is visited, as it is stored: whom triggers name, and of the others the first by lots."""
    applicants, named = sorted(year.rows), named_by_rules(year)
    seed, number = seed_of(fixed.hash, year.number), least_number(len(year.rows), percent)
    others = in_order((key for key in applicants if key not in named), seed)
    return {
        "year": year.number,
        "rule_set": year.rules.id,
        "entry": fixed.seq,
        "head": fixed.hash,
        "recorded_at": fixed.recorded_at,
        "seed": seed,
        "percent": format(percent.normalize(), "f"),
        "applicants": applicants,
        "named": named,
        "lots": [[key, lot_of(seed, key)] for key in others],
        "drawn": others[:number],
    }


def named_by_rules(year: Year) -> dict[str, list[str]]:
    """Return whom the triggers of the rule set name, each with its triggers in their order."""
    found: dict[str, list[str]] = {}
    for key, trigger in visit_rule(year).triggers.items():
        for enterprise in sorted(_named(year, trigger)):
            found.setdefault(enterprise, []).append(key)
    return dict(sorted(found.items()))


def _named(year: Year, trigger: Trigger) -> set[str]:
    """Return the applicants that a trigger names."""
    found: Iterable[str]
    match trigger.on:
        case "condition":
            found = _fulfilling(year, trigger.test)
        case "first_time":
            found = _first_time(year)
        case "flags":
            found = _flagged(year)
        case "near_cut_line":
            found = _near(year, trigger.places or 0)
        case "doubts":
            found = _doubted(year)
        case "missing_evidence":
            found = (key for key, papers in papers_of_year(year).items() if papers.missing)
        case "shared_evidence":
            found = shared_in_year(year)
    return set(found) & year.rows.keys()


def _fulfilling(year: Year, test: str) -> Iterator[str]:
    yield from (key for key, row in year.rows.items() if holds(year.rules, test, row.record["values"]))


def _first_time(year: Year) -> Iterator[str]:
    """Yield who never applied before; nobody where the record has no earlier year to tell by."""
    earlier = [each for each in year.state.years if each.number < year.number]
    known = {key for each in earlier for key in each.rows}
    if earlier:
        yield from (key for key in year.rows if not known & {key, *codes_before(year.reader, key)})


def _flagged(year: Year) -> Iterator[str]:
    found = latest_analysis(ConsistencyChecked, year)
    if found is None:
        raise Refused(
            _("{year} was not looked at.").format(year=year.number),
            step=Step(Act.CHECK_CONSISTENCY, year.number),
        )
    yield from (str(each["id"]) for each in found.content["flags"])


def _near(year: Year, places: int) -> Iterator[str]:
    if not year.lines:
        raise Refused(
            _("Nothing is proposed for {year} yet.").format(year=year.number),
            step=Step(Act.PROPOSE, year.number),
        )
    cuts = [rank for rank in (year.cut_line.pool_rank, year.cut_line.entry_rank) if rank is not None]
    for line in year.table.lines:
        if line.rank is not None and any(abs(line.rank - cut) <= places for cut in cuts):
            yield line.id


def _doubted(year: Year) -> Iterator[str]:
    """Yield whose application was taken with doubts: of the file that counts."""
    files = {row.seq for row in year.rows.values()}
    for entry in year.reader.entries_of(WorkbookReceived):
        if entry.seq not in files:
            continue
        for each in year.reader.document_json(entry.content.json_digest)["findings"]:
            key = str(each.get("enterprise", ""))
            if key and KINDS[each["code"]].severity is Severity.DOUBT:
                row = year.rows.get(key)
                if row and row.seq == entry.seq:
                    yield key


def grounds_text(year: Year, visit: Visit) -> str:
    """Say why an enterprise is visited."""
    known = visit_rule(year).triggers
    grounds = [known[each].text(current()) if each in known else each for each in visit.triggers]
    return join_names([*grounds, *([_("drawn by lots")] if visit.lot else [])])


def visit_sentences(year: Year, key: str) -> list[str]:
    """Say whether an enterprise is visited, why, and that no result is on record yet."""
    visit = visits_of(year).get(key)
    if visit is None:
        return []
    said = [_("Visit on site: {grounds}").format(grounds=grounds_text(year, visit))]
    if visit.result is None:
        said.append(_("The visit has no result yet."))
    return said


@kept
def recorded_visits(year: Year) -> Mapping[str, Recorded[VisitRecorded]]:
    """Return the last form of a visit for each enterprise."""
    return {
        each.content.enterprise: each
        for each in year.reader.entries_of(VisitRecorded)
        if each.content.year == year.number
    }
