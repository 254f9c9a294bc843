"""The proof by doing it again: each step and each analysis from what was on record before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from cultivation.canonical import digest
from cultivation.errors import CultivationError
from cultivation.intake.formats.readers import Readers
from cultivation.language import _
from cultivation.record.documents import JSON
from cultivation.record.entries import AnalysisKept, Recorded, YearScored, recorded
from cultivation.record.log import Entry
from cultivation.record.reader import Reader
from cultivation.record.repetition import Rehearsal
from cultivation.record.replica import replica_of
from cultivation.record.store import Record
from cultivation.record.times import moment_of
from cultivation.review.again import AGAIN, Again
from cultivation.review.comparison import Outcome, compared, digest_of

# What a step runs into whose entry, or one before it, says what no step can say.
CANNOT_BE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)


class _Document(Protocol):
    @property
    def media_type(self) -> str: ...


T = TypeVar("T", bound=_Document)


@dataclass(frozen=True, slots=True)
class Replayed:
    """One step done again: the digests of what is stored and recomputed, and what differs.

    The digest is that of the computed document, or of the particulars where there is none. `year` is None for
    what belongs to no year; `note` says what could not be compared.
    """

    seq: int
    kind: str
    year: int | None
    stored: str
    recomputed: str
    problem: str = ""
    note: str = ""

    @property
    def same(self) -> bool:
        """Tell whether the step came out as it is on record, byte for byte."""
        return not self.problem

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "entry": self.seq,
            "kind": self.kind,
            "year": self.year,
            "stored": self.stored,
            "recomputed": self.recomputed,
            "same": self.same,
            "problem": self.problem,
            "note": self.note,
        }


def replayed_years(steps: Sequence[Replayed]) -> list[dict[str, Any]]:
    """Return each year with the digests of its last scoring, and all its steps."""
    years = []
    for year in sorted({each.year for each in steps}, key=lambda each: (each is None, each or 0)):
        own = [each for each in steps if each.year == year]
        last = next((each for each in reversed(own) if each.kind == YearScored.KIND), own[-1])
        years.append(
            {
                "year": year,
                "stored": last.stored,
                "recomputed": last.recomputed,
                "same": all(each.same for each in own),
                "steps": [each.to_json() for each in own],
            }
        )
    return years


def replay(
    record: Record,
    year: int | None = None,
    progress: Callable[[Entry], None] = lambda entry: None,
    analyses: bool = True,
) -> list[Replayed]:
    """Do the steps of all years, or of one, again from documents and rules of that time.

    Each starts from the stored outcome of the one before, so that one fault does not hide or cause another.
    Analyses, which decide nothing and may take long, are left out unless `analyses`.
    """
    found = []
    kinds = AGAIN.keys() - (set() if analyses else {each.KIND for each in AnalysisKept.__subclasses__()})
    with record.reading() as reader, replica_of(reader) as copy, Readers() as readers:
        for entry in reader.entries():
            progress(entry)
            step = recorded(entry) if entry.kind in kinds else None
            if step is not None and year in (None, entry.payload.get("year")):
                rehearsal = Rehearsal(copy, moment_of(step.recorded_at), step.by)
                found.append(_replayed(Again(rehearsal, readers), step, reader))
            copy.take([entry])
    return found


def _replayed(again: Again, entry: Recorded[Any], reader: Reader) -> Replayed:
    recomputed, outcome = "", Outcome()
    stored = digest_of(entry.content, [each.sha256 for each in _results(entry.content.documents)])
    try:
        AGAIN[entry.kind](again, entry)
        made = [each for each in again.record.made if entry.kind == each[0].KIND][:1]
        if made:
            (content, documents) = made[0]
            recomputed = digest_of(content, [digest(each.content) for each in _results(documents)])
        outcome = compared(entry, made, reader)
    except CultivationError as error:
        outcome = Outcome(error.message)
    except CANNOT_BE as error:
        outcome = Outcome(_("it cannot have come about like this: {problem}").format(problem=repr(error)))
    year = getattr(entry.content, "year", None)
    return Replayed(entry.seq, entry.kind, year, stored, recomputed, outcome.problem, outcome.note)


def _results(documents: Sequence[T]) -> list[T]:
    return [each for each in documents if each.media_type == JSON]
