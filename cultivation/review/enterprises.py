"""Enterprises go on under another code, merge or split; members are suspended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cultivation.errors import Refused
from cultivation.intake.values.cells import read_text
from cultivation.language import _
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.events import suspended
from cultivation.queries.year import year_in
from cultivation.record.entries import (
    EnterpriseMerged,
    EnterpriseRecoded,
    EnterpriseSplit,
    EnterpriseSucceeded,
    MemberResumed,
    MembershipPaused,
    MemberSuspended,
)
from cultivation.record.reader import Reader
from cultivation.record.store import Record, Writer
from cultivation.review.dates import check_not_future
from cultivation.review.inputs import check_said
from cultivation.review.membership import last_decided


@dataclass(frozen=True, slots=True)
class EnterpriseChanged:
    """Which enterprise went on as which, and who of them is a member now, if one is."""

    id: str
    name: str
    into: tuple[str, ...]
    names: tuple[str, ...]
    member: str | None


def recode(
    record: Record, actor: str, enterprise: str, code: str, document: str, on: date, dry_run: bool = False
) -> EnterpriseChanged:
    """Give an enterprise its new code; membership, with the year of entry, goes with it."""
    check_said(document=document)
    with record.writing(actor, dry_run) as writer:
        key, name = find_enterprise(writer, enterprise)
        new = _free_code(writer, code)
        return _succeed(writer, EnterpriseRecoded, (key, name), {new: name}, new, document, on)


def merge(
    record: Record,
    actor: str,
    enterprise: str,
    into: str,
    document: str,
    on: date,
    membership_ends: bool = False,
    dry_run: bool = False,
) -> EnterpriseChanged:
    """Record that an enterprise is merged into another; a membership goes over, unless it shall end."""
    check_said(document=document)
    with record.writing(actor, dry_run) as writer:
        key, name = find_enterprise(writer, enterprise)
        other, other_name = find_enterprise(writer, into)
        if key == other:
            raise Refused(_("{name} cannot be merged into itself.").format(name=name))
        heir = None if membership_ends else other
        return _succeed(writer, EnterpriseMerged, (key, name), {other: other_name}, heir, document, on)


def split(
    record: Record,
    actor: str,
    enterprise: str,
    parts: Sequence[tuple[str, str]],
    heir: str | None,
    document: str,
    on: date,
    dry_run: bool = False,
) -> EnterpriseChanged:
    """Record the firms (code, name) that came from an enterprise; one may take its membership over."""
    check_said(document=document)
    with record.writing(actor, dry_run) as writer:
        key, name = find_enterprise(writer, enterprise)
        into = {_free_code(writer, code): new for code, new in parts}
        if len(into) != len(parts):
            raise Refused(_("A code is given twice."))
        if heir is not None and heir not in into:
            raise Refused(
                _("{code} is not among the firms that came from {name}.").format(code=heir, name=name)
            )
        keeps = heir is None
        return _succeed(writer, EnterpriseSplit, (key, name), into, key if keeps else heir, document, on)


def _succeed(
    writer: Writer,
    kind: type[EnterpriseSucceeded],
    firm: tuple[str, str],
    into: dict[str, str],
    heir: str | None,
    document: str,
    on: date,
) -> EnterpriseChanged:
    """Put it on record; `heir` is a member in place of a firm that is one, or nobody where it is None."""
    check_not_future(writer, on)
    key, name = firm
    if any(key == entry.content.enterprise for entry in writer.entries_of(EnterpriseRecoded)):
        raise Refused(
            _("{code} is an earlier code of {name}; name the present one.").format(code=key, name=name)
        )
    members = {member.id for member in writer.members()}
    leaves = key in members and heir != key
    enters = leaves and heir is not None and heir not in members
    said = kind(
        year=last_decided(writer, on).number if leaves else _latest_year(writer),
        enterprise=key,
        into=tuple(into),
        names=tuple(into.values()),
        left=(key,) if leaves else (),
        entered=(heir,) if enters and heir is not None else (),
        document=document,
        on=on.isoformat(),
    )
    writer.append(said)
    now = {member.id for member in writer.members()}
    member = next((each for each in (key, *into) if each in now), None)
    return EnterpriseChanged(key, name, tuple(into), tuple(into.values()), member)


def _latest_year(reader: Reader) -> int:
    return max(each.year for each in reader.years())


def _free_code(reader: Reader, text: str) -> str:
    """Return the code that is meant; refuse one that is no code, or that an enterprise has already."""
    rules = year_in(reader, _latest_year(reader)).rules
    code, findings = read_text(text, rules.identifier.field, rules)
    errors = [finding for finding in findings if finding.is_error]
    if errors or code is None:
        raise Refused("\n".join(f"{each.message()} {each.advice()}" for each in errors), errors)
    if name := reader.enterprises().get(code):
        raise Refused(
            _("{code} is already the code of {name}; firms that become one are merged.").format(
                code=code, name=name
            )
        )
    return code


def suspend(
    record: Record, actor: str, enterprise: str, reason: str, document: str, on: date, dry_run: bool = False
) -> tuple[str, str]:
    """Suspend a member: it keeps its place, but gets no support and no honours until it is resumed."""
    return _mark(record, actor, MemberSuspended, enterprise, (reason, document), on, dry_run)


def resume(
    record: Record, actor: str, enterprise: str, reason: str, document: str, on: date, dry_run: bool = False
) -> tuple[str, str]:
    """End a suspension."""
    return _mark(record, actor, MemberResumed, enterprise, (reason, document), on, dry_run)


def _mark(
    record: Record,
    actor: str,
    kind: type[MembershipPaused],
    enterprise: str,
    why: tuple[str, str],
    on: date,
    dry_run: bool,
) -> tuple[str, str]:
    check_said(reason=why[0], document=why[1])
    with record.writing(actor, dry_run) as writer:
        check_not_future(writer, on)
        year = last_decided(writer, on)
        key, name = find_enterprise(writer, enterprise)
        if key not in {member.id for member in writer.members()}:
            raise Refused(_("{name} is not in the pool; only members are suspended.").format(name=name))
        is_suspended = key in suspended(writer)
        if kind is MemberSuspended and is_suspended:
            raise Refused(_("{name} is already suspended.").format(name=name))
        if kind is MemberResumed and not is_suspended:
            raise Refused(_("{name} is not suspended.").format(name=name))
        reason, document = why
        writer.append(
            kind(year=year.number, enterprise=key, reason=reason, document=document, on=on.isoformat())
        )
    return key, name
