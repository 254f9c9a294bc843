"""The restore drill: a backup is restored aside, proved, compared with the record, and that is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cultivation.errors import Refused
from cultivation.language import _
from cultivation.record.anchors.anchor import Anchor
from cultivation.record.entries import RestoreDrilled
from cultivation.record.store import Record
from cultivation.record.verify import Verification
from cultivation.review.replay import replay


@dataclass(frozen=True)
class Drill:
    """What is tried: the backup by the name of its file, restored, and the anchors kept elsewhere."""

    file: str
    restored: Record
    anchors: Sequence[Anchor] = ()


def drill(record: Record, actor: str, tried: Drill, dry_run: bool = False) -> RestoreDrilled:
    """Prove a backup and record that it was done; refused, and not recorded, where anything is wrong.

    An anchor that reaches beyond the backup is compared with the record, which has to go on from the backup.
    """
    now, hashes = _proved(record, tried.anchors)
    with tried.restored.reading() as reader:
        last = next((each.seq for each in reader.entries(limit=1, newest_first=True)), 0)
        if not last:
            raise Refused(_("The backup holds no record."))
        within = [each for each in tried.anchors if each.entries <= last]
        then = reader.verify(within)
        if not then.ok:
            raise Refused(_("The backup is broken: {reason}").format(reason=then.reason))
        _check_beginning(reader.hashes(then.entries), hashes)
    steps = replay(tried.restored)
    differing = next((each for each in steps if not each.same), None)
    if differing:
        sentence = _("Done again from the backup, entry {seq} differs: {problem}")
        raise Refused(sentence.format(seq=differing.seq, problem=differing.problem))
    said = RestoreDrilled(
        file=tried.file,
        entries=then.entries,
        head=then.head,
        missing=now.entries - then.entries,
        anchored=max((each.entries for each in within), default=0),
        steps=len(steps),
    )
    with record.writing(actor, dry_run) as writer:
        writer.append(said)
    return said


def _proved(record: Record, anchors: Sequence[Anchor]) -> tuple[Verification, Sequence[str]]:
    with record.reading() as reader:
        found = reader.verify(anchors)
        if not found.ok:
            raise Refused(_("The record is broken: {reason}").format(reason=found.reason))
        return found, reader.hashes(found.entries)


def _check_beginning(backup: Sequence[str], record: Sequence[str]) -> None:
    """The record has to begin with what the backup holds."""
    for seq, (ours, theirs) in enumerate(zip(record, backup, strict=False), 1):
        if ours != theirs:
            sentence = _("Entry {seq} of the backup is not that of the record: it is of another record.")
            raise Refused(sentence.format(seq=seq))
    if len(backup) > len(record):
        sentence = _("The backup has {more} entries that the record does not have.")
        raise Refused(sentence.format(more=len(backup) - len(record)))
