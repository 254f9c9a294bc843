"""Marks as they are set, before an expert hands them in: kept for the account, sealed, each with a version.

Who saves says what was seen. Where something else stands by now, nothing is written, and both can be shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, delete, func, select

from cultivation.access.means import Means
from cultivation.access.store import moment_of, moment_text
from cultivation.access.tables import draft_mark

LASTS = timedelta(days=400)  # a year that is not handed in by then is not handed in at all
Place = tuple[int, str]  # the number of an enterprise, and the field of the mark


@dataclass(frozen=True, slots=True)
class DraftMark:
    """A mark that is set: a number or word as written, a comment, and when it was saved.

    `basis` is the entry by which the expert's marks had come in when it was set, 0 where none had; `version`
    grows with each change.
    """

    value: str
    comment: str
    basis: int
    version: int
    saved: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """What stands after somebody saved: the own mark, or where `stale`, what stood there already."""

    now: DraftMark | None
    stale: bool = False


class DraftMarks(Means):
    """Keeps what experts set, each account for itself."""

    def draft_marks(self, account: str, year: int) -> dict[Place, DraftMark]:
        """Return all marks that an account set in a year."""
        where = (draft_mark.c.account == account, draft_mark.c.year == year)
        with self.store.looking() as connection:
            rows = list(connection.execute(select(draft_mark).where(*where)))
        return {(row.number, row.mark): self._mark(row) for row in rows}

    def save_mark(
        self,
        account: str,
        year: int,
        place: Place,
        said: tuple[str, str],
        basis: int,
        seen: tuple[int, int],
    ) -> Saved:
        """Keep a mark with its comment, unless another one stands by now than was seen (basis, version).

        `basis` is the entry by which the account's marks came in last: what was set before counts no more.
        """
        number, mark = place
        where = (
            draft_mark.c.account == account,
            draft_mark.c.year == year,
            draft_mark.c.number == number,
            draft_mark.c.mark == mark,
        )
        sealed, now = self.key.seal(json.dumps(said)), self.now()
        with self.store.changing() as connection:
            row = connection.execute(select(draft_mark).where(*where)).first()
            stands = self._mark(row) if row is not None and row.basis == basis else None
            if seen != (basis, stands.version if stands else 0):
                return Saved(stands, stale=True)
            version = (row.version if row is not None else 0) + 1
            connection.execute(delete(draft_mark).where(draft_mark.c.saved < moment_text(now - LASTS)))
            kept = {"basis": basis, "version": version, "content": sealed, "saved": moment_text(now)}
            if row is None:
                key = {"account": account, "year": year, "number": number, "mark": mark}
                connection.execute(draft_mark.insert().values(**key, **kept))
            else:
                connection.execute(draft_mark.update().where(*where).values(**kept))
        return Saved(DraftMark(*said, basis, version, now))

    def marks_set(self, year: int) -> Mapping[tuple[str, int], int]:
        """Return how many marks each account has set since an entry, and nothing of what they are."""
        by = (draft_mark.c.account, draft_mark.c.basis)
        counted = select(*by, func.count()).where(draft_mark.c.year == year).group_by(*by)
        with self.store.looking() as connection:
            return {(account, basis): number for account, basis, number in connection.execute(counted)}

    def forget_marks(self, account: str, year: int) -> None:
        """Forget what an account set in a year: it was handed in."""
        where = (draft_mark.c.account == account, draft_mark.c.year == year)
        with self.store.changing() as connection:
            connection.execute(delete(draft_mark).where(*where))

    def _mark(self, row: Row[tuple[object, ...]]) -> DraftMark:
        value, comment = json.loads(self.key.opened(row.content))
        return DraftMark(value, comment, row.basis, row.version, moment_of(row.saved))
