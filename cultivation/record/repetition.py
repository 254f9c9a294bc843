"""Doing a step of the year again on a copy of the record, to see what it would add."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime

from cultivation.record.actors import By
from cultivation.record.documents import NewDocument
from cultivation.record.entries import Content
from cultivation.record.log import Entry
from cultivation.record.reader import Reader
from cultivation.record.replica import Replica
from cultivation.record.store import Draft, Record, Writer

Made = tuple[Content, Sequence[NewDocument]]


class Rehearsal(Record):
    """A copy of the record on which a step can be done again: what it would add is noted, and not kept."""

    def __init__(self, copy: Replica, moment: datetime, by: By | None = None) -> None:
        """`moment` is when the step is done again as if for the first time, `by` how who acted was known."""
        super().__init__("sqlite://", clock=lambda: moment)
        self._copy, self._by = copy, by
        self.made: list[Made] = []
        self._is_together = False

    @contextmanager
    def reading(self, as_of: datetime | None = None) -> Iterator[Reader]:
        """Open the copy to read."""
        yield self._copy.reader

    @contextmanager
    def drafting(self, actor: str) -> Iterator[Draft]:
        """Open the copy to take a step on; nothing is kept."""
        draft = _RehearsedDraft(self._copy.connection, actor, self._clock, by=self.by)
        draft.original = self._copy.record
        yield draft

    @contextmanager
    def writing(self, actor: str, dry_run: bool = False) -> Iterator[Writer]:
        """Open the copy to write; nothing is kept."""
        with nullcontext() if self._is_together else self._undone():
            yield _Rehearsing(self._copy, actor, self._clock, self.made, self.by)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let a step see what the one before it added; nothing is kept of either."""
        with self._undone():
            self._is_together = True
            try:
                yield
            finally:
                self._is_together = False

    @contextmanager
    def _undone(self) -> Iterator[None]:
        undo = self._copy.connection.begin_nested()
        try:
            yield
        finally:
            undo.rollback()


class _OfThePast(Writer):
    """A writer on a copy of the record, for a step that was taken long ago; documents are in `original`."""

    original: Reader

    def document(self, sha256: str) -> bytes:
        """Return the bytes of a document that the step just made, or of one of the record."""
        return self._stored.pop(sha256, None) or self.original.document(sha256)

    @property
    def moment(self) -> None:
        """The step is of another time."""
        return None

    def check_tables(self, year: int) -> None:
        """The tables of the copy were made a moment ago."""

    def prove(self) -> None:
        """The copy was made a moment ago."""

    def _may_go_back(self, content: Content) -> bool:
        """The time of a step on record was checked, or not, when it was recorded."""
        return True


class _RehearsedDraft(Draft, _OfThePast):
    """A draft of a step that is done again."""


class _Rehearsing(_OfThePast):
    """A writer that notes what is appended."""

    def __init__(
        self,
        copy: Replica,
        actor: str,
        clock: Callable[[], datetime],
        made: list[Made],
        by: By | None,
    ) -> None:
        super().__init__(copy.connection, actor, clock, by=by)
        self.original, self._made = copy.record, made

    def append_all(self, several: Sequence[Made]) -> list[Entry]:
        """Note the entries, and add them to the copy for the rest of the step."""
        self._made.extend(several)
        return super().append_all(several)
