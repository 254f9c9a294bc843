"""The template as LibreOffice opens, prints and saves it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cultivation.core.rules.model import RuleSet
from cultivation.intake.applications.reading import read_workbook
from cultivation.intake.templates.workbook import write_template

from .test_template import fill

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
PDFTOTEXT = shutil.which("pdftotext")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed"),
]


def convert(workbook: Path, kind: str) -> Path:
    """Convert a workbook with a LibreOffice profile of its own."""
    profile = f"-env:UserInstallation={(workbook.parent / 'profile').as_uri()}"
    target = workbook.parent / "out"
    command = [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", target, workbook]
    subprocess.run([str(part) for part in command], capture_output=True, timeout=600, check=True)
    return target / f"{workbook.stem}.{kind}"


@pytest.mark.skipif(PDFTOTEXT is None, reason="pdftotext (poppler) is not installed")
@pytest.mark.parametrize("form", [False, True])
def test_all_sheets_are_printed(kunshan: RuleSet, form: bool, tmp_path: Path) -> None:
    workbook = tmp_path / "template.xlsx"
    workbook.write_bytes(write_template(kunshan, "zh", form))
    command = [str(PDFTOTEXT), "-layout", str(convert(workbook, "pdf")), "-"]
    text = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    assert all(said in text for said in ("带 * 的必须填写", "可填内容", "纯属虚构", "91000000000000000K"))
    # On the sheet itself, in the instructions and in the example.
    assert all(text.count(label.zh) >= 3 for label in kunshan.fields.values() if len(label.zh) < 6)
    assert "_meta" not in text


@pytest.mark.parametrize("form", [False, True])
@pytest.mark.parametrize("name", ["kunshan", "small"])
def test_what_libreoffice_saves_reads_the_same(
    request: pytest.FixtureRequest, name: str, form: bool, tmp_path: Path
) -> None:
    rules: RuleSet = request.getfixturevalue(name)
    workbook = tmp_path / "template.xlsx"
    fill(rules, "zh", form).save(workbook)
    before = read_workbook(workbook.read_bytes(), "x.xlsx", rules)
    for kind in ("xlsx", "ods"):
        after = read_workbook(convert(workbook, kind).read_bytes(), f"x.{kind}", rules)
        assert (after.findings, after.rejected) == ((), 0)
        read = [
            [{key: row.values[key].value for key in rules.fields} for row in each.applications]
            for each in (before, after)
        ]
        assert read[0] == read[1]
    saved = load_workbook(tmp_path / "out" / "template.xlsx")
    assert [sheet.sheet_state for sheet in saved.worksheets] == ["visible"] * 3 + ["hidden"] * 2
    kept = saved.worksheets[0].data_validations.dataValidation
    assert sum(len(rule.sqref.ranges) for rule in kept) >= len(rules.fields)
    assert all(rule.prompt and rule.error for rule in kept)
