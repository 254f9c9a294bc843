"""Files that a browser sends: spooled to the disk, bounded in size, their names only data."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import BinaryIO

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message, Receive

from cultivation.errors import UsageMistake
from cultivation.intake.formats.limits import Limits
from cultivation.language import N_, _

MOST_FILES, MOST_FIELDS, MOST_OF_A_FIELD = 200, 2_000, 16 * 1024  # a zone answers about each applicant
BESIDE = 1024 * 1024  # bytes of a form beside its files
DRAINED = 8  # times as many bytes are let pass before the connection is cut
LONGEST_NAME = 240  # bytes of one part of a name
TOO_LARGE = N_("What was sent is larger than {megabytes} MB. Send fewer files at a time.")
TOO_LONG = N_("What was typed is too long, or not all of it arrived. Shorten it and send it again.")
TOO_MANY = N_("More than {files} files were sent, or not all arrived. Send fewer files at a time.")


class TooLarge(UsageMistake):
    """A form with more bytes than may be sent at once."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent: its name with the folders in which it lay, and what it holds, on the disk."""

    name: str
    content: BinaryIO


@dataclass(frozen=True, slots=True)
class SentForm:
    """The fields of a form with its files, or the sentence that says why it cannot be taken."""

    fields: Mapping[str, str]
    files: tuple[Upload, ...] = ()
    trouble: str = ""


class Bounded:
    """What is sent, up to so many bytes; beyond them it is let pass and not kept."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._most = receive, most
        self._got, self._more = 0, True

    async def receive(self) -> Message:
        """Return the next message."""
        message = await self._next()
        if self._got > self._most:
            raise TooLarge(TOO_LARGE)
        return message

    async def let_pass(self) -> None:
        """Take the rest and keep none of it: a browser reads no answer before it has sent all."""
        while self._more and self._got < DRAINED * self._most:
            await self._next()

    async def _next(self) -> Message:
        message = await self._receive()
        self._got += len(message.get("body", b""))
        self._more = message.get("more_body", False)
        return message


async def sent_form(request: Request, limits: Limits) -> SentForm:
    """Read a form with files; one that is too long is not read to its end."""
    bounded = Bounded(request.receive, limits.file_bytes + BESIDE)
    try:
        form = await Request(request.scope, bounded.receive).form(
            max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_OF_A_FIELD
        )
    except TooLarge:
        await bounded.let_pass()
        return SentForm({}, trouble=TOO_LARGE)
    except MultiPartException:
        await bounded.let_pass()
        return SentForm({}, trouble=TOO_MANY)
    except HTTPException:  # what Starlette makes of fields that are too long
        await bounded.let_pass()
        return SentForm({}, trouble=TOO_LONG)
    items = form.multi_items()
    files = [each for _key, each in items if isinstance(each, UploadFile)]
    return SentForm(
        {key: each for key, each in items if isinstance(each, str)},
        tuple(Upload(each.filename or "", each.file) for each in files if each.filename),
    )


def trouble_of(sent: SentForm, limits: Limits) -> str:
    """Say in the language spoken now why a form cannot be taken."""
    megabytes = (limits.file_bytes + BESIDE) // (1024 * 1024)
    return _(sent.trouble).format(megabytes=megabytes, files=MOST_FILES)


@contextmanager
def on_disk(files: Sequence[Upload]) -> Iterator[list[Path]]:
    """Lay files in a folder of their own under their own names, until they are read."""
    with TemporaryDirectory(prefix="cultivation-") as made:
        paths = []
        for number, each in enumerate(files):
            path = Path(made, "files", *_parts(each.name))
            if path.exists() or any(above.is_file() for above in path.parents):
                path = Path(made, str(number), *_parts(each.name))
            path.parent.mkdir(parents=True, exist_ok=True)
            each.content.seek(0)
            with path.open("wb") as target:
                shutil.copyfileobj(each.content, target)
            paths.append(path)
        yield paths


def file_name(name: str) -> str:
    """Return the name of a file that was sent, without the folders in which it lay."""
    return _parts(name)[-1]


def _parts(name: str) -> list[str]:
    """Return folders and name: composed letters, nothing that leads elsewhere, as long as systems take."""
    composed = unicodedata.normalize("NFC", name).replace("\\", "/")
    parts = [_cleaned(each) for each in PurePosixPath(composed).parts if each not in ("/", "..", ".")]
    return [each for each in parts if each][-4:] or ["file"]


def cleaned_name(name: str) -> str:
    """Return the last part of a file's name as data: no folders, nothing that is no letter."""
    return _parts(name)[-1]


def _cleaned(part: str) -> str:
    kept = "".join(letter for letter in part if letter.isprintable() and letter not in '/:*?"<>|').strip()
    while len(kept.encode()) > LONGEST_NAME:
        kept = kept[1:]
    return "" if kept in (".", "..") else kept
