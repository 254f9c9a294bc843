"""One act of a reader who clicks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Act:
    """One act of one person: `kind` is open, fill, press, follow or see; `known` is found elsewhere."""

    person: str
    kind: str
    words: str
    value: str = ""
    known: str = ""
