"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from cultivation import language
from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import RuleSet
from cultivation.resources import shipped
from tests.browsing import CHROMIUM, FLAGS
from tests.kept import Kept, keep_compiled_statements, readers_kept
from tests.properties import SOAK, examples

if TYPE_CHECKING:
    from playwright.sync_api import Browser

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or each process that is started compiles everything anew
keep_compiled_statements()
settings.register_profile("house", deadline=None, derandomize=not SOAK, max_examples=examples(100))
settings.load_profile("house")

ATTACKS = {
    "test_guards.py": "attacks and mistakes that the database prevents",
    "test_attacks.py": "attacks by the owner of the database, found or said to be open",
    "test_verify.py": "changes and damages, found",
    "test_forged_tables.py": "forged tables, noticed by the next step",
    "test_export.py": "forgeries and rules of the archive",
}


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Let a test say how often it did something; it is printed at the end, also with several processes."""
    return lambda sentence: record_property("count", sentence)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the counts of the attacks, and what the tests of crashes and crowds counted."""
    for sentence in _counts(terminalreporter.stats.get("passed", ())):
        terminalreporter.write_line(sentence)


def _counts(reports: Any) -> Iterator[str]:
    calls = [report for report in reports if report.when == "call"]
    for file, what in ATTACKS.items():
        if number := sum(f"tests/record/{file}::" in report.nodeid for report in calls):
            yield f"{number} {what}"
    for report in calls:
        yield from (said for name, said in report.user_properties if name == "count")


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Folders that are made once for all processes of the run."""
    folder = tmp_path_factory.getbasetemp()  # each process has its own below that of the run
    return Kept((folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "kept")


@pytest.fixture(scope="module", autouse=True)
def _english() -> Iterator[None]:
    """Let a module begin in English, whatever language a command of the one before spoke."""
    language.activate("en")
    yield
    language.activate("en")


@pytest.fixture(autouse=True)
def _language_of_the_module() -> Iterator[None]:
    """Speak after a test as before it: a command speaks its language from then on."""
    before = language.current()
    yield
    language.activate(before)


@pytest.fixture(scope="module", autouse=True)
def _readers(request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep reading processes from one command to the next, but where they are what is tested."""
    with nullcontext() if request.path.parent.name == "formats" else readers_kept():
        yield


@pytest.fixture(scope="session")
def kunshan() -> RuleSet:
    return load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml").rules


@pytest.fixture(scope="session")
def panel() -> RuleSet:
    return load_file(shipped("scoring_rules") / "patents_rd_panel.yaml").rules


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium of the system: one for all tests, for there can be only one driver of it."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield launched
        launched.close()
