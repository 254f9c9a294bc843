"""What a file is by its content: many systems name web pages and text tables `.xls`."""

from __future__ import annotations

import re
import zipfile

from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.package import package_of

OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
HEAD = 4096
# Pictures, PDF, RAR, 7z, gzip, RTF: none holds a table.
OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
    b"BM",
)
SPREADSHEETML = b"urn:schemas-microsoft-com:office:spreadsheet"
HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|table|head|body|meta)\b", re.IGNORECASE)


def kind_of(content: bytes) -> str:
    """Return xlsx, xlsb, xls, ods, spreadsheetml, html, csv or encrypted; raise Unreadable for others."""
    if not content.strip(b"\x00\t\r\n "):
        raise Unreadable("empty")
    if content.startswith(OLE_START):
        return "encrypted" if ENCRYPTED in content else "xls"
    if content.startswith(b"PK"):
        return _kind_of_package(content)
    if content.startswith(OTHERS):
        raise Unreadable("not_excel")
    head = _ascii(content[:HEAD])
    if SPREADSHEETML in head:
        return "spreadsheetml"
    if HTML.search(head):
        return "html"
    return "csv"


def _kind_of_package(content: bytes) -> str:
    try:
        names = set(package_of(content).namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable("damaged") from error
    if any(re.fullmatch(r"xl/workbook\d*\.xml", name) for name in names):
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names and _is_spreadsheet(content):
        return "ods"
    raise Unreadable("not_excel")


def _is_spreadsheet(content: bytes) -> bool:
    """Tell an OpenDocument spreadsheet from a text; the type stands unpacked at the start of the file."""
    return b"opendocument.spreadsheet" in content[:HEAD] or b"mimetype" not in content[:HEAD]


def _ascii(head: bytes) -> bytes:
    """Make UTF-16 comparable."""
    return head.replace(b"\x00", b"") if head.startswith((b"\xff\xfe", b"\xfe\xff")) else head
