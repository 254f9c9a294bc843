"""An estimate and how far it may be off."""

from __future__ import annotations

from dataclasses import dataclass

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with the bounds between which it lies with a confidence of 95 %."""

    value: float
    low: float
    high: float

    def above(self, other: Interval) -> bool:
        """Tell whether it is greater for certain: the intervals do not overlap."""
        return self.low > other.high
