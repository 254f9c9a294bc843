"""What LibreOffice, poppler and a browser make of our files; each skips where its program is missing."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def needs(*programs: str) -> None:
    """Skip the test, and say so, where a program is not installed."""
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


def office_pdf(file: Path) -> Path:
    """Print a document to PDF with LibreOffice, with a profile of its own."""
    if SOFFICE is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    words = [SOFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(file.parent), str(file)]
    subprocess.run(words, capture_output=True, timeout=600, check=True)
    return file.with_suffix(".pdf")


def pdf_text(file: Path) -> str:
    """Return the text of a PDF, page after page."""
    needs("pdftotext")
    done = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


@dataclass(frozen=True)
class Word:
    """A word of a PDF with its box; page and box in points."""

    page: int
    left: float
    right: float
    bottom: float
    text: str


def pdf_words(file: Path) -> tuple[list[Word], tuple[float, float]]:
    """Return every word with its place, and the size of a page."""
    needs("pdftotext")
    done = subprocess.run(
        ["pdftotext", "-bbox", str(file), "-"], capture_output=True, encoding="utf-8", check=True
    )
    size = re.search(r'<page width="([\d.]+)" height="([\d.]+)">', done.stdout)
    assert size
    words, page = [], 0
    for row in done.stdout.splitlines():
        page += "<page " in row
        found = re.search(
            r'xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*)</word>', row
        )
        if found:
            words.append(Word(page, *map(float, found.groups()[:3]), found[4]))
    return words, (float(size[1]), float(size[2]))


def ink_beyond(file: Path, margin_mm: float) -> int:
    """Count the dark dots in the outer strip at the right of all pages: what would be cut off."""
    needs("pdftoppm")
    stem = file.with_suffix("")
    subprocess.run(["pdftoppm", "-gray", "-r", "40", str(file), str(stem)], check=True, timeout=600)
    dark = 0
    for picture in sorted(file.parent.glob(f"{stem.name}-*.pgm")):
        content = picture.read_bytes()
        header = re.match(rb"P5\s+(\d+)\s+(\d+)\s+(\d+)\s", content)
        assert header
        width, height = int(header[1]), int(header[2])
        dots = content[header.end() :]
        strip = round(margin_mm / 25.4 * 40)
        rows = (dots[row * width + width - strip : (row + 1) * width] for row in range(height))
        dark += sum(dot < 128 for row in rows for dot in row)
        picture.unlink()
    return dark


def browser_says(file: Path) -> str:
    """Open a page in a browser without a window, and return what its console said."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    words = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"]
    profile = f"--user-data-dir={file.parent / 'browser'}"
    done = subprocess.run(
        [*words, profile, "--dump-dom", file.as_uri()],
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=True,
    )
    assert "</html>" in done.stdout
    return "\n".join(row for row in done.stderr.splitlines() if "CONSOLE" in row)
