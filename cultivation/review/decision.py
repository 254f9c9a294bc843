"""A year is proposed by one person and decided by another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cultivation.canonical import canonical_json, digest
from cultivation.core.pool.binding_quotas import quota_statuses
from cultivation.core.pool.candidates import candidates_of
from cultivation.core.pool.lines import QuotaStatus
from cultivation.core.pool.overrides import EXCLUDED, Override, apply_overrides, possible
from cultivation.core.pool.proposal import Action, Line, propose
from cultivation.core.pool.quota_conflict import Impossible
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.wording.quotas import conflict_text
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.events import is_unsettled, past_of
from cultivation.queries.list_doubts import ListDoubt, list_doubts
from cultivation.queries.meeting import check_voted
from cultivation.queries.on_lists import lists_then
from cultivation.queries.panel import on_panel
from cultivation.queries.prerequisites import (
    check_capacity,
    check_earlier_decided,
    check_fold,
    check_lists_scored,
    check_marked,
    check_scored,
    check_undecided,
    scored_since_proposal,
)
from cultivation.queries.verification import check_registers_counted
from cultivation.queries.year import Year, year_in
from cultivation.record.documents import NewDocument
from cultivation.record.entries import OverrideSaid, YearDecided, YearProposed
from cultivation.record.reader import Reader
from cultivation.record.rows import ReviewYear
from cultivation.record.store import Record, Writer
from cultivation.review.approval import Approve, demanded, unsigned
from cultivation.review.before_decision import Approval, check_approval
from cultivation.review.computing import compute_then_write
from cultivation.review.inputs import check_said

JSON, YAML = "application/json", "application/yaml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEAST_DIGITS = 12  # of a SHA-256: enough against a slip; all 64 against a forger
SEEN = re.compile(rf"[0-9a-fA-F]{{{LEAST_DIGITS},64}}")


@dataclass(frozen=True)
class Proposed:
    """What is proposed for each enterprise of a year.

    `listed` are those on lists that the rules take for no veto: lists by id. `digest` is the SHA-256 of the
    proposal, by which who approves it can say which one was seen.
    """

    year: int
    rules: RuleSet
    table: ScoreTable
    lines: tuple[Line, ...]
    listed: Mapping[str, tuple[str, ...]]
    digest: str


def propose_year(record: Record, actor: str, year: int, dry_run: bool = False) -> Proposed:
    """Propose entries, stays, exits and the reserve list from the scores and the members so far.

    Where the same is proposed already, nothing is added to the record, and the proposer stays who it was.
    """

    def step(writer: Writer) -> Proposed:
        own = year_in(writer, year)
        review_year = own.review_year
        check_undecided(review_year)
        check_scored(review_year)
        check_lists_scored(own)
        check_registers_counted(own)
        check_earlier_decided(own)
        writer.check_tables(year)
        table, rules = own.table, own.rules
        try:
            lines = propose(candidates_of(table, rules), own.members_before, rules.pool, past_of(own))
        except Impossible as error:
            raise Refused(conflict_text(error, rules)) from None
        document = _lines_document(year, lines)
        said = YearProposed(
            year=year, scores_digest=review_year.scores_digest, proposal_digest=digest(document)
        )
        is_new = digest(document) != review_year.proposal_digest or scored_since_proposal(review_year)
        if is_new or is_unsettled(own):
            writer.append(said, [NewDocument(document, f"proposal_{year}.json", JSON)])
        ignored = _listed(own, lines)
        return Proposed(year, rules, table, lines, ignored, said.proposal_digest)

    return compute_then_write(record, actor, step, dry_run)


def _listed(year: Year, lines: Sequence[Line]) -> dict[str, tuple[str, ...]]:
    """Return who of the lines stands on lists that exclude, but that the policy takes for no veto."""
    then, taken = lists_then(year.reader), set(year.rules.pool.veto_lists)
    taken |= {key for key, kind in then.kinds.items() if kind.effect == "honours"}
    others = {line.id: then.lists_of(line.id, year.cutoff) - taken for line in lines}
    return {key: tuple(sorted(lists)) for key, lists in others.items() if lists}


@dataclass(frozen=True, slots=True)
class DecisionOptions:
    """What a decision may need beside document and date.

    `despite` says why it is taken although points are provisional, `date_reason` why it is recorded only now
    if it was taken before its proposal was on record. `seen` is the SHA-256 of the proposal that the approver
    saw, or its first digits: another one is refused. `approve` puts the approver's signature into it.
    """

    despite: str = ""
    date_reason: str = ""
    seen: str = ""
    approve: Approve = unsigned


@dataclass(frozen=True)
class Decided:
    """A decision as it went into the record. `broken` are the quotas that overrides do not keep to.

    `list_doubts` are lists that the rules take, and that are missing, or too old on the day of the decision.
    """

    year: int
    document: str
    date: date
    proposer: str
    approver: str
    entered: tuple[str, ...]
    left: tuple[str, ...]
    pool_size: int
    lines: tuple[Line, ...]
    rules: RuleSet
    broken: tuple[QuotaStatus, ...] = ()
    list_doubts: tuple[ListDoubt, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "year": self.year,
            "document": self.document,
            "date": self.date.isoformat(),
            "proposer": self.proposer,
            "approver": self.approver,
            "entered": list(self.entered),
            "left": list(self.left),
            "pool_size": self.pool_size,
        }


def decide(
    record: Record,
    approver: str,
    year: int,
    document: str,
    on: date,
    overrides: Mapping[str, tuple[Action, str]],
    dry_run: bool = False,
    options: DecisionOptions = DecisionOptions(),
) -> Decided:
    """Record the approval by a second person, with the overrides (enterprise to action and reason)."""
    check_said(document=document)

    def step(writer: Writer) -> Decided:
        own = year_in(writer, year)
        review_year, rules = own.review_year, own.rules
        writer.check_tables(year)
        given = (writer.person, on, writer, record.receipts(year), options.seen, options.date_reason)
        check_approval(Approval(own, *given))
        wanted = resolve_overrides(writer, own.lines, overrides)
        check_voted(own, wanted, on)
        lines = apply_overrides(own.lines, wanted, rules.pool.reserve)
        doubted = tuple(list_doubts(own, on))
        decided = _decided(review_year, document, on, approver, lines, rules)
        check_capacity(decided.pool_size, rules)
        if not options.despite:
            inside = {line.id for line in lines if line.in_pool}
            check_marked(own.table, inside | on_panel(own))
        signing = replace(options, approve=demanded(options.approve, record.approvers(), dry_run))
        _append_decision(writer, decided, review_year.proposal_digest, wanted, signing)
        check_fold(writer.changes(), decided.lines)
        decided = replace(decided, list_doubts=doubted)
        return replace(decided, broken=_broken(own, decided)) if wanted else decided

    return compute_then_write(record, approver, step, dry_run)


def _broken(year: Year, decided: Decided) -> tuple[QuotaStatus, ...]:
    groups = {line.id: line.quota_choices for line in year.table.lines}
    held = quota_statuses(decided.lines, groups, decided.rules.pool)
    return tuple(each for several in held for each in several if not each.is_kept)


def _decided(
    review_year: ReviewYear,
    document: str,
    on: date,
    approver: str,
    lines: tuple[Line, ...],
    rules: RuleSet,
) -> Decided:
    return Decided(
        review_year.year,
        document,
        on,
        review_year.proposer or "",
        approver,
        tuple(sorted(line.id for line in lines if line.action is Action.ENTER)),
        tuple(sorted(line.id for line in lines if line.action is Action.EXIT)),
        sum(line.in_pool for line in lines),
        lines,
        rules,
    )


def _append_decision(
    writer: Writer,
    decided: Decided,
    proposal_digest: str | None,
    overrides: Sequence[Override],
    options: DecisionOptions,
) -> None:
    said = YearDecided(
        year=decided.year,
        document=decided.document,
        date=decided.date.isoformat(),
        proposer=decided.proposer,
        approver=decided.approver,
        proposal_digest=proposal_digest,
        entered=tuple(decided.entered),
        left=tuple(decided.left),
        overrides=tuple(OverrideSaid(each.id, str(each.action), each.reason) for each in overrides),
        pool_size=decided.pool_size,
        despite=options.despite or None,
        date_reason=options.date_reason or None,
    )
    content = _lines_document(decided.year, decided.lines)
    writer.append(options.approve(said), [NewDocument(content, f"decision_{decided.year}.json", JSON)])


def resolve_overrides(
    reader: Reader, lines: Sequence[Line], overrides: Mapping[str, tuple[Action, str]]
) -> list[Override]:
    """Resolve the enterprises of the overrides and refuse what cannot be meant."""
    by_id = {line.id: line for line in lines}
    resolved, seen = [], set[str]()
    for text, (asked, reason) in overrides.items():
        check_said(reason=reason)
        key, name = find_enterprise(reader, text)
        line = by_id.get(key)
        turned_down = asked is Action.EXIT and line is not None and not line.was_member
        action = Action.NONE if turned_down else asked
        if key in seen:
            raise Refused(_("{name} is named by two overrides; keep one of them.").format(name=name))
        seen.add(key)
        if action in (Action.ENTER, Action.STAY) and line is not None and line.reason in EXCLUDED:
            raise Refused(
                _("{name} is not eligible; if its application is wrong, correct it and score again.").format(
                    name=name
                )
            )
        if line is None or not possible(line, action):
            raise Refused(
                _(
                    "{name} cannot {action} by override: members may stay or exit, others enter or exit."
                ).format(name=name, action=asked)
            )
        resolved.append(Override(key, action, reason))
    return resolved


def _lines_document(year: int, lines: Sequence[Line]) -> bytes:
    return canonical_json({"year": year, "lines": [line.to_record() for line in lines]})
