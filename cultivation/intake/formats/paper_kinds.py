"""What cannot be a paper, by the first bytes of a file beside its name: programs, archives, another kind."""

from __future__ import annotations

from pathlib import PurePosixPath

PROGRAMS = (b"MZ", b"\x7fELF", b"#!")
PROGRAM_ENDINGS = frozenset(
    (".exe", ".com", ".scr", ".bat", ".cmd", ".js", ".vbs", ".ps1", ".lnk", ".msi", ".dll")
)
ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")
PDF, WITHIN = b"%PDF", 1024  # where the mark of a PDF may stand
OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # also what a protected .docx is packed in
BEGINNINGS = {
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG",),
    ".docx": (b"PK", OLD_OFFICE),
    ".xlsx": (b"PK", OLD_OFFICE),
}


def paper_problem(name: str, content: bytes) -> str:
    """Return why a file cannot be a paper, empty where it can.

    One of empty, program, other_archive, or other_content: its name says another kind than its bytes.

    >>> paper_problem("a.pdf", b"<html>"), paper_problem("a.pdf", b"%PDF-1.4")
    ('other_content', '')
    """
    ending = PurePosixPath(name).suffix.lower()
    if not content:
        return "empty"
    if content.startswith(PROGRAMS) or ending in PROGRAM_ENDINGS:
        return "program"
    if content.startswith(ARCHIVES):
        return "other_archive"
    known = content.startswith(BEGINNINGS.get(ending, b""))
    if ending == ".pdf":
        known = PDF in content[:WITHIN]
    return "" if known else "other_content"
