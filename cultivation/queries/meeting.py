"""What the leading group voted on a year's proposal, and whether that lets it be decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cultivation.core.pool.lines import Line
from cultivation.core.pool.meeting import LIST, Case, Meeting
from cultivation.core.pool.overrides import Override
from cultivation.core.pool.voting import is_won, needed
from cultivation.core.rules.vote_rule import VoteRule
from cultivation.core.wording.reasons import action_text, votes_text
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.meetings import Held, is_over, last_meeting
from cultivation.queries.year import Year
from cultivation.steps import Act, Step

PLAIN = VoteRule.model_validate({})


def vote_rule(year: Year) -> VoteRule:
    """Return how the group votes: as the rules say, else two thirds as quorum, more than half to win."""
    return year.rules.pool.vote or PLAIN


def meeting_on(year: Year) -> Held | None:
    """Return the meeting over the proposal as it is on record; one over another proposal does not count."""
    held = last_meeting(year.reader, year.number)
    return held if held and is_over(held[0].content, year.review_year) else None


def lacks_vote(year: Year) -> bool:
    """Tell whether the rules ask for a vote of the group, and none on the proposal as it is is on record."""
    return year.rules.pool.vote is not None and meeting_on(year) is None


def check_voted(year: Year, overrides: Sequence[Override], on: date) -> None:
    """Refuse a decision that needs votes where one lacks, was lost, or was about something else."""
    rule = year.rules.pool.vote
    if rule is None:
        return
    held = meeting_on(year)
    step = Step(Act.RECORD_MEETING, year.number)
    if held is None:
        if last_meeting(year.reader, year.number):
            raise Refused(
                _("The proposal has changed since the leading group voted; it has to vote again."), step=step
            )
        raise Refused(_("The rules ask for a vote of the leading group; none is on record."), step=step)
    entry, meeting = held
    wrong = list(_wrong(year, meeting, overrides, rule))
    if on < meeting.on:
        wrong.append(_("the decision is dated {on}, before the vote of {day}").format(on=on, day=meeting.on))
    if wrong:
        raise Refused(
            _("The decision is not what the leading group voted (log entry {number}): {problems}.").format(
                number=entry.seq, problems="; ".join(wrong)
            ),
            step=step,
        )


def _wrong(year: Year, meeting: Meeting, overrides: Sequence[Override], rule: VoteRule) -> Iterator[str]:
    """Yield everything in which a decision and the votes disagree."""
    whole = meeting.case(LIST)
    if whole is None or whole.tally is None:
        yield _("the list as a whole was not voted on")
    elif not is_won(whole.tally, rule):
        yield _("the list as a whole was voted down ({votes})").format(votes=tally_text(whole))
    asked = {each.id: each.action for each in overrides if each.action is not year.line_of[each.id].action}
    for key, action in asked.items():
        case = meeting.case(key)
        name, outcome = year.line_of[key].name, action_text(action)
        if case is None or case.tally is None or case.action is not action:
            yield _("no vote on “{name}: {outcome}”").format(name=name, outcome=outcome)
        elif not is_won(case.tally, rule):
            yield _("the vote on “{name}: {outcome}” was lost ({votes})").format(
                name=name, outcome=outcome, votes=tally_text(case)
            )
    yield from (text for each in meeting.cases if each.enterprise not in asked for text in _left(each, rule))


def _left(case: Case, rule: VoteRule) -> Iterator[str]:
    """Yield what the group voted of an enterprise of which the decision says nothing."""
    if case.enterprise == LIST or case.tally is None:
        return
    won = is_won(case.tally, rule)
    if case.action is not None and won:
        yield _("“{name}: {outcome}” was voted for, but has no override").format(
            name=case.name, outcome=action_text(case.action)
        )
    elif case.action is None and not won:
        yield _("what is proposed for {name} was voted down ({votes})").format(
            name=case.name, votes=tally_text(case)
        )


def tally_text(case: Case) -> str:
    """Say how a case was voted; where there was no vote, that it was discussed."""
    tally = case.tally
    if tally is None:
        return _("discussed, no vote")
    return votes_text(tally.in_favour, tally.against, tally.abstained)


def outcome_text_of(case: Case, rule: VoteRule) -> str:
    """Say whether a vote is won, with how many votes it needed."""
    if case.tally is None:
        return _("discussed, no vote")
    result = _("won") if is_won(case.tally, rule) else _("not won")
    return _("{result}; {number} needed").format(result=result, number=needed(case.tally, rule))


def question_of(case: Case, line: Line | None) -> str:
    """Say what was voted on."""
    if case.enterprise == LIST:
        return _("The list as a whole is approved")
    if case.action is not None:
        return _("{name}: {outcome}, otherwise than proposed").format(
            name=case.name, outcome=action_text(case.action)
        )
    outcome = action_text(line.action) if line else ""
    return _("{name}: {outcome}, as proposed").format(name=case.name, outcome=outcome)
