"""Deadlines in working days, by any calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

Calendar = Callable[[date], bool]


def deadline(first: date, days: int, is_working_day: Calendar) -> date:
    """Return the last of so many working days after `first`, whose own day is not counted."""
    day, left = first, days
    while left > 0:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return day
