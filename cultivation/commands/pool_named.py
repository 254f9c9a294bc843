"""Commands as they are to be given in a further pool."""

from __future__ import annotations

import re

import click

A_COMMAND = re.compile(r"\bcultivation (?=[a-z])(?!(?:pool|plan)\b)")  # these two are words of prose, too


def in_this_pool(text: str, pool: str) -> str:
    """Return a sentence that names commands with the pool in which they are to be given.

    >>> in_this_pool("Next: cultivation score 2017", "giants")
    'Next: cultivation --pool giants score 2017'
    """
    return A_COMMAND.sub(f"cultivation --pool {pool} ", text) if pool else text


def pool_here() -> str:
    """Return the further pool in which the command that runs works; empty for the first, or without one."""
    here = click.get_current_context(silent=True)
    return "" if here is None else str(getattr(here.find_root().obj, "pool", ""))
