"""Doing a step of the year again on a copy of the record, to see what it would add."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from cultivation.record.documents import NewDocument
from cultivation.record.entries import Content
from cultivation.record.log import Entry
from cultivation.record.reader import Reader
from cultivation.record.replica import Replica
from cultivation.record.store import Record, Writer

Made = tuple[Content, Sequence[NewDocument]]


class Rehearsal(Record):
    """A copy of the record on which a step can be done again: what it would add is noted, and not kept."""

    def __init__(self, copy: Replica, moment: datetime) -> None:
        """`moment` is when the step is done again as if for the first time."""
        super().__init__("sqlite://", clock=lambda: moment)
        self._copy = copy
        self.made: list[Made] = []

    @contextmanager
    def reading(self, as_of: datetime | None = None) -> Iterator[Reader]:
        """Open the copy to read."""
        yield self._copy.reader

    @contextmanager
    def writing(self, actor: str, dry_run: bool = False) -> Iterator[Writer]:
        """Open the copy to write; nothing is kept."""
        undo = self._copy.connection.begin_nested()
        try:
            yield _Rehearsing(self._copy, actor, self._clock, self.made)
        finally:
            undo.rollback()


class _Rehearsing(Writer):
    """A writer that notes what is appended."""

    def __init__(
        self,
        copy: Replica,
        actor: str,
        clock: Callable[[], datetime],
        made: list[Made],
    ) -> None:
        super().__init__(copy.connection, actor, clock)
        self._copy, self._made = copy, made

    def document(self, sha256: str) -> bytes:
        """Return the bytes of a document of the record."""
        return self._copy.record.document(sha256)

    @property
    def moment(self) -> None:
        """The step is of another time."""
        return None

    def check_tables(self, year: int) -> None:
        """The tables of the copy were made a moment ago."""

    def _may_go_back(self, content: Content) -> bool:
        """The time of a step on record was checked, or not, when it was recorded."""
        return True

    def append(self, content: Content, documents: Sequence[NewDocument] = ()) -> Entry:
        """Note the entry, and add it to the copy for the rest of the step."""
        self._made.append((content, documents))
        return super().append(content, documents)
