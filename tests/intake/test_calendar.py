"""Working days: the city's own file wins over what is published, and a year that nobody knows is refused."""

from __future__ import annotations

from datetime import date

import pytest

from cultivation.core.opinions.working_days import deadline
from cultivation.errors import Refused
from cultivation.intake.values.calendar import calendar_text, read_calendar, working_days


def test_holidays_do_not_count_and_worked_saturdays_do() -> None:
    """By the arrangement for 2026 1 to 7 October are free and 10 October is worked."""
    assert deadline(date(2026, 9, 30), 3, working_days({})) == date(2026, 10, 10)
    own = read_calendar("日期,类型\n2026-10-10,休\n")
    assert deadline(date(2026, 9, 30), 3, working_days(own)) == date(2026, 10, 12)


def test_a_year_that_nobody_knows_is_refused_until_the_city_names_its_days() -> None:
    with pytest.raises(Refused, match="2099"):
        deadline(date(2099, 1, 1), 1, working_days({}))
    own = read_calendar("2099-01-02,休\n2099-01-03,班\n")  # a Friday and a Saturday
    assert deadline(date(2099, 1, 1), 2, working_days(own)) == date(2099, 1, 5)


def test_every_line_that_cannot_be_is_named() -> None:
    with pytest.raises(Refused, match=r"(?s)line 2.*line 3.*both work and rest, first in line 1"):
        read_calendar("2026-10-10,休\n2026-10-11,也许\n2026-10-10,班\n")


def test_spring_festival_with_its_worked_days() -> None:
    """By the arrangement for 2026: free from 15 to 23 February, worked on the Saturdays 14 and 28."""
    assert deadline(date(2026, 2, 9), 10, working_days({})) == date(2026, 2, 28)
    assert deadline(date(2026, 2, 13), 2, working_days({})) == date(2026, 2, 24)


def test_a_csv_as_excel_in_chinese_saves_it_is_read() -> None:
    assert read_calendar(calendar_text("日期,类型\n2026-10-10,休\n".encode("gb18030"))) == {
        date(2026, 10, 10): False
    }
    with pytest.raises(Refused, match="not a text"):
        calendar_text(b"\xff\xff\xff")
