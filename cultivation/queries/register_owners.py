"""Whose the rows of a register are, also where several hold what a row is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cultivation.core.registers.definition import Register
from cultivation.core.registers.measuring import Own
from cultivation.core.scoring.batch import Batch
from cultivation.queries.register_keys import Ambiguous, Matched, RegisterKeys, Unknown

Meant = Matched | Ambiguous | Unknown


@dataclass(frozen=True)
class Owners:
    """The rows of each enterprise by its present code, and the rows that may be its own or another's."""

    rows: Mapping[str, Sequence[Own]]
    doubtful: Mapping[str, Sequence[int]]


def owners(register: Register, batch: Batch, known: RegisterKeys) -> Owners:
    """Find whose each row is; joint holders have equal parts of it."""
    keys = [
        batch.texts(name) if name else [None] * len(batch) for name in (register.key.code, register.key.name)
    ]
    found: dict[tuple[str | None, str | None], list[tuple[Meant, Fraction]]] = {}
    rows: dict[str, list[Own]] = {}
    doubtful: dict[str, list[int]] = {}
    for place, pair in enumerate(zip(*keys, strict=True)):
        if pair not in found:
            found[pair] = list(_holders(register, pair[0] or "", pair[1] or "", known))
        for meant, part in found[pair]:
            match meant:
                case Matched(id=key):
                    rows.setdefault(key, []).append((place, part))
                case Ambiguous(candidates=candidates):
                    for key in candidates:
                        doubtful.setdefault(key, []).append(place)
    return Owners(rows, doubtful)


def _holders(
    register: Register, code: str, name: str, known: RegisterKeys
) -> Iterator[tuple[Meant, Fraction]]:
    """Yield who is meant by each holder that a row names, with its part; strangers have theirs."""
    holders = holders_in(name, register.key.separators)
    if len(holders) < 2:
        yield known.match(code, holders[0] if holders else ""), Fraction(1)
        return
    for holder in holders:
        yield known.match("", holder), Fraction(1, len(holders))


def holders_in(text: str, separators: Sequence[str]) -> list[str]:
    """Return the holders that a cell names, each once."""
    parts = re.split("|".join(map(re.escape, separators)), text) if separators else [text]
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
