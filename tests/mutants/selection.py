"""A plugin of pytest: run the tests that are listed, in that order, and write down how long each took."""

from __future__ import annotations

import json
import os
import resource
from pathlib import Path
from typing import Any

from hypothesis import Phase, settings

LISTED, DURATIONS = "MUTANTS_TESTS", "MUTANTS_DURATIONS"
_taken: dict[str, float] = {}


def bound(seconds: int) -> None:
    """Let this process take so much processor time and no more; a mutant may never end."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))


def pytest_configure() -> None:
    """Let hypothesis stop at the first failure: nobody reads the smallest example of a mutant."""
    if LISTED in os.environ:
        settings.register_profile("mutants", settings(), phases=(Phase.explicit, Phase.generate))
        settings.load_profile("mutants")


def pytest_collection_modifyitems(items: list[Any]) -> None:
    if LISTED in os.environ:
        listed = json.loads(Path(os.environ[LISTED]).read_text("utf-8"))
        place = {nodeid: at for at, nodeid in enumerate(listed)}
        items[:] = sorted(
            (each for each in items if each.nodeid in place), key=lambda each: place[each.nodeid]
        )


def pytest_runtest_logreport(report: Any) -> None:
    _taken[report.nodeid] = _taken.get(report.nodeid, 0) + report.duration


def pytest_sessionfinish() -> None:
    if DURATIONS in os.environ and "PYTEST_XDIST_WORKER" not in os.environ:
        Path(os.environ[DURATIONS]).write_text(json.dumps(_taken), "utf-8")
