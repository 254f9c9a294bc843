import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.delimited import read_delimited
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.reading import read_book
from tests.intake.formats.samples.truth import sample

TEXT = "企业名称,收入\n甲,1\n"


def read(text: str) -> dict[int, list[object]]:
    values = read_delimited(text.encode(), Limits()).sheets[0].values
    return {number: list(row) for number, row in values.items()}


def problem(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read_book(content, limits=limits)
    return caught.value.problem


def test_reads_what_was_written() -> None:
    book = read_book(sample("sample.csv"))
    sheet = book.sheets[0]
    assert (book.kind, book.encoding, sheet.name) == ("csv", "UTF-8", "CSV")
    assert sheet.cells[3, 2].value == "营业收入\n（万元）"
    assert [sheet.cells[4, column].value for column in range(1, 7)] == [
        "甲  公司",
        "1234.5",
        "12.3%",
        "2015-03-01",
        "TRUE",
        "1235.5",
    ]
    assert sorted(sheet.rows) == [1, 2, 3, 4, 5, 7, 9]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8"),
        (TEXT.encode("gbk"), "GB18030"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "UTF-16LE"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16BE"),
    ],
)
def test_encodings(content: bytes, encoding: str) -> None:
    book = read_book(content)
    assert book.encoding == encoding
    assert book.sheets[0].values == {1: ["企业名称", "收入"], 2: ["甲", "1"]}


@pytest.mark.parametrize(
    "text",
    [
        "a;b;c\n1,5;2,5;3\n",
        "a\tb\tc\n1,5\t2,5\t3\n",
        "a，b，c\n1.5，2.5，3\n",
        'a,b,c\n"x;y;z;u","p;q;r;s",3\n',
        'a,"b\n；；；\n;;;",c\n1,2,3\n',
    ],
)
def test_delimiters(text: str) -> None:
    assert {len(row) for row in read(text).values()} == {3}


def test_rows_are_counted_as_excel_shows_them() -> None:
    assert read('a,"b\r\nc"\r\n\r\nd\u2028e\x0bf\x85g,h\r\n') == {
        1: ["a", "b\r\nc"],
        3: ["d\u2028e\x0bf\x85g", "h"],
    }


WORD = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"), max_size=9)


@given(some.lists(some.lists(WORD, min_size=2, max_size=2), min_size=1, max_size=9))
def test_any_text_comes_back(rows: list[list[str]]) -> None:
    """What the standard library writes with every cell quoted is read again, whatever signs it holds."""
    target = StringIO(newline="")
    csv.writer(target, quoting=csv.QUOTE_ALL).writerows([["企业", "收入"], *rows])
    expected = {number: [cell or None for cell in row] for number, row in enumerate(rows, 2) if any(row)}
    assert read(target.getvalue()) == {1: ["企业", "收入"], **expected}


def test_hostile_texts() -> None:
    assert problem(b"a,b\n1,\x002\n") == "not_excel"
    assert problem(b"a,b\n\xff\xff\xff,1\n") == "not_excel"
    assert problem(b'a,b\n"1,2\n3,4\n') == "damaged"
    for length in (32_768, 1_000_000):  # one long cell says nothing of the others
        assert read("a,b\n1," + "x" * length) == {1: ["a", "b"], 2: ["1", "x" * 32_767]}
    assert problem(b"," * 5_000_001) == "too_large"
    assert problem(TEXT.encode(), Limits(cells=3)) == "too_large"
