"""The review year: opened, applications, scored, proposed, noticed, decided, closed."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.record.entries.content import Content, Said, items_of, key


@dataclass(frozen=True, kw_only=True)
class WorkspaceCreated(Content):
    """The record was begun; that of a further pool says which pool it is, and by which rules it selects."""

    KIND = "workspace_created"
    program: str
    pool: str = ""
    name: str = ""
    rule_set: str = ""


@dataclass(frozen=True, kw_only=True)
class PoolOpened(Content):
    """Beside the first pool another was opened; `begins` is the hash of the first entry of its own record."""

    KIND = "pool_opened"
    pool: str
    name: str
    rule_set: str
    begins: str


@dataclass(frozen=True, kw_only=True)
class OfYear(Content):
    """What concerns one review year."""

    year: int


@dataclass(frozen=True, kw_only=True)
class YearOpened(OfYear):
    """A review year was opened under a rule set, which is its document."""

    KIND = "year_opened"
    rule_set: str
    version: str
    rules_digest: str
    cutoff: str


@dataclass(frozen=True, kw_only=True)
class WorkbookReceived(OfYear):
    """A workbook came in, late by a decision where `late_by` names one; `reader` is what read it.

    `unit` is the district or town that handed it in, whose firms are those that name it in `unit_field`;
    `applicant` is the enterprise that handed it in itself. With neither it came in through the office.
    `explained` counts the explanations of differences to registers that it brought. `again` is the entry of
    the same workbook where a clerk had it read again.
    """

    KIND = "workbook_received"
    file: str
    accepted: int
    rejected: int
    late_by: str | None = None
    reader: str | None = None
    unit: str | None = None
    unit_field: str | None = None
    applicant: str | None = None
    explained: int | None = None
    again: int | None = None


@dataclass(frozen=True, kw_only=True)
class FilingWindowSet(OfYear):
    """From and until which moment districts and enterprises submit; the last one counts."""

    KIND = "filing_window_set"
    first: str = key("from")
    until: str
    document: str | None = None


@dataclass(frozen=True, kw_only=True)
class ApplicationCorrected(OfYear):
    """A value was corrected with evidence; values are exact texts."""

    KIND = "application_corrected"
    enterprise: str
    field: str
    value: str | None
    previous: str | None
    evidence: str


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(OfYear):
    """An application was taken back, by a clerk, or by the `unit` or the `applicant` that submitted it."""

    KIND = "application_withdrawn"
    enterprise: str
    reason: str
    unit: str | None = None
    applicant: str | None = None


@dataclass(frozen=True, kw_only=True)
class YearScored(OfYear):
    """The applications were scored; the score table is a document."""

    KIND = "year_scored"
    rules_digest: str
    scores_digest: str


@dataclass(frozen=True, kw_only=True)
class YearProposed(OfYear):
    """Entries, stays and exits were proposed."""

    KIND = "year_proposed"
    scores_digest: str | None
    proposal_digest: str


@dataclass(frozen=True)
class OverrideSaid(Said):
    """What was decided otherwise than proposed."""

    enterprise: str
    action: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PoolChanged(OfYear):
    """What changes the pool: who comes in and who goes."""

    entered: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class YearDecided(PoolChanged):
    """The proposal was approved; `despite` says why, though marks were missing.

    `date_reason` says why its date lies before the proposal that is on record. Where the approver signed,
    `signature` and `public_key` are in Base64, the key in DER, and `key_fingerprint` is its SHA-256.
    """

    KIND = "year_decided"
    document: str
    date: str
    proposer: str
    approver: str
    proposal_digest: str | None
    overrides: tuple[OverrideSaid, ...] = items_of(OverrideSaid)
    pool_size: int
    despite: str | None = None
    date_reason: str | None = None
    signature: str | None = None
    public_key: str | None = None
    key_fingerprint: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReversalProposed(OfYear):
    """One person wants a decision, by its entry, to be reversed; another must approve it."""

    KIND = "reversal_proposed"
    decision: int
    document: str
    reason: str
    on: str


@dataclass(frozen=True, kw_only=True)
class DecisionReversed(PoolChanged):
    """A decision, by its entry, was reversed: who had entered leaves, who had left enters.

    `proposer` is the person who wanted it; the one who recorded it approved it. Once it took one person.
    """

    KIND = "decision_reversed"
    decision: int
    document: str
    reason: str
    on: str
    proposer: str | None = None


@dataclass(frozen=True, kw_only=True)
class AppealFiled(OfYear):
    """Somebody appealed for an enterprise against a decision, by its entry; `reason` why it is heard late."""

    KIND = "appeal_filed"
    number: int
    decision: int
    enterprise: str
    by: str
    text: str
    on: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class AppealDismissed(OfYear):
    """An appeal changes nothing."""

    KIND = "appeal_dismissed"
    number: int
    enterprise: str
    document: str
    reason: str
    on: str


@dataclass(frozen=True, kw_only=True)
class CorrectionProposed(OfYear):
    """One person wants an appeal to change who is in the pool; another must approve it.

    `action` is enter or leave; `total` are the right points, where they were wrong.
    """

    KIND = "correction_proposed"
    number: int
    enterprise: str
    action: str
    document: str
    reason: str
    on: str
    total: str | None = None
    above_capacity: bool | None = None


@dataclass(frozen=True, kw_only=True)
class AppealUpheld(PoolChanged):
    """An appeal was right: the enterprise enters or leaves from then on, or its record alone is corrected.

    The decision stays as it was. `proposer` wanted it, where it changes who is in; who recorded it approved.
    """

    KIND = "appeal_upheld"
    number: int
    enterprise: str
    document: str
    reason: str
    on: str
    proposer: str | None = None
    total: str | None = None
    above_capacity: bool | None = None


@dataclass(frozen=True, kw_only=True)
class CertificatesIssued(OfYear):
    """A batch of certificates: number, enterprise and name of each; `seal` is the entry with the secret.

    `pattern` is what their numbers were made of.
    """

    KIND = "certificates_issued"
    batch: int
    seal: int
    pattern: str
    numbers: tuple[str, ...]
    enterprises: tuple[str, ...]
    names: tuple[str, ...]
    on: str


@dataclass(frozen=True, kw_only=True)
class CertificateVoided(OfYear):
    """A certificate counts no more."""

    KIND = "certificate_voided"
    number: str
    enterprise: str
    reason: str
    on: str


@dataclass(frozen=True, kw_only=True)
class LinesSealed(OfYear):
    """The lines of a proposal or decision, by its entry, were sealed under one root for everybody to check.

    `members` is how many of the `lines` are in the pool. The document holds the secret of the salts.
    """

    KIND = "lines_sealed"
    about: str
    entry: int
    lines: int
    members: int
    root: str


@dataclass(frozen=True, kw_only=True)
class YearClosed(OfYear):
    """A decided year was closed."""

    KIND = "year_closed"


@dataclass(frozen=True, kw_only=True)
class NoticeGiven(OfYear):
    """The proposal was made public, from and until which day."""

    KIND = "notice_given"
    first: str = key("from")
    until: str


@dataclass(frozen=True, kw_only=True)
class ObjectionFiled(OfYear):
    """Somebody objected to the proposal; `receipt` is that of an objection that came in by the pages."""

    KIND = "objection_filed"
    number: int
    enterprise: str
    by: str
    text: str
    receipt: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReceiptDeclined(OfYear):
    """An objection that came in by the pages, by its receipt, was not taken up, for a reason."""

    KIND = "receipt_declined"
    receipt: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ObjectionResolved(OfYear):
    """An objection was upheld or dismissed."""

    KIND = "objection_resolved"
    number: int
    upheld: bool
    text: str


@dataclass(frozen=True, kw_only=True)
class HeadingExplained(OfYear):
    """A clerk said which field a heading stands for: "" for none; None takes back what was said before."""

    KIND = "heading_explained"
    heading: str
    field: str | None
