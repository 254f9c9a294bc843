"""What the workspace's settings call papers to sign."""

from __future__ import annotations

from cultivation.commands.context import Context
from cultivation.queries.standing import Titles


def titles_of(context: Context) -> Titles:
    """Return what the workspace calls the list, the pool and the group that decides."""
    said = context.workspace
    return Titles(
        said.office.get("list_title", ""), said.announcement.get("pool", ""), said.office.get("group", "")
    )
