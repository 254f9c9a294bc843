"""Archives are opened without trust: nothing that they say of themselves is believed."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO

import pytest

from cultivation.intake.formats.archive import open_archive, unpacked
from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.limits import MEBIBYTE, Limits

from ..corpus.parts import saved, table

LIMITS = Limits()
NAME = "张浦镇/申报表（2016）.xlsx"


def archive(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in members:
            target.writestr(name, part)
    return content.getvalue()


def named(raw: bytes, extra: bytes = b"") -> bytes:
    """Return an archive with one file whose name is written in bytes of no said encoding."""
    stand_in = zipfile.ZipInfo("n" * len(raw))
    stand_in.extra = extra
    return archive((stand_in, b"x,y\n1,2\n")).replace(b"n" * len(raw), raw)


def files(content: bytes, limits: Limits = LIMITS) -> list[tuple[str, str]]:
    return [(each.name, each.problem) for each in open_archive(content, limits)]


def refused(content: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(Unreadable) as caught:
        open_archive(content, limits)
    return caught.value.problem


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8"])
def test_names_that_do_not_say_their_encoding(encoding: str) -> None:
    assert files(named(NAME.encode(encoding))) == [(NAME, "")]


def test_names_that_say_it() -> None:
    assert files(archive((NAME, b"x"))) == [(NAME, "")]


def test_a_name_that_is_added_in_utf_8() -> None:
    added = b"\x01" + bytes(4) + NAME.encode()
    extra = (0x7075).to_bytes(2, "little") + len(added).to_bytes(2, "little") + added
    assert files(named(b"?????.xlsx", extra)) == [(NAME, "")]


def test_names_with_backslashes_and_folders() -> None:
    assert files(named("张浦镇\\表.xlsx".encode("gbk"))) == [("张浦镇/表.xlsx", "")]
    assert files(archive(("空/", b""), ("空/a.csv", b"x"))) == [("空/a.csv", "")]


def test_what_is_in_it_is_read_to_the_byte() -> None:
    workbook = saved(table())
    (member,) = open_archive(packed := archive(("a.xlsx", workbook)), LIMITS)
    assert unpacked(packed, member.inner, LIMITS.file_bytes) == workbook


def test_archives_in_archives() -> None:
    inner = archive((NAME, b"x,y\n"), ("b.csv", b"z"))
    outer = archive(("各镇.zip", inner), ("c.csv", b"w"))
    assert files(outer) == [(f"各镇.zip/{NAME}", ""), ("各镇.zip/b.csv", ""), ("c.csv", "")]
    assert unpacked(outer, (0, 0), 1_000) == b"x,y\n"


def test_too_many_archives_in_one_another() -> None:
    content = b"x"
    for name in ("a.csv", "1.zip", "2.zip", "3.zip", "4.zip"):
        content = archive((name, content))
    assert files(content) == [("4.zip/3.zip/2.zip", "archive")]


@pytest.mark.parametrize("name", ["../a.xlsx", "a/../../b.xlsx", "/etc/a.xlsx", "C:/a.xlsx", "..\\a.xlsx"])
def test_names_that_lead_out(name: str) -> None:
    assert [problem for _, problem in files(archive((name, b"x"), ("b.csv", b"y")))] == ["hostile", ""]


def test_a_link_is_not_followed() -> None:
    link = zipfile.ZipInfo("a.xlsx")
    link.external_attr = 0o120777 << 16
    assert files(archive((link, b"/etc/passwd"))) == [("a.xlsx", "hostile")]


def test_housekeeping_is_named_and_left() -> None:
    names = ["__MACOSX/._a.xlsx", "~$a.xlsx", "b/.DS_Store", "Thumbs.db", "b/desktop.ini"]
    assert files(archive(*((name, b"x") for name in names))) == [(name, "passed_over") for name in names]


def test_a_file_under_a_password() -> None:
    content = bytearray(archive(("a.xlsx", b"x")))
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        content[content.find(mark) + place] |= 1
    assert files(bytes(content)) == [("a.xlsx", "encrypted_archive")]


def zeros(sizes: Sequence[int]) -> bytes:
    return archive(*((f"{place}.csv", bytes(size)) for place, size in enumerate(sizes)))


def test_bounds() -> None:
    assert refused(zeros([60 * MEBIBYTE])) == "hostile"
    assert refused(archive(*((f"{place}.csv", b"") for place in range(2_001)))) == "too_large"
    assert refused(zeros([600, 600]), Limits(unpacked_bytes=1_000)) == "too_large"
    assert files(zeros([600, 10]), Limits(file_bytes=500)) == [("0.csv", "too_large"), ("1.csv", "")]


def test_all_archives_in_one_another_share_their_bounds() -> None:
    inner = zeros([500])
    assert files(archive(("a.zip", inner), ("b.zip", inner)), Limits(unpacked_bytes=900)) == [
        ("a.zip/0.csv", ""),
        ("b.zip", "too_large"),
    ]


def test_a_size_that_lies() -> None:
    content = zeros([5_000])
    lie = content.replace((5_000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    (member,) = open_archive(lie, LIMITS)
    with pytest.raises(Unreadable):
        unpacked(lie, member.inner, 100)


@pytest.mark.parametrize("name", ["[Content_Types].xml", "content.xml", "OFD.xml", "Index/Document.iwa"])
def test_documents_are_no_archives(name: str) -> None:
    assert files(archive((name, b"<x/>"))) == []


def test_half_an_archive() -> None:
    assert refused(archive((NAME, b"x" * 1_000))[:60]) == "damaged"


def test_a_member_that_is_damaged_says_nothing_of_the_others() -> None:
    content = archive(("a.zip", b"PK no archive"), ("b.csv", b"x"))
    assert files(content) == [("a.zip", "damaged"), ("b.csv", "")]


def test_nothing_is_written_to_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    content = archive((NAME, saved(table())), ("inner.zip", archive(("b.csv", b"x,y\n"))))

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file was opened")

    for name in ("builtins.open", "io.open", "os.open", "tempfile.mkstemp", "tempfile.mkdtemp"):
        monkeypatch.setattr(name, refuse)
    members = open_archive(content, LIMITS)
    read = [unpacked(content, each.inner, LIMITS.file_bytes) for each in members]
    monkeypatch.undo()
    assert read[-1] == b"x,y\n" or read[0] == b"x,y\n"
