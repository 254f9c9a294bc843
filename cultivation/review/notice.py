"""A proposal is made public, objected to, and the objections are resolved; applications are withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cultivation.errors import Refused
from cultivation.language import _, join_names
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.events import Notice, Objection, notice_of, objections_of
from cultivation.queries.prerequisites import check_proposed, check_undecided
from cultivation.queries.year import year_in
from cultivation.record.documents import NewDocument
from cultivation.record.entries import ApplicationWithdrawn, NoticeGiven, ObjectionFiled, ObjectionResolved
from cultivation.record.store import Record
from cultivation.review.dates import check_notice_days
from cultivation.review.inputs import check_said
from cultivation.steps import Act, Step


def withdraw(
    record: Record, actor: str, year: int, enterprise: str, reason: str, dry_run: bool = False
) -> tuple[str, str]:
    """Take an application out of an undecided year; return the id and name. It may be filed again."""
    check_said(reason=reason)
    with record.writing(actor, dry_run) as writer:
        check_undecided(year_in(writer, year).review_year)
        key, name = find_enterprise(writer, enterprise)
        if writer.application(year, key) is None:
            raise Refused(_("{name} has not applied in {year}.").format(name=name, year=year))
        writer.append(ApplicationWithdrawn(year=year, enterprise=key, reason=reason))
    return key, name


def give_notice(
    record: Record, actor: str, year: int, first: date, last: date, dry_run: bool = False
) -> Notice:
    """Make the proposal public from one day until another; a new proposal needs a new notice."""
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        check_proposed(own.review_year)
        check_notice_days(writer, own, first, last)
        days, least = (last - first).days + 1, own.rules.pool.notice_days
        if days < max(1, least):
            raise Refused(
                _("The notice would last {days} days; it must last {least} at least.").format(
                    days=max(days, 0), least=max(1, least)
                )
            )
        entry = writer.append(NoticeGiven(year=year, first=first.isoformat(), until=last.isoformat()))
    return Notice(first, last, entry.seq)


def file_objection(
    record: Record,
    actor: str,
    year: int,
    enterprise: str,
    by: str,
    text: str,
    evidence: Sequence[NewDocument] = (),
    dry_run: bool = False,
) -> Objection:
    """Put an objection on record, with the person's name, the text and what proves it."""
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
        number = len(objections_of(own)) + 1
        writer.append(ObjectionFiled(year=year, number=number, enterprise=key, by=by, text=text), evidence)
        return objections_of(own)[-1]


def resolve_objection(
    record: Record, actor: str, year: int, number: int, upheld: bool, text: str, dry_run: bool = False
) -> Objection:
    """Uphold or dismiss an objection, with the reason; one that is upheld reopens the proposal."""
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
        writer.append(ObjectionResolved(year=year, number=number, upheld=upheld, text=text))
        return objections_of(own)[number - 1]
