"""What is kept in tables of names is complete: a new kind without its name fails here, not before a clerk."""

from __future__ import annotations

from cultivation.queries.entry_names import EVENTS, NAMES
from cultivation.queries.events import DETAILS
from cultivation.record.entries import KINDS


def test_every_kind_of_entry_has_a_name() -> None:
    assert set(NAMES) == set(KINDS.values())


def test_every_event_of_an_enterprise_can_be_said() -> None:
    assert {each.KIND for each in DETAILS} <= set(EVENTS)
