"""What happens to members and enterprises between reviews: changes, lists, honours, support, plans."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.record.entries.content import Content
from cultivation.record.entries.year import OfYear, PoolChanged


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(OfYear):
    """A member left between reviews, for a cause."""

    KIND = "member_removed"
    enterprise: str
    cause: str
    document: str
    on: str


@dataclass(frozen=True, kw_only=True)
class MemberCalledUp(OfYear):
    """One of the reserve list came in; `reason` where others were passed over."""

    KIND = "member_called_up"
    enterprise: str
    reserve_place: int | None
    document: str
    on: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class EnterpriseRenamed(Content):
    """An enterprise has another name."""

    KIND = "enterprise_renamed"
    enterprise: str
    name: str
    previous: str
    document: str
    on: str


@dataclass(frozen=True, kw_only=True)
class EnterpriseSucceeded(PoolChanged):
    """An enterprise goes on as others, `into` with `names`; who is a member in its place entered."""

    enterprise: str
    into: tuple[str, ...]
    names: tuple[str, ...]
    document: str
    on: str


@dataclass(frozen=True, kw_only=True)
class EnterpriseRecoded(EnterpriseSucceeded):
    """An enterprise has another code."""

    KIND = "enterprise_recoded"


@dataclass(frozen=True, kw_only=True)
class EnterpriseMerged(EnterpriseSucceeded):
    """An enterprise was merged into another."""

    KIND = "enterprise_merged"


@dataclass(frozen=True, kw_only=True)
class EnterpriseSplit(EnterpriseSucceeded):
    """An enterprise was split into several."""

    KIND = "enterprise_split"


@dataclass(frozen=True, kw_only=True)
class MembershipPaused(OfYear):
    """What begins or ends a suspension."""

    enterprise: str
    reason: str
    document: str
    on: str


@dataclass(frozen=True, kw_only=True)
class MemberSuspended(MembershipPaused):
    """A member was suspended."""

    KIND = "member_suspended"


@dataclass(frozen=True, kw_only=True)
class MemberResumed(MembershipPaused):
    """A suspension ended."""

    KIND = "member_resumed"


@dataclass(frozen=True, kw_only=True)
class VetoListImported(Content):
    """A list of an authority came in; `enterprises` is how many stand on it.

    `on` is the day as of which it holds, and `kind_digest` the kind of list by which it was read. Entries
    from before kinds were data have neither: their rows are known by code alone. `left_out` is as in
    RegisterImported.
    """

    KIND = "veto_list_imported"
    list: str
    document: str
    file: str
    enterprises: int
    rejected: int
    codes_digest: str
    on: str = ""
    kind_digest: str = ""
    left_out: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class DemonstrationsSelected(OfYear):
    """Demonstration enterprises were selected: the first `top` by place, or by name for a reason."""

    KIND = "demonstrations_selected"
    enterprises: tuple[str, ...]
    top: int | None
    reason: str
    document: str
    on: str
    decision: int | None
    supersedes: int | None


@dataclass(frozen=True, kw_only=True)
class SupportImported(Content):
    """A list of support measures came in; `first` is the number of its first measure."""

    KIND = "support_imported"
    file: str
    accepted: int
    rejected: int
    first: int


@dataclass(frozen=True, kw_only=True)
class SupportCancelled(Content):
    """A support measure was cancelled."""

    KIND = "support_cancelled"
    number: int
    enterprise: str
    reason: str
    on: str


@dataclass(frozen=True, kw_only=True)
class SupportApproved(OfYear):
    """Entitlements of a year were approved; they are a document, and so are the measures behind them.

    `amount` is what they come to, in 万元.
    """

    KIND = "support_approved"
    measures: str
    measures_digest: str
    lines: int
    amount: str
    document: str
    on: str


@dataclass(frozen=True, kw_only=True)
class SupportReturned(OfYear):
    """Support was paid back, in 万元; `year` is that of the entitlement."""

    KIND = "support_returned"
    enterprise: str
    measure: str
    amount: str
    document: str
    on: str


@dataclass(frozen=True, kw_only=True)
class PlanSet(OfYear):
    """Cultivation plans of members were set; the targets are a document, and so are tasks from a workbook.

    `file` is the name of the workbook, and `tasks` says how many it brought; targets by hand have neither.
    """

    KIND = "plan_set"
    members: int
    step: int | None
    document: str
    on: str
    file: str | None = None
    tasks: int | None = None


@dataclass(frozen=True, kw_only=True)
class SchemeUpdatesAsked(OfYear):
    """Members were asked for the yearly update of their schemes; documents say who, and by which rules."""

    KIND = "scheme_updates_asked"
    on: str
    until: str
    members: int
    rules_digest: str


@dataclass(frozen=True, kw_only=True)
class SchemeUpdated(OfYear):
    """An update came in, of one member or of several: what it says of tasks and targets is a document."""

    KIND = "scheme_updated"
    on: str
    file: str
    members: int
    tasks: int


@dataclass(frozen=True, kw_only=True)
class ZoneNotified(OfYear):
    """A zone was criticised by notice, or told to put things right by a day; its figures are a document.

    `measure` is "notice" or "rectification"; `until` is null where no answer is asked for.
    """

    KIND = "zone_notified"
    zone: str
    measure: str
    text: str
    document: str
    on: str
    until: str | None = None


@dataclass(frozen=True, kw_only=True)
class ZoneAnswered(OfYear):
    """A zone answered what it was told by the entry `notice`; papers that it sent are documents."""

    KIND = "zone_answered"
    zone: str
    notice: int
    text: str
    document: str
    on: str
