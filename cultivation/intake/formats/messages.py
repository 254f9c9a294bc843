"""What passes between the program and the process that reads files: pickles behind their length.

The answers come from a process that strangers' files may have got the better of, so they are unpickled with
no classes but those of a book.
"""

from __future__ import annotations

import pickle
import struct
from io import BytesIO
from typing import Any, BinaryIO

LENGTH = struct.Struct(">Q")
ALLOWED = {
    ("cultivation.intake.formats.book", "Book"),
    ("cultivation.intake.formats.book", "Sheet"),
    ("cultivation.intake.formats.book", "Area"),
    ("builtins", "frozenset"),
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("datetime", "time"),
    ("datetime", "timedelta"),
}


def send(pipe: BinaryIO, message: object) -> None:
    """Write a message."""
    body = pickle.dumps(message, protocol=5)
    pipe.write(LENGTH.pack(len(body)) + body)
    pipe.flush()


def receive(pipe: BinaryIO, most: int) -> bytes:
    """Read the body of a message of at most `most` bytes; raise EOFError where the other side is gone."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (length,) = LENGTH.unpack(head)
    if length > most:
        raise MemoryError
    body = pipe.read(length)
    if len(body) < length:
        raise EOFError
    return body


def unpickle(body: bytes) -> Any:
    """Return the object of an answer; raise UnpicklingError where it holds anything but a book."""
    return _Unpickler(BytesIO(body)).load()


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a book")
        return super().find_class(module, name)
