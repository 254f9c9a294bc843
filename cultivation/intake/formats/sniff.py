"""What a file is by its content: many systems name web pages and text tables `.xls`."""

from __future__ import annotations

import re
from xml.etree.ElementTree import ParseError

from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.encodings import utf_16_without_mark
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.package import Package, check_part, open_package, read_part
from cultivation.intake.formats.relations import main_kind

OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# What an OLE file holds, by the names of its streams; the first that is found counts.
STREAMS = {
    "Workbook": "xls",
    "WordDocument": "word",
    "PowerPoint Document": "slides",
    "__properties_version1.0": "mail",
}
PACKAGE = re.compile(rb"PK(?:[\x01-\x08]|\Z)")
HEAD = 4096
# None of these holds a table; each is answered with what it is.
OTHERS = {
    b"%PDF": "pdf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"BM": "picture",
    b"II*\x00": "picture",
    b"MM\x00*": "picture",
    b"Rar!": "other_archive",
    b"7z\xbc\xaf": "other_archive",
    b"\x1f\x8b": "other_archive",
    b"BZh": "other_archive",
    b"\xfd7zXZ": "other_archive",
    b"{\\rtf": "word",
}
PLAIN_LETTERS = (b"BM", b"BZh")  # a table may begin so, too
TAR = (257, b"ustar")  # where it stands
OPEN_DOCUMENTS = {b"opendocument.text": "word", b"opendocument.presentation": "slides"}
SPREADSHEETML = b"urn:schemas-microsoft-com:office:spreadsheet"
FLAT_OPEN_DOCUMENT = re.compile(rb"<(?:\w+:)?document\s[^>]*opendocument\.spreadsheet")
HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|table|head|body|meta|style|div)\b", re.IGNORECASE)
TABLE_IN_TEXT = re.compile(rb"<table\b.*<tr\b.*<t[dh]\b", re.IGNORECASE | re.DOTALL)
MHTML = re.compile(rb"^(?:[\w-]+:[^\n]*\n|[ \t][^\n]*\n)*?content-type:\s*multipart/", re.IGNORECASE)
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind_of(content: bytes, limits: Limits | None = None) -> str:
    """Return xlsx, xlsb, xls, ods, fods, spreadsheetml, html, mhtml, csv or encrypted.

    Raises Unreadable for others, with the kind as its problem where it is known.
    """
    if not content.strip(b"\x00\t\r\n "):
        raise Unreadable("empty")
    if content.startswith(OLE_START):
        return _kind_of_ole(content)
    if PACKAGE.match(content):
        return _kind_of_package(content, limits or Limits())
    for start, other in OTHERS.items():
        if content.startswith(start) and (start not in PLAIN_LETTERS or b"\x00" in content[:64]):
            raise Unreadable(other)
    if content[TAR[0] :].startswith(TAR[1]):
        raise Unreadable("other_archive")
    return _kind_of_text(_ascii(content[:HEAD]))


def _kind_of_text(head: bytes) -> str:
    """Tell by the beginning: what stands between other words is text, whatever tags it names."""
    if MHTML.match(head):
        return "mhtml"
    if not head.startswith(b"<"):
        return "html" if TABLE_IN_TEXT.search(head) else "csv"
    if SPREADSHEETML in head:
        return "spreadsheetml"
    if FLAT_OPEN_DOCUMENT.search(head):
        return "fods"
    return "html" if HTML.search(head) else "csv"


def _kind_of_ole(content: bytes) -> str:
    if ENCRYPTED in content:
        return "encrypted"
    kind = next((kind for name, kind in STREAMS.items() if name.encode("utf-16-le") in content), "xls")
    if kind != "xls":
        raise Unreadable(kind)
    return kind


def _kind_of_package(content: bytes, limits: Limits) -> str:
    package = open_package(content, limits)
    names = {name.replace("\\", "/").lower() for name in package.namelist()}
    try:
        kind = main_kind(package)
    except (ParseError, ValueError) as error:
        raise Unreadable("damaged") from error
    if kind in ("word", "slides"):
        raise Unreadable(kind)
    if kind:
        return kind
    if "content.xml" in names:
        return _kind_of_open_document(package)
    if any(name.endswith(".iwa") for name in names):
        raise Unreadable("not_excel")  # Numbers and its like
    if "ofd.xml" in names:
        raise Unreadable("pdf")
    raise Unreadable("not_excel" if "[content_types].xml" in names else "archive")


def _kind_of_open_document(package: Package) -> str:
    """Tell an OpenDocument spreadsheet from a text by the type that it says, else by its content."""
    path = package.find("mimetype")
    said = read_part(package, path) if path else b""
    if b"opendocument" in said:
        other = next((kind for words, kind in OPEN_DOCUMENTS.items() if words in said), "not_excel")
        is_sheet = b"opendocument.spreadsheet" in said
    else:
        other = "not_excel"
        is_sheet = b"spreadsheet>" in check_part(package, package.find("content.xml"))
    if not is_sheet:
        raise Unreadable(other)
    return "ods"


def _ascii(head: bytes) -> bytes:
    """Make UTF-16 comparable, and leave out marks and spaces before the first sign."""
    if head.startswith(MARKS[1:]) or utf_16_without_mark(head):
        head = head.replace(b"\x00", b"")
    for mark in MARKS:
        head = head.removeprefix(mark)
    return head.lstrip()
