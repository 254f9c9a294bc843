"""Evidence that a person brings as a file: it goes on record as it is."""

from __future__ import annotations

from pathlib import Path

from cultivation.canonical import without_surrogates
from cultivation.errors import EnvironmentTrouble
from cultivation.language import _
from cultivation.record.documents import NewDocument


def evidence_document(path: Path) -> NewDocument:
    """Read a file to be kept."""
    try:
        return NewDocument(path.read_bytes(), without_surrogates(path.name), "application/octet-stream")
    except OSError as error:
        raise EnvironmentTrouble(
            _("{file} cannot be read: {problem}").format(file=path, problem=error.strerror or error)
        ) from None
