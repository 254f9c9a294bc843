"""Text tables (.csv): what Excel would compute or convert stays the text that is on record."""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from cultivation.commands.printing import print_result
from cultivation.intake.formats.delimited import read_delimited
from cultivation.intake.formats.limits import Limits
from cultivation.outputs.delimited import guarded, row_of_texts
from tests.outputs.printed import SOFFICE

ATTACKS = (
    '=HYPERLINK("http://evil","x")',
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    "-昆山",
    "+86 512 5700 0000",
)
CODES = ("913205831234567890", "91320583000012345", "007", "0512", "1234E5", "1/3", "3-4", "12/31")
AS_THEY_ARE = (
    "昆山辉铄",
    "91320583MA1MCKQX4P",
    "84.50",
    "-3.25",
    "+0.50",
    "-1,234.5",
    "12.5%",
    "2016-11-23",
    "0.5",
    "0",
)


@pytest.mark.parametrize("text", ATTACKS)
def test_a_text_that_excel_would_compute_begins_with_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", CODES)
def test_a_code_that_excel_would_convert_is_wrapped(text: str) -> None:
    assert guarded(text) == f'="{text}"'


@pytest.mark.parametrize("text", AS_THEY_ARE)
def test_numbers_days_names_and_codes_with_letters_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


def test_a_missing_value_is_an_empty_cell_and_a_number_stays_one() -> None:
    assert row_of_texts(["-", None, -3, 0.5, "x"]) == ["", None, -3, 0.5, "x"]


def test_what_a_command_prints_is_guarded_headings_too(capsys: pytest.CaptureFixture[str]) -> None:
    print_result("csv", ["@code", "points"], [["=1+1", -3], [CODES[0], "84.50"]], None)
    expected = '\'@code,points\n\'=1+1,-3\n"=""913205831234567890""",84.50\n'
    assert capsys.readouterr().out == expected


def as_csv(rows: list[list[str]]) -> bytes:
    made = io.StringIO()
    csv.writer(made).writerows(map(row_of_texts, rows))
    return made.getvalue().encode("utf-8-sig")


def test_our_own_intake_reads_the_texts_back() -> None:
    rows = [["text", "code"], *([text, CODES[0]] for text in (*ATTACKS, *CODES, *AS_THEY_ARE))]
    values = read_delimited(as_csv(rows), Limits()).sheets[0].values
    assert list(values.values()) == rows


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1)


@given(TEXTS.filter(lambda text: text != "-" and not text.startswith(("'", '"'))))
def test_any_text_comes_back(text: str) -> None:
    if any(ord(sign) < 32 and sign not in "\t\r\n" for sign in text):
        return
    values = read_delimited(as_csv([["名称", "b"], [text, "x"]]), Limits()).sheets[0].values
    assert list(values.values())[1] == [text, "x"]


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_shows_the_texts_and_computes_none(tmp_path: Path) -> None:
    texts = [text for text in (*ATTACKS, *CODES) if text.isprintable()]
    (tmp_path / "table.csv").write_bytes(as_csv([[text, "x"] for text in texts]))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    reading = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    command = [
        str(SOFFICE),
        profile,
        "--headless",
        reading,
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([*command, str(tmp_path / "table.csv")], check=True, capture_output=True, timeout=600)
    shown = load_workbook(tmp_path / "table.xlsx", data_only=True).worksheets[0]
    formulas = load_workbook(tmp_path / "table.xlsx").worksheets[0]
    for number, text in enumerate(texts, 1):
        cell = shown.cell(number, 1)
        assert cell.data_type == "s", text
        assert str(cell.value).removeprefix("'") == text
        formula = str(formulas.cell(number, 1).value)
        assert not formula.startswith("=") or formula == f'="{text}"'
