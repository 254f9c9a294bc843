"""What `doctor` compares: the further pools with what the first pool's record says of them."""

from __future__ import annotations

from collections.abc import Iterator

from cultivation.commands.checks import Check, State
from cultivation.commands.context import Context
from cultivation.commands.every_pool import every_pool
from cultivation.errors import CultivationError
from cultivation.language import _
from cultivation.queries.pools import begins_as_opened, pools_opened
from cultivation.record.entries import PoolOpened
from cultivation.record.reader import Reader


def as_opened(context: Context) -> Iterator[Check]:
    """Compare each pool that is there or on record; where a record cannot be read, that was told before."""
    if context.pool:
        return
    try:
        with every_pool(context) as pools:
            opened = {each.pool: each for each in pools_opened(pools[0][1])}
            there = {pool.id: reader for pool, reader in pools[1:]}
            checks = [_check(each, there.get(each), opened.get(each)) for each in sorted({*opened, *there})]
    except CultivationError:
        return
    yield from checks


def _check(pool: str, reader: Reader | None, opened: PoolOpened | None) -> Check:
    what = _("pool {pool}").format(pool=pool)
    if reader is None:
        advice = _("Put the folder {folder} back from a backup.").format(folder=f"pools/{pool}")
        return Check("pool", what, State.BROKEN, _("on record, but its folder is not there"), advice)
    if opened is None:
        advice = _("Open it again to have it on record, or move its folder away.")
        return Check("pool", what, State.DOUBT, _("its opening is not on record"), advice)
    if not begins_as_opened(reader, opened):
        advice = _("This is another record than the one that was opened. Put that back from a backup.")
        return Check("pool", what, State.BROKEN, _("its record does not begin as it was opened"), advice)
    return Check("pool", what, State.FINE, opened.name)
