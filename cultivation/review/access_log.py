"""The access log, day by day onto the record: so nobody can write it anew without being found out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from cultivation.queries.access_seals import seals_of
from cultivation.record.entries import AccessSealed
from cultivation.record.store import Record
from cultivation.review.granting import seal_days

if TYPE_CHECKING:
    from cultivation.access.log import Seal
    from cultivation.access.signing_in import Access


def seal_ended_days(record: Record, actor: str, access: Access) -> list[Seal]:
    """Put every day that has ended (in UTC) and is not sealed on record; return the new seals."""
    if not access.in_use:
        return []
    with record.reading() as reader:
        last = max((each.day for each in seals_of(reader)), default=None)
    made = [seal for day in access.unsealed_days(last) if (seal := access.sealed(day)) is not None]
    if made:
        seal_days(record, actor, [AccessSealed(**asdict(each)) for each in made])
    return made
