"""An enterprise explains a difference in the workbook that went back, and hands it in again.

By its claims ANLAN is in, with 12 patents; the register has 8 (see test_registers).
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.outputs.printed import SOFFICE

from .office import Office
from .test_registers import opened, patents, take

WORDS = "四件已于十二月转让，\n备案在途"
Edit = Callable[[Any], None]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Path]:
    """Return the desk once the workbook went back, and the workbook."""
    office = opened(tmp_path_factory.mktemp("explanations"))
    take(office, office.workbook("patents.xlsx", patents()), "patents")
    office.do("verify 2016 --returned", str(office.folder / "answers"), code=1, lang="zh")
    (path,) = (office.folder / "answers").iterdir()
    return office, path


@pytest.fixture
def desk(asked: tuple[Office, Path], tmp_path: Path) -> Office:
    """Return a desk with a copy of the record."""
    shutil.copytree(asked[0].workspace, tmp_path / "workspace")
    return Office(tmp_path)


def filled(asked: tuple[Office, Path], folder: Path, edit: Edit) -> str:
    """Fill in the sheet of findings, and save it by openpyxl."""
    book = openpyxl.load_workbook(asked[1])
    edit(book)
    path = folder / "again.xlsx"
    book.save(path)
    return str(path)


def columns(book: Any) -> tuple[Any, int, int]:
    sheet = book["问题清单"]
    head = [cell.value for cell in sheet[2]]
    return sheet, head.index("企业说明") + 1, head.index("核对编号（请勿改动）") + 1


def explain(text: object, row: int = 3) -> Edit:
    def edit(book: Any) -> None:
        sheet, said, _reference = columns(book)
        sheet.cell(row, said).value = text

    return edit


def difference(desk: Office, key: str = "ANLAN", *more: str) -> Any:
    found = desk.ask("verify 2016", *more, expect=1)["differences"]
    return next(each for each in found if each["id"] == key)


def by_libreoffice(path: str, folder: Path) -> str:
    """Open and save a workbook, as a person would."""
    if SOFFICE is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    words = [SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "saved"), path]
    subprocess.run(words, capture_output=True, timeout=600, check=True)
    return str(folder / "saved" / Path(path).name)


@pytest.mark.parametrize("saves", ["openpyxl", "libreoffice"])
def test_what_is_written_is_on_record_and_stands_beside_the_difference_everywhere(
    asked: tuple[Office, Path], desk: Office, saves: str
) -> None:
    path = filled(asked, desk.folder, explain(WORDS))
    if saves == "libreoffice":
        path = by_libreoffice(path, desk.folder)
    done = desk.do("intake 2016", path)
    assert "1 explanations of differences to registers were taken." in done.stderr
    assert "Findings" not in done.stderr, "our own sheet is none that was not read"
    told = difference(desk)
    assert told["outcome"] == "differs" and told["settled"] is None, "an explanation settles nothing"
    assert {key: told["explained"][key] for key in ("text", "sheet", "cell", "holds", "file")} == {
        **{"text": WORDS, "sheet": "问题清单", "cell": "J3", "holds": True, "file": "again.xlsx"}
    }
    desk.do("propose 2016")
    for page in ("verify 2016", "why ANLAN 2016"):
        shown = desk.do(page, code=1 if "verify" in page else 0)
        assert "四件已于十二月转让" in re.sub(r"\s", "", shown.stdout)
    for page in ("report 2016", "dossier ANLAN"):
        desk.do(page, "-o", str(desk.folder / "page.html"))
        shown = (desk.folder / "page.html").read_text(encoding="utf-8")
        assert "Explained by the enterprise: 四件已于十二月转让" in shown.replace("\\n", "\n")
    chinese = desk.do("why ANLAN 2016", lang="zh").stdout
    assert "企业说明：四件已于十二月转让" in re.sub(r"\s", "", chinese)
    settled = desk.do("verify settle 2016 ANLAN invention_patents --take filed --reason 证书已核验")
    assert "Explained by the enterprise: 四件已于十二月转让" in settled.stderr
    assert desk.ask("audit verify")["ok"]
    replayed = desk.ask("audit replay")
    assert replayed["ok"] and "workbook_received" in {
        step["kind"] for year in replayed["years"] for step in year["steps"]
    }


def test_it_goes_back_with_the_workbook_and_comes_in_once(asked: tuple[Office, Path], desk: Office) -> None:
    desk.do("intake 2016", filled(asked, desk.folder, explain("转让")))
    desk.do("verify 2016 --returned", str(desk.folder / "answers"), code=1)
    (path,) = (desk.folder / "answers").iterdir()
    sheet = openpyxl.load_workbook(path)["Findings"]
    head = [cell.value for cell in sheet[2]]
    assert sheet.cell(3, head.index("Explanation by the enterprise") + 1).value == "转让"
    before = desk.ask("intake 2016", str(path))["files"][0]
    assert (before["explained"], before["unchanged"]) == (0, 5)


def test_rows_may_be_sorted_merged_and_repeated(asked: tuple[Office, Path], desk: Office) -> None:
    def edit(book: Any) -> None:
        sheet, said, _reference = columns(book)
        third, fourth = ([cell.value for cell in sheet[row]] for row in (3, 4))
        for column in range(1, len(third) + 1):
            sheet.cell(3, column).value, sheet.cell(4, column).value = fourth[column - 1], third[column - 1]
            sheet.cell(9, column).value = third[column - 1]
        sheet.cell(3, said).value = "两家同一原因"
        sheet.cell(9, said).value = "另：证书在办"
        sheet.merge_cells(start_row=3, end_row=4, start_column=said, end_column=said)

    desk.do("intake 2016", filled(asked, desk.folder, edit))
    assert difference(desk)["explained"]["text"] == "两家同一原因\n另：证书在办"
    assert difference(desk, "ENZE")["explained"]["text"] == "两家同一原因"


def test_what_was_explained_of_other_figures_says_so(asked: tuple[Office, Path], desk: Office) -> None:
    def edit(book: Any) -> None:
        explain("其中一件失效")(book)
        book.worksheets[0]["E2"].value = 11

    desk.do("intake 2016 --supersede", filled(asked, desk.folder, edit))
    told = difference(desk)
    assert (told["filed"], told["explained"]["holds"], told["explained"]["filed"]) == ("11", False, "12")
    page = desk.do("why ANLAN 2016").stdout
    assert "(of 12 filed, 8 in the register)" in " ".join(page.split())


def last_year(book: Any) -> None:
    sheet, said, reference = columns(book)
    sheet.cell(3, said).value = "转让"
    sheet.cell(3, reference).value = sheet.cell(3, reference).value.replace("2016", "2015")


def another_firm(book: Any) -> None:
    sheet, said, reference = columns(book)
    sheet.cell(3, said).value = "转让"
    sheet.cell(3, reference).value = sheet.cell(3, reference).value.replace("ANLAN", "HAITANG")


def changed(reference: object) -> Edit:
    def edit(book: Any) -> None:
        explain("转让")(book)
        sheet, _said, column = columns(book)
        sheet.cell(3, column).value = reference

    return edit


@pytest.mark.parametrize(
    ("edit", "because"),
    [
        (last_year, "another review year"),
        (another_firm, "has no application"),
        *((changed(each), "was changed or deleted") for each in (None, 7, "[2016]", '["x"]', "[" * 9000)),
        (explain("#REF!"), "holds an error"),
    ],
)
def test_what_cannot_be_assigned_is_told_at_its_cell_and_not_taken(
    asked: tuple[Office, Path], desk: Office, edit: Edit, because: str
) -> None:
    done = desk.ask("intake 2016", filled(asked, desk.folder, edit), expect=1)["files"][0]
    (finding,) = [each for each in done["findings"] if each["severity"] != "note"]
    assert (finding["code"], finding["sheet"], finding["cell"]) == (
        "explanation_unassigned",
        "问题清单",
        "J3",
    )
    assert because in finding["message"]
    assert done["explained"] == 0 and difference(desk)["explained"] is None


def test_a_list_of_findings_that_stands_alone_brings_explanations(
    asked: tuple[Office, Path], desk: Office
) -> None:
    """A workbook that could not be marked goes back as a list; the list comes in."""

    def edit(book: Any) -> None:
        explain("转让")(book)
        del book[book.sheetnames[0]]

    done = desk.ask("intake 2016", filled(asked, desk.folder, edit))["files"][0]
    assert (done["explained"], done["accepted"], done["findings"]) == (1, 0, [])
    assert difference(desk)["explained"]["text"] == "转让"


def test_an_earlier_state_knows_no_explanation(asked: tuple[Office, Path], desk: Office) -> None:
    desk.do("intake 2016", filled(asked, desk.folder, explain("转让")))
    entries: Sequence[Any] = desk.ask("audit log")["entries"]
    before = sorted(entries, key=lambda each: each["seq"])[-2]
    assert difference(desk, "ANLAN", "--as-of", before["recorded_at"])["explained"] is None
