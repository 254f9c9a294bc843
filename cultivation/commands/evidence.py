"""Evidence that a person brings as a file: it goes on record as it is."""

from __future__ import annotations

from pathlib import Path

from cultivation.canonical import without_surrogates
from cultivation.core.wording.evidence import refusal_text
from cultivation.errors import EnvironmentTrouble, UsageMistake
from cultivation.language import _
from cultivation.record.documents import NewDocument


def evidence_document(path: Path) -> NewDocument:
    """Read a file to be kept; of any kind, but not an empty one."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EnvironmentTrouble(
            _("{file} cannot be read: {problem}").format(file=path, problem=error.strerror or error)
        ) from None
    if not content:
        sentence = _("{file} cannot be read: {problem}")
        raise UsageMistake(sentence.format(file=path, problem=refusal_text("empty", ())))
    return NewDocument(content, without_surrogates(path.name), "application/octet-stream")
