"""The rule of time: what is recorded later never bears an earlier time, unless it is said why."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from cultivation.errors import EnvironmentTrouble
from cultivation.language import _
from cultivation.steps import Act, Step

FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
# Clocks of two machines differ by seconds, and are put right by as much; that is no reason to stop work.
DRIFT = timedelta(minutes=1)


def time_text(moment: datetime) -> str:
    """Write a moment in UTC, with six digits after the second, so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def is_time(text: object) -> bool:
    """Tell whether a text is a moment that exists, written as entries have it."""
    if not isinstance(text, str) or not FORM.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def moment_of(text: str) -> datetime:
    """Return the moment that an entry bears; raise EnvironmentTrouble where it bears none."""
    if not is_time(text):
        sentence = _("An entry of the log bears no time: {text}. Check the whole record.")
        raise EnvironmentTrouble(sentence.format(text=text), step=Step(Act.VERIFY_RECORD))
    return datetime.fromisoformat(text)


def time_after(before: str, moment: datetime) -> str:
    """Return what an entry bears that is recorded at a moment, after one that bears `before`.

    A clock that is a little behind is taken to have stood still; one that is further behind is refused.
    """
    now = time_text(moment)
    if not is_time(before) or now >= before:
        return now
    if datetime.fromisoformat(before) - moment <= DRIFT:
        return before
    sentence = _(
        "The clock says {now}, but the last entry was recorded at {before}. Nothing was recorded. Set the "
        "clock right; where it is right and the earlier time was wrong, record why."
    )
    raise EnvironmentTrouble(sentence.format(now=now, before=before), step=Step(Act.EXPLAIN_CLOCK))
