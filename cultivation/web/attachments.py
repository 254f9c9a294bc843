"""Files that go with an objection: few, small, and of kinds that an office can open, by their content."""

from __future__ import annotations

from collections.abc import Sequence

from cultivation.access.received_objections import SentFile
from cultivation.errors import UsageMistake
from cultivation.intake.formats.limits import MEBIBYTE, Limits
from cultivation.language import _
from cultivation.web.uploads import Upload, cleaned_name

MOST_FILES, MOST_MEGABYTES = 3, 10
LIMITS = Limits(file_bytes=MOST_FILES * MOST_MEGABYTES * MEBIBYTE)  # of a form with all of them
# How each kind begins; newer Word and Excel files are archives.
KINDS = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def sent_files(uploads: Sequence[Upload]) -> list[SentFile]:
    """Return what was sent, each with a name that is only data; refuse too much, and other kinds."""
    if len(uploads) > MOST_FILES:
        raise UsageMistake(_("At most {number} files can go with an objection.").format(number=MOST_FILES))
    return [_one(each) for each in uploads]


def _one(upload: Upload) -> SentFile:
    name, most = cleaned_name(upload.name), MOST_MEGABYTES * MEBIBYTE
    upload.content.seek(0)
    content = upload.content.read(most + 1)
    if len(content) > most:
        raise UsageMistake(
            _("{file} is larger than {megabytes} MB.").format(file=name, megabytes=MOST_MEGABYTES)
        )
    if not content.startswith(KINDS):
        raise UsageMistake(
            _("{file} is no PDF, no picture (.jpg, .png) and no file of Word or Excel.").format(file=name)
        )
    return SentFile(name, content)
