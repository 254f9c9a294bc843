"""A claim beside what a register says."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from cultivation.core.registers.definition import Tolerance

EXACTLY = Tolerance()


class Outcome(StrEnum):
    """How a claim stands beside a register.

    Absent: nothing was filed. Silent: the register says nothing of the enterprise. Ambiguous: it says several
    things, may mean several enterprises, or a row of it could not be read.
    """

    DIFFERS = "differs"
    AMBIGUOUS = "ambiguous"
    ABSENT = "absent"
    SILENT = "silent"
    AGREES = "agrees"


def compared(
    filed: str | None,
    registered: str | None,
    tolerance: Tolerance = EXACTLY,
    direction: str = "either",
    is_number: bool = True,
) -> Outcome:
    """Compare exact texts in one unit; `direction` is on which side of the register a claim is doubted."""
    if registered is None:
        return Outcome.SILENT
    if filed is None:
        return Outcome.ABSENT
    if not is_number:
        return Outcome.AGREES if filed == registered else Outcome.DIFFERS
    distance = Fraction(filed) - Fraction(registered)
    if (direction == "higher" and distance < 0) or (direction == "lower" and distance > 0):
        return Outcome.AGREES
    allowed = max(Fraction(tolerance.amount), Fraction(tolerance.share) * abs(Fraction(registered)))
    return Outcome.AGREES if abs(distance) <= allowed else Outcome.DIFFERS
