"""The lines of a stored score table, each read when it is asked for: most questions are about few of many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, Generic, TypeVar, overload

import msgspec
import orjson

Made = TypeVar("Made")


class Placing(msgspec.Struct, frozen=True, gc=False):
    """Who stands where: of a line what every other is compared with; `total` in whole units of precision."""

    id: str
    name: str
    eligible: bool
    total: int
    rank: int | None
    tie_values: tuple[str | None, ...] = ()
    quota_choices: tuple[str, ...] = ()


class Written(msgspec.Struct, frozen=True, gc=False):
    """A placing as it is written: points are texts."""

    id: str
    name: str
    eligible: bool
    total: str
    rank: int | None
    tie_values: tuple[str | None, ...] = ()
    quota_choices: tuple[str, ...] = ()


class _Placings(msgspec.Struct):
    applications: list[Written]


class _Lines(msgspec.Struct):
    applications: list[msgspec.Raw]


def read_placings(document: bytes) -> list[Written]:
    """Read who stands where as it is written, points as texts."""
    return msgspec.json.decode(document, type=_Placings).applications


class Units(dict[str, int]):
    """Points as texts in whole units; the same come again for every application."""

    def __init__(self, precision: Decimal) -> None:
        self._precision = precision

    def __missing__(self, points: str) -> int:
        units = self[points] = int(Decimal(points) / self._precision)
        return units


class StoredLines(Sequence[Made], Generic[Made]):
    """The lines of a document in its order, made by `line` of what stands there."""

    def __init__(self, document: bytes, units: Units, line: Callable[[dict[str, Any], Units], Made]) -> None:
        self._document, self._units, self._line = document, units, line
        self._written = msgspec.json.decode(document, type=_Lines).applications
        self._made: list[Made | None] = [None] * len(self._written)

    @cached_property
    def placings(self) -> list[Placing]:
        """Return who stands where, in the same order, without reading the rest."""
        said = read_placings(self._document)
        units = self._units
        return [
            Placing(
                each.id,
                each.name,
                each.eligible,
                units[each.total],
                each.rank,
                each.tie_values,
                each.quota_choices,
            )
            for each in said
        ]

    def __len__(self) -> int:
        return len(self._written)

    @overload
    def __getitem__(self, place: int) -> Made: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Made]: ...

    def __getitem__(self, place: int | slice) -> Made | Sequence[Made]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        made = self._made[place]
        if made is None:
            made = self._made[place] = self._line(orjson.loads(memoryview(self._written[place])), self._units)
        return made

    def __iter__(self) -> Iterator[Made]:
        return (self[place] for place in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]
