"""Values that were at fault in an earlier file of the year and are right in a later one."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.core.rules.model import Label


@dataclass(frozen=True)
class Fixed:
    """The value of a field of an enterprise: its name, the field's label, what was filed before and now."""

    name: str
    label: Label
    before: str
    now: str
