"""What happens to the record itself."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.record.entries.content import Content


@dataclass(frozen=True, kw_only=True)
class EntriesSetAside(Content):
    """Entries from `first` to `last` that broke the chain, or documents that nobody named, were set aside.

    Its first document holds them as found; `last` is `first` less 1 where there were only documents.
    """

    KIND = "entries_set_aside"
    first: int
    last: int
    number: int
    reason: str
