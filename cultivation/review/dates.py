"""The dates that people give, held against the record's own clock and what is on record."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Protocol

from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.year import Year
from cultivation.record.entries import YearOpened
from cultivation.record.store import Writer
from cultivation.steps import Act, Step

WEST, EAST = timedelta(hours=-12), timedelta(hours=14)  # the clocks that are furthest behind and ahead
LATE = timedelta(days=366)  # a year opened longer after its data cut-off is entered after the fact
AHEAD = timedelta(days=366)  # a notice is not given longer before it begins


class Clocked(Protocol):
    """What knows the moment: the record, or who writes to it."""

    @property
    def moment(self) -> datetime | None:
        """Return the moment by the record's clock; None where a step of the past is done again."""


def check_not_future(clock: Clocked, on: date) -> None:
    """Refuse a day that has not begun anywhere yet: nothing can have been decided on it."""
    if clock.moment is None:  # a step that is done again: what was recorded is taken as it was
        return
    latest = (clock.moment + EAST).date()
    if on > latest:
        raise Refused(_("{on} has not come yet; today is {today}.").format(on=on, today=_day(clock.moment)))


def check_decision_day(clock: Clocked, year: Year, on: date, reason: str) -> None:
    """Refuse a decision in the future or before its review, and without a reason one before its proposal."""
    check_not_future(clock, on)
    if clock.moment is None:
        return
    earliest = _earliest(year)
    if on < date(year.number, 1, 1):
        raise Refused(_("{on} lies before the review of {year}.").format(on=on, year=year.number))
    if on < earliest and not reason:
        raise Refused(
            _(
                "The proposal of {year} was recorded on {day}; {on} is earlier. If the decision was "
                "taken then, give the reason why it is recorded late."
            ).format(year=year.number, day=earliest, on=on),
            step=Step(Act.GIVE_DATE_REASON),
        )


def check_notice_days(writer: Writer, year: Year, first: date, last: date) -> None:
    """Refuse a notice that begins before there was a proposal, or far in the future."""
    if writer.moment is None:
        return
    earliest, latest = _earliest(year), (writer.moment + AHEAD).date()
    if first < earliest:
        raise Refused(
            _("The notice would begin on {first}, before the proposal of {day}.").format(
                first=first, day=earliest
            )
        )
    if last > latest:
        raise Refused(_("The notice would end on {last}, more than a year from now.").format(last=last))


def _earliest(year: Year) -> date:
    """Return the day of the proposal; of a review that is entered after the fact, the first of its year."""
    opened = next(each for each in year.reader.entries_of(YearOpened) if each.content.year == year.number)
    begun = datetime.fromisoformat(opened.recorded_at).date()
    if begun > year.cutoff + LATE:
        return date(year.number, 1, 1)
    seq = year.review_year.proposed_seq or 1
    proposed = next(iter(year.reader.entries(after=seq - 1, limit=1)))
    return (datetime.fromisoformat(proposed.recorded_at) + WEST).date()


def _day(moment: datetime) -> date:
    return moment.astimezone().date()
