"""How a candidate stands, in words: whether it would qualify, and what its points say beside the line."""

from __future__ import annotations

from cultivation.core.explanation.standing import State
from cultivation.language import N_, _

WOULD = {
    State.MET: N_("would qualify"),
    State.UNKNOWN: N_("nothing known stands against it"),
    State.MISSED: N_("would not qualify"),
}
REACH = {
    "above": N_("reaches the last newcomer"),
    "perhaps": N_("may reach the last newcomer"),
    "below": N_("stays below the last newcomer"),
}


def would_text(state: State) -> str:
    """Say whether a candidate would qualify."""
    return _(WOULD[state])


def reach_text(reach: str | None) -> str:
    """Say how its points lie beside those of the last newcomer; empty where there is none."""
    return _(REACH[reach]) if reach else ""
