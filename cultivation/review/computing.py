"""Steps that compute for long do so on a snapshot; the lock of the only writer is held to write alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from cultivation.record.store import Record, Writer

Answer = TypeVar("Answer")
TRIES = 2  # on snapshots; the record of a busy day may never stand still long enough


def compute_then_write(
    record: Record, actor: str, step: Callable[[Writer], Answer], dry_run: bool = False
) -> Answer:
    """Take a step, and return its answer: everything is as if it had been taken within the lock.

    Where somebody else wrote in the meantime, it is taken again; the third time within the lock. `step` asks
    and appends, and does nothing else. After it has appended, it asks the log and no table that this changes.
    """
    for _ in range(TRIES):
        with record.drafting(actor) as draft:
            answer = step(draft)
        with record.writing(actor, dry_run) as writer:
            if writer.head() == draft.basis:
                for content, documents in draft.noted:
                    writer.append(content, documents)
                return answer
    with record.writing(actor, dry_run) as writer:
        return step(writer)
