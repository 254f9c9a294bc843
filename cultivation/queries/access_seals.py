"""Which days of the access log are sealed on record."""

from __future__ import annotations

from cultivation.access.log import Seal
from cultivation.record.entries import AccessSealed
from cultivation.record.reader import Reader


def seals_of(reader: Reader) -> list[Seal]:
    """Return the seals that are on record, in their order."""
    said = [each.content for each in reader.entries_of(AccessSealed)]
    return [Seal(each.first, each.until, each.events, each.head) for each in said]
