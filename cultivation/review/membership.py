"""Between two reviews: removal for a cause, call from the reserve list, renaming; and the end of a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cultivation.core.pool.proposal import Line, QuotaStatus
from cultivation.core.wording.quotas import held_text
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.last_entries import pool_entry
from cultivation.queries.prerequisites import check_capacity
from cultivation.queries.year import State, Year, year_in
from cultivation.record.entries import EnterpriseRenamed, MemberCalledUp, MemberRemoved, YearClosed
from cultivation.record.reader import Reader
from cultivation.record.store import Record
from cultivation.review.dates import check_not_future
from cultivation.review.expected import check_entry
from cultivation.review.inputs import check_said
from cultivation.steps import Act, Step


@dataclass(frozen=True, slots=True)
class MembershipChanged:
    """A change between reviews: whom it concerns, and how many members there are afterwards."""

    id: str
    name: str
    year: int
    members: int


def remove_member(
    record: Record,
    actor: str,
    enterprise: str,
    cause: str,
    document: str,
    on: date,
    dry_run: bool = False,
    expected: int | None = None,
) -> MembershipChanged:
    """Take a member out of the pool by decision, for one of the causes of `core/pool/exit_causes.py`.

    `expected` is the last change of the pool that was seen (`pool_entry`): after a later one it is refused.
    """
    check_said(document=document)
    with record.writing(actor, dry_run) as writer:
        check_not_future(writer, on)
        year = last_decided(writer, on)
        key, name = find_enterprise(writer, enterprise)
        if key not in {member.id for member in writer.members()}:
            raise Refused(_("{name} is not in the pool; only members are removed.").format(name=name))
        check_entry(expected, pool_entry(writer))
        writer.append(
            MemberRemoved(year=year.number, enterprise=key, cause=cause, document=document, on=on.isoformat())
        )
        return MembershipChanged(key, name, year.number, len(writer.members()))


def call_up(
    record: Record,
    actor: str,
    enterprise: str | None,
    document: str,
    on: date,
    reason: str = "",
    dry_run: bool = False,
    expected: int | None = None,
) -> MembershipChanged:
    """Bring the next of the reserve list into the pool, or another one on it, for a reason.

    `expected` is the last change of the pool that was seen (`pool_entry`): after a later one it is refused.
    """
    check_said(document=document)
    with record.writing(actor, dry_run) as writer:
        check_not_future(writer, on)
        year = last_decided(writer, on)
        check_entry(expected, pool_entry(writer))
        waiting = _waiting(year)
        if not waiting:
            raise Refused(_("The reserve list of {year} is empty.").format(year=year.number))
        line = _named_or_next(writer, waiting, enterprise)
        if line is not waiting[0] and not reason:
            raise Refused(
                _("{next} is next on the reserve list; give a reason for passing it over.").format(
                    next=waiting[0].name
                ),
                step=Step(Act.GIVE_REASON),
            )
        rules = year.rules
        check_capacity(len(writer.members()) + 1, rules)
        full = _full_quotas(year, line.id)
        if full and not reason:
            raise Refused(
                _(
                    "{name} is next on the reserve list, but quotas are full ({quotas}). Name "
                    "another enterprise on it, or admit it anyway and give a reason."
                ).format(name=line.name, quotas=held_text(full, rules)),
                step=Step(Act.GIVE_REASON),
            )
        said = MemberCalledUp(
            year=year.number,
            enterprise=line.id,
            reserve_place=line.reserve_place,
            document=document,
            on=on.isoformat(),
            reason=reason,
        )
        writer.append(said)
        return MembershipChanged(line.id, line.name, year.number, len(writer.members()))


def _full_quotas(year: Year, enterprise: str) -> list[QuotaStatus]:
    """Return the quotas with no room for one more with the choices of an enterprise, by the year's scores."""
    if not year.rules.pool.quotas:
        return []
    groups = {line.id: line.quota_choices for line in year.table.lines}
    inside = [groups[member.id] for member in year.reader.members() if member.id in groups]
    found = []
    for number, quota in enumerate(year.rules.pool.quotas):
        own = groups[enterprise][number]
        count = sum(each[number] == own for each in inside)
        found.append(QuotaStatus(quota.within, own, count, 0, quota.most_of(own)))
    return [each for each in found if each.is_full]


def _waiting(year: Year) -> list[Line]:
    """Return the reserve list in its order, without those that are in, or were removed since."""
    inside = {member.id for member in year.reader.members()}
    decided = year.review_year.decided_seq or 0
    gone = {key for change in year.reader.changes() if change.seq > decided for key in change.left}
    lines = [line for line in year.lines if line.reserve_place]
    return sorted(
        (line for line in lines if line.id not in inside | gone), key=lambda line: line.reserve_place or 0
    )


def _named_or_next(reader: Reader, waiting: list[Line], enterprise: str | None) -> Line:
    if enterprise is None:
        return waiting[0]
    key, name = find_enterprise(reader, enterprise)
    found = next((line for line in waiting if line.id == key), None)
    if found is None:
        raise Refused(_("{name} is not waiting on the reserve list.").format(name=name))
    return found


def last_decided(reader: Reader, on: date) -> Year:
    """Return the year whose pool stands; refuse a date before its decision or the last change."""
    decided = [each for each in State(reader).years if each.is_decided]
    if not decided:
        raise Refused(_("No year is decided yet, so there is no pool."))
    last = max(change.on for change in reader.changes())
    if on.isoformat() < last:
        raise Refused(_("The pool was changed on {last}; {on} is earlier.").format(last=last, on=on))
    return decided[-1]


def rename(
    record: Record, actor: str, enterprise: str, name: str, document: str, on: date, dry_run: bool = False
) -> tuple[str, str]:
    """Give an enterprise its new name, by the document that shows it; return id and old name."""
    check_said(document=document, name=name)
    with record.writing(actor, dry_run) as writer:
        check_not_future(writer, on)
        key, old = find_enterprise(writer, enterprise)
        if old == name:
            raise Refused(_("{name} already has this name.").format(name=old))
        writer.append(
            EnterpriseRenamed(enterprise=key, name=name, previous=old, document=document, on=on.isoformat())
        )
    return key, old


def close_year(record: Record, actor: str, year: int, dry_run: bool = False) -> None:
    """Close a decided year: its work is done."""
    with record.writing(actor, dry_run) as writer:
        review_year = year_in(writer, year).review_year
        if review_year.decided_seq is None:
            raise Refused(_("{year} is not decided yet.").format(year=year), step=Step(Act.DECIDE, year))
        if review_year.state == "closed":
            raise Refused(_("The year {year} is already closed.").format(year=year))
        writer.append(YearClosed(year=year))
