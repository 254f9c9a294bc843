"""Dates as people write them and as office programs keep them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from typing import NamedTuple

from cultivation.intake.formats.book import Cell
from cultivation.intake.values.parsing import plain, raw_text

YEAR, PART = r"((?:1[89]|2[01])[0-9]{2})", r"([0-9]{1,2})"
CLOCK = r"(?:[ T]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]*)?)?\s*(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
DATE = re.compile(rf"{YEAR}\s*[-./年]\s*{PART}\s*[-./月]\s*{PART}\s*[日号]?{CLOCK}")
DATE_TOGETHER = re.compile(rf"{YEAR}([0-9]{{2}})([0-9]{{2}})")
MONTH_TOGETHER = re.compile(rf"{YEAR}(0[1-9]|1[0-2])")
MONTH = re.compile(rf"{YEAR}(?:\s*[-./]\s*{PART}|\s*年\s*{PART}\s*月)")
SERIAL = re.compile(r"[2-5][0-9]{4}(?:\.[0-9]*)?|60000")
WEEKDAY = re.compile(r"\s*\(?(?:星期|周)[一二三四五六日天]\)?$|(?<=\d)[.。]$")  # and a point at the end
FIRST_YEAR, LAST_YEAR = 1900, 2100
YEARS_ALONE = range(FIRST_YEAR, LAST_YEAR + 1)  # as days, all of 1905
# Day 60 of 1900 never was, so that days from March 1900 on are counted from the day before its eve.
EPOCH, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
CHINESE = re.compile(
    r"([零〇○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})[日号])?"
)
FIGURES = str.maketrans("零〇○一二三四五六七八九", "000123456789")


# Exports that count from UTC, or from the mean time that Shanghai once had (UTC+8:05:43), put the beginning
# of a day into the evening before. At these times it is sure, at 16:00 it may be a time.
EVENINGS = (time(23, 59, 17), time(23, 54, 17), time(15, 54, 17), time(15, 59, 17))
EVENING_IN_UTC = time(16)
CHINA = timezone(timedelta(hours=8))
SUMMER_TIME = time(23)  # of the years 1986 to 1991, in which the day began an hour earlier
NEXT = timedelta(days=1)


class Day(NamedTuple):
    """A date, and the code of the doubt about it, empty where there is none."""

    day: date
    doubt: str = ""


def read_day(cell: Cell, epoch_1904: bool) -> Day | None:
    """Return the date of a date cell, of a text or of a number that stands for a day; None if it is none.

    A text that names year and month only is the first of the month, `day_missing`. A number between 20000
    and 60000 counts days as office programs do, `date_from_serial`. A year typed into a cell for dates
    becomes a day of 1905 (or 1909), `year_as_day`. No year before 1900 or after 2100 is a date.
    """
    try:
        found = _day(cell, epoch_1904)
    except ValueError:  # no such day
        return None
    return found if found and FIRST_YEAR <= found.day.year <= LAST_YEAR else None


def _day(cell: Cell, epoch_1904: bool) -> Day | None:
    if isinstance(cell.value, date):
        day = _of_moment(cell.value) if isinstance(cell.value, datetime) else Day(cell.value)
        return Day(day.day, "year_as_day") if year_typed(day.day, epoch_1904) in YEARS_ALONE else day
    text = WEEKDAY.sub("", _in_figures(plain(raw_text(cell))))
    if found := DATE.fullmatch(text):
        return _of_text(found)
    if found := DATE_TOGETHER.fullmatch(text):
        return Day(date(int(found[1]), int(found[2]), int(found[3])))
    if SERIAL.fullmatch(text):
        days = timedelta(int(text.partition(".")[0]))
        return Day((EPOCH_1904 if epoch_1904 else EPOCH) + days, "date_from_serial")
    if found := MONTH_TOGETHER.fullmatch(text):
        return Day(date(int(found[1]), int(found[2]), 1), "day_missing")
    if isinstance(cell.value, str) and (found := MONTH.fullmatch(text)):
        return Day(date(int(found[1]), int(found[2] or found[3]), 1), "day_missing")
    return None


def year_typed(day: date, epoch_1904: bool) -> int:
    """Return the year that became a day in a cell for dates.

    >>> year_typed(date(1905, 7, 1), False)
    2009
    """
    return (day - (EPOCH_1904 if epoch_1904 else EPOCH)).days


def _of_text(found: re.Match[str]) -> Day:
    """Return the day of a date with or without a time; a time of another zone is told in that of China."""
    year, month, day, hour, minute, second = (int(found[place] or 0) for place in range(1, 7))
    if hour == 24:
        return Day(date(year, month, day))
    moment = datetime(year, month, day, hour, minute, second)
    if not found[7]:
        return _of_moment(moment)
    zone = datetime.strptime(found[7], "%z").tzinfo
    there = moment.replace(tzinfo=zone).astimezone(CHINA).replace(tzinfo=None)
    return Day(there.date() + NEXT if there.time() == SUMMER_TIME else _of_moment(there).day)


def _of_moment(moment: datetime) -> Day:
    """Return the day that a moment belongs to: in the evening, exports may mean the day that follows."""
    nearest = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    if any(abs(_seconds(nearest.time()) - _seconds(evening)) <= 1 for evening in EVENINGS):
        return Day(nearest.date() + NEXT)
    if nearest.time() == EVENING_IN_UTC:
        return Day(nearest.date() + NEXT, "day_before_midnight")
    return Day(nearest.date())


def _seconds(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _in_figures(text: str) -> str:
    """Write a date in Chinese figures, such as 二〇一五年三月一日, in Arabic ones."""
    found = CHINESE.fullmatch(text)
    if found is None:
        return text
    year, month, day = found[1].translate(FIGURES), _number(found[2]), _number(found[3] or "")
    return f"{year}年{month}月{day}日" if day else f"{year}年{month}月"


def _number(text: str) -> str:
    """Return a number below 100 in Chinese figures in Arabic ones, empty for none.

    >>> _number("三十一"), _number("十"), _number("二十")
    ('31', '10', '20')
    """
    tens, ten, ones = text.rpartition("十")
    return f"{tens.translate(FIGURES) or 1}{ones.translate(FIGURES) or 0}" if ten else ones.translate(FIGURES)
