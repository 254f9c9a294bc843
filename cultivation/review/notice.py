"""A proposal is made public, objected to, and the objections are resolved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cultivation.errors import Refused
from cultivation.language import _, join_names
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.events import Notice, Objection, entries_of_year, notice_of, objections_of
from cultivation.queries.last_entries import objection_entry
from cultivation.queries.prerequisites import check_proposed, check_undecided
from cultivation.queries.receipts import check_not_answered
from cultivation.queries.year import year_in
from cultivation.record.documents import NewDocument
from cultivation.record.entries import NoticeGiven, ObjectionFiled, ObjectionResolved
from cultivation.record.store import Record
from cultivation.review.dates import check_notice_days
from cultivation.review.expected import check_entry
from cultivation.review.inputs import check_said
from cultivation.review.repeating import says_the_same
from cultivation.steps import Act, Step


@dataclass(frozen=True, slots=True)
class NoticeGivenNow:
    """The notice, and whether it was on record already, word for word."""

    notice: Notice
    repeats: bool


@dataclass(frozen=True, slots=True)
class ObjectionFiledNow:
    """The objection, and whether it was on record already, word for word, and is still open."""

    objection: Objection
    repeats: bool


def give_notice(
    record: Record,
    actor: str,
    year: int,
    first: date,
    last: date,
    dry_run: bool = False,
    expected: int | None = None,
) -> NoticeGivenNow:
    """Make the proposal public from one day until another; a new proposal needs a new notice.

    `expected` is the entry of the proposal that was seen: another one is not made public.
    """
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        check_proposed(own.review_year)
        check_entry(expected, own.review_year.proposed_seq or 0)
        check_notice_days(writer, own, first, last)
        days, least = (last - first).days + 1, own.rules.pool.notice_days
        if days < max(1, least):
            raise Refused(
                _("The notice would last {days} days; it must last {least} at least.").format(
                    days=max(days, 0), least=max(1, least)
                )
            )
        before = notice_of(own)
        if before is not None and (before.first, before.last) == (first, last):
            return NoticeGivenNow(before, repeats=True)
        entry = writer.append(NoticeGiven(year=year, first=first.isoformat(), until=last.isoformat()))
    return NoticeGivenNow(Notice(first, last, entry.seq), repeats=False)


def file_objection(  # noqa: PLR0913 - each is said by who objects
    record: Record,
    actor: str,
    year: int,
    enterprise: str,
    by: str,
    text: str,
    evidence: Sequence[NewDocument] = (),
    dry_run: bool = False,
    receipt: str | None = None,
) -> ObjectionFiledNow:
    """Put an objection on record, with the person's name, the text and what proves it.

    With `receipt` it is one that came in by the pages, and is taken up by it, once.
    """
    check_said(person=by, text=text)
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        if notice_of(own) is None:
            raise Refused(
                _("There is no notice of the proposal of {year} to object to.").format(year=year),
                step=Step(Act.GIVE_NOTICE, year),
            )
        key, _name = find_enterprise(writer, enterprise)
        before = objections_of(own)
        number = len(before) + 1
        said = ObjectionFiled(year=year, number=number, enterprise=key, by=by, text=text, receipt=receipt)
        open_ones = {each.seq: each for each in before if each.upheld is None}
        for entry in entries_of_year(own, ObjectionFiled):
            if entry.seq in open_ones and says_the_same(entry, actor, said, evidence, {"number"}):
                return ObjectionFiledNow(open_ones[entry.seq], repeats=True)
        if receipt is not None:
            check_not_answered(own, receipt)
        writer.append(said, evidence)
        return ObjectionFiledNow(objections_of(own)[-1], repeats=False)


def resolve_objection(
    record: Record,
    actor: str,
    year: int,
    number: int,
    upheld: bool,
    text: str,
    dry_run: bool = False,
    expected: int | None = None,
) -> Objection:
    """Uphold or dismiss an objection, with the reason; one that is upheld reopens the proposal.

    `expected` is the last entry about it or its application that was seen (`objection_entry`): a later one is
    refused.
    """
    check_said(text=text)
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        found = {each.number: each for each in objections_of(own)}
        if number not in found:
            raise Refused(
                _("There is no objection {number} in {year}; there are {known}.").format(
                    number=number, year=year, known=join_names(map(str, found)) or "-"
                )
            )
        if found[number].upheld is not None:
            raise Refused(_("Objection {number} is already resolved.").format(number=number))
        check_entry(expected, objection_entry(own, found[number]))
        writer.append(ObjectionResolved(year=year, number=number, upheld=upheld, text=text))
        return objections_of(own)[number - 1]
