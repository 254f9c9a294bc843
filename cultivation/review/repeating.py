"""A step repeated because nobody heard that it was done: what is on record already is not recorded again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cultivation.canonical import canonical_json, digest
from cultivation.record.documents import NewDocument
from cultivation.record.entries import Content, ContentT, Recorded


def says_the_same(
    entry: Recorded[ContentT],
    actor: str,
    said: Content,
    documents: Sequence[NewDocument] = (),
    but: Collection[str] = (),
) -> bool:
    """Tell whether an entry says the same by the same person, with the same documents.

    `but` names what follows from where the entry stands, such as its number.
    """
    digests = [digest(each.content) for each in documents]
    return (
        canonical_json(entry.actor) == canonical_json(actor)
        and _meant(entry.content, but) == _meant(said, but)
        and [each.sha256 for each in entry.content.documents] == digests
    )


def _meant(content: Content, but: Collection[str]) -> bytes:
    payload = content.to_payload()
    return canonical_json({key: payload[key] for key in payload if key not in {"documents", *but}})
