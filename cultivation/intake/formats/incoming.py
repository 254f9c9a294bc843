"""A file that comes in, from a disk, an upload or the record itself: a name and its bytes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Incoming:
    """A file that comes in, and the name that it is told by, which goes on record.

    `problem` says why it is not even read: a key of findings.PROBLEMS, PASSED_OVER, or what the system says.
    """

    name: str
    content: bytes = b""
    problem: str = ""
