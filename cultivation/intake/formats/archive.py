"""Archives (.zip) with files in them, opened without trust: nothing is written to disk, all is bounded."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.package import DAMAGES, IS_ENCRYPTED, is_bomb, leads_out

MOST_FILES = 2_000
DEEPEST = 3  # archives in one another
IS_UTF_8 = 0x800
UNICODE_PATH = 0x7075  # the field in which packing programs add a name in UTF-8
OFFICE = frozenset(["[content_types].xml", "content.xml", "ofd.xml", "mimetype", "index/document.iwa"])
# Locks, remains and the like, by which office programs and systems keep house; no application is in them.
HOUSEKEEPING = re.compile(r"~\$.*|\..*|thumbs\.db|desktop\.ini|__macosx|~wrl\d+\.tmp", re.IGNORECASE)
PASSED_OVER = "passed_over"


@dataclass(frozen=True)
class Member:
    """A file in an archive: its name there, the way to it, and why it is not read, if it is not."""

    name: str
    inner: tuple[int, ...]
    problem: str = ""


@dataclass
class _Budget:
    """What all archives in one another may still hold."""

    files: int
    bytes: int

    def take(self, files: int, size: int) -> None:
        """Count files and bytes; raise Unreadable where there are too many."""
        self.files, self.bytes = self.files - files, self.bytes - size
        if self.files < 0 or self.bytes < 0:
            raise Unreadable("too_large")


def passed_over(name: str) -> bool:
    """Tell whether a file or folder is none that a person handed in, by its name."""
    return HOUSEKEEPING.fullmatch(name) is not None


def open_archive(content: bytes, limits: Limits) -> list[Member]:
    """Return the files of an archive and of those in it; none where it is a workbook or another document.

    Raises Unreadable where the archive as a whole is not to be trusted.
    """
    archive = _opened(content)
    if OFFICE.intersection(_name(each).lower() for each in archive.infolist()):
        return []
    return list(_members(archive, (), _Budget(MOST_FILES, limits.unpacked_bytes), limits))


def unpacked(content: bytes, inner: tuple[int, ...], most_bytes: int) -> bytes:
    """Return the bytes of a file in an archive, however deep."""
    for index in inner:
        archive = _opened(content)
        content = _read(archive, archive.infolist()[index], most_bytes)
    return content


def _members(
    archive: zipfile.ZipFile, way: tuple[int, ...], budget: _Budget, limits: Limits
) -> Iterator[Member]:
    """Yield the files of an archive; those of an archive within under its name."""
    members = archive.infolist()
    budget.take(len(members), sum(each.file_size for each in members))
    if any(map(is_bomb, members)):
        raise Unreadable("hostile")
    for index, member in enumerate(members):
        name, inner = _name(member), (*way, index)
        if name.endswith("/"):
            continue
        problem = _problem(member, name, limits)
        if problem or not name.lower().endswith(".zip"):
            yield Member(name, inner, problem)
        else:
            yield from _nested(archive, member, inner, budget, limits)


def _nested(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, inner: tuple[int, ...], budget: _Budget, limits: Limits
) -> Iterator[Member]:
    """Yield the files of an archive in an archive; what is wrong with it says nothing of the others."""
    name = _name(member)
    if len(inner) >= DEEPEST:
        yield Member(name, inner, "archive")
        return
    try:
        own = list(_members(_opened(_read(archive, member, limits.file_bytes)), inner, budget, limits))
    except Unreadable as error:
        yield Member(name, inner, error.problem)
        return
    for each in own:
        yield Member(f"{name}/{each.name}", each.inner, each.problem)


def _problem(member: zipfile.ZipInfo, name: str, limits: Limits) -> str:
    """Return why a member is not read, empty where nothing speaks against it."""
    if leads_out(name) or stat.S_ISLNK(member.external_attr >> 16):
        return "hostile"
    if any(map(passed_over, name.split("/"))):
        return PASSED_OVER
    if member.flag_bits & IS_ENCRYPTED:
        return "encrypted_archive"
    return "too_large" if member.file_size > limits.file_bytes else ""


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(BytesIO(content))
    except DAMAGES as error:
        raise Unreadable("damaged") from error


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most_bytes: int) -> bytes:
    """Return the bytes of a member; what it says of its size is not believed."""
    try:
        with archive.open(member) as file:
            content = file.read(most_bytes + 1)
    except (*DAMAGES, RuntimeError) as error:
        raise Unreadable("damaged") from error
    if len(content) > most_bytes:
        raise Unreadable("too_large")
    return content


def _name(member: zipfile.ZipInfo) -> str:
    """Return the name of a member; packing programs of China write it in GBK and do not say so."""
    name = member.orig_filename.split("\0", 1)[0]
    if not member.flag_bits & IS_UTF_8:
        name = _added_name(member.extra) or _guessed(name.encode("cp437"))
    return name.replace("\\", "/")


def _guessed(name: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("cp437")


def _added_name(extra: bytes) -> str:
    """Return the name that stands in the field for names in UTF-8, empty where there is none."""
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        if kind == UNICODE_PATH:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    return ""
