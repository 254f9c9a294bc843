"""What a person saw before a step: the step is refused where the record has moved on since."""

from __future__ import annotations

from cultivation.errors import Refused
from cultivation.language import _


class Outdated(Refused):
    """What was seen is not what stands now; both are exact texts, "" for none."""

    def __init__(self, message: str, seen: str, now: str) -> None:
        super().__init__(message)
        self.seen, self.now = seen, now


def check_value(expected: str | None, now: str | None) -> None:
    """Refuse where a value is another one than was seen; "" was none, and None does not ask."""
    if expected is not None and expected != (now or ""):
        raise Outdated(
            _(
                "The value has changed since you looked: you saw {seen}, on record is {now}. Look again "
                "before you go on."
            ).format(seen=expected or "-", now=now or "-"),
            expected,
            now or "",
        )


def check_entry(expected: int | None, now: int) -> None:
    """Refuse where there is a later entry about it than the last that was seen; None does not ask."""
    if expected is not None and expected != now:
        raise Refused(
            _(
                "Something was recorded since you looked: the last entry about it was {seen} then, and is "
                "{now} now. Look again before you go on."
            ).format(seen=expected, now=now)
        )
