"""Whose the rows of a register are, also where several hold what a row is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from cultivation.core.register_codes import normal_form
from cultivation.core.registers.definition import Register
from cultivation.core.registers.measuring import Owners
from cultivation.core.scoring.batch import Batch
from cultivation.queries.register_keys import Ambiguous, Matched, RegisterKeys, Unknown

Pair = tuple[str, str]  # the texts of a code and of a name
Texts = tuple[str | None, str | None]  # the same as they are read
STRANGER = "\0"  # before the name of who is not on record: no code begins so


@dataclass(frozen=True)
class Owned:
    """Whose each row is, and by enterprise the rows that may be its own or another's."""

    owners: Owners
    doubtful: Mapping[str, Sequence[int]]


def owned(register: Register, batch: Batch, known: RegisterKeys) -> Owned:
    """Find whose each row is; rows of the same texts are asked for once."""
    key = register.key
    codes, names = (batch.texts(each) if each else [None] * len(batch) for each in (key.code, key.name))
    distinct = {pair: number for number, pair in enumerate(dict.fromkeys(zip(codes, names, strict=True)))}
    numbers = list(map(distinct.__getitem__, zip(codes, names, strict=True)))
    places: list[list[int]] = [[] for _pair in distinct]
    for place, each in enumerate(numbers):
        places[each].append(place)
    rows: dict[str, list[int]] = {}
    doubtful: dict[str, list[int]] = {}
    holders: list[tuple[str, ...]] = []
    for pair, own in zip(distinct, places, strict=True):
        meant = [(each, known.match(*each)) for each in holders_of(pair, key.separators)]
        holders.append(tuple(dict.fromkeys(_holder(each, found) for each, found in meant)))
        for mine in {found.id for _each, found in meant if isinstance(found, Matched)}:
            rows.setdefault(mine, []).extend(own)
        for mine in _candidates(found for _each, found in meant):
            doubtful.setdefault(mine, []).extend(own)
    for own in (*rows.values(), *doubtful.values()):
        own.sort()
    return Owned(Owners(rows, list(map(holders.__getitem__, numbers))), doubtful)


def _candidates(meant: Iterable[Matched | Ambiguous | Unknown]) -> set[str]:
    return {key for each in meant if isinstance(each, Ambiguous) for key in each.candidates}


def _holder(pair: Pair, found: Matched | Ambiguous | Unknown) -> str:
    """Return by what a holder is counted: the enterprise, else the texts that name it."""
    return found.id if isinstance(found, Matched) else STRANGER + normal_form(pair[1] or pair[0])


def holders_of(pair: Texts, separators: tuple[str, ...]) -> Iterator[Pair]:
    """Yield code and name of each holder that a row names.

    Where one cell names several and the other does not say as many, the names count alone.
    """
    code = pair[0] or ""
    codes, names = parts_of(code, separators), parts_of(pair[1] or "", separators)
    if len(codes) > 1 and len(codes) == len(names):
        yield from zip(codes, names, strict=True)
    elif len(names) > 1:
        yield from ((("", each)) for each in dict.fromkeys(names))
    elif not names:
        yield from ((each, "") for each in dict.fromkeys(codes))
    else:
        yield code, "".join(names)


def parts_of(text: str, separators: tuple[str, ...]) -> list[str]:
    """Return what stands between the separators in a cell."""
    parts = _between(separators).split(text) if separators else [text]
    return [part.strip() for part in parts if part.strip()]


@cache
def _between(separators: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, separators)))
