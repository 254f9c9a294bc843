"""The record under force, for some seconds; tests/record/crash.py says what is done."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

if not hasattr(os, "fork"):
    pytest.skip("processes are forked and killed", allow_module_level=True)

from tests.record.crash import LEAST, crash

SECONDS = 6


def test_killed_at_random_moments(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tally = crash(url, SECONDS, seed=20170301)
    with capsys.disabled():
        sys.stdout.write(f"\n{url.partition(':')[0]}: {tally}\n")
    assert sum(tally.kills.values()) >= LEAST
