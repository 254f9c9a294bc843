"""Headings that were not understood in the files of a year, and which files would say more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cultivation.core.rules.headers import normalise
from cultivation.queries.finding_states import OF_HEADINGS, findings_now
from cultivation.queries.headings import headings_explained
from cultivation.queries.received_files import ReceivedFile
from cultivation.queries.year import Year


@dataclass(frozen=True, slots=True)
class Place:
    """Where a heading stands."""

    file: ReceivedFile
    sheet: str
    cell: str


@dataclass(frozen=True)
class UnknownHeading:
    """A heading as it was written first, the field that it may mean (empty where none is near), its places.

    `again` are the files in which it stands, each once, to be read again.
    """

    heading: str
    near: str
    places: Sequence[Place]
    again: Sequence[ReceivedFile]

    @property
    def key(self) -> str:
        """Return its normal form, by which it is known."""
        return normalise(self.heading)


def unknown_headings(year: Year) -> tuple[UnknownHeading, ...]:
    """Return the headings of a year that nobody has explained, those that may mean a field first."""
    told = headings_explained(year.reader)
    places: dict[str, list[Place]] = {}
    texts: dict[str, str] = {}
    near: dict[str, str] = {}
    for each in findings_now(year):
        found = each.finding
        if found.code not in OF_HEADINGS or not found.cell:
            continue
        key = normalise(found.value)
        if not key or key in told:
            continue
        places.setdefault(key, []).append(Place(each.file, found.sheet, found.cell))
        texts[key] = found.value
        near[key] = near.get(key, "") or found.field
    several = [UnknownHeading(texts[key], near[key], own, _to_read_again(own)) for key, own in places.items()]
    return tuple(sorted(several, key=lambda each: (not each.near, -len(each.places), each.heading)))


def _to_read_again(places: Sequence[Place]) -> list[ReceivedFile]:
    """Return the files, the latest reading of each."""
    files: dict[str, ReceivedFile] = {}
    for each in places:  # the latest first
        files.setdefault(each.file.sha256, each.file)
    return list(files.values())
