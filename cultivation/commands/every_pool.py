"""What looks at all pools of a workspace where none is named: each record is opened to read, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime

from cultivation.commands.context import Context
from cultivation.queries.pools import Pool, pool_of
from cultivation.record.reader import Reader


@contextmanager
def every_pool(context: Context, as_of: datetime | None = None) -> Iterator[list[tuple[Pool, Reader]]]:
    """Open the record of the pool that is named, or of the first and all further ones, in this order."""
    with ExitStack() as stack:
        found = []
        for each in _contexts(context, stack):
            reader = stack.enter_context(each.record.reading(as_of))
            first = each.workspace.announcement.get("pool", "")
            found.append((replace(pool_of(reader, first), id=each.pool), reader))
        yield found


def _contexts(context: Context, stack: ExitStack) -> Sequence[Context]:
    others = [context.in_pool(pool) for pool in context.other_pools()]
    for each in others:
        stack.callback(each.close)
    return [context, *others]
