"""A letter to each enterprise: its result, what cost it points, what would have turned it, how to object.

Nothing of others stands in it: no name, no points but those of the cut line, no person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from cultivation.core.pool.proposal import Action, Line, Reason
from cultivation.core.wording.public_reasons import public_reason
from cultivation.core.wording.why import flip_row, remarks, shown_value
from cultivation.errors import CultivationError, Refused, UsageMistake
from cultivation.language import N_, _, current, join_names
from cultivation.queries.announcement import (
    OFFICE,
    POOL,
    Office,
    basis_of,
    missing_of_office,
    noticed,
    with_office,
)
from cultivation.queries.appeals import last_day, sentences_for
from cultivation.queries.seals import PROPOSAL, seal_of
from cultivation.queries.shortlist.gathering import last_entry
from cultivation.queries.why import Why, total_that_turns, values_that_turn, why_in_short
from cultivation.queries.why_sentences import reason_of, turning
from cultivation.queries.year import Year
from cultivation.steps import Act, Step

OUTCOMES = {
    (Action.ENTER, True): N_("enters the pool"),
    (Action.STAY, True): N_("stays in the pool"),
    (Action.EXIT, True): N_("leaves the pool"),
    (Action.RESERVE, True): N_("not in the pool; on the reserve list"),
    (Action.NONE, True): N_("not in the pool"),
    (Action.ENTER, False): N_("proposed to enter the pool"),
    (Action.STAY, False): N_("proposed to stay in the pool"),
    (Action.EXIT, False): N_("proposed to leave the pool"),
    (Action.RESERVE, False): N_("not proposed for the pool; on the reserve list"),
    (Action.NONE, False): N_("not proposed for the pool"),
}
NAMED = 4  # criteria named in a sentence


@dataclass(frozen=True, slots=True)
class LetterTable:
    """A table of a letter: headers and rows."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Letter:
    """What fills the letter to one enterprise, in the language spoken now."""

    id: str
    name: str
    facts: Mapping[str, object]
    costs: LetterTable
    changes: LetterTable


@dataclass(frozen=True)
class LetterOptions:
    """The last day to object to a decision, and the only enterprise that is written to, if it is one."""

    until: date | None = None
    only: str = ""


def letters(year: Year, office: Office, options: LetterOptions) -> tuple[date, datetime, Iterator[Letter]]:
    """Return the day of the letters, the moment of the state they tell, and the letters, by code.

    All who applied and all who were members are written to; refused before results are public.
    """
    last_day = _check(year, office, options)
    day = _day(year)
    lines = sorted(year.lines, key=lambda line: line.id)
    chosen = [line for line in lines if options.only in ("", line.id)]
    if not chosen:
        raise Refused(_("It did not apply in {year} and was no member.").format(year=year.number))
    moment = datetime.fromisoformat(last_entry(year.reader, year.review_year).recorded_at)
    return day, moment, (_letter(year, line, office, last_day) for line in chosen)


def _check(year: Year, office: Office, options: LetterOptions) -> date:
    """Return the last day to object, or name all that is missing in one go."""
    missing = missing_of_office(office, PROPOSAL)
    until = None
    if year.is_decided:
        until = options.until or last_day(year)
        if until is None:
            missing.append("until")
    else:
        try:
            last = noticed(year).last
        except CultivationError as error:
            raise with_office(error, office, PROPOSAL) from None
    if missing:
        raise UsageMistake(
            _("A letter says who writes it and until when to object. Missing: {names}.").format(
                names=join_names(_(OFFICE[name]) for name in missing)
            ),
            step=Step(Act.NAME_OFFICE, names=tuple(missing)),
        )
    if not year.is_decided:
        return last
    assert until is not None
    if until < _day(year):
        raise UsageMistake(
            _("The last day to object, {until}, is before the decision of {day}.").format(
                until=until, day=_day(year)
            )
        )
    return until


def _day(year: Year) -> date:
    """Return the day of the decision, or the first of the notice."""
    if year.decision is not None:
        return date.fromisoformat(year.decision["date"])
    return noticed(year).first


def _letter(year: Year, line: Line, office: Office, last_day: date) -> Letter:
    answer = why_in_short(year, line.id, line.name)
    score, decision = answer.score, year.decision or {}
    cut, points = year.cut_line, year.table.points
    cut_total, cut_place = (
        (cut.pool_total, cut.pool_rank) if line.was_member else (cut.entry_total, cut.entry_rank)
    )
    tried, changes = _changes(year, answer, line)
    facts: dict[str, object] = {
        "year": year.number,
        "name": line.name,
        "code": line.id,
        "pool": office.pool or _(POOL),
        "basis": office.basis or basis_of(year.rules),
        "decided": year.is_decided,
        "document": decision.get("document", ""),
        "day": _day(year),
        "until": last_day,
        "applied": score is not None,
        "eligible": score is not None and score.eligible,
        "in_pool": line.in_pool,
        "leaves": line.action is Action.EXIT,
        "outcome": _(OUTCOMES[line.action, year.is_decided]),
        "reason": _own_reason(year, line, answer),
        "total": points(score.total) if score else "",
        "maximum": f"{year.rules.maximum:f}",
        "place": score.rank if score else None,
        "newcomer": not line.was_member,
        "cut_total": points(cut_total) if cut_total is not None else "",
        "cut_place": cut_place,
        "reserve_place": line.reserve_place,
        "remarks": remarks(score, year.rules, year.table) if score else [],
        "turning": _turning(year, answer, line, tried),
        "has_changes": bool(changes.rows),
        "appeals": sentences_for(year, line.id),
        **_sealed(year),
    }
    facts |= {each.name: getattr(office, each.name) for each in fields(office) if each.name not in facts}
    return Letter(line.id, line.name, facts, _costs(answer), changes)


def _sealed(year: Year) -> dict[str, object]:
    """Return the seal of the results that the letter tells, and what is under it; empty without one."""
    seal = seal_of(year)
    return {
        "seal": seal.text if seal else "",
        "sealed_lines": seal.lines if seal else 0,
        "sealed_members": seal.members if seal else 0,
    }


def _own_reason(year: Year, line: Line, answer: Why) -> str:
    """Say the reason; what the leading group wrote is left out where it names another enterprise."""
    if line.reason is Reason.OVERRIDDEN and any(
        each.name in line.override for each in year.lines if each.id != line.id
    ):
        return public_reason(line.reason)
    return reason_of(answer)


def _turning(year: Year, answer: Why, line: Line, tried: bool) -> list[str]:
    """Say how many points would have turned it: found by ranking and selecting the whole year again.

    Where none would, say so; where nothing was computed, say that. `tried` tells whether values were changed.
    """
    score = answer.score
    if score is None:
        return []
    found = total_that_turns(year, score, line)
    if said := turning(replace(answer, would_change=found), NAMED):
        return said
    if line.in_pool and score.rank is not None and not line.override:
        if answer.rules.total.order == "ascending":
            return [_("No change of points on one criterion alone would have changed the result.")]
        return [_("No loss of points on one criterion alone would have changed the result.")]
    if tried:
        return [_("No change of points on one criterion alone would have changed the result.")]
    return [_("For this result it is not computed what would have changed it.")]


def _costs(answer: Why) -> LetterTable:
    """List the criteria that did not give all their points, the costliest first."""
    rules, points = answer.rules, answer.table.points
    lost = sorted(
        (each for each in answer.contributions if each.lost > 0),
        key=lambda each: (-each.lost, each.criterion),
    )
    rows = tuple(
        (
            rules.criterion_label(each.criterion).text(current()),
            shown_value(rules, rules.criteria[each.criterion], answer.score, answer.sources),
            points(each.points),
            points(each.maximum),
            points(each.lost),
        )
        for each in lost
    )
    return LetterTable((_("criterion"), _("value"), _("points"), _("maximum"), _("lost")), rows)


def _changes(year: Year, answer: Why, line: Line) -> tuple[bool, LetterTable]:
    """List the values of which the smallest change alone would have brought it in; each was tried.

    Return also whether any was tried. Those who are in the pool are not told what would have put them out. Of
    values that move the points of all none is tried, as a year has many letters.
    """
    wanted = not line.in_pool and answer.score is not None
    found = values_that_turn(year, answer.score, line, 0) if wanted and answer.score else []
    rows = tuple(tuple(flip_row(each, answer.rules)) for each in found if each.value is not None)
    headers = (_("field"), _("filed"), _("value that changes the outcome"), _("change"))
    return any(each.tried for each in found), LetterTable(headers, rows)
