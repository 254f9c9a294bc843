"""What is kept in tables of names is complete: a new kind without its name fails here, not before a clerk."""

from __future__ import annotations

from cultivation.queries.entry_names import CORRECTED, ENTERED, EVENTS, LEFT, NAMES
from cultivation.queries.events import DETAILS
from cultivation.record.entries import KINDS, AppealUpheld


def test_every_kind_of_entry_has_a_name() -> None:
    assert set(NAMES) == set(KINDS.values())


def test_every_event_of_an_enterprise_can_be_said() -> None:
    """An appeal that was right is told by what it changed."""
    plain = {each.KIND for each in DETAILS} - {AppealUpheld.KIND}
    assert plain | {ENTERED, LEFT, CORRECTED} <= set(EVENTS)
