"""The little town, lived through once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cultivation import language
from tests.queries.town import Town, lived


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.activate("en")
    yield
    language.activate("en")


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    language.activate("en")
    made = lived(tmp_path_factory.mktemp("town"))
    yield made
    made.record.dispose()
