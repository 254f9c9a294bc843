# ruff: noqa: E501 - a line for each file
"""Files that are made to harm, or so broken that they might: none may bring anything down."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from .parts import (
    SHEET_PART,
    form,
    html_table,
    opendocument,
    repacked,
    saved,
    sheet_xml,
    spreadsheetml,
    table,
)

ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Hostile:
    """A file, and the problem that it must be answered with; an empty one if it is read after all.

    Of those that are read, both enterprises come in with the right values, or none at all.
    """

    name: str
    make: Callable[[], bytes]
    problem: str = ""


def prolog(part: bytes) -> bytes:
    head, mark, rest = part.partition(b"?>")
    return head + mark + ENTITIES.encode() + rest if mark else ENTITIES.encode() + part


def appended(text: str) -> Callable[[], bytes]:
    return sheet_xml("</sheetData>", f"{text}</sheetData>")


def bomb() -> bytes:
    return repacked(saved(table()), {}, {"xl/media/bomb.bin": bytes(80_000_000)})


def many_members() -> bytes:
    return repacked(saved(table()), {}, {f"xl/x{number}.bin": b"" for number in range(10_001)})


def twice() -> bytes:
    content = BytesIO(saved(table()))
    with zipfile.ZipFile(content, "a") as package:
        package.writestr(SHEET_PART, b"<worksheet/>")
    return content.getvalue()


def wrong_checksum() -> bytes:
    content = saved(table())
    info = zipfile.ZipFile(BytesIO(content)).getinfo(SHEET_PART)
    crc = info.CRC.to_bytes(4, "little")
    return content.replace(crc, bytes(4))


def flagged_encrypted() -> bytes:
    content = bytearray(saved(table()))
    place = content.rfind(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


def protected() -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    packed = BytesIO()
    office = OOXMLFile(BytesIO(saved(table())))
    office.encrypt("秘密", packed)
    return packed.getvalue()


BLANK_ROWS = "".join(f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(10, 100_010))

HOSTILE = [
    Hostile("nothing", lambda: b"", "empty"),
    Hostile("only spaces", lambda: b" \r\n ", "empty"),
    Hostile("zeros", lambda: bytes(1000), "empty"),
    Hostile("a PDF", lambda: b"%PDF-1.7 ...", "pdf"),
    Hostile("a picture", lambda: b"\x89PNG\r\n\x1a\n", "picture"),
    Hostile("bytes that are no text", lambda: b"\xff\xfe\x00", "not_excel"),
    Hostile("a text with zeros", lambda: b"a,b\x00,c\n1,2,3\n", "not_excel"),
    Hostile("half a workbook", lambda: saved(table())[:3000], "damaged"),
    Hostile("an OLE file of zeros", lambda: OLE_START + bytes(600), "damaged"),
    Hostile("OLE with nothing", lambda: OLE_START, "damaged"),
    Hostile("a zip bomb", bomb, "hostile"),
    Hostile("ten thousand members", many_members, "hostile"),
    Hostile("one member twice", twice, "hostile"),
    Hostile("a path that leads out", lambda: repacked(saved(table()), {}, {"../../evil": b"x"}), "hostile"),
    Hostile("an absolute path", lambda: repacked(saved(table()), {}, {"/etc/evil": b"x"}), "hostile"),
    Hostile("a wrong checksum", wrong_checksum, "damaged"),
    Hostile("members said to be encrypted", flagged_encrypted, "encrypted"),
    Hostile("a password", protected, "encrypted"),
    Hostile("entities in the sheet", lambda: repacked(saved(table()), {SHEET_PART: prolog}), "hostile"),
    Hostile("entities in the workbook", lambda: repacked(
        saved(table()), {"xl/workbook.xml": prolog}), "hostile"),
    Hostile("entities in the styles", lambda: repacked(saved(table()), {"xl/styles.xml": prolog}), "hostile"),
    Hostile("entities in Excel 2003 XML", lambda: spreadsheetml(entity=True), "hostile"),
    Hostile("entities in ods", lambda: opendocument().replace(b"<?xml version", b"<?xml version"), ""),
    Hostile("XML that breaks off", sheet_xml("</sheetData>", "</oops>"), "damaged"),
    Hostile("a cell in the last corner", appended('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    Hostile("a row number that overflows", appended('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'), "damaged"),
    Hostile("a merged range over everything", sheet_xml(
        "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
    Hostile("16,384 columns", appended(
        '<row r="9">' + "".join(f'<c r="{letters}9"><v>1</v></c>' for letters in ("ZZZ", "XFE")) + "</row>"), "damaged"),
    Hostile("a hundred thousand blank rows", appended(BLANK_ROWS)),
    Hostile("a string that is not there", sheet_xml('t="n"><v>1234.5</v>', 't="s"><v>9999</v>'), "damaged"),
    Hostile("ods with a repeated cell", lambda: opendocument(
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell office:value-type="float" '
        'office:value="1" table:number-columns-repeated="16000"/></table:table-row>'), "too_large"),
    Hostile("a web page with a huge span", lambda: html_table().replace(
        b"colspan=10", b"colspan=99999999 rowspan=99999999")),
    Hostile("a web page that never ends", lambda: b"<html><table><tr><td>" * 20_000),
    Hostile("text with lone quotes", lambda: b'"' * 50_000),
    Hostile("one cell", form({"A1": "x"})),
]  # fmt: skip
