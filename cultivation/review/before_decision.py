"""What stands between a proposal and its decision: each check, for the step and for a page that says all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cultivation.errors import CultivationError, Refused, UsageMistake
from cultivation.language import _, join_names
from cultivation.queries.events import is_unsettled, notice_of, objections_of
from cultivation.queries.meeting import check_voted
from cultivation.queries.panel import on_panel
from cultivation.queries.prerequisites import (
    check_lists_scored,
    check_marked,
    check_proposed,
    check_two_persons,
    check_undecided,
)
from cultivation.queries.receipts import check_taken_up
from cultivation.queries.verification import check_registers_counted, check_settled
from cultivation.queries.visits import check_visited
from cultivation.queries.year import Year
from cultivation.record.actors import Person
from cultivation.record.rows import ReviewYear
from cultivation.review.dates import Clocked, check_decision_day
from cultivation.steps import Act, Step

LEAST_DIGITS = 12  # of a SHA-256: enough against a slip; all 64 against a forger
HEXADECIMAL = frozenset("0123456789abcdefABCDEF")


@dataclass(frozen=True)
class Approval:
    """A decision that somebody is about to take: of which year, by whom, dated when.

    `receipts` are those of objections that came in by the pages. `seen` and `date_reason` are as in
    `DecisionOptions`.
    """

    year: Year
    person: Person
    on: date
    clock: Clocked
    receipts: Sequence[str] = ()
    seen: str = ""
    date_reason: str = ""


Check = Callable[[Approval], None]


def check_approval(it: Approval) -> None:
    """Refuse a decision for the first thing that stands against it, whatever its overrides."""
    for check in (*IN_ORDER, *BEFORE_ALL, *ON_ITS_OWN):
        check(it)


def obstacles(it: Approval) -> list[CultivationError]:
    """Return all that stands against a decision whatever it says; where a step is missing, that alone."""
    return list(_found(it, IN_ORDER)) or list(_found(it, (*BEFORE_ALL, *ON_ITS_OWN)))


def conditions(it: Approval) -> list[CultivationError]:
    """Return what would be refused of a decision that only approves: overrides or a reason may answer it."""
    return list(_found(it, (_voted, _marked)))


def _found(it: Approval, checks: Sequence[Check]) -> Iterator[CultivationError]:
    for check in checks:
        try:
            check(it)
        except CultivationError as error:
            yield error
            if checks is IN_ORDER:
                return


def _undecided(it: Approval) -> None:
    check_undecided(it.year.review_year)


def _proposed(it: Approval) -> None:
    check_proposed(it.year.review_year)


def _lists_scored(it: Approval) -> None:
    check_lists_scored(it.year)


def _two_persons(it: Approval) -> None:
    stands = it.year.review_year
    check_two_persons(Person(stands.proposer or "", it.year.reader.acting(stands.proposed_seq)), it.person)


def _seen(it: Approval) -> None:
    check_seen(it.year.review_year, it.seen)


def check_seen(review_year: ReviewYear, seen: str) -> None:
    """Refuse a proposal that is not the one that was seen; "" does not ask."""
    if not seen:
        return
    if not LEAST_DIGITS <= len(seen) <= 64 or not HEXADECIMAL.issuperset(seen):
        raise UsageMistake(
            _("{text} is not a SHA-256 or at least its first {digits} digits.").format(
                text=seen, digits=LEAST_DIGITS
            )
        )
    proposed = review_year.proposal_digest or ""
    if not proposed.startswith(seen.lower()):
        raise Refused(
            _(
                "The proposal on record is not the one that was seen: its SHA-256 is {digest}. Look at it "
                "again before you decide."
            ).format(digest=proposed)
        )


def _answered(it: Approval) -> None:
    """Refuse while objections are open."""
    still_open = [each.number for each in objections_of(it.year) if each.upheld is None]
    if still_open:
        raise Refused(
            _("Objections are open: {numbers}.").format(numbers=join_names(map(str, still_open))),
            step=Step(Act.RESOLVE, it.year.number, still_open[0]),
        )


def _taken_up(it: Approval) -> None:
    check_taken_up(it.year, it.receipts)


def _up_to_date(it: Approval) -> None:
    """Refuse where something happened since that the proposal does not know."""
    if is_unsettled(it.year):
        raise Refused(
            _(
                "Since the proposal members changed, an objection was upheld, or other enterprises are on a "
                "list that excludes."
            ),
            step=Step(Act.PROPOSE, it.year.number),
        )


def _registers_counted(it: Approval) -> None:
    check_registers_counted(it.year)


def _differences_settled(it: Approval) -> None:
    check_settled(it.year)


def _visited(it: Approval) -> None:
    check_visited(it.year)


def _noticed(it: Approval) -> None:
    """Refuse before the end of the notice, or without one where the rules ask for it."""
    notice, days = notice_of(it.year), it.year.rules.pool.notice_days
    if notice is None and days:
        raise Refused(
            _("The rules ask for a public notice of {days} days.").format(days=days),
            step=Step(Act.GIVE_NOTICE, it.year.number),
        )
    if notice is not None and it.on <= notice.last:
        raise Refused(_("The notice lasts until {last}; decide after that day.").format(last=notice.last))


def _dated(it: Approval) -> None:
    check_decision_day(it.clock, it.year, it.on, it.date_reason)


def _voted(it: Approval) -> None:
    check_voted(it.year, [], it.on)


def _marked(it: Approval) -> None:
    check_marked(it.year.table, {line.id for line in it.year.lines if line.in_pool} | on_panel(it.year))


IN_ORDER: tuple[Check, ...] = (_undecided, _proposed, _lists_scored)
BEFORE_ALL: tuple[Check, ...] = (_two_persons, _seen)
ON_ITS_OWN: tuple[Check, ...] = (
    *(_answered, _taken_up, _up_to_date),
    *(_registers_counted, _differences_settled, _visited, _noticed, _dated),
)
