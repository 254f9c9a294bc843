"""Pages of the self-check, opened in a browser that must not ask for anything."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cultivation import language
from cultivation.core.rules.loading import LoadedRules
from cultivation.outputs.self_check.page import self_check_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Opened = Callable[..., AbstractContextManager["Page"]]
Leafed = Callable[[Sequence[LoadedRules], str], Iterator[tuple[LoadedRules, "Page"]]]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Opened:
    """Return what opens the page of a rule set; whatever it asks for or complains of is a failure."""

    @contextmanager
    def open_page(
        loaded: LoadedRules, spoken: str = "zh", cutoff: date | None = None, **context: Any
    ) -> Iterator[Page]:
        with closing(_shown(browser, tmp_path, [loaded], spoken, cutoff, **context)) as pages:
            yield next(pages)[1]
            assert next(pages, None) is None  # goes on to the end, where complaints are looked for

    return open_page


@pytest.fixture
def leafed(browser: Browser, tmp_path: Path) -> Leafed:
    """Return what shows the pages of several rule sets in turn, in one window."""

    def leaf(several: Sequence[LoadedRules], spoken: str) -> Iterator[tuple[LoadedRules, Page]]:
        return _shown(browser, tmp_path, several, spoken, None)

    return leaf


def _shown(
    browser: Browser,
    folder: Path,
    several: Sequence[LoadedRules],
    spoken: str,
    cutoff: date | None,
    **context: Any,
) -> Generator[tuple[LoadedRules, Page]]:
    path = folder / "self-check.html"
    made = browser.new_context(**context)
    page = made.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
    page.on("request", lambda request: trouble.append(f"asks: {request.url}"))
    for loaded in several:
        with language.speaking(spoken):
            path.write_bytes(self_check_page(loaded, cutoff))
        page.goto(path.as_uri())
        yield loaded, page
    made.close()
    own = ("asks: blob:", f"asks: {path.as_uri()}")
    assert [each for each in trouble if not each.startswith(own)] == []
