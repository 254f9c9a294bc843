"""The container of .xlsx and .ods, checked before anything in it is believed."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO

from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.limits import MEBIBYTE, Limits

MOST_MEMBERS = 10_000
SMALL = 100_000  # bytes
# XML of a table packs 5 to 30 times; a part of mere repetition is made to fill a disk.
MOST_RATIO, RATIO_FROM = 200, 50 * MEBIBYTE
IS_ENCRYPTED = 0x1
TYPE_DEFINITIONS = (b"<!DOCTYPE", b"<!ENTITY")
DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    KeyError,
)
UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


class Package(zipfile.ZipFile):
    """A container whose small parts are unpacked once, however often they are asked for."""

    def __init__(self, content: bytes) -> None:
        super().__init__(BytesIO(content))
        self._unpacked: dict[str, bytes] = {}

    def part(self, name: str) -> bytes:
        """Return the bytes of a part; raise one of DAMAGES where it is not whole."""
        known = self._unpacked.get(name)
        if known is not None:
            return known
        content = self.read(name)
        if len(content) <= SMALL:
            self._unpacked[name] = content
        return content


@lru_cache(maxsize=1)
def package_of(content: bytes) -> Package:
    """Open a container; of one file, several ask in turn."""
    return Package(content)


def open_package(content: bytes, limits: Limits) -> Package:
    """Open the container of a workbook; raise Unreadable where its list of members is not to be trusted."""
    try:
        package = package_of(content)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable("damaged") from error
    members = package.infolist()
    names = [member.filename for member in members]
    if len(names) > MOST_MEMBERS or len(set(names)) != len(names) or any(map(_leads_out, names)):
        raise Unreadable("hostile")
    if any(member.flag_bits & IS_ENCRYPTED for member in members):
        raise Unreadable("encrypted")
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise Unreadable("too_large")
    if any(_is_bomb(member) for member in members):
        raise Unreadable("hostile")
    return package


def check_parts(package: Package, names: Iterable[str]) -> None:
    """Unpack parts that will be read: each must be whole, and define no entities."""
    for name in names:
        check_part(package, name)


def check_part(package: Package, name: str) -> bytes:
    """Return the bytes of an XML part, which is whole and defines no entities; raise Unreadable otherwise."""
    part = read_part(package, name)
    # One sign is found much faster than a word, and most parts do not hold it.
    if part.startswith(UTF_16) or (b"!" in part and any(mark in part for mark in TYPE_DEFINITIONS)):
        raise Unreadable("hostile")
    return part


def read_part(package: Package, name: str) -> bytes:
    """Return the bytes of a part, whose checksum is right; its size was checked with the list of members."""
    try:
        return package.part(name)
    except DAMAGES as error:
        raise Unreadable("damaged") from error


def unpacked_size(content: bytes) -> int:
    """Return how many bytes a package says it holds unpacked; of what is no package, its own size."""
    try:
        return sum(member.file_size for member in package_of(content).infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return len(content)


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/")


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    return member.file_size > RATIO_FROM and member.file_size > MOST_RATIO * member.compress_size
