"""Documents by their digest: workbooks as received, rules as used, tables as computed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select

from cultivation.canonical import digest
from cultivation.errors import EnvironmentTrouble
from cultivation.language import _
from cultivation.record import tables
from cultivation.steps import Act, Step

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document to be stored with an entry."""

    content: bytes
    name: str
    media_type: str


def named(document: NewDocument) -> dict[str, str]:
    """Return how an entry names a document."""
    name = unicodedata.normalize("NFC", document.name)
    return {"sha256": digest(document.content), "name": name, "media_type": document.media_type}


def store_documents(connection: Connection, documents: Sequence[NewDocument]) -> list[dict[str, str]]:
    """Store what is not there yet; return how an entry names the documents."""
    if not documents:
        return []
    listed = [named(each) for each in documents]
    rows: list[dict[str, object]] = [
        {**name, "content": each.content} for name, each in zip(listed, documents, strict=True)
    ]
    known = _known(connection, (row["sha256"] for row in rows))
    new: dict[object, dict[str, object]] = {}
    for row in rows:
        if row["sha256"] not in known:
            new.setdefault(row["sha256"], row)
    if new:
        connection.execute(insert(tables.document), list(new.values()))
    return listed


def _known(connection: Connection, digests: Iterable[object]) -> set[str]:
    key = tables.document.c.sha256
    return set(connection.scalars(select(key).where(key.in_(list(digests)))))


CONTENT = select(tables.document.c.content).where(tables.document.c.sha256 == bindparam("wanted"))


def read_document(connection: Connection, sha256: str) -> bytes:
    """Return the bytes of a document; refuse one that is missing or no longer what its digest says."""
    content = connection.execute(CONTENT, {"wanted": sha256}).scalar_one_or_none()
    if content is None or digest(content) != sha256:
        sentence = _("Document {digest} is missing or was altered. Check the whole record.")
        raise EnvironmentTrouble(sentence.format(digest=sha256), step=Step(Act.VERIFY_RECORD))
    return bytes(content)
