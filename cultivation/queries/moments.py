"""A moment as people write it, for every question that looks back."""

from __future__ import annotations

from datetime import datetime, time


def moment_of(text: str) -> datetime:
    """Return the moment that is meant: a day means its end; without a time zone, that of this machine.

    Raises ValueError for what is no moment.
    """
    try:
        moment = datetime.fromisoformat(text)
        if len(text) <= len("2018-03-01"):
            moment = datetime.combine(moment, time.max)
        return moment.astimezone()
    except (OverflowError, OSError) as error:
        raise ValueError(text) from error
