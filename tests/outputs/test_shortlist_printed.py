"""The shortlist as LibreOffice opens and prints it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from cultivation.outputs.shortlist.workbook import ShortlistData, write_shortlist

from .conftest import code

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
PDFTOTEXT = shutil.which("pdftotext")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed"),
    pytest.mark.skipif(PDFTOTEXT is None, reason="pdftotext (poppler) is not installed"),
]


def printed(workbook: Path) -> str:
    """Print a workbook to PDF with a LibreOffice profile of its own and return the text of the pages."""
    profile = f"-env:UserInstallation={(workbook.parent / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", workbook.parent, workbook]
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=600, check=True
    )
    assert "error" not in (done.stdout + done.stderr).lower()
    text = subprocess.run(
        [str(PDFTOTEXT), "-layout", str(workbook.with_suffix(".pdf")), "-"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return text.stdout


def test_libreoffice_prints_it(proposed: ShortlistData, tmp_path: Path) -> None:
    workbook = tmp_path / "shortlist.xlsx"
    workbook.write_bytes(write_shortlist(proposed))
    first = next(line for line in printed(workbook).splitlines() if code(15) in line)
    score = proposed.score_of[code(15)]
    assert score.name in first
    assert proposed.table.points(score.total) in first
