"""The record under force, for some seconds; tests/record/crash.py says what is done."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

if not hasattr(os, "fork"):
    pytest.skip("processes are forked and killed", allow_module_level=True)

from tests.record.crash import crash

SECONDS, KILLS = 6, 10


def test_killed_at_random_moments(url: str, count: Callable[[str], None]) -> None:
    tally = crash(url, SECONDS, KILLS, seed=20170301)
    count(f"{url.partition(':')[0]}: {tally}")
    assert sum(tally.kills.values()) >= KILLS
