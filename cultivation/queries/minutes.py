"""The minutes of a meeting: who was there, quorum, recusals, each case with its votes, what proves it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cultivation.core.pool.meeting import LIST, Case, Meeting
from cultivation.core.pool.voting import has_quorum, quorum_of
from cultivation.core.wording.days import day_text
from cultivation.core.wording.policy import vote_text
from cultivation.core.wording.reasons import action_text
from cultivation.errors import Refused
from cultivation.language import _, join_names
from cultivation.queries.meeting import outcome_text_of, question_of, vote_rule
from cultivation.queries.meeting_book import group_table
from cultivation.queries.meeting_cases import Table
from cultivation.queries.meetings import is_over, last_meeting
from cultivation.queries.pool_list import SHOWN
from cultivation.queries.standing import Titles
from cultivation.queries.year import Year
from cultivation.record.entries import MeetingRecorded, Recorded
from cultivation.steps import Act, Step

LINE = "_" * 16


@dataclass(frozen=True)
class Minutes:
    """The minutes in the language spoken now; `proofs` are digests by name, the head of the log last."""

    title: str
    facts: tuple[tuple[str, str], ...]
    present: Table
    quorum: tuple[str, ...]
    recusals: Table
    votes: Table
    discussed: str
    reasons: tuple[str, ...]
    remarks: tuple[str, ...]
    signatures: Table
    proofs: tuple[tuple[str, str], ...]
    foot: str
    moment: datetime


def minutes(year: Year, titles: Titles) -> Minutes:
    """Gather the minutes of the last meeting over a year's proposal."""
    held = last_meeting(year.reader, year.number)
    if held is None:
        raise Refused(
            _("No meeting on the review of {year} is on record.").format(year=year.number),
            step=Step(Act.RECORD_MEETING, year.number),
        )
    entry, meeting = held
    return Minutes(
        title=_("Minutes of the meeting on the review of {year}").format(year=year.number),
        facts=tuple(_facts(meeting, titles, entry)),
        present=group_table(meeting.present),
        quorum=tuple(_quorum(year, meeting)),
        recusals=_recusals(year, meeting),
        votes=_votes(year, meeting),
        discussed=_discussed(meeting),
        reasons=tuple(_reasons(meeting)),
        remarks=tuple(_remarks(year, entry)),
        signatures=Table(
            (_("person"), _("signature"), _("person"), _("signature")), tuple(_signatures(meeting))
        ),
        proofs=_proofs(year, entry),
        foot=_("Log entry {entry}").format(entry=f"{entry.seq}, {entry.hash[:SHOWN]}"),
        moment=datetime.fromisoformat(entry.recorded_at),
    )


def _facts(meeting: Meeting, titles: Titles, entry: Recorded[MeetingRecorded]) -> Iterator[tuple[str, str]]:
    yield _("Group"), titles.deciders
    yield _("Date of the meeting"), day_text(meeting.on)
    if meeting.place:
        yield _("Place of the meeting"), meeting.place
    yield _("Chair"), join_names(each.name for each in meeting.group if each.chair)
    yield _("Recorded by"), entry.actor


def _quorum(year: Year, meeting: Meeting) -> Iterator[str]:
    """Say who was absent, and whether there was a quorum."""
    rule, there, all_ = vote_rule(year), len(meeting.present), len(meeting.group)
    if meeting.absent:
        names = [
            _("{name} ({reason})").format(name=name, reason=reason) if reason else name
            for name, reason in meeting.absent.items()
        ]
        yield _("Absent: {names}.").format(names=join_names(names))
    sentence = (
        _("Present {present} of {all}; {needed} are the quorum: there was a quorum.")
        if has_quorum(all_, there, rule)
        else _("Present {present} of {all}; {needed} are the quorum: there was no quorum.")
    )
    yield sentence.format(present=there, all=all_, needed=quorum_of(all_, rule))
    yield vote_text(rule)
    yield _("Recused persons are counted neither in the quorum of a case nor in its votes.")


def _recusals(year: Year, meeting: Meeting) -> Table:
    """List who was recused, also from what was no contested case."""
    names = {line.id: line.name for line in year.lines} | {
        each.enterprise: each.name for each in meeting.cases
    }
    rows = tuple((each.person, _case_name(each.enterprise, names), each.reason) for each in meeting.recusals)
    return Table((_("person"), _("contested case"), _("reason")), rows)


def _case_name(enterprise: str, names: dict[str, str]) -> str:
    return _("the list as a whole") if enterprise == LIST else names.get(enterprise, enterprise)


def _votes(year: Year, meeting: Meeting) -> Table:
    """List the cases that were voted on, the list as a whole last."""
    rule = vote_rule(year)
    voted = (each for each in meeting.cases if each.tally is not None)
    cases = sorted(voted, key=lambda each: each.enterprise == LIST)
    rows = tuple(
        (
            str(at),
            question_of(case, year.line_of.get(case.enterprise)),
            *_counts(case),
            outcome_text_of(case, rule),
        )
        for at, case in enumerate(cases, start=1)
    )
    headers = (_("No."), _("voted on"), _("voters"), _("for"), _("against"), _("abstained"), _("outcome"))
    return Table(headers, rows)


def _counts(case: Case) -> tuple[str, ...]:
    tally = case.tally
    assert tally is not None
    return (str(tally.present), str(tally.in_favour), str(tally.against), str(tally.abstained))


def _discussed(meeting: Meeting) -> str:
    """Name the cases that were not voted on."""
    names = [each.name for each in meeting.cases if each.tally is None]
    return _("Discussed without a vote: {names}.").format(names=join_names(names)) if names else ""


def _reasons(meeting: Meeting) -> Iterator[str]:
    """Say why other outcomes were asked for."""
    for case in meeting.cases:
        if case.action is not None:
            sentence = _("{name}: {outcome}; {reason}")
            yield sentence.format(name=case.name, outcome=action_text(case.action), reason=case.reason)


def _remarks(year: Year, entry: Recorded[MeetingRecorded]) -> Iterator[str]:
    if not is_over(entry.content, year.review_year):
        yield _("The proposal has changed since: these votes count for it no longer.")


def _signatures(meeting: Meeting) -> Iterator[tuple[str, ...]]:
    """Yield lines for those present to sign, two persons a line, the chair first."""
    names = [each.name for each in sorted(meeting.present, key=lambda each: not each.chair)]
    for at in range(0, len(names), 2):
        pair = (*names[at : at + 2], "")
        yield pair[0], "", pair[1], ""


def _proofs(year: Year, entry: Recorded[MeetingRecorded]) -> tuple[tuple[str, str], ...]:
    head = next(year.reader.entries(limit=1, newest_first=True))
    return (
        (_("proposal"), entry.content.proposal_digest),
        *([(_("scores"), entry.content.scores_digest)] if entry.content.scores_digest else []),
        (_("record sheet"), entry.content.documents[0].sha256),
        (_("log entry {number}").format(number=entry.seq), entry.hash),
        (_("head of the log {number}").format(number=head.seq), head.hash),
    )
