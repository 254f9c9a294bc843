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


def calendar_text(content: bytes, name: str = FILE) -> str:
    """Return the text of a file, in UTF-8 or as Excel in Chinese saves a CSV; else raises Refused."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(_("{file} is not a text file. Save it as CSV UTF-8.").format(file=name))


def read_calendar(text: str, name: str = FILE) -> dict[date, bool]:
    """Return which days a file names as worked (True) or free: a row a day, the date and 班 or 休.

    The first row may be a heading. Raises Refused with every line that cannot be read, or that says of a
    day something else than a line before.
    """
    found: dict[date, bool] = {}
    lines: dict[date, int] = {}
    wrong = []
    for line, row in enumerate(csv.reader(text.lstrip("\ufeff").splitlines()), 1):
        cells = [each.strip() for each in row]
        day = day_of(cells[0]) if cells else None
        word = cells[1].casefold() if len(cells) > 1 else ""
        if not any(cells) or (day is None and line == 1):
            continue
        if day is None or word not in (*REST, *WORK):
            wrong.append(_unreadable(name, line))
        elif found.setdefault(day, word in WORK) != (word in WORK):
            sentence = _("{file}, line {line}: {day} is both work and rest, first in line {first}.")
            wrong.append(sentence.format(file=name, line=line, day=day, first=lines[day]))
        else:
            lines.setdefault(day, line)
    if wrong:
        raise Refused("\n".join(wrong))
    return found


def _unreadable(name: str, line: int) -> str:
    return _(
        "{file}, line {line}: a day is needed, such as 2027-02-06, and after a comma work (班) or rest (休)."
    ).format(file=name, line=line)


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
