"""Which days are worked: a file of the city first, then the arrangement that the State Council published."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date

from cultivation.core.opinions.working_days import Calendar
from cultivation.errors import Refused
from cultivation.intake.sheets.rows import day_of
from cultivation.language import _

FILE = "calendar.csv"
REST = ("休", "放假", "休息", "rest", "off", "holiday")
WORK = ("班", "上班", "补班", "调休上班", "work")
SATURDAY = 5


def read_calendar(text: str, name: str = FILE) -> dict[date, bool]:
    """Return which days a file names as worked (True) or free: a row a day, the date and 班 or 休.

    The first row may be a heading. Raises Refused with the line of whatever cannot be read.
    """
    found: dict[date, bool] = {}
    for line, row in enumerate(csv.reader(text.lstrip("\ufeff").splitlines()), 1):
        cells = [each.strip() for each in row]
        if not any(cells):
            continue
        day = day_of(cells[0])
        word = cells[1].casefold() if len(cells) > 1 else ""
        if day is None and line == 1:
            continue
        if day is None or word not in (*REST, *WORK):
            raise Refused(
                _(
                    "{file}, line {line}: a day is needed, such as 2027-02-06, and after a comma work (班) "
                    "or rest (休)."
                ).format(file=name, line=line)
            )
        found[day] = word in WORK
    return found


def working_days(own: Mapping[date, bool]) -> Calendar:
    """Return a calendar: `own` days win; then what is published; in a year that `own` names, weekdays.

    The arrangement of holidays is that of chinesecalendar, which says so where it knows none yet; such a
    year is refused rather than guessed.
    """
    import chinese_calendar

    years = {day.year for day in own}

    def is_working_day(day: date) -> bool:
        if day in own:
            return own[day]
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            if day.year in years:
                return day.weekday() < SATURDAY
            raise Refused(
                _(
                    "The holidays of {year} are not known to this version. Write them into {file} of the "
                    "workspace (a row a day: 2027-02-06,休 or 2027-02-20,班), or give the deadline itself."
                ).format(year=day.year, file=FILE)
            ) from None

    return is_working_day
