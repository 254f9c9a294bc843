"""Containers that are damaged, or made to do harm."""

from __future__ import annotations

import warnings
import zipfile
from io import BytesIO

import pytest

from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.package import open_package
from cultivation.intake.formats.xlsx import read_xlsx

from .packages import SHEET, package, packed, parts

GOOD = parts('<row r="1"><c r="A1"><v>1</v></c></row>')
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def twice() -> bytes:
    content = BytesIO(packed(GOOD))
    with warnings.catch_warnings(), zipfile.ZipFile(content, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(SHEET, GOOD[SHEET].replace("<v>1", "<v>2"))
    return content.getvalue()


def encrypted() -> bytes:
    content = bytearray(packed(GOOD))
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (twice(), "hostile"),
        (packed({**GOOD, "../evil": "x"}), "hostile"),
        (packed({**GOOD, "/evil": "x"}), "hostile"),
        (packed({**GOOD, "a\\..\\evil": "x"}), "hostile"),
        (packed({**GOOD, "bomb.xml": "0" * 60_000_000}), "hostile"),
        (packed({**GOOD, SHEET: LAUGHS + GOOD[SHEET]}), "hostile"),
        (packed({**GOOD, "xl/workbook.xml": OUTSIDE + GOOD["xl/workbook.xml"]}), "hostile"),
        (packed({**GOOD, **{f"{number}": "" for number in range(10_000)}}), "hostile"),
        (encrypted(), "encrypted"),
        (package("<row/>")[:-30], "damaged"),
        (packed({**GOOD, "xl/workbook.xml": "<nonsense"}), "damaged"),
    ],
)
def test_refused(content: bytes, problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read_xlsx(content, Limits())


def test_a_part_with_a_wrong_checksum() -> None:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in GOOD.items():
            archive.writestr(name, part)
    with pytest.raises(Unreadable, match="damaged"):
        read_xlsx(content.getvalue().replace(b"<v>1</v>", b"<v>7</v>"), Limits())


def test_more_bytes_than_allowed() -> None:
    with pytest.raises(Unreadable, match="too_large"):
        open_package(packed(GOOD), Limits(unpacked_bytes=100))
