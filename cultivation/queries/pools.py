"""Several pools, each with a record of its own: which there are, and one enterprise in all of them.

One enterprise has one history: a code that a firm took on or gave up on one pool's record is the firm's on
every other one, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cultivation.errors import UsageMistake
from cultivation.language import _
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.rule_sets import of_pool
from cultivation.queries.succession import codes_before, recoded
from cultivation.record.entries import PoolOpened
from cultivation.record.reader import Reader

if TYPE_CHECKING:
    from cultivation.queries.history import History


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool: its id (empty for the first), its name, and the rule set by which it selects, where said."""

    id: str
    name: str
    rule_set: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {"id": self.id or None, "name": self.name, "rule_set": self.rule_set or None}


@dataclass(frozen=True, slots=True)
class InPool:
    """What one pool's record says of an enterprise."""

    pool: Pool
    history: History
    member_since: str | None

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "pool": self.pool.to_json(),
            "member_since": self.member_since,
            **self.history.to_json(),
        }


def pool_of(reader: Reader, first: str = "") -> Pool:
    """Return which pool a record is of, as its first entry says; `first` is the name of the first one."""
    said = of_pool(reader)
    return Pool(said.pool, said.name or first or _("the first pool"), said.rule_set)


def pools_opened(reader: Reader) -> list[PoolOpened]:
    """Return the pools that the record of the first says were opened, in their order."""
    return [entry.content for entry in reader.entries_of(PoolOpened)]


def begins_as_opened(reader: Reader, opened: PoolOpened) -> bool:
    """Tell whether a record is the one of which the first pool's record says how it begins."""
    return next(iter(reader.entries(limit=1))).hash == opened.begins


def in_pools(pools: Sequence[tuple[Pool, Reader]], text: str) -> list[InPool]:
    """Return what each pool's record says of the one enterprise that `text` means, the first pool first.

    It is looked for by code, name or a part of a name, and then in every record under each of its codes.
    """
    from cultivation.queries.history import history_of  # `status` asks for pools, too, and shows none

    codes = _codes(pools, text)
    found = []
    for pool, reader in pools:
        known = reader.enterprises()
        own = [code for code in codes if code in known]
        if own:
            later = recoded(reader)
            code = later.get(own[0], own[0])
            found.append(InPool(pool, history_of(reader, code), _since(reader, code)))
    return found


def _codes(pools: Sequence[tuple[Pool, Reader]], text: str) -> list[str]:
    """Return every code of an enterprise in any record; refuse a text that means none or several."""
    meant: list[str] = []
    refused: UsageMistake | None = None
    for _pool, reader in pools:
        try:
            meant.append(find_enterprise(reader, text)[0])
        except UsageMistake as mistake:
            refused = refused or mistake
    if not meant:
        raise refused or UsageMistake(_("No pool is named."))
    codes = _connected(pools, meant[0])
    if set(meant) - codes.keys():
        sentence = _("'{text}' means different enterprises in different pools: {codes}. Give the code.")
        raise UsageMistake(sentence.format(text=text, codes=", ".join(sorted(set(meant)))))
    return list(codes)


def _connected(pools: Sequence[tuple[Pool, Reader]], code: str) -> dict[str, None]:
    """Return a code with all that any record says is the same enterprise's."""
    codes = {code: None}
    while more := [each for _pool, reader in pools for each in _related(reader, codes) if each not in codes]:
        codes |= dict.fromkeys(more)
    return codes


def _related(reader: Reader, codes: Iterable[str]) -> list[str]:
    """Return the codes that a record says enterprises had before or have now."""
    later = recoded(reader)
    return [code for key in codes for code in (later.get(key, key), *codes_before(reader, key))]


def _since(reader: Reader, code: str) -> str | None:
    return next((str(each.since) for each in reader.members() if each.id == code), None)
