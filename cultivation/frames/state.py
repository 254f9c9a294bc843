"""One state of the record, to which every frame made of it belongs."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from cultivation.errors import UsageMistake
from cultivation.language import _, speaking
from cultivation.queries.moments import moment_of
from cultivation.queries.year import State
from cultivation.record.store import Record


@dataclass(frozen=True)
class Looking:
    """A record seen as it was known at a moment; what is recorded later changes no answer.

    Each question opens the record and closes it again, so a notebook that stays open for days holds nothing.
    """

    record: Record
    language: str
    until: datetime | None

    @contextmanager
    def state(self) -> Iterator[State]:
        """Open the state."""
        with speaking(self.language), self.record.reading(self.until) as reader:
            yield State(reader)

    def then(self, as_of: str | None) -> Looking:
        """Return an earlier state; the same one where no moment is said."""
        if as_of is None:
            return self
        moment = self._moment(as_of)
        return replace(self, until=moment if self.until is None else min(moment, self.until))

    def _moment(self, text: str) -> datetime:
        with speaking(self.language):
            try:
                return moment_of(text)
            except ValueError:
                sentence = _("'{value}' is not a moment; write it as 2018-03-01, or 2018-03-01T17:30.")
                raise UsageMistake(sentence.format(value=text)) from None


def look(record: Record, language: str) -> Looking:
    """Look at a record as it stands now, and from now on at nothing later."""
    with speaking(language), record.reading() as reader:
        last = next(iter(reader.entries(limit=1, newest_first=True)), None)
    return Looking(record, language, datetime.fromisoformat(last.recorded_at) if last else None)


def cited(state: State) -> dict[str, Any]:
    """Return what a frame is cited by: the last entry of its state, with the moment and the hash of it."""
    last = next(iter(state.reader.entries(limit=1, newest_first=True)), None)
    if last is None:
        return {"entry": 0, "recorded_at": "", "head": ""}
    return {"entry": last.seq, "recorded_at": last.recorded_at, "head": last.hash}


def warn(sentence: str) -> None:
    """Tell what no frame must be read without, as Python tells such things."""
    warnings.warn(sentence, stacklevel=2)


def now() -> datetime:
    """Return the moment by the clock of this machine; nothing is ever recorded with it."""
    return datetime.now(UTC)
