"""Pages of the self-check, opened in a browser that must not ask for anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
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


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Opened:
    """Return what opens the page of a rule set; whatever it asks for or complains of is a failure."""

    @contextmanager
    def open_page(
        loaded: LoadedRules, spoken: str = "zh", cutoff: date | None = None, **context: Any
    ) -> Iterator[Page]:
        path = tmp_path / "self-check.html"
        with language.speaking(spoken):
            path.write_bytes(self_check_page(loaded, cutoff))
        made = browser.new_context(**context)
        page = made.new_page()
        trouble: list[str] = []
        page.on("console", lambda message: trouble.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on("request", lambda request: trouble.append(f"asks: {request.url}"))
        page.goto(path.as_uri())
        yield page
        made.close()
        own = ("asks: blob:", f"asks: {path.as_uri()}")
        assert [each for each in trouble if not each.startswith(own)] == []

    return open_page
