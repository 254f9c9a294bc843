"""Files that are no workbooks, or bad ones: a finding, never an exception."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.rules.model import RuleSet
from cultivation.findings import PROBLEMS
from cultivation.intake.applications.reading import read_workbook
from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.reading import read_book
from cultivation.intake.formats.sniff import ENCRYPTED, OLE_START
from cultivation.language import activate
from tests.properties import examples

from ..errors.make_errors import workbook
from .books import book

GOOD = workbook({})


def zipped(**entries: bytes) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, entry in entries.items():
            archive.writestr(name.replace("__", "/"), entry)
    return content.getvalue()


def rezipped(name: str, old: bytes, new: bytes) -> bytes:
    """Return the good workbook with one part changed."""
    content = BytesIO()
    with zipfile.ZipFile(BytesIO(GOOD)) as source, zipfile.ZipFile(content, "w") as target:
        for entry in source.namelist():
            part = source.read(entry)
            target.writestr(entry, part.replace(old, new) if entry == name else part)
    return content.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "not_excel"),
        (b"%PDF-1.4", "pdf"),
        (zipped(**{"junk.bin": b"x" * 100}), "archive"),
        (zipped(**{"content.xml": b"<x/>", "mimetype": b"application/vnd.oasis"}), "not_excel"),
        (zipped(**{"xl__workbook.xml": b"<nonsense"}), "damaged"),
        (GOOD[: len(GOOD) // 2], "damaged"),
        (GOOD[:4], "damaged"),
        (OLE_START + b"\0" * 600, "damaged"),
        (OLE_START + b"\0" * 512 + ENCRYPTED, "encrypted"),
        (rezipped(SHEET, b"</sheetData>", b"</oops>"), "damaged"),
    ],
)
def test_unreadable_files(small: RuleSet, content: bytes, problem: str) -> None:
    result = read_workbook(content, "x.xlsx", small)
    (finding,) = result.findings
    assert (finding.code, finding.file, finding.details) == (
        "unreadable_file",
        "x.xlsx",
        {"problem": problem},
    )
    activate("en")
    assert PROBLEMS[problem] in finding.message()
    assert (result.applications, result.rejected) == ((), 0)


def test_a_file_that_would_fill_the_memory() -> None:
    with pytest.raises(Unreadable, match="too_large"):
        read_book(GOOD, limits=Limits(unpacked_bytes=1_000))
    with pytest.raises(Unreadable, match="too_large"):
        read_book(GOOD, limits=Limits(cells=10))


@pytest.mark.parametrize(
    "cells", [{}, {"A1": "申报"}, {"A1": 1}, {"A1": "企业名称"}, {"XFD1048576": "企业名称"}]
)
def test_sheets_with_nearly_nothing(small: RuleSet, cells: dict[str, object]) -> None:
    result = read_workbook(book(cells), "x.xlsx", small)
    assert [finding.code for finding in result.findings] == ["no_table_found"]


@settings(max_examples=examples(60))
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=40))
def test_damage_anywhere_never_raises(small: RuleSet, place: int, junk: bytes) -> None:
    read_workbook(GOOD[:place] + junk + GOOD[place + len(junk) :], "x.xlsx", small)
    read_workbook(GOOD[:place], "x.xlsx", small)


def test_a_merged_range_over_the_whole_sheet(small: RuleSet) -> None:
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    result = read_workbook(rezipped(SHEET, b"</sheetData>", merge), "x.xlsx", small)
    assert len(result.applications) == 2


def test_a_sheet_that_lies_about_its_size(small: RuleSet) -> None:
    lie = rezipped(SHEET, b'<dimension ref="A1:J4"/>', b'<dimension ref="A1"/>')
    assert lie != GOOD
    assert len(read_workbook(lie, "x.xlsx", small).applications) == 2


def test_long_texts_are_cut_in_findings(small: RuleSet) -> None:
    result = read_workbook(workbook({"F3": "很多" * 10_000}), "x.xlsx", small)
    assert len(result.findings[0].value) < 200
