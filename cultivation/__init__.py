"""Cultivation: select and keep a city's pool of innovation demonstration enterprises."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from cultivation.frames import WorkspaceFrames

__version__ = "0.1.0"


def open(folder: str | PathLike[str] = ".", as_of: str | None = None) -> WorkspaceFrames:
    """Open a workspace to analyse: DataFrames of one state of the record (docs/frames.md)."""
    from cultivation.frames import open_workspace

    return open_workspace(folder, as_of)
