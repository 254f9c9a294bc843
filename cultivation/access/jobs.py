"""Jobs that several processes of one workbench share: ordered in one, made there, fetched in any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from cultivation.access.store import Clock, Store, moment_of, moment_text
from cultivation.access.tables import job

MOST = 24  # that are remembered with what they made
LONGEST = timedelta(hours=2)  # then whoever made it is gone


@dataclass(frozen=True, slots=True)
class KeptJob:
    """A job as it is kept: what was ordered, when, and what was made, None as long as nothing was."""

    ordered: str
    begun: datetime
    made: str | None
    file: bytes


class KeptJobs:
    """The table of the jobs; what stands in it is said and read by who orders and makes."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._now = store, clock

    def add(self, key: str, ordered: str, most: int) -> str | None:
        """Keep a job that begins, and return its key, or that of one that makes the same already.

        None where `most` are being made.
        """
        with self._store.changing() as connection:
            alive = moment_text(self._now() - LONGEST)
            going = list(
                connection.execute(
                    select(job.c.key, job.c.ordered).where(job.c.made.is_(None), job.c.begun > alive)
                )
            )
            for each in going:
                if each.ordered == ordered:
                    return str(each.key)
            if len(going) >= most:
                return None
            row = {"key": key, "ordered": ordered, "begun": moment_text(self._now())}
            connection.execute(job.insert().values(**row))
            newest = select(job.c.key).order_by(job.c.begun.desc(), job.c.key).limit(MOST)
            keys = list(connection.execute(newest).scalars())
            connection.execute(delete(job).where(job.c.key.not_in(keys)))
            return key

    def finish(self, key: str, made: str, file: bytes = b"") -> None:
        """Keep what a job made, or why it made nothing."""
        with self._store.changing() as connection:
            connection.execute(update(job).where(job.c.key == key).values(made=made, file=file))

    def find(self, key: str) -> KeptJob | None:
        """Return a job while it is remembered; one that nobody makes any more is not."""
        with self._store.looking() as connection:
            row = connection.execute(select(job).where(job.c.key == key)).first()
        if row is None:
            return None
        begun = moment_of(row.begun)
        if row.made is None and self._now() - begun > LONGEST:
            return None
        return KeptJob(row.ordered, begun, row.made, row.file or b"")
