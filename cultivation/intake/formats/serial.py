"""The day counts by which Excel keeps dates, times and durations."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cultivation.intake.formats.book import Raw

DAY = 86_400_000  # milliseconds; Excel shows no more
FIRST = datetime(1899, 12, 30)
FIRST_1904 = datetime(1904, 1, 1)
PHANTOM = 60  # the 29 February 1900, which there never was
LAST = 2_958_466  # the day after 31 December 9999
FIRST_OF_ALL = -96_439_725  # the first day of the fast reader's calendar
LONGEST = 999_999_999  # days of a duration in Python
LEAST = 1.0  # day; less is a time


def from_serial(value: float, is_duration: bool, epoch_1904: bool) -> Raw:
    """Return the date, date with time, time or duration that a number of days is; itself if it is none.

    >>> from_serial(42000, False, False)
    datetime.date(2014, 12, 27)
    """
    if is_duration:
        return timedelta(milliseconds=round(value * DAY)) if abs(value) < LONGEST else value
    if not FIRST_OF_ALL < value < LAST:
        return value
    if value < LEAST:
        return (FIRST + timedelta(milliseconds=min(max(round(value * DAY), 0), DAY - 1))).time()
    elapsed = timedelta(milliseconds=round(value * DAY))
    if epoch_1904:
        return _moment(FIRST_1904 + elapsed, value)
    return _moment(FIRST + elapsed + timedelta(days=value < PHANTOM), value)


def _moment(moment: datetime, value: float) -> datetime | date:
    return moment.date() if value == int(value) else moment
