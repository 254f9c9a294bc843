"""The order of the steps: what must have happened before, said so that the missing step is named."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from cultivation.core.pool.membership import PoolChange, fold
from cultivation.core.pool.proposal import Line
from cultivation.core.roles import same_name
from cultivation.core.rules.lookup import is_in_force
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.wording.why import some_names
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.year import Year, lists_moved
from cultivation.record.actors import Person
from cultivation.record.reader import Reader
from cultivation.record.rows import ReviewYear
from cultivation.steps import Act, Step


def check_opening(reader: Reader, year: int) -> None:
    """Refuse to open a year twice, or one before a year that is decided."""
    years = reader.years()
    if any(each.year == year for each in years):
        raise Refused(_("The year {year} is already open.").format(year=year))
    later = [each.year for each in years if each.year > year and each.decided_seq is not None]
    if later:
        raise Refused(
            _("{later} is already decided; an earlier year can no longer be opened.").format(later=min(later))
        )


def check_validity(rules: RuleSet, cutoff: date) -> None:
    """Refuse a data cut-off outside the validity of the rule set."""
    if not is_in_force(rules, cutoff):
        raise Refused(
            _(
                "The data cut-off {cutoff} lies outside the validity of {rule_set}: from {start} until {end}."
            ).format(cutoff=cutoff, rule_set=rules.id, start=rules.valid_from, end=rules.valid_until or "-")
        )


def check_undecided(review_year: ReviewYear) -> None:
    """Refuse to change a year that is decided."""
    if review_year.decided_seq is not None:
        raise Refused(
            _("The year {year} is decided ({document}); it can no longer be changed.").format(
                year=review_year.year, document=review_year.decision_document
            )
        )


def check_not_public(notice: object, year: int, document: str) -> None:
    """Refuse applications after the proposal was made public, unless a decision lets them in."""
    if notice is not None and not document:
        raise Refused(
            _(
                "The proposal of {year} is already public; a late application needs a document "
                "that admits it."
            ).format(year=year),
            step=Step(Act.ADMIT_LATE, year),
        )


def check_marked(table: ScoreTable, concerned: Collection[str]) -> None:
    """Refuse a decision while points of those that would be in, or are before experts, are provisional."""
    names = [line.name for line in table.lines if line.provisional and line.id in concerned]
    if names:
        shown = some_names(names, 5)
        raise Refused(
            _(
                "Marks are missing, so the points of {number} enterprises are provisional: "
                "{names}. Record the marks and score again, or give a reason for deciding "
                "without them."
            ).format(number=len(names), names=shown),
            step=Step(Act.DECIDE_DESPITE),
        )


def check_scored(review_year: ReviewYear) -> None:
    """Refuse where the scores are missing or older than the applications."""
    year = review_year.year
    if review_year.scored_seq is None:
        raise Refused(_("The year {year} is not scored.").format(year=year), step=Step(Act.SCORE, year))
    if applications_moved(review_year):
        raise Refused(
            _("Applications were received or corrected after the scoring."),
            step=Step(Act.SCORE, year),
        )


def check_lists_scored(year: Year) -> None:
    """Refuse where a list that fills fields came in after the scoring."""
    if lists_moved(year):
        raise Refused(
            _("A list of an authority that fills fields was imported after the scoring."),
            step=Step(Act.SCORE, year.number),
        )


def check_proposed(review_year: ReviewYear) -> None:
    """Refuse where the proposal is missing or older than the scores."""
    check_scored(review_year)
    year = review_year.year
    if review_year.proposed_seq is None:
        raise Refused(
            _("Nothing is proposed for {year} yet.").format(year=year), step=Step(Act.PROPOSE, year)
        )
    if scored_since_proposal(review_year):
        raise Refused(_("The year was scored again since the proposal."), step=Step(Act.PROPOSE, year))


def applications_moved(review_year: ReviewYear) -> bool:
    """Tell whether applications came in or were corrected since the scoring."""
    return (review_year.applications_seq or 0) > (review_year.scored_seq or 0)


def scored_since_proposal(review_year: ReviewYear) -> bool:
    """Tell whether the year was scored again since the proposal."""
    return (review_year.scored_seq or 0) > (review_year.proposed_seq or 0)


def check_earlier_decided(year: Year) -> None:
    """Refuse while an earlier year is undecided: its members are not known."""
    earlier = [each for each in year.state.years if each.number < year.number]
    waiting = [each.number for each in earlier if not each.is_decided]
    if waiting:
        raise Refused(
            _("{year} is not decided yet, so the members are not known.").format(year=waiting[0]),
            step=Step(Act.DECIDE, waiting[0]),
        )


def check_two_persons(proposer: Person, approver: Person) -> None:
    """Refuse an approval by the proposer: by the same name or account, or from the same session."""
    if same_person(proposer, approver):
        raise Refused(
            _("{name} made the proposal; another person must approve it.").format(name=proposer.name),
            step=Step(Act.SAY_WHO),
        )
    if same_session(proposer, approver):
        raise Refused(_("Proposal and approval came from one session; the other person must log in for it."))


def same_person(one: Person, other: Person) -> bool:
    """Tell whether two are one: names that look alike are one name, whatever the accounts."""
    accounts = {each.by.account for each in (one, other) if each.by and each.by.account}
    both_known = all(each.by and each.by.account for each in (one, other))
    return same_name(one.name, other.name) or (both_known and len(accounts) == 1)


def same_session(one: Person, other: Person) -> bool:
    """Tell whether two acted from one session, which is one person's."""
    sessions = [each.by.session if each.by else None for each in (one, other)]
    return sessions[0] is not None and sessions[0] == sessions[1]


def check_capacity(size: int, rules: RuleSet) -> None:
    """Refuse a pool that is too large."""
    if size > rules.pool.capacity:
        raise Refused(
            _(
                "The pool would have {size} members, but holds {capacity}; "
                "an entry by override needs an exit."
            ).format(size=size, capacity=rules.pool.capacity)
        )


def check_fold(changes: Iterable[PoolChange], lines: Iterable[Line]) -> None:
    """Prove, before it is kept, that folding all decisions gives the pool that the last one names."""
    if set(fold(changes)) != {line.id for line in lines if line.in_pool}:
        raise AssertionError("the decisions do not fold to the pool")
