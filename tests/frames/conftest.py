"""The little town as a workspace on disk, to be opened as analysts open it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import cultivation
from cultivation import language
from cultivation.frames import WorkspaceFrames
from tests.queries.town import Town, lived


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.activate("en")
    yield
    language.activate("en")


@pytest.fixture(scope="session", autouse=True)  # before reading processes are kept for a module
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    language.activate("en")
    made = lived(tmp_path_factory.mktemp("town"))
    yield made
    made.record.dispose()


@pytest.fixture(scope="session")
def folder(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with the record of the town; nobody writes to it."""
    workspace = tmp_path_factory.mktemp("workspace")
    town.record.dispose()  # so that all stands in the one file
    shutil.copyfile(town.folder / "town.db", workspace / "cultivation.db")
    return workspace


@pytest.fixture(scope="session")
def workspace(folder: Path) -> WorkspaceFrames:
    return cultivation.open(folder)
