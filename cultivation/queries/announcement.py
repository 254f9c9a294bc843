"""Gathers from the record what an announcement says of a proposal under public notice or of a decision.

A notice is the step, an announcement the paper; nothing personal stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from cultivation.core.pool.proposal import Action, Line
from cultivation.core.rules.model import RuleSet
from cultivation.core.wording.public_reasons import public_reason
from cultivation.errors import CultivationError, Refused, UsageMistake
from cultivation.language import N_, _, current, join_names
from cultivation.queries.appeals import last_day
from cultivation.queries.events import Notice, notice_of
from cultivation.queries.prerequisites import check_proposed
from cultivation.queries.seals import DECISION, PROPOSAL, seal_of
from cultivation.queries.year import Year
from cultivation.steps import Act, Step

ABOUT = (PROPOSAL, DECISION)
POOL = N_("the cultivation pool of innovation demonstration enterprises")


@dataclass(frozen=True)
class Office:
    """Who makes the results public and how to reach them; and the words for pool, basis and addressee."""

    organisation: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    pool: str = ""
    basis: str = ""
    addressee: str = ""


@dataclass(frozen=True)
class AnnouncementOptions:
    """What it is about, the notice's working days as the office counts them, and whether it shows points."""

    about: str = ""
    working_days: int | None = None
    with_points: bool = False


@dataclass(frozen=True, slots=True)
class PublicList:
    """An annex: a title and a table, its first column numbered."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class AnnouncementFacts:
    """What is announced, in the language spoken now; `facts` fill its text, `moment` dates the file."""

    about: str
    number: str
    lists: tuple[PublicList, ...]
    organisation: str
    day: date
    moment: datetime
    facts: Mapping[str, object]


def announcement_facts(year: Year, office: Office, options: AnnouncementOptions) -> AnnouncementFacts:
    """Return what is made public of a year's proposal or decision."""
    about = options.about or (DECISION if year.is_decided else PROPOSAL)
    notice, rules = notice_of(year), year.rules
    try:
        day, number, seq = _made_public(year, about)
        period = _period(notice, options.working_days)
    except CultivationError as error:
        raise with_office(error, office, about) from None
    check_office(office, about)
    lists, seal = _lists(year, about, options.with_points), seal_of(year)
    facts = {
        "year": year.number,
        "pool": office.pool or _(POOL),
        "basis": office.basis or basis_of(rules),
        "steps": _steps(rules, about == DECISION and notice is not None),
        "parts": _parts(lists, office.pool or _(POOL), about),
        "document": number,
        "decided_on": day,
        "seal": seal.text if seal else "",
        "sealed_lines": seal.lines if seal else 0,
        "sealed_members": seal.members if seal else 0,
        "appeals_until": last_day(year) if about == DECISION else None,
        **period,
        **{
            each.name: getattr(office, each.name)
            for each in fields(office)
            if each.name not in ("pool", "basis")
        },
    }
    entry = next(iter(year.reader.entries(after=seq - 1, limit=1)))
    return AnnouncementFacts(
        about,
        number,
        tuple(
            _public_list(
                each, rules, _(TITLES[about, each[0]]).format(pool=office.pool or _(POOL), year=year.number)
            )
            for each in lists
        ),
        office.organisation,
        day,
        datetime.fromisoformat(entry.recorded_at),
        facts,
    )


def _made_public(year: Year, about: str) -> tuple[date, str, int]:
    """Return the day of the notice or decision, the decision's number, and the entry; else refuse."""
    if about == PROPOSAL:
        given = noticed(year)
        return given.first, "", given.seq
    made = year.decision
    if made is None:
        raise Refused(
            _("{year} is not decided yet.").format(year=year.number),
            step=Step(Act.DECIDE, year.number),
        )
    return date.fromisoformat(made["date"]), made["document"], made["entry"]


OFFICE = {
    "organisation": N_("the organisation"),
    "contact": N_("the department to contact"),
    "address": N_("the address"),
    "phone": N_("a telephone number or an address for e-mail"),
    "until": N_("the last day to object"),
}


def check_office(office: Office, about: str) -> None:
    """Refuse an announcement that nobody signs or nobody can answer, and name all that is missing."""
    if said := _office_mistake(office, about):
        raise said


def with_office(error: CultivationError, office: Office, about: str) -> CultivationError:
    """Return a refusal that names in one go what else is missing of the office."""
    said = _office_mistake(office, about)
    if said is None or said.step is None:
        return error
    message = "\n".join((error.message, said.message))
    return type(error)(message, error.findings, step=error.step, also=(*error.also, said.step))


def _office_mistake(office: Office, about: str) -> UsageMistake | None:
    missing = missing_of_office(office, about)
    if not missing:
        return None
    return UsageMistake(
        _(
            "A public notice says who gives it and how to reach them. Missing: {names}. "
            "They can be written once in cultivation.toml under [announcement]."
        ).format(names=join_names(_(OFFICE[name]) for name in missing)),
        step=Step(Act.NAME_OFFICE, names=tuple(missing)),
    )


def missing_of_office(office: Office, about: str) -> list[str]:
    """Return what is not said of who signs a paper and, where objections are due, how to reach them."""
    needed = ["organisation", *(("contact", "address") if about == PROPOSAL else ())]
    missing = [name for name in needed if not getattr(office, name)]
    if about == PROPOSAL and not (office.phone or office.email):
        missing.append("phone")
    return missing


def noticed(year: Year) -> Notice:
    """Return the notice of a proposal that stands, or refuse and say what to do."""
    if year.is_decided:
        raise Refused(
            _(
                "{year} is decided, so its proposal no longer counts. Announce the decision, "
                "or the proposal as of an earlier day."
            ).format(year=year.number),
            step=Step(Act.LOOK_BACK),
        )
    check_proposed(year.review_year)
    notice = notice_of(year)
    if notice is None:
        raise Refused(
            _("No notice of the proposal of {year} is on record, so its days are not known.").format(
                year=year.number
            ),
            step=Step(Act.GIVE_NOTICE, year.number),
        )
    return notice


def _period(notice: Notice | None, working_days: int | None) -> dict[str, Any]:
    """Return the days of the notice; how many of them are working days is the office's to say."""
    if notice is None:
        return {"first": None, "until": None, "days": 0, "working_days": None}
    days = (notice.last - notice.first).days + 1
    if working_days is not None and working_days > days:
        raise UsageMistake(
            _("The notice lasts {days} days and cannot include {number} working days.").format(
                days=days, number=working_days
            )
        )
    return {"first": notice.first, "until": notice.last, "days": days, "working_days": working_days}


def basis_of(rules: RuleSet) -> str:
    """Name the documents of the rule set, but for those that it only compares itself with, and itself."""
    first = next((each.text(current()) for key, each in rules.sources.items() if key != "judgement"), "")
    own = rules.name.text(current())
    if current() == "zh":
        return join_names([each for each in (first, f"《{own}》") if each])
    return " and ".join(each for each in (first, own) if each)


def _steps(rules: RuleSet, noticed: bool) -> list[str]:
    """Name what was done before, in the order of the year."""
    judged = any(each.filled_by == "expert" for each in rules.fields.values())
    steps = [_("applications by the enterprises"), _("checks of eligibility"), _("scoring")]
    return steps + ([_("review by experts")] if judged else []) + ([_("public notice")] if noticed else [])


def public_lists(year: Year, about: str, pool: str) -> tuple[PublicList, ...]:
    """Return the annexes without points: who enters, stays and leaves."""
    return tuple(
        _public_list(each, year.rules, _(TITLES[about, each[0]]).format(pool=pool, year=year.number))
        for each in _lists(year, about, with_points=False)
    )


Listed = tuple[Action, list[Line], Mapping[str, tuple[int, str]] | None]


def _lists(year: Year, about: str, with_points: bool) -> list[Listed]:
    """Return who enters, stays and leaves: by place where points are shown, else by code."""
    totals = None
    if with_points:
        totals = {each.id: (each.total, year.table.points(each.total)) for each in year.table.lines}
    found: list[Listed] = []
    for action in (Action.ENTER, Action.STAY, Action.EXIT):
        listed = [each for each in year.lines if each.action is action]
        ordered = sorted(listed, key=lambda line: (line.rank or 0 if with_points else 0, line.id))
        if ordered:
            found.append((action, ordered, None if action is Action.EXIT else totals))
    if not found:
        raise Refused(
            _("No enterprise enters, stays or leaves in {year}; there is nothing to announce.").format(
                year=year.number
            )
        )
    return found


TITLES = {
    (PROPOSAL, Action.ENTER): N_("Enterprises proposed to enter {pool} in {year}"),
    (PROPOSAL, Action.STAY): N_("Enterprises proposed to stay in {pool} in {year}"),
    (PROPOSAL, Action.EXIT): N_("Enterprises proposed to leave {pool} in {year}"),
    (DECISION, Action.ENTER): N_("Enterprises that enter {pool} in {year}"),
    (DECISION, Action.STAY): N_("Enterprises that stay in {pool} in {year}"),
    (DECISION, Action.EXIT): N_("Enterprises that leave {pool} in {year}"),
}
PARTS = {
    (PROPOSAL, Action.ENTER): N_("{who} are proposed to enter {pool}"),
    (PROPOSAL, Action.STAY): N_("{number} are proposed to stay"),
    (PROPOSAL, Action.EXIT): N_("{number} are proposed to leave"),
    (DECISION, Action.ENTER): N_("{who} enter {pool}"),
    (DECISION, Action.STAY): N_("{number} stay"),
    (DECISION, Action.EXIT): N_("{number} leave"),
}


def _parts(lists: Sequence[Listed], pool: str, about: str) -> list[str]:
    """Say of each list how many are on it, of the newcomers also who is the first."""
    who = _("{number} enterprises ({first} and others)")
    return [
        _(PARTS[about, action]).format(
            number=len(lines), who=who.format(number=len(lines), first=lines[0].name), pool=pool
        )
        for action, lines, _totals in lists
    ]


def _public_list(listed: Listed, rules: RuleSet, title: str) -> PublicList:
    """Make an annex: number, name, code; points where they are asked for; of who leaves, why."""
    action, lines, totals = listed
    leaves = action is Action.EXIT
    who = (rules.label_of(key).text(current()) for key in (rules.name_field, rules.identifier.field))
    headers = [_("No."), *who]
    headers += [_("reason for leaving")] if leaves else [_("points")] if totals else []
    rows = []
    for place, line in enumerate(lines, start=1):
        row = [str(place), line.name, line.id]
        if leaves:
            row.append(public_reason(line.reason))
        elif totals:
            row.append(totals[line.id][1] if line.id in totals else "")
        rows.append(tuple(row))
    return PublicList(title, tuple(headers), tuple(rows))
