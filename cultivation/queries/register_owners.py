"""Whose the rows of a register are: by code, else by a whole name, of now or before; never by likeness."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cultivation.core.registers.definition import Register
from cultivation.core.registers.measuring import Own
from cultivation.core.scoring.batch import Batch
from cultivation.queries.enterprise_names import Names


@dataclass(frozen=True)
class Owners:
    """The rows of each enterprise by its present code, and the rows that may be its own or another's."""

    rows: Mapping[str, Sequence[Own]]
    doubtful: Mapping[str, Sequence[int]]


def owners(register: Register, batch: Batch, names: Names) -> Owners:
    """Find whose each row is; joint holders have equal parts of it."""
    keys = [
        batch.texts(name) if name else [None] * len(batch) for name in (register.key.code, register.key.name)
    ]
    known: dict[tuple[str | None, str | None], list[tuple[tuple[str, ...], Fraction]]] = {}
    rows: dict[str, list[Own]] = {}
    doubtful: dict[str, list[int]] = {}
    for place, pair in enumerate(zip(*keys, strict=True)):
        if pair not in known:
            found = _holders(register, pair[0], pair[1], names)
            known[pair] = [each for each in found if each[0]]
        for meant, part in known[pair]:
            if len(meant) == 1:
                rows.setdefault(meant[0], []).append((place, part))
            for key in meant if len(meant) > 1 else ():
                doubtful.setdefault(key, []).append(place)
    return Owners(rows, doubtful)


def _holders(
    register: Register, code: str | None, name: str | None, names: Names
) -> Iterator[tuple[tuple[str, ...], Fraction]]:
    """Yield who is meant by each holder that a row names, with its part; strangers have theirs."""
    holders = holders_in(name or "", register.key.separators)
    if len(holders) < 2:
        yield match(code or "", holders[0] if holders else "", names), Fraction(1)
        return
    for holder in holders:
        yield match("", holder, names), Fraction(1, len(holders))


def holders_in(text: str, separators: Sequence[str]) -> list[str]:
    """Return the holders that a cell names, each once."""
    parts = re.split("|".join(map(re.escape, separators)), text) if separators else [text]
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def match(code: str, name: str, names: Names) -> tuple[str, ...]:
    """Return the present codes of whom code and name may mean: none, one, or several."""
    named = names.by_name(name) if name.strip() else []
    key = names.by_code(code) if code.strip() else None
    if key is None:
        return tuple(named)
    others = [each for each in named if each != key]
    return (key,) if key in named or not others else tuple(sorted({key, *others}))
