"""The text of one page of a PDF, taken out in a process of its own: for reading, never for counting."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.limits import Limits

BEGINS = b"%PDF-"
NOT_THERE = 3  # the page; exit code of the process


def page_text(content: bytes, page: int, limits: Limits) -> tuple[str, int]:
    """Return the text of a page, counted from 1, and the number of pages; the text is empty for a picture.

    Raises Unreadable where it is no PDF, or where reading it takes too long or breaks the process; IndexError
    where there is no such page.
    """
    if BEGINS not in content[:1024]:
        raise Unreadable("no_pdf")
    asked = [sys.executable, "-P", "-m", __name__, str(page), str(limits.memory)]
    try:
        done = subprocess.run(
            asked, input=content, capture_output=True, timeout=limits.seconds_for(len(content)), check=False
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("too_slow") from None
    if done.returncode == NOT_THERE:
        raise IndexError(int(done.stdout))
    if done.returncode:
        raise Unreadable("damaged")
    number, _line, text = done.stdout.decode("utf-8").partition("\n")
    return text, int(number)


def main() -> None:
    """Write the number of pages and the text of the page asked for."""
    from io import BytesIO

    from pypdf import PdfReader

    with suppress(ImportError, OSError, ValueError):  # Windows has no such limit
        import resource

        most = int(sys.argv[2])
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    pages = PdfReader(BytesIO(sys.stdin.buffer.read())).pages
    page, number = int(sys.argv[1]), len(pages)
    if not 1 <= page <= number:
        sys.stdout.write(str(number))
        sys.exit(NOT_THERE)
    text = pages[page - 1].extract_text().encode("utf-8", "replace")
    sys.stdout.buffer.write(f"{number}\n".encode() + text)


if __name__ == "__main__":
    main()
