"""Evidence that a person brings as a file: it goes on record as it is."""

from __future__ import annotations

from pathlib import Path

from cultivation.canonical import without_surrogates
from cultivation.core.wording.evidence import refusal_text
from cultivation.errors import EnvironmentTrouble, UsageMistake
from cultivation.intake.formats.paper_kinds import paper_problem
from cultivation.language import _
from cultivation.record.documents import NewDocument


def evidence_document(path: Path) -> NewDocument:
    """Read a file to be kept; refuse one that is empty or cannot be a paper."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EnvironmentTrouble(
            _("{file} cannot be read: {problem}").format(file=path, problem=error.strerror or error)
        ) from None
    if problem := paper_problem(path.name, content):
        raise UsageMistake(
            _("{file} cannot be read: {problem}").format(file=path, problem=refusal_text(problem, ()))
        )
    return NewDocument(content, without_surrogates(path.name), "application/octet-stream")
