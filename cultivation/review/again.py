"""Each kind of step taken again as its entry says it was: by whom, with which words, from which file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

import orjson

from cultivation import review
from cultivation.canonical import exact_text
from cultivation.core.pool.cultivation_targets import Bound
from cultivation.core.pool.proposal import Action
from cultivation.core.rules.list_kinds import FORMER_HEADINGS, ListKind, shipped_kinds
from cultivation.core.rules.loading import load_rules
from cultivation.intake.formats.files import read_file
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers
from cultivation.intake.panel.marks_form import MARKS_FORM, read_marks_form
from cultivation.queries.appeals import RECORD
from cultivation.queries.plans import SIGNS
from cultivation.queries.robustness import RobustnessOptions
from cultivation.queries.seals import secret_of
from cultivation.queries.year import year_in
from cultivation.record.documents import NewDocument
from cultivation.record.entries import (
    AppealDismissed,
    AppealFiled,
    AppealUpheld,
    ApplicationCorrected,
    ApplicationWithdrawn,
    CertificatesIssued,
    CertificateVoided,
    ConsistencyChecked,
    CorrectionProposed,
    DecisionReversed,
    DemonstrationsSelected,
    DifferenceSettled,
    EnterpriseMerged,
    EnterpriseRecoded,
    EnterpriseRenamed,
    EnterpriseSplit,
    EvidenceReceived,
    ExpertsListed,
    FilingWindowSet,
    FindingContested,
    FindingSettled,
    FlagVerified,
    GroupListed,
    HeadingExplained,
    LinesSealed,
    MarkingClosed,
    MarkingOpened,
    MarksAggregated,
    MarksReceived,
    MeetingRecorded,
    MemberCalledUp,
    MemberRemoved,
    MemberResumed,
    MemberSuspended,
    NoConflictDeclared,
    NoticeGiven,
    ObjectionFiled,
    ObjectionResolved,
    OpinionReceived,
    OpinionsClosed,
    OpinionsRequested,
    PanelAssigned,
    PlanSet,
    PoolOpened,
    RankingChallenged,
    ReceiptDeclined,
    Recorded,
    RecusalDeclared,
    RegisterImported,
    ReversalProposed,
    RobustnessComputed,
    SchemeUpdated,
    SchemeUpdatesAsked,
    SupportApproved,
    SupportCancelled,
    SupportImported,
    SupportReturned,
    VetoListImported,
    VisitRecorded,
    VisitsDrawn,
    WorkbookReceived,
    YearClosed,
    YearDecided,
    YearOpened,
    YearProposed,
    YearScored,
    ZoneAnswered,
    ZoneNotified,
)
from cultivation.record.repetition import Rehearsal
from cultivation.record.times import moment_of
from cultivation.review.again_accounts import ACCOUNTS_AGAIN
from cultivation.review.approval import as_on_record
from cultivation.review.decision import DecisionOptions
from cultivation.review.intake import take_in
from cultivation.review.intake_options import IntakeOptions

MOST_DRAWS = 1_000_000


@dataclass(frozen=True)
class Again:
    """Where a step is taken again: a copy of the record, and who reads files."""

    record: Rehearsal
    readers: Readers

    def file(self, entry: Recorded[Any]) -> Incoming:
        """Return the file that an entry received, under its name."""
        return Incoming(entry.content.file, self.document(entry, 0))

    def document(self, entry: Recorded[Any], place: int) -> bytes:
        """Return the bytes of a document of an entry."""
        with self.record.reading() as reader:
            return reader.document(entry.content.documents[place].sha256)

    def files(self, entry: Recorded[Any]) -> tuple[NewDocument, ...]:
        """Return the documents of an entry, as they were given."""
        return tuple(
            NewDocument(self.document(entry, place), each.name, each.media_type)
            for place, each in enumerate(entry.content.documents)
        )


Step = Callable[[Again, Recorded[Any]], object]


def _open(again: Again, entry: Recorded[YearOpened]) -> None:
    said = entry.content
    loaded = load_rules(again.document(entry, 0), f"{said.rule_set}.yaml")
    review.open_year(again.record, entry.actor, said.year, loaded, date.fromisoformat(said.cutoff))


def _intake(again: Again, entry: Recorded[WorkbookReceived]) -> None:
    """What came later took the place of what came earlier where the entry is not to be had otherwise."""
    said = entry.content
    file = read_file(again.file(entry), again.readers)
    for supersede in (False, True):
        handling = IntakeOptions(
            supersede=supersede,
            late_by=said.late_by or "",
            unit_field=said.unit_field or "",
            filed_for=said.unit or said.applicant or "",
            again=said.again or 0,
        )
        again.record.made.clear()
        take_in(again.record, entry.actor, said.year, file, handling=handling)
        made = [each for each, _documents in again.record.made]
        if any(isinstance(each, WorkbookReceived) and each.accepted == said.accepted for each in made):
            return


def _correct(again: Again, entry: Recorded[ApplicationCorrected]) -> None:
    said = entry.content
    value = "" if said.value is None else said.value
    evidence = _evidence(said.evidence, again.files(entry))
    evidence = replace(evidence, of_register=_is_no_whole_number(value))
    review.correct(again.record, entry.actor, said.year, said.enterprise, said.field, value, evidence)


def _is_no_whole_number(text: str) -> bool:
    """Tell whether a value may be one that only a register gives."""
    numerator, _slash, denominator = text.replace(".", "/").partition("/")
    return numerator.removeprefix("-").isdecimal() and denominator.isdecimal()


def _evidence(text: str, files: tuple[NewDocument, ...]) -> review.Evidence:
    """The text of an entry names the files last."""
    named = "; ".join(each.name for each in files)
    said = text.removesuffix(named).removesuffix("; ") if files else text
    return review.Evidence((said,) if said else (), files)


def _evidence_received(again: Again, entry: Recorded[EvidenceReceived]) -> None:
    """The names of the files say again which papers they are, unless a person said it."""
    said = entry.content
    files = [
        review.FileOfEvidence(each.name, "", partial(Incoming, each.name, each.content))
        for each in again.files(entry)
    ]
    about = review.EvidenceSaid(said.enterprise, said.paper or "")
    review.receive_evidence(again.record, entry.actor, said.year, files, about)


def _visits_drawn(again: Again, entry: Recorded[VisitsDrawn]) -> None:
    """The seed is made anew from the entry that it was made of."""
    said = entry.content
    review.draw_visits(
        again.record, entry.actor, said.year, said.entry, Decimal(said.percent), bool(said.anchored)
    )


def _decide(again: Again, entry: Recorded[YearDecided]) -> None:
    """A newcomer that was turned down is on record with the action none; exit was asked for."""
    said = entry.content
    overrides = {
        each.enterprise: (
            Action.EXIT if each.action == Action.NONE else Action(each.action),
            each.reason,
        )
        for each in said.overrides
    }
    on, reason = date.fromisoformat(said.date), said.date_reason or ""
    options = DecisionOptions(said.despite or "", reason, approve=as_on_record(said))
    review.decide(again.record, said.approver, said.year, said.document, on, overrides, options=options)


def _object(again: Again, entry: Recorded[ObjectionFiled]) -> None:
    said = entry.content
    evidence = again.files(entry)
    grounds = (said.enterprise, said.by, said.text, evidence)
    review.file_objection(again.record, entry.actor, said.year, *grounds, receipt=said.receipt)


def _decline(again: Again, entry: Recorded[ReceiptDeclined]) -> None:
    said = entry.content
    review.decline_receipt(again.record, entry.actor, said.year, said.receipt, said.reason)


def _give_notice(again: Again, entry: Recorded[NoticeGiven]) -> None:
    said = entry.content
    first, last = date.fromisoformat(said.first), date.fromisoformat(said.until)
    review.give_notice(again.record, entry.actor, said.year, first, last)


def _set_window(again: Again, entry: Recorded[FilingWindowSet]) -> None:
    said = entry.content
    first, until = moment_of(said.first), moment_of(said.until)
    review.set_filing_window(again.record, entry.actor, said.year, first, until, said.document or "")


def _call_up(again: Again, entry: Recorded[MemberCalledUp]) -> None:
    said, on = entry.content, date.fromisoformat(entry.content.on)
    review.call_up(again.record, entry.actor, said.enterprise, said.document, on, said.reason or "")


def _merge(again: Again, entry: Recorded[EnterpriseMerged]) -> None:
    """A membership went over where its heir entered or was a member; else it ended."""
    said, on = entry.content, date.fromisoformat(entry.content.on)
    with again.record.reading() as reader:
        members = {each.id for each in reader.members()}
    ends = bool(said.left) and not said.entered and said.into[0] not in members
    review.merge(
        again.record, entry.actor, said.enterprise, said.into[0], said.document, on, membership_ends=ends
    )


def _split(again: Again, entry: Recorded[EnterpriseSplit]) -> None:
    said, on = entry.content, date.fromisoformat(entry.content.on)
    parts, heir = list(zip(said.into, said.names, strict=True)), next(iter(said.entered), None)
    review.split(again.record, entry.actor, said.enterprise, parts, heir, said.document, on)


def _demonstrate(again: Again, entry: Recorded[DemonstrationsSelected]) -> None:
    said, on = entry.content, date.fromisoformat(entry.content.on)
    named = () if said.top is not None else said.enterprises
    wanted = review.SelectionCriteria(named, said.top, said.reason)
    review.select_demonstrations(again.record, entry.actor, said.year, wanted, said.document, on)


def _explain(again: Again, entry: Recorded[HeadingExplained]) -> None:
    said = entry.content
    if said.field is None:
        review.forget_heading(again.record, entry.actor, said.heading)
    else:
        review.explain_heading(again.record, entry.actor, said.year, said.heading, said.field or None)


def _plan(again: Again, entry: Recorded[PlanSet]) -> None:
    """One plan was set for one member, or for all where only one had something to gain: the same document."""
    said = entry.content
    if said.file is not None:
        basis = review.SchemeBasis(again.files(entry)[2], said.document, _on(entry))
        words = (again.file(entry), basis)
        review.import_schemes(again.record, entry.actor, said.year, *words, readers=again.readers)
        return
    plans = orjson.loads(again.document(entry, 0))["plans"]
    first, member = plans[0], plans[0]["enterprise"] if len(plans) == 1 else None
    if said.step is not None:
        aims = review.PlanTargets(step=said.step, until=first["targets"][0]["year"])
    else:
        with again.record.reading() as reader:
            rules = year_in(reader, said.year).rules
        targets = tuple(_target(each, rules.unit_of(each["indicator"])) for each in first["targets"])
        dropped = tuple(f"{each['indicator']}@{each['year']}" for each in first["dropped"])
        aims = review.PlanTargets(targets, dropped)
    review.set_plans(again.record, entry.actor, said.year, member, aims, said.document, _on(entry))


def _target(said: Mapping[str, Any], unit: str) -> str:
    """Write a target as a person does; a share as a percentage."""
    value = Fraction(said["value"])
    text = f"{exact_text(value * 100)}%" if unit == "%" else said["value"]
    return f"{said['indicator']}{SIGNS[Bound(said['bound'])]}{text}@{said['year']}"


def _reverse(again: Again, entry: Recorded[DecisionReversed]) -> None:
    """Once it took one person; then somebody else is thought to have proposed it."""
    said = entry.content
    with again.record.together():
        if said.proposer is None:
            words = (said.document, said.reason, _on(entry))
            review.propose_reversal(again.record, f"{entry.actor} *", said.year, *words)
        review.approve_reversal(again.record, entry.actor, said.year)


def _appeal(again: Again, entry: Recorded[AppealFiled]) -> None:
    said, papers = entry.content, again.files(entry)
    grounds = review.Grounds(said.by, said.text, _on(entry), papers, said.reason or "")
    review.file_appeal(again.record, entry.actor, said.year, said.enterprise, grounds)


def _propose_correction(again: Again, entry: Recorded[CorrectionProposed]) -> None:
    said = entry.content
    wanted = review.AppealCorrection(
        said.action, said.document, said.reason, _on(entry), said.total, bool(said.above_capacity)
    )
    review.correct_on_appeal(again.record, entry.actor, said.year, said.number, wanted)


def _uphold(again: Again, entry: Recorded[AppealUpheld]) -> None:
    """What changed who is in was proposed before; what did not is a step of one person."""
    said = entry.content
    if said.entered or said.left:
        review.approve_correction(again.record, entry.actor, said.year, said.number)
        return
    wanted = review.AppealCorrection(RECORD, said.document, said.reason, _on(entry), said.total)
    review.correct_on_appeal(again.record, entry.actor, said.year, said.number, wanted)


def _certify(again: Again, entry: Recorded[CertificatesIssued]) -> None:
    """Only those who held none could be given one: the same as then, unless some were asked for by name."""
    said = entry.content
    review.issue_certificates(
        again.record, entry.actor, said.year, said.pattern, _on(entry), only=said.enterprises
    )


def _seal(again: Again, entry: Recorded[LinesSealed]) -> None:
    """The secret is taken as it stands on record: nothing else can give the same root."""
    with again.record.reading() as reader:
        secret = secret_of(entry, reader)
    review.seal_lines(again.record, entry.actor, entry.content.year, secret)


def _marks(again: Again, entry: Recorded[MarksReceived]) -> None:
    file = again.file(entry)
    if entry.content.documents[0].media_type == MARKS_FORM:
        form = read_marks_form(file.content)
        review.hand_in_marks(again.record, entry.actor, entry.content.year, form)
        return
    review.receive_marks(again.record, entry.actor, entry.content.year, [file], readers=again.readers)


def _veto_list(again: Again, entry: Recorded[VetoListImported]) -> None:
    said = entry.content
    on = date.fromisoformat(said.on) if said.on else None
    if said.kind_digest:
        kind = ListKind.model_validate(orjson.loads(again.document(entry, 2)))
    else:
        kind = shipped_kinds()[said.list].model_copy(update={"headings": FORMER_HEADINGS})
    reading = review.ListReading(None, said.enterprises == 0, on, not said.kind_digest, said.left_out)
    words = (kind, again.file(entry), said.document, reading)
    review.import_veto_list(again.record, entry.actor, *words, readers=again.readers)


def _register(again: Again, entry: Recorded[RegisterImported]) -> None:
    said = entry.content
    given = (again.document(entry, 2), again.file(entry), date.fromisoformat(said.as_of), said.document)
    review.import_register(again.record, entry.actor, *given, readers=again.readers, left_out=said.left_out)


def _robustness(again: Again, entry: Recorded[RobustnessComputed]) -> None:
    """What was asked for stands in the result; limits are those of the command: a forger may say anything."""
    found = orjson.loads(again.document(entry, 0))
    share = next((abs(Fraction(each["share"])) for each in found["shifted"]), None)
    numbers = (found["draws"], found["seed"], found["concentration"])
    if not all(0 < each <= MOST_DRAWS for each in (numbers[0], numbers[2])):
        raise ValueError(numbers)
    more = (bool(found["aggregated"]), found["resampled"] is not None)
    options = RobustnessOptions(*numbers, share, *more)
    review.check_robustness(again.record, entry.actor, entry.content.year, options)


def _challenge(again: Again, entry: Recorded[RankingChallenged]) -> None:
    found = orjson.loads(again.document(entry, 0))
    year, further = entry.content.year, found.get("further", ())
    review.challenge_ranking(again.record, entry.actor, year, further=further, few=True)


def _notify_zone(again: Again, entry: Recorded[ZoneNotified]) -> None:
    """The file of the plan's targets stands behind the figures, where there was one."""
    said = entry.content
    until = date.fromisoformat(said.until) if said.until else None
    told = review.Told(said.measure, said.text, said.document, _on(entry), until)
    plan = again.files(entry)[1] if len(said.documents) > 1 else None
    review.notify_zone(again.record, entry.actor, said.year, said.zone, told, plan)


def _on(entry: Recorded[Any]) -> date:
    return date.fromisoformat(entry.content.on)


AGAIN: dict[str, Step] = {
    **ACCOUNTS_AGAIN,
    YearOpened.KIND: _open,
    WorkbookReceived.KIND: _intake,
    HeadingExplained.KIND: _explain,
    PoolOpened.KIND: lambda again, each: review.open_pool(
        *(
            again.record,
            each.actor,
            review.NewPool(each.content.pool, each.content.name, each.content.rule_set),
        ),
        each.content.begins,
    ),
    ApplicationCorrected.KIND: _correct,
    ApplicationWithdrawn.KIND: lambda again, each: review.withdraw(
        again.record, each.actor, each.content.year, each.content.enterprise, each.content.reason
    ),
    YearScored.KIND: lambda again, each: review.score(again.record, each.actor, each.content.year),
    YearProposed.KIND: lambda again, each: review.propose_year(again.record, each.actor, each.content.year),
    NoticeGiven.KIND: _give_notice,
    FilingWindowSet.KIND: _set_window,
    FindingContested.KIND: lambda again, each: review.contest_finding(
        *(again.record, each.actor, each.content.year),
        *(each.content.received, each.content.finding, each.content.text),
    ),
    FindingSettled.KIND: lambda again, each: review.settle_finding(
        *(again.record, each.actor, each.content.year),
        *(each.content.received, each.content.finding, each.content.text),
    ),
    ObjectionFiled.KIND: _object,
    ReceiptDeclined.KIND: _decline,
    ObjectionResolved.KIND: lambda again, each: review.resolve_objection(
        *(again.record, each.actor, each.content.year, each.content.number),
        *(each.content.upheld, each.content.text),
    ),
    YearDecided.KIND: _decide,
    YearClosed.KIND: lambda again, each: review.close_year(again.record, each.actor, each.content.year),
    ReversalProposed.KIND: lambda again, each: review.propose_reversal(
        *(again.record, each.actor, each.content.year, each.content.document, each.content.reason, _on(each))
    ),
    DecisionReversed.KIND: _reverse,
    LinesSealed.KIND: _seal,
    AppealFiled.KIND: _appeal,
    AppealDismissed.KIND: lambda again, each: review.dismiss_appeal(
        *(again.record, each.actor, each.content.year, each.content.number),
        *(each.content.document, each.content.reason, _on(each)),
    ),
    CorrectionProposed.KIND: _propose_correction,
    AppealUpheld.KIND: _uphold,
    CertificatesIssued.KIND: _certify,
    CertificateVoided.KIND: lambda again, each: review.void_certificate(
        *(again.record, each.actor, each.content.number, each.content.reason, _on(each))
    ),
    MemberRemoved.KIND: lambda again, each: review.remove_member(
        *(again.record, each.actor, each.content.enterprise, each.content.cause),
        *(each.content.document, _on(each)),
    ),
    MemberCalledUp.KIND: _call_up,
    EnterpriseRenamed.KIND: lambda again, each: review.rename(
        *(again.record, each.actor, each.content.enterprise, each.content.name),
        *(each.content.document, _on(each)),
    ),
    EnterpriseRecoded.KIND: lambda again, each: review.recode(
        *(again.record, each.actor, each.content.enterprise, each.content.into[0]),
        *(each.content.document, _on(each)),
    ),
    EnterpriseMerged.KIND: _merge,
    EnterpriseSplit.KIND: _split,
    MemberSuspended.KIND: lambda again, each: review.suspend(
        *(again.record, each.actor, each.content.enterprise, each.content.reason),
        *(each.content.document, _on(each)),
    ),
    MemberResumed.KIND: lambda again, each: review.resume(
        *(again.record, each.actor, each.content.enterprise, each.content.reason),
        *(each.content.document, _on(each)),
    ),
    DemonstrationsSelected.KIND: _demonstrate,
    PlanSet.KIND: _plan,
    ZoneNotified.KIND: _notify_zone,
    ZoneAnswered.KIND: lambda again, each: review.answer_for_zone(
        *(again.record, each.actor, each.content.notice),
        review.Told("", each.content.text, each.content.document, _on(each)),
        again.files(each),
    ),
    SchemeUpdatesAsked.KIND: lambda again, each: review.ask_updates(
        *(again.record, each.actor, each.content.year, again.files(each)[1], _on(each)),
        date.fromisoformat(each.content.until),
    ),
    SchemeUpdated.KIND: lambda again, each: review.import_updates(
        *(again.record, each.actor, each.content.year, [again.file(each)], _on(each)), readers=again.readers
    ),
    VetoListImported.KIND: _veto_list,
    RegisterImported.KIND: _register,
    DifferenceSettled.KIND: lambda again, each: review.settle_difference(
        *(again.record, each.actor, each.content.year, each.content.enterprise, each.content.field),
        *("filed", each.content.reason, review.Evidence(files=again.files(each))),
    ),
    SupportImported.KIND: lambda again, each: review.import_support(
        again.record, each.actor, [again.file(each)], readers=again.readers
    ),
    SupportCancelled.KIND: lambda again, each: review.cancel_support(
        again.record, each.actor, each.content.number, each.content.reason, _on(each)
    ),
    SupportApproved.KIND: lambda again, each: review.approve_support(
        *(again.record, each.actor, each.content.year, again.files(each)[-1]),
        *(each.content.document, _on(each)),
    ),
    SupportReturned.KIND: lambda again, each: review.return_support(
        *(again.record, each.actor, each.content.year, each.content.enterprise),
        review.CameBack(
            *(each.content.measure, Decimal(each.content.amount), each.content.document, _on(each))
        ),
    ),
    ExpertsListed.KIND: lambda again, each: review.list_experts(
        again.record, each.actor, each.content.year, again.file(each), readers=again.readers
    ),
    RecusalDeclared.KIND: lambda again, each: review.recuse(
        *(again.record, each.actor, each.content.year, each.content.expert),
        *(each.content.enterprise, each.content.reason),
    ),
    PanelAssigned.KIND: lambda again, each: review.assign_panel(
        *(again.record, each.actor, each.content.year),
        review.numbers_of_panels(each.content.panels) or each.content.each,
        *(each.content.seed, each.content.top),
        blind=each.content.blind,
    ),
    MarkingOpened.KIND: lambda again, each: review.open_marking(
        *(again.record, each.actor, each.content.year),
        date.fromisoformat(each.content.until) if each.content.until else None,
        each.content.shows_others,
    ),
    MarkingClosed.KIND: lambda again, each: review.close_marking(
        again.record, each.actor, each.content.year, each.content.reason
    ),
    NoConflictDeclared.KIND: lambda again, each: review.declare_no_conflict(
        again.record, each.actor, each.content.year, each.content.expert
    ),
    MarksReceived.KIND: _marks,
    MarksAggregated.KIND: lambda again, each: review.aggregate_marks(
        again.record, each.actor, each.content.year
    ),
    OpinionsRequested.KIND: lambda again, each: review.request_opinions(
        *(again.record, each.actor, each.content.year, _on(each)), date.fromisoformat(each.content.until)
    ),
    OpinionReceived.KIND: lambda again, each: review.import_opinions(
        *(again.record, each.actor, each.content.year, [again.file(each)]),
        readers=again.readers,
        unit=each.content.unit or "",
        on=date.fromisoformat(each.content.on) if each.content.on else None,
    ),
    OpinionsClosed.KIND: lambda again, each: review.close_opinions(
        again.record, each.actor, each.content.year, _on(each)
    ),
    GroupListed.KIND: lambda again, each: review.list_group(
        again.record, each.actor, again.file(each), readers=again.readers
    ),
    MeetingRecorded.KIND: lambda again, each: review.record_meeting(
        again.record, each.actor, each.content.year, again.file(each), readers=again.readers
    ),
    RobustnessComputed.KIND: _robustness,
    RankingChallenged.KIND: _challenge,
    ConsistencyChecked.KIND: lambda again, each: review.look_for_flags(
        again.record, each.actor, each.content.year
    ),
    EvidenceReceived.KIND: _evidence_received,
    VisitsDrawn.KIND: _visits_drawn,
    VisitRecorded.KIND: lambda again, each: review.record_visit(
        again.record, each.actor, each.content.year, again.file(each), readers=again.readers
    ),
    FlagVerified.KIND: lambda again, each: review.verify_flag(
        *(again.record, each.actor, each.content.year, each.content.enterprise),
        *(each.content.result, each.content.text),
    ),
}
