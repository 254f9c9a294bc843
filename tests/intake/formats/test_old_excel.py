from pathlib import Path

import pytest

from cultivation.core.rules.model import RuleSet
from cultivation.intake.applications.reading import read_workbook
from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.old_excel import read_old_excel
from cultivation.intake.formats.reading import read_book
from tests.intake.formats.samples.truth import check, sample


def problem(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read_book(content, limits=limits)
    return caught.value.problem


def test_reads_what_was_written() -> None:
    book = read_old_excel(sample("sample.xls"), Limits())
    check(book)
    assert (book.kind, book.epoch_1904) == ("xls", False)


@pytest.mark.parametrize("length", [9, 511, 512, 1024, 3000, 5000])
def test_truncated_is_damaged(length: int) -> None:
    assert problem(sample("sample.xls")[:length]) == "damaged"


def test_noise_never_escapes() -> None:
    content = bytearray(sample("sample.xls"))
    for place in range(512, len(content), 37):
        broken = bytes(content[:place]) + b"\xff\xff\xff" + bytes(content[place + 3 :])
        try:
            read_book(broken, careful=True)
        except Unreadable as error:
            assert error.problem in {"damaged", "encrypted", "too_large"}


def test_protected_needs_password() -> None:
    import xlrd

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlrd, "open_workbook", refuse)
        assert problem(sample("sample.xls")) == "encrypted"


def refuse(**_: object) -> None:
    import xlrd

    raise xlrd.XLRDError("Workbook is encrypted")


def test_cells_are_bounded() -> None:
    assert problem(sample("sample.xls"), Limits(cells=20)) == "too_large"


def test_silent(capfd: pytest.CaptureFixture[str]) -> None:
    read_book(sample("sample.xls"))
    assert capfd.readouterr() == ("", "")


def test_what_xlrd_cannot_read_is_read_by_calamine_which_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise AssertionError("a record that xlrd does not expect")

    usual = read_old_excel(sample("sample.xls"), Limits())
    monkeypatch.setattr("xlrd.open_workbook", stumble)
    other = read_old_excel(sample("sample.xls"), Limits())
    assert (usual.reader, other.reader) == ("", "calamine")
    for one, two in zip(usual.sheets, other.sheets, strict=True):
        assert (one.name, one.hidden, one.problems) == (two.name, two.hidden, two.problems)
        assert (one.percent, sorted(one.merged)) == (two.percent, sorted(two.merged))
        assert (one.hidden_rows, one.hidden_columns) == (two.hidden_rows, two.hidden_columns)
        values = [{place: cell.value for place, cell in each.cells.items()} for each in (one, two)]
        assert values[0] == values[1]
    assert usual.sheets[0].problems
    with pytest.raises(Unreadable, match="damaged"):
        read_old_excel(sample("sample.xls"), Limits(), careful=True)


def test_where_the_records_cannot_be_read_either_the_values_alone_are_told(
    monkeypatch: pytest.MonkeyPatch, small: RuleSet
) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise AssertionError("a record that nobody expects")

    monkeypatch.setattr("xlrd.open_workbook", stumble)
    content = (Path(__file__).parents[1] / "corpus" / "old" / "chinese.xls").read_bytes()
    seen = [each.details["unseen_en"] for each in read_workbook(content, "x.xls", small).findings]
    monkeypatch.setattr("xlrd.compdoc.CompDoc", stumble)
    less = [each.details["unseen_en"] for each in read_workbook(content, "x.xls", small).findings]
    assert ("errors" in seen[0], "errors" in less[0]) == (False, True)
