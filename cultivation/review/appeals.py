"""Single appeals after a decision: filed with papers, dismissed, or corrected from their own day on.

The decision stays as it was. What changes who is in the pool takes two persons.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cultivation.errors import Refused
from cultivation.language import _, join_names
from cultivation.queries.appeals import ENTER, LEAVE, RECORD, Appeal, appeals_of, last_day
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.events import entries_of_year
from cultivation.queries.last_entries import appeal_entry
from cultivation.queries.prerequisites import check_two_persons
from cultivation.queries.succession import codes_before, recoded
from cultivation.queries.year import Year, year_in
from cultivation.record.actors import Person
from cultivation.record.documents import NewDocument
from cultivation.record.entries import AppealDismissed, AppealFiled, AppealUpheld, CorrectionProposed
from cultivation.record.store import Record, Writer
from cultivation.review.dates import check_not_future
from cultivation.review.expected import check_entry
from cultivation.review.inputs import check_said
from cultivation.review.membership import last_decided
from cultivation.review.repeating import says_the_same
from cultivation.steps import Act, Step

POINTS = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class AppealFiledNow:
    """The appeal, the name of its enterprise, and whether it was on record already, word for word."""

    appeal: Appeal
    name: str
    repeats: bool


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an appeal says: who filed it and when, its text and papers; `reason` why it is heard late."""

    by: str
    text: str
    on: date
    papers: Sequence[NewDocument] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AppealCorrection:
    """What an appeal is to change: `action` is enter, leave or record, by a document, for a reason.

    `total` are the right points, as the paper writes them; `above_capacity` tells that the document admits
    one more than the rules do.
    """

    action: str
    document: str
    reason: str
    on: date
    total: str | None = None
    above_capacity: bool = False


def file_appeal(
    record: Record,
    actor: str,
    year: int,
    enterprise: str,
    grounds: Grounds,
    dry_run: bool = False,
) -> AppealFiledNow:
    """Put an appeal against the year's decision on record."""
    check_said(person=grounds.by, text=grounds.text)
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        decision = own.review_year.decided_seq
        if decision is None:
            raise Refused(
                _("{year} is not decided yet; until then there are objections.").format(year=year),
                step=Step(Act.DECIDE, year),
            )
        check_not_future(writer, grounds.on)
        late = _check_in_time(own, grounds.on, grounds.reason)
        key, name = find_enterprise(writer, enterprise)
        applied = next((code for code in (key, *codes_before(writer, key)) if code in own.line_of), None)
        if applied is None:
            raise Refused(_("{name} has no part in the results of {year}.").format(name=name, year=year))
        before = appeals_of(own)
        said = AppealFiled(
            year=year,
            number=len(before) + 1,
            decision=decision,
            enterprise=applied,
            by=grounds.by,
            text=grounds.text,
            on=grounds.on.isoformat(),
            reason=grounds.reason if late else None,
        )
        still_open = {each.filed.seq: each for each in before if each.is_open}
        for entry in entries_of_year(own, AppealFiled):
            if entry.seq in still_open and says_the_same(entry, actor, said, grounds.papers, {"number"}):
                return AppealFiledNow(still_open[entry.seq], name, repeats=True)
        writer.append(said, grounds.papers)
        return AppealFiledNow(appeals_of(own)[-1], name, repeats=False)


def _check_in_time(year: Year, on: date, reason: str) -> bool:
    """Refuse an appeal before the decision, and without a reason one after its days; tell if it is late."""
    decided, last = date.fromisoformat(str(year.review_year.decision_date)), last_day(year)
    if on < decided:
        raise Refused(
            _("The decision is of {day}; {on} is earlier. Until then there are objections.").format(
                day=decided, on=on
            )
        )
    late = last is not None and on > last
    if late and not reason:
        raise Refused(
            _("Appeals were possible until {last}; give a reason for hearing a later one.").format(last=last),
            step=Step(Act.GIVE_REASON),
        )
    return late


def dismiss_appeal(  # noqa: PLR0913 - each is said by who answers
    record: Record,
    actor: str,
    year: int,
    number: int,
    document: str,
    reason: str,
    on: date,
    dry_run: bool = False,
    expected: int | None = None,
) -> Appeal:
    """Answer an appeal: nothing changes. `expected` is the last entry about it that was seen."""
    check_said(document=document, reason=reason)
    with record.writing(actor, dry_run) as writer:
        own, appeal = _open_one(writer, year, number)
        check_entry(expected, appeal_entry(appeal))
        _check_day(writer, appeal, on)
        writer.append(
            AppealDismissed(
                year=year,
                number=number,
                enterprise=appeal.enterprise,
                document=document,
                reason=reason,
                on=on.isoformat(),
            )
        )
        return appeals_of(own)[number - 1]


def correct_on_appeal(
    record: Record,
    actor: str,
    year: int,
    number: int,
    wanted: AppealCorrection,
    dry_run: bool = False,
    expected: int | None = None,
) -> Appeal:
    """Correct what an appeal asks for; what changes who is in waits for the approval of another person.

    `expected` is the last entry about the appeal that was seen.
    """
    check_said(document=wanted.document, reason=wanted.reason)
    with record.writing(actor, dry_run) as writer:
        own, appeal = _open_one(writer, year, number)
        check_entry(expected, appeal_entry(appeal))
        _check_day(writer, appeal, wanted.on)
        _check_total(wanted.total)
        if wanted.action == RECORD:
            writer.append(_upheld(own, appeal, wanted, None))
            return appeals_of(own)[number - 1]
        above = _check_possible(own, appeal, wanted)
        said = CorrectionProposed(
            year=year,
            number=number,
            enterprise=_code_now(own, appeal),
            action=wanted.action,
            document=wanted.document,
            reason=wanted.reason,
            on=wanted.on.isoformat(),
            total=wanted.total,
            above_capacity=above or None,
        )
        before = appeal.proposed
        if before is None or (before.content.to_payload(), before.actor) != (said.to_payload(), actor):
            writer.append(said)
        return appeals_of(own)[number - 1]


def approve_correction(
    record: Record, actor: str, year: int, number: int, dry_run: bool = False, expected: int | None = None
) -> tuple[Appeal, int]:
    """Change who is in as another person proposed it; return the appeal and how many members there are.

    `expected` is the entry of the proposed correction that was seen: another one is refused.
    """
    with record.writing(actor, dry_run) as writer:
        own, appeal = _open_one(writer, year, number)
        if appeal.proposed is None:
            raise Refused(
                _("Nobody has proposed a correction on appeal {number}.").format(number=number),
                step=Step(Act.ANSWER_APPEAL, year, number),
            )
        check_two_persons(Person(appeal.proposed.actor, appeal.proposed.by), writer.person)
        check_entry(expected, appeal_entry(appeal))
        said = appeal.proposed.content
        wanted = AppealCorrection(
            said.action,
            said.document,
            said.reason,
            date.fromisoformat(said.on),
            said.total,
            bool(said.above_capacity),
        )
        above = _check_possible(own, appeal, wanted)
        writer.append(_upheld(own, appeal, replace(wanted, above_capacity=above), appeal.proposed.actor))
        return appeals_of(own)[number - 1], len(writer.members())


def _upheld(year: Year, appeal: Appeal, wanted: AppealCorrection, proposer: str | None) -> AppealUpheld:
    key = _code_now(year, appeal)
    return AppealUpheld(
        year=year.number,
        number=appeal.number,
        enterprise=key,
        entered=(key,) if wanted.action == ENTER else (),
        left=(key,) if wanted.action == LEAVE else (),
        document=wanted.document,
        reason=wanted.reason,
        on=wanted.on.isoformat(),
        proposer=proposer,
        total=wanted.total,
        above_capacity=True if proposer and wanted.above_capacity else None,
    )


def _code_now(year: Year, appeal: Appeal) -> str:
    """Return the code that the enterprise of an appeal has now."""
    return recoded(year.reader).get(appeal.enterprise, appeal.enterprise)


def _open_one(writer: Writer, year: int, number: int) -> tuple[Year, Appeal]:
    """Return an appeal that waits for an answer, or refuse."""
    own = year_in(writer, year)
    found = {each.number: each for each in appeals_of(own)}
    if number not in found:
        raise Refused(
            _("There is no appeal {number} in {year}; there are {known}.").format(
                number=number, year=year, known=join_names(map(str, found)) or "-"
            )
        )
    if not found[number].stands:
        raise Refused(_("Appeal {number} was against a decision that was reversed.").format(number=number))
    if not found[number].is_open:
        raise Refused(_("Appeal {number} is already answered.").format(number=number))
    return own, found[number]


def _check_day(writer: Writer, appeal: Appeal, on: date) -> None:
    """Refuse an answer of tomorrow, and one from before the appeal."""
    check_not_future(writer, on)
    if on.isoformat() < appeal.filed.content.on:
        raise Refused(
            _("Appeal {number} is of {day}; {on} is earlier.").format(
                number=appeal.number, day=appeal.filed.content.on, on=on
            )
        )


def _check_total(total: str | None) -> None:
    """Refuse points that are not written as a paper writes them."""
    if total is not None and not POINTS.fullmatch(total):
        raise Refused(_("The right total, {total}, is not a number.").format(total=total))


def _check_possible(year: Year, appeal: Appeal, wanted: AppealCorrection) -> bool:
    """Refuse what cannot be done to the pool as it stands; tell whether it goes above the capacity."""
    last = last_decided(year.reader, wanted.on)
    if last.number != year.number:
        raise Refused(
            _(
                "The review of {later} has decided since who is in; on this appeal only the record of "
                "{year} can be corrected."
            ).format(later=last.number, year=year.number)
        )
    name, members = year.line_of[appeal.enterprise].name, {each.id for each in year.reader.members()}
    key = _code_now(year, appeal)
    if wanted.action == LEAVE:
        if key not in members:
            raise Refused(_("{name} is not in the pool; only members can leave it.").format(name=name))
        return False
    if key in members:
        raise Refused(_("{name} is in the pool already.").format(name=name))
    above = len(members) + 1 > year.rules.pool.capacity
    if above and not wanted.above_capacity:
        raise Refused(
            _(
                "The pool is full ({members} of {capacity}). One more needs a document that admits it above "
                "the capacity, or a member that leaves."
            ).format(members=len(members), capacity=year.rules.pool.capacity),
            step=Step(Act.ADMIT_ABOVE_CAPACITY),
        )
    return above
