"""The answer of one check of `doctor`: a code that stays, a state, what was seen and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check came out; only BROKEN keeps somebody from working."""

    FINE = "fine"
    OPTIONAL = "optional"
    DOUBT = "doubt"
    BROKEN = "broken"


@dataclass(frozen=True)
class Check:
    """One thing that was examined."""

    code: str
    what: str
    state: State
    details: str
    advice: str = ""
