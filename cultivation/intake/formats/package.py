"""The container of .xlsx and .ods, checked before anything in it is believed."""

from __future__ import annotations

import re
import zipfile
import zlib
from functools import cached_property, lru_cache
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
UTF_16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["'][^>]*\?>""", re.IGNORECASE)
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5"}


class Package(zipfile.ZipFile):
    """A container whose small parts are unpacked once, however often they are asked for."""

    def __init__(self, content: bytes) -> None:
        super().__init__(BytesIO(content))
        self._unpacked: dict[str, bytes] = {}
        self.rewritten: set[str] = set()

    @cached_property
    def _names(self) -> dict[str, str]:
        return {_canonical(name): name for name in reversed(self.namelist())}

    def find(self, name: str) -> str:
        """Return a part's name as it stands in the package, whatever its case and strokes; empty for none."""
        return name if name in self.NameToInfo else self._names.get(_canonical(name), "")

    def part(self, name: str) -> bytes:
        """Return the bytes of a part, a text in UTF-8; raise one of DAMAGES where it is not whole."""
        known = self._unpacked.get(name)
        if known is not None:
            return known
        content = as_utf_8(read := self.read(name))
        if content is not read:
            self.rewritten.add(name)
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
    if len(names) > MOST_MEMBERS or len(set(names)) != len(names) or any(map(leads_out, names)):
        raise Unreadable("hostile")
    if any(member.flag_bits & IS_ENCRYPTED for member in members):
        raise Unreadable("encrypted")
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise Unreadable("too_large")
    if any(is_bomb(member) for member in members):
        raise Unreadable("hostile")
    return package


def check_part(package: Package, name: str) -> bytes:
    """Return the bytes of an XML part, which is whole and defines no entities; raise Unreadable otherwise."""
    part = read_part(package, name)
    if defines_types(part):
        raise Unreadable("hostile")
    return part


def defines_types(part: bytes) -> bool:
    """Tell whether an XML text defines types or entities, as no office program does."""
    # One sign is found much faster than a word, and most parts do not hold it.
    return b"!" in part and any(mark in part for mark in TYPE_DEFINITIONS)


def read_part(package: Package, name: str) -> bytes:
    """Return the bytes of a part, whose checksum is right; its size was checked with the list of members."""
    try:
        return package.part(name)
    except DAMAGES as error:
        raise Unreadable("damaged") from error


def as_utf_8(part: bytes) -> bytes:
    """Return an XML text in UTF-8; the parser knows no Chinese encodings, and searches know but one."""
    encoding = UTF_16.get(part[:2], "")
    if not encoding and (declared := DECLARED.match(part[:200])):
        encoding = CHINESE.get(declared[1].decode().lower(), "")
    if not encoding:
        return part
    return DECLARATION.sub("", part.decode(encoding), count=1).encode("utf-8")


def unpacked_size(content: bytes) -> int:
    """Return how many bytes a package says it holds unpacked; of what is no package, its own size."""
    try:
        return sum(member.file_size for member in package_of(content).infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return len(content)


def _canonical(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def leads_out(name: str) -> bool:
    """Tell whether a name leads out of where it is unpacked."""
    return name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/")


def is_bomb(member: zipfile.ZipInfo) -> bool:
    """Tell a member that is made to fill a disk."""
    return member.file_size > RATIO_FROM and member.file_size > MOST_RATIO * member.compress_size
