"""The sentence of each reason code, with the numbers that decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cultivation.core.pool.proposal import Action, Line, Reason
from cultivation.core.rules.list_kinds import shipped_kinds
from cultivation.core.rules.model import Label, PoolPolicy, RuleSet
from cultivation.core.scoring.totals import MINIMUM, TOTAL, ZERO
from cultivation.core.wording.quotas import held_text
from cultivation.language import N_, _, bracketed, current, join_clauses, join_names

ACTIONS = {
    Action.ENTER: N_("enters"),
    Action.STAY: N_("stays"),
    Action.EXIT: N_("leaves"),
    Action.RESERVE: N_("reserve"),
    Action.NONE: N_("not selected"),
}

SENTENCES = {
    Reason.ENTERED_ON_RANK: N_("entered on place {rank}: newcomers need {enter_rank} or better"),
    Reason.ENTERED_TO_FILL: N_("entered on place {rank} to fill the pool of {capacity}"),
    Reason.STAYED: N_("stays on place {rank}"),
    Reason.STAYED_IN_BUFFER: N_("stays in the buffer on place {rank}: members stay down to {stay_rank}"),
    Reason.LEFT_ON_RANK: N_("left on place {rank}: members stay down to {stay_rank}"),
    Reason.LEFT_TO_BALANCE: N_("left on place {rank} to bring the pool back to {capacity}"),
    Reason.LEFT_INELIGIBLE: N_("left, not eligible: {grounds}"),
    Reason.LEFT_NO_APPLICATION: N_("left, no application this year"),
    Reason.RESERVED: N_("place {rank}, number {reserve_place} on the reserve list"),
    Reason.LEFT_BELOW_MINIMUM: N_("left on place {rank}: the total is below the minimum of {minimum_score}"),
    Reason.LEFT_TERM_OVER: N_(
        "left on place {rank}: the full term of {term_years} reviews in the pool is over"
    ),
    Reason.LEFT_BUFFER_OVER: N_(
        "left on place {rank}: more than {buffer_years} consecutive reviews in the buffer"
    ),
    Reason.STAYED_ON_WATCH: N_("stays in the buffer on place {rank} for the last time"),
    Reason.STAYED_BY_TURNOVER: N_(
        "stays on place {rank}: at most {most_newcomers} newcomers enter in a year"
    ),
    Reason.TURNOVER_REACHED: N_("place {rank}: at most {most_newcomers} newcomers a year"),
    Reason.BELOW_MINIMUM: N_("place {rank}: the total is below the minimum of {minimum_score}"),
    Reason.BARRED: N_(
        "place {rank}: barred for {barred_years} years after removal for falsification or misconduct"
    ),
    Reason.VETOED: N_("place {rank}: on a list that excludes{lists}"),
    Reason.LEFT_VETOED: N_("left on place {rank}: on a list that excludes{lists}"),
    Reason.ENTERED_BY_QUOTA: N_("entered on place {rank} by the quotas"),
    Reason.STAYED_BY_QUOTA: N_("stays on place {rank} by the quotas"),
    Reason.LEFT_BY_QUOTA: N_("left on place {rank} by the quotas"),
    Reason.QUOTA_FULL: N_("place {rank}: the quotas leave no room"),
    Reason.NOT_SELECTED: N_("place {rank} was not enough"),
    Reason.INELIGIBLE: N_("not eligible: {grounds}"),
    Reason.OVERRIDDEN: N_("the decision differs from the proposal: {override}"),
}

# Where there is no limit of places, the place decides nothing.
UNLIMITED_SENTENCES = {
    Reason.ENTERED_ON_RANK: N_("entered: every requirement is met (place {rank})"),
    Reason.STAYED: N_("stays: every requirement is met (place {rank})"),
}


def action_text(action: Action) -> str:
    """Say what happens to an enterprise."""
    return _(ACTIONS[action])


def outcome_text(action: Action, decided: bool) -> str:
    """Say what happened to an enterprise, or what is proposed while the year is not decided."""
    text = action_text(action)
    return text if decided else _("proposed: {outcome}").format(outcome=text)


def reason_text(line: Line, rules: RuleSet, grounds: Sequence[str] = ()) -> str:
    """Say why, in the language spoken now; `grounds` are the gates and vetoes of an ineligible one."""
    policy = rules.pool
    if policy.unlimited and line.reason in UNLIMITED_SENTENCES:
        return _(UNLIMITED_SENTENCES[line.reason]).format(rank=line.rank)
    sentence = _(SENTENCES[line.reason]).format(
        rank=line.rank,
        enter_rank=policy.enter_rank,
        stay_rank=policy.stay_rank,
        capacity=policy.capacity,
        reserve_place=line.reserve_place,
        minimum_score=policy.minimum_score,
        most_newcomers=policy.most_newcomers,
        term_years=policy.term_years,
        buffer_years=policy.buffer_years,
        barred_years=policy.barred_years,
        override=line.override,
        lists=only_list(rules),
        grounds=grounds_text(grounds, rules),
    )
    if line.votes is not None:
        return _("{reason} ({votes})").format(reason=sentence, votes=votes_text(*line.votes))
    if line.quotas:
        return _(_quotas_sentence(line)).format(reason=sentence, quotas=held_text(line.quotas, rules))
    if _is_ahead(line, policy):
        return _("{reason}; excluded enterprises do not take up places").format(reason=sentence)
    return sentence


def only_list(rules: RuleSet) -> str:
    """Name, in brackets, the list that excludes where there is but one.

    A line does not know on which of several an enterprise stands; to name all would say that it is on each.
    """
    lists = rules.pool.veto_lists
    return bracketed(lists_text(lists, rules.list_kinds)) if len(lists) == 1 else ""


def votes_text(in_favour: int, against: int, abstained: int) -> str:
    """Say how the leading group voted; no names."""
    return _("votes: {in_favour} for, {against} against, {abstained} abstained").format(
        in_favour=in_favour, against=against, abstained=abstained
    )


def _quotas_sentence(line: Line) -> str:
    """Tell quotas of its own choices from those that hold others back, or in."""
    if line.in_pool and not all(each.is_scarce for each in line.quotas):
        return N_("{reason}; other groups are limited ({quotas})")
    if not line.in_pool and not all(each.is_full for each in line.quotas):
        return N_("{reason}; places are needed for other groups ({quotas})")
    return N_("{reason} ({quotas})")


def _is_ahead(line: Line, policy: PoolPolicy) -> bool:
    """Tell whether the place shown is worse than what the sentence asks for."""
    needed = {Reason.ENTERED_ON_RANK: policy.enter_rank, Reason.STAYED_IN_BUFFER: policy.stay_rank}
    return (line.rank or 0) > needed.get(line.reason, line.rank or 0)


def lists_text(lists: Sequence[str], kinds: Mapping[str, Label] | None = None) -> str:
    """Name lists of authorities, by the names of their kinds; those that ship are known."""
    known = shipped_kinds() if kinds is None else kinds
    return join_names(known[each].text(current()) if each in known else each for each in lists)


def grounds_text(grounds: Sequence[str], rules: RuleSet) -> str:
    """Name gates that are not met, vetoes that hold, and criteria that cannot be computed."""
    return join_clauses(ground_text(key, rules) for key in grounds)


def ground_text(key: str, rules: RuleSet) -> str:
    """Name one of them."""
    if key == TOTAL:
        return _("the total does not reach the pass mark")
    if key.startswith(MINIMUM):
        dimension = rules.dimensions[key.removeprefix(MINIMUM)]
        return _("{dimension} below the least of {points} points").format(
            dimension=dimension.text(current()), points=dimension.at_least
        )
    if key.startswith(ZERO):
        criterion = rules.criterion_label(key.removeprefix(ZERO)).text(current())
        return _("{criterion} must not be 0 points").format(criterion=criterion)
    label = rules.condition_label(key).text(current())
    if key in rules.gates:
        return _("not met: {gate}").format(gate=label)
    return label if key in rules.vetoes else _("cannot be computed: {criterion}").format(criterion=label)
