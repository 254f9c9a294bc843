"""What happened around a year's proposal and between reviews: notice, objections, removals, renamings.

And what a proposal takes from it: what is past of members, and who stands on lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from cultivation.core.pool.exit_causes import BARRING, CAUSES
from cultivation.core.pool.proposal import UNKNOWN, Past, Reason
from cultivation.core.rules.policy import PoolPolicy
from cultivation.language import _
from cultivation.queries.entry_names import APPEAL_EVENTS, event_text
from cultivation.queries.on_lists import lists_then
from cultivation.queries.year import Year
from cultivation.record.entries import (
    AppealDismissed,
    AppealFiled,
    AppealUpheld,
    ApplicationWithdrawn,
    ContentT,
    EnterpriseMerged,
    EnterpriseRecoded,
    EnterpriseRenamed,
    EnterpriseSplit,
    MemberCalledUp,
    MemberRemoved,
    MemberResumed,
    MembershipPaused,
    MemberSuspended,
    NoticeGiven,
    ObjectionFiled,
    ObjectionResolved,
    OfYear,
    Recorded,
)
from cultivation.record.reader import Reader

OfYearT = TypeVar("OfYearT", bound=OfYear)


@dataclass(frozen=True, slots=True)
class Notice:
    """The public notice of a proposal: from and until which day, both included."""

    first: date
    last: date
    seq: int

    def to_json(self) -> dict[str, str]:
        """Return the shape of the contract."""
        return {"from": self.first.isoformat(), "until": self.last.isoformat()}


@dataclass(frozen=True, slots=True)
class Objection:
    """A complaint by a named person; `upheld` is None while it is open."""

    number: int
    enterprise: str
    by: str
    text: str
    evidence: tuple[str, ...]
    seq: int
    upheld: bool | None = None
    answer: str = ""
    resolved_seq: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to an enterprise beside the reviews; `detail` is a cause, a name, a reason or a text.

    `seq` is the entry.
    """

    kind: str
    year: int
    on: str
    document: str
    detail: str
    actor: str
    seq: int = 0

    @property
    def detail_text(self) -> str:
        """Return the detail in words."""
        return _(CAUSES[self.detail]) if self.kind == MemberRemoved.KIND else self.detail

    def to_json(self) -> dict[str, str]:
        """Return the shape of the contract."""
        return {
            "kind": self.kind,
            "text": event_text(self.kind),
            "on": self.on or str(self.year),
            "document": self.document,
            "detail": self.detail,
            "detail_text": self.detail_text,
            "actor": self.actor,
        }


def notice_of(year: Year) -> Notice | None:
    """Return the notice of the present proposal; one of an earlier proposal counts no more."""
    proposed = year.review_year.proposed_seq or 0
    found = None
    for entry in entries_of_year(year, NoticeGiven):
        if entry.seq > proposed:
            first, last = map(date.fromisoformat, (entry.content.first, entry.content.until))
            found = Notice(first, last, entry.seq)
    return found


def objections_of(year: Year) -> list[Objection]:
    """Return the objections of a year by number, with what became of them."""
    resolved = {entry.content.number: entry for entry in entries_of_year(year, ObjectionResolved)}
    found = []
    for entry in entries_of_year(year, ObjectionFiled):
        said, end = entry.content, resolved.get(entry.content.number)
        evidence = tuple(each.name for each in said.documents)
        filed = (said.number, said.enterprise, said.by, said.text, evidence, entry.seq)
        if end is None:
            found.append(Objection(*filed))
        else:
            found.append(Objection(*filed, end.content.upheld, end.content.text, end.seq))
    return found


def is_unsettled(year: Year) -> bool:
    """Tell whether, since the proposal, members changed, an objection was upheld, or others are vetoed."""
    reader, seq, policy = year.reader, year.review_year.proposed_seq or 0, year.rules.pool
    if any(change.seq > seq for change in reader.changes()):
        return True
    if any(each.upheld and (each.resolved_seq or 0) > seq for each in objections_of(year)):
        return True
    concerned = {line.enterprise_id for line in reader.lines(year.number)}
    before, now = (vetoed(reader, policy, year.cutoff, until) & concerned for until in (seq, None))
    return before != now


def events_of(reader: Reader, enterprise: str) -> list[Event]:
    """Return what happened to an enterprise outside the reviews, in the order of the record."""
    return [_event(entry) for entry in events_on_record(reader) if enterprise in concerned(entry)]


def events_on_record(reader: Reader) -> Iterator[Recorded[Any]]:
    """Yield what happened to enterprises outside the reviews, in the order of the record."""
    yield from reader.entries_of(*DETAILS)


def concerned(entry: Recorded[Any]) -> tuple[str, ...]:
    """Return the codes of those to whom it happened."""
    return (entry.content.enterprise, *getattr(entry.content, "into", ()))


def _event(entry: Recorded[Any]) -> Event:
    said = entry.content
    detail = getattr(said, DETAILS[type(said)]) or ""
    return Event(
        event_kind(said),
        getattr(said, "year", 0),
        getattr(said, "on", ""),
        getattr(said, "document", ""),
        ", ".join(detail) if isinstance(detail, tuple) else detail,
        entry.actor,
        entry.seq,
    )


def event_kind(said: Any) -> str:
    """Return what happened by an entry: its kind; of an appeal that was right, what it changed."""
    if isinstance(said, AppealUpheld):
        return APPEAL_EVENTS[bool(said.entered), bool(said.left)]
    return str(said.KIND)


def suspended(reader: Reader) -> dict[str, str]:
    """Return who is suspended now, id to reason."""
    found: dict[str, str] = {}
    for entry in reader.entries_of(MemberSuspended, MemberResumed):
        said: MembershipPaused = entry.content
        if isinstance(said, MemberSuspended):
            found[said.enterprise] = said.reason
        else:
            found.pop(said.enterprise, None)
    return found


def entries_of_year(year: Year, kind: type[OfYearT]) -> list[Recorded[OfYearT]]:
    """Return the entries of a kind for a year, the earliest first."""
    return [entry for entry in year.reader.entries_of(kind) if entry.content.year == year.number]


def past_of(year: Year, until: int | None = None) -> dict[str, Past]:
    """Return what earlier years say of members and of those removed; empty where places alone decide.

    With `until` entries after that one are not looked at: what was past when a year was proposed.
    """
    reader, policy = year.reader, year.rules.pool
    if policy.by_place_alone:
        return {}
    decided = [each.number for each in year.state.years if each.is_decided and each.number < year.number]
    members = {each.id: each.since for each in reader.members(max(decided))} if decided else {}
    running = _in_buffer_running(reader, decided) if policy.buffer_years else {}
    past = {
        key: Past(sum(since <= each for each in decided), running.get(key, 0))
        for key, since in members.items()
    }
    for entry in _until(reader.entries_of(MemberRemoved), until):
        said = entry.content
        still = year.number <= date.fromisoformat(said.on).year + policy.barred_years
        if said.cause in BARRING and still and said.enterprise not in members:
            past[said.enterprise] = Past(barred=True)
    out = vetoed(reader, policy, year.cutoff, until)
    return past | {key: replace(past.get(key, UNKNOWN), vetoed=True) for key in out}


def _until(entries: Iterable[Recorded[ContentT]], seq: int | None) -> Iterator[Recorded[ContentT]]:
    return (entry for entry in entries if seq is None or entry.seq <= seq)


def vetoed(reader: Reader, policy: PoolPolicy, cutoff: date, until: int | None = None) -> set[str]:
    """Return who stands, by a data cut-off, on a list that the policy takes for a veto."""
    if not policy.veto_lists:
        return set()
    return {key for key, lists in listed(reader, cutoff, until).items() if lists & set(policy.veto_lists)}


def listed(reader: Reader, cutoff: date, until: int | None = None) -> dict[str, set[str]]:
    """Return who stands on which of the imported lists by a data cut-off; the last import of each counts.

    Who stands there under an earlier code or name is known by the present code, too.
    """
    then = lists_then(reader, until)
    found = {key: then.lists_of(key, cutoff) for key in then.rows}
    return {key: lists for key, lists in found.items() if lists}


def _in_buffer_running(reader: Reader, decided: list[int]) -> dict[str, int]:
    """Count for each member the last reviews running that found it in the buffer."""
    counts: dict[str, int] = {}
    going: set[str] | None = None
    for year in sorted(decided, reverse=True):
        there = {line.enterprise_id for line in reader.lines(year) if line.reason in IN_BUFFER}
        going = there if going is None else going & there
        for key in going:
            counts[key] = counts.get(key, 0) + 1
        if not going:
            break
    return counts


IN_BUFFER = (Reason.STAYED_IN_BUFFER, Reason.STAYED_ON_WATCH)
DETAILS: dict[type[Any], str] = {
    MemberRemoved: "cause",
    MemberCalledUp: "reason",
    EnterpriseRenamed: "name",
    ApplicationWithdrawn: "reason",
    EnterpriseRecoded: "into",
    EnterpriseMerged: "names",
    EnterpriseSplit: "names",
    MemberSuspended: "reason",
    MemberResumed: "reason",
    AppealFiled: "text",
    AppealDismissed: "reason",
    AppealUpheld: "reason",
}
