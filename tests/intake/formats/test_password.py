"""Workbooks protected by a password, made by the library that also opens them and read by ours."""

from __future__ import annotations

from io import BytesIO

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.reading import read_book

from .packages import package

# The library writes containers of more than 4,096 bytes only, so the text is long and packs badly.
TEXT = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(6_000))
PLAIN = package(
    f'<row r="1"><c r="A1" t="inlineStr"><is><t>{TEXT}</t></is></c></row>'
    '<row r="2"><c r="B2"><v>7</v></c></row>'
)


@pytest.fixture(scope="module")
def protected() -> bytes:
    content = BytesIO()
    OOXMLFile(BytesIO(PLAIN)).encrypt("秘密1", content)
    return content.getvalue()


def test_with_the_password(protected: bytes) -> None:
    assert read_book(protected, "秘密1").sheets[0].cells[2, 2].value == 7


@pytest.mark.parametrize(("password", "problem"), [(None, "encrypted"), ("no", "wrong_password")])
def test_without_it(protected: bytes, password: str | None, problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read_book(protected, password)
